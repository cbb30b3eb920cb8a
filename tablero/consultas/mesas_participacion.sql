-- Qué parte de las empresas beneficiadas tiene cada departamento de los que nombra el informe.
select lugar_nombrado, valor as participacion_pct, texto, linea_documento, coalesce(nota, '') as nota
from marts.mesas_cifras
where seccion = 'participacion'
order by clave = 'parte_resto', valor desc
