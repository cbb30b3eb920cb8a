-- Todo territorio es un código o una cámara conocida, según el nivel.
select distinct fuente_id, indicador_id, nivel, territorio
from observaciones
where not case nivel
    when 'nacional' then territorio = '00'
    when 'departamento' then territorio in (select cod_departamento from dim_departamentos)
    when 'municipio' then territorio in (select divipola from dim_municipios)
    when 'camara' then territorio in (select camara from dim_camaras)
    else false
end
order by all
