-- Grano: fuente y edición.
select
    fuente_id,
    titulo,
    productor,
    edicion,
    tipo_fuente,
    ultimo_dato,
    fecha_publicacion,
    fecha_consulta,
    filas,
    licencia,
    advertencias,
    notas,
    cita,
    lectura,
    sha256
from marts.dim_fuentes
order by ultimo_dato desc, titulo
