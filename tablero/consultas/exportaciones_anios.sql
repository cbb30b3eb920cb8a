-- Grano: año. `corte` dice qué meses cubre: sólo «ene-dic» es un año completo.
select anio, any_value(corte) as corte, any_value(edicion) as edicion
from marts.ihh_exportaciones
group by anio
order by anio
