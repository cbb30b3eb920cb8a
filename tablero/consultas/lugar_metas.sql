-- Grano: período y meta que nombra a alguno de los municipios pedidos, con los años que dice la
-- oración (vacío si ninguno) y cuáles de ellos nombra.
select
    nombrados.periodo,
    nombrados.meta as numero_meta,
    metas.enunciado,
    case
        when max(nombrados.anio) is null then 'sin año'
        else concat(
            string_agg(
                distinct cast(nombrados.anio as varchar), ', ' order by cast(nombrados.anio as varchar)
            ),
            if(bool_or(nombrados.anio is null), ' y sin año', '')
        )
    end as anios,
    count(distinct nombrados.divipola) as n_nombrados,
    string_agg(distinct municipios.nombre, ', ' order by municipios.nombre) as lugares,
    min(nombrados.linea_documento) as linea_documento,
    metas.fuente_id
from marts.cobertura as nombrados
inner join marts.metas as metas on metas.periodo = nombrados.periodo and metas.meta = nombrados.meta
inner join marts.dim_municipios as municipios on municipios.divipola = nombrados.divipola
where
    nombrados.tipo = 'nombrado'
    and list_contains(cast($municipios as varchar[]), nombrados.divipola)
group by nombrados.periodo, nombrados.meta, metas.enunciado, metas.fuente_id, metas.linea_documento
order by nombrados.periodo desc, metas.linea_documento
