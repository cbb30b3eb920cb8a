-- Una fila por indicador del catálogo (pipelines/indicadores.yml) y por cada uno que sólo conoce la
-- base del IDC, con lo que ella dice de él. La fuente es la oficial con el dato más reciente entre
-- las que tienen observaciones.
with fuente_principal as (
    select
        o.indicador_id,
        arg_max(f.fuente_id, (f.tipo_fuente != 'prensa', f.ultimo_dato, f.fuente_id)) as fuente_id
    from observaciones as o
    inner join dim_fuentes as f on o.fuente_id = f.fuente_id
    group by o.indicador_id
),

catalogo as (
    select
        indicador_id, nombre, nombre_corto, unidad, decimales, sentido, nivel, familia, frecuencia,
        formula, descripcion, advertencias, sinonimos
    from preparacion.stg_declaracion__indicadores
    union all
    select
        indicador_id, nombre, nombre_corto, unidad, decimales, sentido, nivel, familia, frecuencia,
        formula, descripcion, advertencias, sinonimos
    from preparacion.stg_idc__catalogo
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
    p.fuente_id
from catalogo as i
left join fuente_principal as p on i.indicador_id = p.indicador_id
order by i.indicador_id
