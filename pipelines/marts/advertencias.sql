-- Una fila por advertencia del vocabulario cerrado.
select
    advertencia,
    titulo,
    texto
from preparacion.stg_declaracion__advertencias
order by advertencia
