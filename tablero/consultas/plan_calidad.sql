-- Grano: hallazgo. Las dos cifras y el lugar del documento, lo más grave primero.
select
    gravedad,
    regla,
    titulo,
    meta,
    cifra_a,
    que_es_a,
    cifra_b,
    que_es_b,
    explicacion,
    documento,
    linea_documento,
    fuente_id
from marts.metas_calidad
where periodo = $periodo
order by
    case gravedad when 'alta' then 1 when 'media' then 2 else 3 end,
    regla,
    try_cast(meta as integer) nulls last,
    linea_documento,
    hallazgo_id
