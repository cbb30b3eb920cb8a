-- Grano: nivel del plan y código. El cuadro de cumplimiento y avance por nivel que el informe deja
-- sin llenar, calculado: los niveles a los que ninguna meta está ligada quedan vacíos.
with base as (
    select
        *,
        coalesce(cumplimiento_pct, cumplimiento_calculado_pct) as cumplido_pct
    from marts.metas
    where periodo = $periodo
),

todas as (
    select
        count(*) as n_metas,
        count(cumplido_pct) as n_con_cumplimiento,
        count(avance_cuatrienio_pct) as n_con_avance,
        -- `least` se salta los vacíos: sin el filtro, una meta sin cifra contaría como 100.
        avg(least(cumplido_pct, 100)) filter (where cumplido_pct is not null) as cumplido_pct,
        avg(least(avance_cuatrienio_pct, 100)) filter (where avance_cuatrienio_pct is not null)
            as avance_pct,
        min(fuente_id) as fuente_id
    from base
)

select * exclude (orden, desde)
from (
    select
        0 as orden,
        0 as desde,
        'plan' as nivel,
        '' as codigo,
        'Todas las metas del informe' as nombre,
        cast(n_metas as integer) as n_metas,
        100.0 as cumplimiento_programado_pct,
        if(2 * n_con_cumplimiento >= n_metas, cumplido_pct, null) as cumplimiento_ejecutado_pct,
        if(2 * n_con_avance >= n_metas, avance_pct, null) as avance_cuatrienio_pct,
        fuente_id
    from todas

    union all

    select
        1,
        linea_documento,
        nivel,
        codigo,
        concat('Sin metas ligadas: «', nombre, '» en la plantilla'),
        null,
        null,
        null,
        null,
        fuente_id
    from marts.resumenes_plan
    where periodo = $periodo and avance_pct is null

    union all

    select
        2,
        linea_documento,
        'meta',
        meta,
        enunciado,
        1,
        100.0,
        cumplido_pct,
        avance_cuatrienio_pct,
        fuente_id
    from base
) as cuadro
order by orden, desde
