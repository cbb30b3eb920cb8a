-- Dentro de una ola, a más puntaje total no corresponde un nivel menor. La presentación de la IV ola
-- trae una pareja (1,65 y nivel 2), que cuenta como una más.
with parejas as (
    select fuente_id, ola, iniciativa, puntaje_ssme, nivel_ssme
    from ssme_evaluaciones
    where aspecto = 'TOTAL' and nivel_ssme is not null
    union all
    select
        p.fuente_id,
        4 as ola,
        'Sistema moda (ejemplo publicado)' as iniciativa,
        p.valor as puntaje_ssme,
        n.valor as nivel_ssme
    from ssme_resultados as p
    inner join ssme_resultados as n
        on p.fuente_id = n.fuente_id and p.clave = 'moda_puntaje' and n.clave = 'moda_nivel'
)

select
    mayor.fuente_id,
    mayor.ola,
    mayor.iniciativa,
    mayor.puntaje_ssme,
    mayor.nivel_ssme,
    menor.iniciativa as contra
from parejas as mayor
inner join parejas as menor
    on
        mayor.ola = menor.ola
        and (
            (mayor.puntaje_ssme > menor.puntaje_ssme and mayor.nivel_ssme < menor.nivel_ssme)
            or (mayor.puntaje_ssme = menor.puntaje_ssme and mayor.nivel_ssme <> menor.nivel_ssme)
        )
order by all
