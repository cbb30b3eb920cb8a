-- Grano: indicador con meta de una edición, como lo escribe el informe y con las cifras leídas.
select
    orden,
    instrumento,
    indicador,
    nombre_corto,
    texto_meta,
    texto_avance,
    valor_meta,
    valor_avance,
    unidad,
    avance_de_la_meta_pct,
    estado_texto,
    comprobacion,
    linea_documento,
    nota,
    fuente_id
from marts.mesas_metas
where fuente_id = $fuente
order by orden
