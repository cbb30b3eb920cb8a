-- Los aspectos son ocho y ninguna de las tres dimensiones queda sin uno.
select
    min(fuente_id) as fuente_id,
    count(*) as aspectos,
    count(distinct dimension_ssme) as dimensiones
from ssme_aspectos
having count(*) <> 8 or count(distinct dimension_ssme) <> 3
