-- Cada edición, año, nivel y código trae los 33 departamentos (la prensa no).
select any_value(fuente_id) as fuente_id, edicion, anio, nivel, codigo, count(*) as departamentos
from idc
where tipo != 'prensa'
group by edicion, anio, nivel, codigo
having count(*) != 33
