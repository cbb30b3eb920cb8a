-- Cada fila lleva la cita de su archivo, y esa cita está en la declaración de su fuente.
select t.fuente_id, t.divipola, t.indicador, t.anio, t.cita
from terridata as t
anti join citas as c on t.fuente_id = c.fuente_id and t.cita = c.texto
order by all
