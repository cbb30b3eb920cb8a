-- Una fila por fuente y edición declarada en pipelines/fuentes/*.yml.
select
    fuente_id,
    productor,
    titulo,
    edicion,
    tipo as tipo_fuente,
    familia,
    descripcion,
    fecha_publicacion,
    fecha_consulta,
    ultimo_dato,
    proxima_actualizacion,
    licencia,
    licencia_url,
    url_pagina,
    cita,
    lectura,
    advertencias,
    notas,
    n_archivos,
    filas,
    sha256
from preparacion.stg_declaracion__fuentes
order by fuente_id
