-- Grano: clave. Las cifras únicas del informe sobre el tejido empresarial, con su línea y su nota.
select clave, medida, valor, unidad, periodo, coalesce(nota, '') as nota, linea_documento, fuente_id
from marts.cifras_informes
where clave in ('registros_activos', 'registros_activos_participacion_cucuta', 'supervivencia_0_5')
