-- Grano: indicador o logro con que el informe liga una meta. Un vínculo dicho no es una causa.
select
    indicador,
    logro_nombrado,
    tipo_vinculo,
    linea_documento,
    nota,
    fuente_id
from marts.metas_indicadores
where periodo = $periodo and meta = $meta
