-- Grano: serie municipal de TerriData y municipio, en el último año y mes con dato de la serie.
with numericas as (
    select
        divipola,
        dimension,
        coalesce(subcategoria, '') as subcategoria,
        indicador,
        coalesce(unidad, '') as unidad,
        anio,
        mes,
        valor_numerico,
        fuente_original,
        fuente_id,
        rank() over (
            partition by dimension, subcategoria, indicador, unidad
            order by anio desc, coalesce(mes, 0) desc
        ) as antiguedad
    from marts.terridata
    where
        nivel = 'municipio'
        and valor_numerico is not null
)

select
    divipola,
    dimension,
    subcategoria,
    indicador,
    unidad,
    anio,
    valor_numerico as valor,
    fuente_original,
    fuente_id
from numericas
where antiguedad = 1
order by dimension, indicador, subcategoria, unidad, divipola
