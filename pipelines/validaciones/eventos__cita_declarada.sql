-- Un hecho que no viene de un informe tiene su cita en la declaración de la fuente.
select e.fuente_id, e.fecha, e.titulo, e.cita_id
from eventos as e
anti join citas as c on e.fuente_id = c.fuente_id and e.cita_id = c.cita_id
where e.linea_documento is null
order by all
