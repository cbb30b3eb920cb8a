-- Una excepción resta de algo: su meta tiene una fila departamental.
select
    una.fuente_id,
    una.periodo,
    una.meta,
    una.divipola,
    una.linea_documento
from cobertura as una
where una.tipo = 'excepcion'
    and not exists (
        select 1
        from cobertura as otra
        where otra.periodo = una.periodo and otra.meta = una.meta and otra.tipo = 'departamental'
    )
