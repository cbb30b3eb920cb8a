-- Una fila por mesa de la Red Regional de Emprendimiento y entidad que el informe pone en ella.
select
    mesa,
    numero,
    entidad,
    actor,
    papel,
    linea_documento,
    nota,
    fuente_id
from preparacion.stg_mesas__actores
order by mesa, linea_documento
