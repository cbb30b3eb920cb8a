-- Grano: línea apartada, las primeras de cada motivo, con su fila dentro del archivo.
select rowid as fila, motivo
from motivos_de_un_archivo
where motivo <> 0
qualify row_number() over (partition by motivo order by rowid) <= $cuantas
order by rowid
