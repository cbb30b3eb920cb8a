-- Grano: indicador. Con su último período, sus ediciones y la fuente principal.
with cubierto as (
    select
        indicador_id,
        max(periodo) as ultimo_periodo,
        count(distinct edicion) as n_ediciones,
        count(distinct territorio) as n_territorios
    from marts.observaciones
    group by indicador_id
)

select
    i.indicador_id,
    i.nombre,
    i.nombre_corto,
    i.unidad,
    i.decimales,
    i.sentido,
    i.nivel,
    i.familia,
    i.frecuencia,
    i.formula,
    i.descripcion,
    i.advertencias,
    i.sinonimos,
    c.ultimo_periodo,
    c.n_ediciones,
    c.n_territorios,
    i.fuente_id
from marts.dim_indicadores as i
left join cubierto as c on i.indicador_id = c.indicador_id
order by i.familia, i.indicador_id
