-- Grano: producto o país de un departamento en un año, de mayor a menor. Quién concentra: la
-- participación al cuadrado de cada uno y qué parte del IHH pone. Vacía si no se cargó el detalle.
with sumadas as (
    select
        if($dimension = 'producto', producto, pais) as nombre,
        any_value(corte) as corte,
        any_value(fuente_id) as fuente_id,
        sum(fob_usd) as fob_usd
    from marts.exportaciones
    where cod_departamento = $territorio and anio = $anio
    group by 1
),

partes as (
    select *, fob_usd / sum(fob_usd) over () as parte
    from sumadas
    where fob_usd > 0
)

select
    nombre,
    corte,
    fob_usd,
    100 * parte as participacion_pct,
    parte * parte as cuadrado_0_1,
    100 * parte * parte / sum(parte * parte) over () as aporte_ihh_pct,
    fuente_id
from partes
order by fob_usd desc, nombre
