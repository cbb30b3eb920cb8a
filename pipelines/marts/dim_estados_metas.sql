-- Una fila por estado de una meta de producto, con su regla en palabras.
select
    estado,
    titulo,
    regla,
    icono,
    tono
from preparacion.stg_declaracion__estados_metas
order by orden
