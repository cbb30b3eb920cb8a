-- Grano: departamento. Si la encuesta de pobreza monetaria lo ha cubierto alguna vez.
select
    d.cod_departamento,
    d.nombre as departamento,
    count(o.valor) > 0 as tiene_encuesta
from marts.dim_departamentos as d
left join marts.observaciones as o
    on d.cod_departamento = o.territorio and o.indicador_id = 'pobreza_monetaria'
group by d.cod_departamento, d.nombre
order by d.nombre
