-- Grano: tabla del mart.
select tabla, descripcion, grano, clave_tabla, familias, procesamiento
from marts.dim_tablas
order by tabla
