-- Grano: período y meta de cobertura departamental, con los años que dice y a quiénes exceptúa. No
-- se reparte entre municipios.
select
    filas.periodo,
    filas.meta as numero_meta,
    metas.enunciado,
    coalesce(
        string_agg(distinct cast(filas.anio as varchar), ', ' order by cast(filas.anio as varchar))
            filter (where filas.tipo = 'departamental'),
        'sin año'
    ) as anios,
    coalesce(
        string_agg(distinct concat(municipios.nombre, coalesce(concat(' (', filas.anio, ')'), '')), ', ')
            filter (where filas.tipo = 'excepcion'),
        'ninguno'
    ) as exceptuados,
    min(filas.linea_documento) as linea_documento,
    metas.fuente_id
from marts.cobertura as filas
inner join marts.metas as metas on metas.periodo = filas.periodo and metas.meta = filas.meta
left join marts.dim_municipios as municipios on municipios.divipola = filas.divipola
where filas.tipo in ('departamental', 'excepcion')
group by filas.periodo, filas.meta, metas.enunciado, metas.fuente_id, metas.linea_documento
order by filas.periodo desc, metas.linea_documento
