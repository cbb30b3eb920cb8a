-- Una fila por municipio, año y edición de las proyecciones del DANE.
select
    divipola,
    anio,
    edicion,
    hombres,
    mujeres,
    total as poblacion,
    fuente_id
from preparacion.stg_poblacion__municipios
order by divipola, anio, edicion
