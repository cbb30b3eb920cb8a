-- Cada fila dice con qué cita se respalda, y esa cita está en la declaración de su fuente.
with usadas as (
    select distinct fuente_id, unnest(string_split(cita_id, '; ')) as cita_id
    from idc
)

select u.fuente_id, u.cita_id
from usadas as u
anti join citas as c on u.fuente_id = c.fuente_id and u.cita_id = c.cita_id
order by all
