-- Grano: motivo. Cuántas líneas.
select motivo, count(*) as filas
from lineas
where motivo <> 0
group by motivo
order by motivo
