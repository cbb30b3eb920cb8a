-- Con marca y cifra, el avance no puede quedar bajo la meta; el informe de 2023 marca las diecisiete.
select fuente_id, linea_documento, comprobacion, valor_meta as meta, valor_avance as avance
from mesas_metas
where estado_texto = '✓' and comprobacion = 'no llega a la meta'
union all
select any_value(fuente_id), count(*), 'filas', 17, count(valor_avance)
from mesas_metas
where fuente_id = 'colombia_productiva_2023'
having count(*) <> 17 or count(valor_avance) <> 14
order by all
