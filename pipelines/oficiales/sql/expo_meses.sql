-- Grano: mes y código de origen.
create table meses as
select mes_y_origen // 1000 as periodo, mes_y_origen % 1000 as origen, fob, peso, n
from (
    select mes_y_origen, sum(fob) as fob, sum(peso) as peso, count(*) as n
    from lineas
    where motivo = 0
    group by mes_y_origen
)
