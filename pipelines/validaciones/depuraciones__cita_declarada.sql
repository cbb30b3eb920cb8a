-- Cada mes de depuración lleva una cita, y esa cita está en la declaración de su fuente.
select d.fuente_id, d.cod_camara, d.anio, d.mes, d.cita_id
from depuraciones as d
anti join citas as c on d.fuente_id = c.fuente_id and d.cita_id = c.cita_id
order by all
