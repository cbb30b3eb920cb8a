-- Cada cifra dice con qué cita se respalda, y esa cita está en la declaración de su fuente.
select m.fuente_id, m.clave, m.cita_id
from mesas_cifras as m
anti join citas as c on m.fuente_id = c.fuente_id and m.cita_id = c.cita_id
order by all
