-- Una fila por período de gobierno e indicador de resultado, como los enuncian los informes, con
-- el estado calculado. La regla de cada estado está en dim_estados y se muestra en pantalla.
with dichos as (
    select
        *,
        -- +1 cuando subir es mejorar, -1 cuando bajar es mejorar.
        if(sentido = 'mas_es_mejor', 1, -1) as signo
    from preparacion.stg_informes__indicadores_resultado
),

calificados as (
    select
        *,
        case
            when not es_comparable then 'sin_cifra_comparable'
            when avance is null then 'sin_reporte'
            when tipo_meta = 'acumulado' and avance >= meta then 'cumplida'
            when tipo_meta = 'acumulado' and avance > 0 then 'en_avance'
            when tipo_meta = 'acumulado' then 'sin_avance'
            when meta is not null and signo * (avance - meta) > 0 then 'superada'
            when meta is not null and avance = meta then 'cumplida'
            when meta is not null and linea_base is null then 'en_avance'
            when meta is not null and signo * (avance - linea_base) > 0 then 'en_avance'
            when meta is not null and avance = linea_base then 'sin_avance'
            when meta is not null then 'en_retroceso'
            when linea_base is null then 'sin_linea_base'
            when signo * (avance - linea_base) > 0 then 'mejora_sin_meta'
            when avance = linea_base then 'igual_sin_meta'
            else 'empeora_sin_meta'
        end as estado
    from dichos
)

select
    periodo,
    orden,
    clave,
    indicador,
    medida,
    indicador_id,
    unidad,
    linea_base,
    anio_base,
    puesto_base,
    avance,
    anio_avance,
    puesto_avance,
    n_evaluados,
    meta,
    anio_meta,
    sentido,
    tipo_meta,
    estado,
    -- Sin línea base no hay camino que medir; en lo acumulado el camino empieza en cero.
    case
        when not es_comparable then null
        when tipo_meta = 'acumulado' then 100 * avance / nullif(meta, 0)
        when meta is not null then 100 * (avance - linea_base) / nullif(meta - linea_base, 0)
    end as camino_recorrido_pct,
    es_comparable,
    motivo_no_comparable,
    territorio_base,
    territorio_avance,
    nota,
    linea_documento,
    fuente_id
from calificados
order by periodo, orden
