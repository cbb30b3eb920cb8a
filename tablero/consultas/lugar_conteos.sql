-- Grano: período y lugar (municipio, subregión o departamento). Cuántas metas nombran al lugar o a
-- alguno de sus municipios, y su puesto entre los de su clase y, si es municipio, en su subregión.
with sitios as (
    select 'municipio' as nivel, divipola as lugar, nombre, subregion, divipola
    from marts.dim_municipios
    union all
    select 'subregion' as nivel, subregion as lugar, subregion as nombre, subregion, divipola
    from marts.dim_municipios
    union all
    select 'departamento' as nivel, $departamento as lugar, $nombre as nombre, '' as subregion, divipola
    from marts.dim_municipios
),

periodos as (
    select distinct periodo
    from marts.metas
),

contados as (
    select
        periodos.periodo,
        sitios.nivel,
        sitios.lugar,
        sitios.nombre,
        sitios.subregion,
        count(distinct sitios.divipola) as n_municipios,
        count(distinct nombrados.divipola) as n_nombrados,
        count(distinct nombrados.meta) as n_metas,
        count(distinct nombrados.meta) - count(distinct nombrados.meta)
            filter (where nombrados.anio is not null) as n_metas_sin_anio,
        count(distinct nombrados.anio) as n_anios,
        string_agg(
            distinct cast(nombrados.anio as varchar), ', ' order by cast(nombrados.anio as varchar)
        )
            as anios
    from sitios
    cross join periodos
    left join marts.cobertura as nombrados
        on
            nombrados.divipola = sitios.divipola
            and nombrados.periodo = periodos.periodo
            and nombrados.tipo = 'nombrado'
    group by periodos.periodo, sitios.nivel, sitios.lugar, sitios.nombre, sitios.subregion
)

select
    *,
    rank() over (partition by periodo, nivel order by n_metas desc) as puesto,
    count(*) over (partition by periodo, nivel) as n_evaluados,
    rank() over (partition by periodo, nivel, subregion order by n_metas desc) as puesto_subregion,
    count(*) over (partition by periodo, nivel, subregion) as n_de_subregion
from contados
order by periodo, nivel, n_metas desc, strip_accents(nombre)
