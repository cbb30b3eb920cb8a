-- Grano: departamento, en un año y una dimensión. Los que la fuente no trae quedan sin cifra.
with corte_del_anio as (
    select any_value(corte) as corte, any_value(edicion) as edicion
    from marts.ihh_exportaciones
    where anio = $anio and dimension = $dimension
)

select
    d.cod_departamento,
    d.nombre,
    cast($anio as integer) as anio,
    c.corte,
    i.ihh_0_1,
    i.n_efectivo,
    i.clase,
    i.puesto,
    i.n_evaluados,
    c.edicion
from marts.dim_departamentos as d
cross join corte_del_anio as c
left join marts.ihh_exportaciones as i
    on d.cod_departamento = i.cod_departamento and i.anio = $anio and i.dimension = $dimension
order by i.puesto nulls last, d.nombre
