-- Grano: mesa, en el orden de la ruta: entidades y cuántas no están en otra.
with en_cuantas as (
    select actor, count(*) as mesas
    from marts.red_actores
    group by actor
)
select
    case r.mesa
        when 'nucleo' then 'Núcleo'
        when 'identificacion' then 'Identificación'
        when 'validacion' then 'Validación'
        when 'consolidacion' then 'Consolidación'
        else 'Escalamiento'
    end as mesa,
    count(*) as n_entidades,
    count(*) filter (where e.mesas = 1) as n_solo_en_esta,
    max(r.actor) filter (where r.papel in ('líder de mesa', 'presidencia')) as actor
from marts.red_actores as r
inner join en_cuantas as e on r.actor = e.actor
group by r.mesa
order by min(r.linea_documento)
