-- Grano: fila apartada o anotada de un archivo, las primeras de cada motivo.
select
    r.archivo,
    r.rowid - p.primera as fila,
    r.motivo,
    r.nota
from registros as r
inner join (select archivo, min(rowid) as primera from registros group by archivo) as p
    on r.archivo = p.archivo
where r.motivo <> 0 or r.nota <> 0
qualify row_number() over (partition by r.motivo, r.nota order by r.rowid) <= $cuantas
order by r.rowid
