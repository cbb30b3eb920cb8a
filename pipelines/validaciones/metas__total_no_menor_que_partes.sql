-- Cuando el informe dice el total invertido, no es menor que sus recursos propios más otras fuentes.
select
    fuente_id,
    periodo,
    meta,
    inversion_total_mill_cop,
    inversion_ejecutada_mill_cop
from metas
where inversion_total_mill_cop < inversion_ejecutada_mill_cop
