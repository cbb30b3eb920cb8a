-- Grano: indicador con meta de una edición, del que más la pasa al que menos; sin cifra, al final.
select
    nombre_corto,
    instrumento,
    texto_meta,
    texto_avance,
    avance_de_la_meta_pct,
    estado_texto,
    comprobacion,
    linea_documento,
    coalesce(nota, '') as nota
from marts.mesas_metas
where fuente_id = $fuente
order by avance_de_la_meta_pct desc nulls last, nombre_corto
