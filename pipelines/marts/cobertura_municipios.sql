-- Una fila por período y municipio, con las metas que lo nombran; cero si ninguna. Lo departamental
-- no cuenta aquí y lo exceptuado tampoco.
with periodos as (
    select
        periodo,
        min(fuente_id) as fuente_id
    from metas
    group by periodo
),

por_meta as (
    select
        periodo,
        divipola,
        meta,
        max(anio) as con_anio
    from cobertura
    where tipo = 'nombrado'
    group by periodo, divipola, meta
),

metas_por_municipio as (
    select
        periodo,
        divipola,
        count(*) as n_metas,
        count(*) filter (where con_anio is null) as n_metas_sin_anio
    from por_meta
    group by periodo, divipola
),

anios_por_municipio as (
    select
        periodo,
        divipola,
        count(distinct anio) as n_anios,
        min(anio) as primer_anio,
        max(anio) as ultimo_anio
    from cobertura
    where tipo = 'nombrado'
    group by periodo, divipola
),

exceptuados as (
    select
        periodo,
        divipola,
        string_agg(
            concat('meta ', meta, if(anio is null, '', concat(' (', anio, ')'))), ' · '
            order by meta, anio
        ) as exceptuado_en
    from cobertura
    where tipo = 'excepcion'
    group by periodo, divipola
)

select
    periodos.periodo,
    municipios.divipola,
    municipios.nombre,
    municipios.subregion,
    coalesce(contadas.n_metas, 0) as n_metas,
    coalesce(contadas.n_metas_sin_anio, 0) as n_metas_sin_anio,
    coalesce(anios.n_anios, 0) as n_anios,
    anios.primer_anio,
    anios.ultimo_anio,
    exceptuados.exceptuado_en,
    periodos.fuente_id
from periodos
cross join dim_municipios as municipios
left join metas_por_municipio as contadas
    on contadas.periodo = periodos.periodo and contadas.divipola = municipios.divipola
left join anios_por_municipio as anios
    on anios.periodo = periodos.periodo and anios.divipola = municipios.divipola
left join exceptuados
    on exceptuados.periodo = periodos.periodo and exceptuados.divipola = municipios.divipola
order by periodos.periodo, municipios.divipola
