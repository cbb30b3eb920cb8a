-- Grano: cámara de comercio. La población es la proyectada para 2025, con su edición.
select
    c.camara,
    c.n_municipios,
    c.municipios,
    c.area_km2,
    sum(p.poblacion) as poblacion,
    any_value(p.anio) as anio,
    any_value(p.edicion) as edicion
from marts.dim_camaras as c
inner join marts.dim_municipios as m on c.camara = m.camara
left join marts.poblacion_municipal as p on m.divipola = p.divipola and p.anio = 2025
group by all
order by c.n_municipios desc
