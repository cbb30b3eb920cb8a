-- Las tablas 3 a 7 traen 5, 16, 5, 14 y 5 entidades, y cada mesa tiene un solo líder.
with esperadas as (
    select unnest(['nucleo', 'identificacion', 'validacion', 'consolidacion', 'escalamiento']) as mesa,
        unnest([5, 16, 5, 14, 5]) as entidades,
        unnest([0, 1, 1, 1, 1]) as lideres
),
halladas as (
    select mesa, any_value(fuente_id) as fuente_id, count(*) as entidades,
        count(*) filter (where papel = 'líder de mesa') as lideres
    from red_actores
    group by mesa
)
select h.fuente_id, e.mesa, h.entidades, h.lideres
from esperadas as e
left join halladas as h on e.mesa = h.mesa
where h.entidades is distinct from e.entidades or h.lideres is distinct from e.lideres
order by all
