-- Grano: indicador con meta de las ediciones que no se dibujan, la más reciente primero.
select
    f.edicion,
    m.nombre_corto,
    m.instrumento,
    m.texto_meta,
    m.texto_avance,
    m.avance_de_la_meta_pct,
    m.estado_texto,
    m.comprobacion,
    m.linea_documento,
    coalesce(m.nota, '') as nota,
    m.fuente_id
from marts.mesas_metas as m
inner join marts.dim_fuentes as f on m.fuente_id = f.fuente_id
where m.fuente_id <> $fuente
order by f.ultimo_dato desc, m.fuente_id, m.orden
