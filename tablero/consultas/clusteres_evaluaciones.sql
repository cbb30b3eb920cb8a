-- Grano: iniciativa, ola y aspecto, dimensión o total, como se cargó con la plantilla.
select
    iniciativa,
    ola,
    aspecto,
    puntaje_ssme,
    nivel_ssme,
    nota,
    fuente_id
from marts.ssme_evaluaciones
order by ola, iniciativa, aspecto
