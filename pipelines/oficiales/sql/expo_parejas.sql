-- Grano: mes, código numérico y alfabético de país. De aquí sale qué código es cuál.
create table parejas as
select periodo, pais, upper(trim(pais_alfa)) as alfa, sum(n) as n
from (
    -- Se limpia lo ya contado: limpiar cada línea costaría más que contarlas.
    select
        mes_y_origen // 1000 as periodo,
        (producto_y_pais % 1000)::integer as pais,
        pais_alfa,
        count(*) as n
    from lineas
    where motivo = 0
    group by all
)
group by all
