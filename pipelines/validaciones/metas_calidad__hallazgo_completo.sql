-- Cada hallazgo dice su gravedad, sus dos cifras en palabras y de qué documento sale.
select
    fuente_id,
    hallazgo_id,
    gravedad,
    documento
from metas_calidad
where gravedad not in ('alta', 'media', 'baja')
    or documento is null
    or length(explicacion) < 20
    or length(que_es_a) < 3
    or length(que_es_b) < 3
    or (linea_documento is null and regla <> 'contradiccion')
