-- Una fila por cámara de comercio con jurisdicción en el departamento (Tabla 2 del informe).
-- El área y el número de municipios se cuentan sobre dim_municipios.
select
    camara,
    count(*) as n_municipios,
    string_agg(nombre, ', ' order by strip_accents(nombre)) as municipios,
    sum(area_km2) as area_km2,
    (select any_value(fuente_id) from preparacion.stg_informes__camaras_jurisdiccion) as fuente_id
from dim_municipios
group by camara
order by camara
