-- Una fila por cifra nacional de la presentación de la IV ola del SSME.
select
    fuente_id,
    clave,
    ambito,
    dimension as dimension_ssme,
    aspecto,
    medida,
    valor,
    unidad,
    linea_documento,
    nota
from preparacion.stg_ssme__resultados
order by fuente_id, clave
