-- Una fila por tabla de esta base.
select
    tabla,
    descripcion,
    grano,
    clave as clave_tabla,
    familias,
    procesamiento
from preparacion.stg_declaracion__tablas
order by tabla
