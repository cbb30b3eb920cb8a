-- Grano: fuente y clave.
select c.*, f.titulo as fuente_titulo, f.cita as fuente_cita
from marts.cifras_informes as c
inner join marts.dim_fuentes as f on c.fuente_id = f.fuente_id
where c.clave in (select unnest($claves))
order by c.fuente_id, c.clave
