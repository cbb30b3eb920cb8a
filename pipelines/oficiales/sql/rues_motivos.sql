-- Grano: motivo y nota. Cuántas filas.
select motivo, nota, count(*) as filas
from registros
group by motivo, nota
order by motivo, nota
