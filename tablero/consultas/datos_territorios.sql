-- Grano: nivel y territorio con observaciones de un indicador, de lo general a lo particular.
select distinct
    o.nivel,
    o.territorio,
    case o.nivel
        when 'nacional' then 'Colombia'
        when 'camara' then 'Cámara de ' || o.territorio
        else coalesce(d.nombre, m.nombre)
    end as nombre,
    case o.nivel when 'nacional' then 1 when 'departamento' then 2 when 'camara' then 3 else 4 end
        as orden
from marts.observaciones as o
left join marts.dim_departamentos as d
    on o.nivel = 'departamento' and o.territorio = d.cod_departamento
left join marts.dim_municipios as m on o.nivel = 'municipio' and o.territorio = m.divipola
where o.indicador_id = $indicador_id
order by orden, strip_accents(coalesce(d.nombre, m.nombre, o.territorio))
