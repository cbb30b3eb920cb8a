-- Una fila por período, meta e indicador de resultado o logro con que el informe la liga. Un vínculo
-- dicho no es una causa.
select
    periodo,
    meta,
    indicador,
    logro_nombrado,
    tipo_vinculo,
    linea_documento,
    nota,
    fuente_id
from preparacion.stg_informes__metas_indicadores
order by periodo, linea_documento, indicador
