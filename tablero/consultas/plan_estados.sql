-- Grano: estado de una meta. Su palabra, su forma y su regla, en el orden en que se leen.
select
    estado,
    titulo as estado_en_palabras,
    regla as estado_regla,
    icono as estado_icono
from marts.dim_estados_metas
