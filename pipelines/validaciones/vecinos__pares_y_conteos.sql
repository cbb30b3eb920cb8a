-- 97 pares, cada uno una sola vez, y tantos por municipio como dice el MGN.
with por_municipio as (
    select divipola, count(*) as pares
    from (
        select divipola_a as divipola from vecinos
        union all
        select divipola_b from vecinos
    )
    group by divipola
)

select 'mgn_2018' as fuente_id, m.divipola, m.n_vecinos, p.pares
from dim_municipios as m
left join por_municipio as p on m.divipola = p.divipola
where p.pares is distinct from m.n_vecinos
union all
select fuente_id, divipola_a, null, null
from vecinos
where divipola_a >= divipola_b
union all
select 'mgn_2018', 'pares', 97, count(*)
from vecinos
having count(*) != 97
