-- El tipo es nombrado, departamental o excepcion, y sólo lo departamental lleva el código de dos cifras.
select
    fuente_id,
    periodo,
    meta,
    divipola,
    tipo
from cobertura
where tipo not in ('nombrado', 'departamental', 'excepcion')
    or (tipo = 'departamental') <> (length(divipola) = 2)
