-- Cada año de depuración lleva una cita, y esa cita está en la declaración de su fuente.
select d.fuente_id, d.cod_camara, d.anio, d.cita_id
from depuraciones_por_anio as d
anti join citas as c on d.fuente_id = c.fuente_id and d.cita_id = c.cita_id
order by all
