-- Grano: cifra de un sistema en las ediciones que la página no dibuja, la más reciente primero.
select
    f.edicion,
    c.tema,
    c.lugar_nombrado,
    c.medida,
    c.texto,
    c.linea_documento,
    coalesce(c.nota, '') as nota,
    c.fuente_id
from marts.mesas_cifras as c
inner join marts.dim_fuentes as f on c.fuente_id = f.fuente_id
where c.sistema = $sistema and c.fuente_id <> $fuente
order by f.ultimo_dato desc, c.fuente_id, c.linea_documento, c.clave
