-- Grano: departamento evaluado por el IDC (32 y Bogotá), por orden alfabético.
select cod_departamento, nombre as departamento
from marts.dim_departamentos
order by strip_accents(nombre)
