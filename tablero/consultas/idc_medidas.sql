-- Grano: lo que se puede mirar en el IDC (puntaje general, 13 pilares y 16 indicadores), con su
-- nombre y su sentido. El código es el mismo en las ediciones que los traen.
with codigos as (
    select nivel, codigo, any_value(nombre) as nombre, list(distinct edicion) as ediciones
    from marts.idc
    group by nivel, codigo
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
    on i.indicador_id = case c.nivel
        when 'general' then 'idc_general'
        when 'pilar' then 'idc_pilar_' || lower(c.codigo)
        else 'idc_' || replace(lower(c.codigo), '-', '_')
    end
order by case c.nivel when 'general' then 0 when 'pilar' then 1 else 2 end, c.codigo
