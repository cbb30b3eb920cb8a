-- Una fila por estado de un indicador de resultado, con su regla en palabras.
select
    estado,
    titulo,
    regla,
    icono,
    tono
from preparacion.stg_declaracion__estados
order by orden
