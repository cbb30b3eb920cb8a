-- Grano: una fila si hay detalle y ninguna si no. El IHH del detalle cargado y el que quedaría sin
-- el primer producto o país, con las demás participaciones llevadas de nuevo a 1.
with sumadas as (
    select if($dimension = 'producto', producto, pais) as nombre, sum(fob_usd) as fob_usd
    from marts.exportaciones
    where cod_departamento = $territorio and anio = $anio
    group by 1
),

partes as (
    select nombre, fob_usd / sum(fob_usd) over () as parte
    from sumadas
    where fob_usd > 0
)

select
    arg_max(nombre, parte) as nombre,
    100 * max(parte) as participacion_pct,
    sum(parte * parte) as ihh_0_1,
    1 / sum(parte * parte) as n_efectivo,
    (sum(parte * parte) - max(parte) * max(parte))
    / nullif((1 - max(parte)) * (1 - max(parte)), 0) as ihh_sin_primero_0_1,
    count(*) as n_filas
from partes
having count(*) > 0
