-- Grano: municipio. La población es la del último año de proyección que ya transcurrió en la
-- fuente más reciente del departamento (2025), con su edición.
select
    m.divipola,
    m.nombre,
    m.subregion,
    m.camara,
    m.pdet,
    m.area_km2,
    p.poblacion,
    p.anio,
    p.edicion,
    m.fuente_id
from marts.dim_municipios as m
left join marts.poblacion_municipal as p on m.divipola = p.divipola and p.anio = 2025
order by strip_accents(m.nombre)
