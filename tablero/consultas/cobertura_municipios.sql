-- Grano: municipio (los 40). Cuántas de las metas pedidas lo nombran, en el año pedido o en todos;
-- cero si ninguna. Lo departamental no cuenta para nadie. El puesto comparte los empates.
with filas as (
    select
        divipola,
        meta,
        tipo,
        anio
    from marts.cobertura
    where
        periodo = $periodo
        and list_contains(cast($metas as varchar[]), meta)
        and (cast($anio as integer) is null or coalesce(anio = $anio, false))
),

por_meta as (
    select
        divipola,
        meta,
        max(anio) as con_anio
    from filas
    where tipo = 'nombrado'
    group by divipola, meta
),

metas as (
    select
        divipola,
        count(*) as n_metas,
        count(*) filter (where con_anio is null) as n_metas_sin_anio
    from por_meta
    group by divipola
),

anios as (
    select
        divipola,
        count(distinct anio) as n_anios,
        string_agg(distinct cast(anio as varchar), ', ' order by cast(anio as varchar)) as anios
    from filas
    where tipo = 'nombrado'
    group by divipola
),

exceptuados as (
    select
        divipola,
        count(distinct meta) as n_exceptuados
    from filas
    where tipo = 'excepcion'
    group by divipola
)

select
    municipios.divipola,
    municipios.nombre,
    municipios.subregion,
    municipios.camara,
    municipios.pdet,
    coalesce(metas.n_metas, 0) as n_metas,
    coalesce(metas.n_metas_sin_anio, 0) as n_metas_sin_anio,
    coalesce(anios.n_anios, 0) as n_anios,
    case
        when metas.n_metas is null then 'no lo nombran'
        else coalesce(anios.anios, 'sin año')
    end as anios,
    coalesce(exceptuados.n_exceptuados, 0) as n_exceptuados,
    rank() over (order by coalesce(metas.n_metas, 0) desc) as puesto,
    count(*) over () as n_evaluados,
    gente.poblacion,
    10000.0 * coalesce(metas.n_metas, 0) / gente.poblacion as metas_por_10000_hab
from marts.dim_municipios as municipios
left join metas on metas.divipola = municipios.divipola
left join anios on anios.divipola = municipios.divipola
left join exceptuados on exceptuados.divipola = municipios.divipola
left join marts.poblacion_municipal as gente
    on gente.divipola = municipios.divipola and gente.anio = $anio_poblacion
order by n_metas, strip_accents(municipios.nombre)
