-- Grano: departamento que el informe nombra, y los demás juntos al final.
select lugar_nombrado, valor as participacion_pct, texto, linea_documento, coalesce(nota, '') as nota
from marts.mesas_cifras
where fuente_id = $fuente and seccion = 'participacion'
order by clave = 'parte_resto', valor desc
