-- Grano: tabla y columna.
select tabla, posicion, columna, etiqueta, tipo_dato, unidad, decimales, descripcion
from marts.dim_columnas
order by tabla, posicion
