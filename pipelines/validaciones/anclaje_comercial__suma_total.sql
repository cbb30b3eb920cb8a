-- Tabla 9: los beneficiarios de los seis programas suman los 4.595 que el texto declara.
select any_value(fuente_id) as fuente_id, sum(beneficiarios) as suma, count(*) as programas
from anclaje_comercial
having sum(beneficiarios) != 4595 or count(*) != 6
