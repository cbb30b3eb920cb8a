-- Grano: línea apartada, las primeras de cada motivo, con su fila dentro de su archivo.
select
    l.archivo,
    l.rowid - p.primera as fila,
    l.motivo
from lineas as l
inner join (select archivo, min(rowid) as primera from lineas group by archivo) as p
    on l.archivo = p.archivo
where l.motivo <> 0
qualify row_number() over (partition by l.motivo order by l.rowid) <= $cuantas
order by l.rowid
