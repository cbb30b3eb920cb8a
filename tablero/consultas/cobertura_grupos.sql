-- Grano: subregión, cámara de comercio o condición PDET. Cuántos de sus municipios nombran las metas
-- pedidas, cuántas metas distintas y cuántas veces (una por meta y municipio).
with nombrados as (
    select distinct
        divipola,
        meta
    from marts.cobertura
    where
        periodo = $periodo
        and tipo = 'nombrado'
        and list_contains(cast($metas as varchar[]), meta)
        and (cast($anio as integer) is null or coalesce(anio = $anio, false))
),

clases as (
    select 1 as orden, 'Subregión' as agrupacion, subregion as lugar, divipola
    from marts.dim_municipios
    union all
    select 2 as orden, 'Cámara de comercio' as agrupacion, camara as lugar, divipola
    from marts.dim_municipios
    union all
    select
        3 as orden,
        'PDET' as agrupacion,
        if(pdet, 'PDET Catatumbo', 'Fuera del PDET') as lugar,
        divipola
    from marts.dim_municipios
)

select
    clases.agrupacion,
    clases.lugar,
    count(distinct clases.divipola) as n_municipios,
    count(distinct nombrados.divipola) as n_nombrados,
    count(distinct nombrados.meta) as n_metas,
    count(nombrados.meta) as n_menciones,
    count(nombrados.meta) / count(distinct clases.divipola) as metas_por_municipio
from clases
left join nombrados on nombrados.divipola = clases.divipola
group by clases.orden, clases.agrupacion, clases.lugar
order by clases.orden, metas_por_municipio desc, clases.lugar
