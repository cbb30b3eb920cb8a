-- Grano: lo que se puede mirar en el IDC (puntaje general, pilares, subpilares e indicadores), con
-- su nombre y su sentido. Un código puede ser de otro indicador en otra edición: en cada una es uno.
with codigos as (
    select
        nivel,
        codigo,
        indicador_id,
        arg_max(nombre, edicion) as nombre,
        list(distinct edicion) as ediciones
    from marts.idc
    group by nivel, codigo, indicador_id
)

select
    c.nivel,
    c.codigo,
    c.nombre,
    i.nombre_corto,
    i.sentido,
    c.ediciones
from codigos as c
inner join marts.dim_indicadores as i
    on c.indicador_id = i.indicador_id
order by list_position(['general', 'pilar', 'subpilar', 'indicador'], c.nivel), c.codigo
