-- Una fila por puntaje de una iniciativa en una ola: aspecto, dimensión (D1 a D3) o total.
select
    iniciativa,
    ola,
    aspecto,
    puntaje as puntaje_ssme,
    nivel as nivel_ssme,
    linea_documento,
    nota,
    fuente_id
from preparacion.stg_ssme__evaluaciones
order by iniciativa, ola, aspecto
