-- Grano: valor de lo que se pida. Último corte cargado; lo suprimido no está en la suma.
with ultimo as (
    select max(corte) as corte
    from marts.emprendedores
)
select
    case $dimension
        when 'etapa' then e.etapa
        when 'sector' then e.sector
        when 'sexo' then e.sexo
        when 'edad' then e.grupo_edad
        else m.nombre
    end as nombre,
    sum(e.emprendedores)::integer as emprendedores,
    count(*) as n_celdas,
    count(*) filter (where e.suprimida) as n_suprimidas,
    e.corte
from marts.emprendedores as e
inner join ultimo as u on e.corte = u.corte
inner join marts.dim_municipios as m on e.divipola = m.divipola
group by all
order by emprendedores desc nulls last, nombre
