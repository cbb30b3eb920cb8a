-- Grano: mesa y actor. Las entidades como las escribe el informe, en su orden.
select mesa, numero, entidad, actor, papel, linea_documento, nota, fuente_id
from marts.red_actores
order by linea_documento
