-- Cada fila dice con qué cita se respalda, y esa cita está en la declaración de su fuente.
select p.fuente_id, p.ambito, p.periodo, p.medida, p.cita_id
from camaras_prensa as p
anti join citas as c on p.fuente_id = c.fuente_id and p.cita_id = c.cita_id
order by all
