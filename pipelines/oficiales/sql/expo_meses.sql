-- Grano: mes y código de origen.
create table meses as
select periodo, origen, sum(fob) as fob, sum(peso) as peso, count(*) as n
from lineas
where motivo = 0
group by periodo, origen
