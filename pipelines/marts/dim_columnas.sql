-- Una fila por columna de cada tabla de esta base.
select
    tabla,
    posicion,
    columna,
    etiqueta,
    tipo as tipo_dato,
    unidad,
    decimales,
    descripcion
from preparacion.stg_declaracion__columnas
order by tabla, posicion
