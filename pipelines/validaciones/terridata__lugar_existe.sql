-- Todo lugar es el país, el departamento o un municipio suyo, según el nivel.
select distinct fuente_id, nivel, divipola
from terridata
where not case nivel
    when 'nacional' then divipola = '00'
    when 'departamento' then divipola in (select cod_departamento from dim_departamentos)
    when 'municipio' then divipola in (select divipola from dim_municipios)
    else false
end
order by all
