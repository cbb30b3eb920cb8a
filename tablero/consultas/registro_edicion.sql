-- Grano: una fila. La última edición del RUES cargada; sin ninguna, ninguna fila.
select f.fuente_id, f.edicion, f.ultimo_dato
from marts.dim_fuentes as f
where f.fuente_id in (select fuente_id from marts.registros_rues)
order by f.ultimo_dato desc, f.fuente_id desc
limit 1
