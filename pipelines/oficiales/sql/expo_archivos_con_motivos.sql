-- Grano: archivo y motivo, de los leídos desde $primero. Dónde hay líneas apartadas.
select distinct archivo, motivo
from lineas
where motivo <> 0 and archivo >= $primero
order by archivo, motivo
