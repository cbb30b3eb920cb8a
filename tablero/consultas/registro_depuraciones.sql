-- Grano: fuente, lugar y año con depuración legal.
select d.lugar, d.anio, d.meses, d.cancelaciones, d.motivo, d.fuente_id
from marts.depuraciones_por_anio as d
order by d.lugar, d.anio, d.fuente_id
