-- Grano: lugar. El país, los departamentos, las cámaras y los municipios con lo que los contiene.
select 'nacional' as nivel, '00' as codigo, 'Colombia' as nombre, null as camara, null as subregion
union all
select 'departamento', cod_departamento, nombre, null, null
from marts.dim_departamentos
union all
select 'camara', camara, camara, camara, null
from marts.dim_camaras
union all
select 'municipio', divipola, nombre, camara, subregion
from marts.dim_municipios
order by nivel, codigo
