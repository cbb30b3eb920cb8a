-- Una fila por cifra que enuncia el informe de una mesa, red u oficina, con la línea donde está.
select
    sistema,
    clave,
    seccion,
    tema,
    lugar_nombrado,
    medida,
    valor,
    unidad,
    texto,
    linea_documento,
    nota,
    cita_id,
    fuente_id
from preparacion.stg_mesas__cifras
order by fuente_id, sistema, clave
