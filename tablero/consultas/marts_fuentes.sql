-- Grano: fuente y edición.
select
    fuente_id,
    titulo,
    productor,
    edicion,
    tipo_fuente,
    familia,
    ultimo_dato,
    fecha_publicacion,
    fecha_consulta,
    licencia,
    url_pagina,
    cita,
    sha256
from marts.dim_fuentes
order by fuente_id
