-- Una fila por indicador con meta de una mesa sectorial: lo escrito, leído como número y comparado.
select
    orden,
    instrumento,
    indicador,
    nombre_corto,
    texto_meta,
    texto_avance,
    estado_texto,
    valor_meta,
    valor_avance,
    unidad,
    100 * valor_avance / valor_meta as avance_de_la_meta_pct,
    case
        when valor_avance is null then 'sin cifra comparable'
        when valor_avance >= valor_meta then 'llega a la meta'
        else 'no llega a la meta'
    end as comprobacion,
    linea_documento,
    nota,
    fuente_id
from preparacion.stg_mesas__metas
order by fuente_id, orden
