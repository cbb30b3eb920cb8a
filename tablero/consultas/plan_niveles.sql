-- Grano: nivel del plan y nombre, de lo general a lo particular. Cada meta pesa lo mismo. La media
-- se calla si menos de la mitad de las metas trae la cifra, y en ella cada meta cuenta hasta 100 %:
-- una que pasa de la raya no tapa a otra que no llega.
with base as (
    select
        *,
        coalesce(cumplimiento_pct, cumplimiento_calculado_pct) as cumplido_pct,
        inversion_programada_mill_cop
        + coalesce(inversion_programada_otras_mill_cop, 0) as programado_mill_cop
    from marts.metas
    where periodo = $periodo
),

desplegada as (
    select 0 as orden, 'plan' as nivel, concat('Todas las metas ', periodo) as nombre, * from base
    union all
    select 1 as orden, 'eje' as nivel, eje as nombre, * from base
    union all
    select 2 as orden, 'linea' as nivel, linea as nombre, * from base
    union all
    select 3 as orden, 'programa' as nivel, programa as nombre, * from base
    union all
    select 4 as orden, 'subprograma' as nivel, subprograma as nombre, * from base
),

contada as (
    select
        orden,
        nivel,
        nombre,
        min(fuente_id) as fuente_id,
        min(linea_documento) as desde,
        count(*) as n_metas,
        count(*) filter (where estado = 'cumplida') as n_cumplidas,
        count(*) filter (where estado = 'en_avance') as n_en_avance,
        count(*) filter (where estado = 'sin_avance') as n_sin_avance,
        count(*) filter (where estado = 'no_programada') as n_no_programadas,
        count(*) filter (where estado = 'sin_reporte') as n_sin_reporte,
        count(*) filter (where estado = 'sin_cifra_comparable') as n_sin_cifra_comparable,
        count(cumplido_pct) as n_con_cumplimiento,
        -- `least` se salta los vacíos: sin el filtro, una meta sin cifra contaría como 100.
        avg(least(cumplido_pct, 100)) filter (where cumplido_pct is not null) as cumplimiento_pct,
        count(avance_cuatrienio_pct) as n_con_avance,
        avg(least(avance_cuatrienio_pct, 100)) filter (where avance_cuatrienio_pct is not null)
            as avance_pct,
        count(ejecucion_financiera_pct) as n_con_ejecucion,
        sum(programado_mill_cop) as inversion_programada_mill_cop,
        sum(inversion_ejecutada_mill_cop) as inversion_ejecutada_mill_cop,
        100 * sum(inversion_ejecutada_mill_cop) filter (where ejecucion_financiera_pct is not null)
        / nullif(
            sum(programado_mill_cop) filter (where ejecucion_financiera_pct is not null), 0
        ) as ejecucion_pct
    from desplegada
    where nombre is not null
    group by orden, nivel, nombre
)

select
    nivel,
    nombre,
    cast(n_metas as integer) as n_metas,
    100.0 * n_metas / (select count(*) from base) as peso_pct,
    cast(n_cumplidas as integer) as n_cumplidas,
    cast(n_en_avance as integer) as n_en_avance,
    cast(n_sin_avance as integer) as n_sin_avance,
    cast(n_no_programadas as integer) as n_no_programadas,
    cast(n_sin_reporte as integer) as n_sin_reporte,
    cast(n_sin_cifra_comparable as integer) as n_sin_cifra_comparable,
    cast(n_con_cumplimiento as integer) as n_con_cumplimiento,
    if(2 * n_con_cumplimiento >= n_metas, cumplimiento_pct, null) as cumplimiento_medio_pct,
    cast(n_con_avance as integer) as n_con_avance,
    if(2 * n_con_avance >= n_metas, avance_pct, null) as avance_medio_pct,
    cast(n_con_ejecucion as integer) as n_con_ejecucion,
    if(2 * n_con_ejecucion >= n_metas, ejecucion_pct, null) as ejecucion_financiera_pct,
    inversion_programada_mill_cop,
    inversion_ejecutada_mill_cop,
    fuente_id
from contada
order by desde, orden, nombre
