-- Grano: aspecto del SSME, con su dimensión y de dónde se sabe que es de ella.
select
    aspecto,
    nombre,
    que_mira,
    dimension_ssme,
    nombre_dimension,
    que_mira_dimension,
    tipo_vinculo,
    linea_documento,
    coalesce(nota, '') as nota,
    fuente_id
from marts.ssme_aspectos
order by dimension_ssme, aspecto
