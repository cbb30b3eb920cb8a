-- Una fila por departamento (Bogotá, D. C. cuenta como uno: 33).
select
    cod_departamento,
    nombre,
    fuente_id
from preparacion.stg_divipola__departamentos
order by cod_departamento
