-- Cada lugar existe: un municipio de dim_municipios o, si es departamental, el departamento.
select
    fuente_id,
    periodo,
    meta,
    divipola,
    tipo
from cobertura
where divipola not in (
    select divipola from dim_municipios
    union all
    select cod_departamento from dim_departamentos
)
