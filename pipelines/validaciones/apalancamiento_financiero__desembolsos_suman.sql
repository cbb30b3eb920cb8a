-- Tabla 8: los desembolsos suman los 2.378 del texto. El valor no suma y está declarado como
-- contradicción: las dos cifras se conservan.
select any_value(fuente_id) as fuente_id, sum(desembolsos) as suma
from apalancamiento_financiero
having sum(desembolsos) != 2378
