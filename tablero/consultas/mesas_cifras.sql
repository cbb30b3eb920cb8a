-- Grano: cifra de una edición de un sistema, en el orden del documento.
select
    clave,
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
from marts.mesas_cifras
where sistema = $sistema and fuente_id = $fuente
order by cita_id, linea_documento, clave
