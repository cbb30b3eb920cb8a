-- Grano: celda que hay que suprimir para que no se deduzca otra. Vacía cuando ya no hace falta.
with resumen as (
    select
        g.grupo,
        any_value(g.padre) as padre,
        count(*) as n,
        count(*) filter (where c.suprimida) as k,
        coalesce(sum(c.m1) filter (where c.suprimida), 0) as s1,
        coalesce(sum(c.m2) filter (where c.suprimida), 0) as s2,
        coalesce(sum(c.m3) filter (where c.suprimida), 0) as s3,
        coalesce(sum(c.m4) filter (where c.suprimida), 0) as s4
    from grupos as g
    inner join por_suprimir as c on g.id = c.id
    group by g.grupo
    having k > 0
),

-- Una sola oculta, o varias que juntas no llegan a 5, se deducen del total.
flojos as (
    select grupo, padre, n, k
    from resumen
    where
        k = 1
        or s1 between 1 and 4 or s2 between 1 and 4 or s3 between 1 and 4 or s4 between 1 and 4
)

select arg_min(c.id, (c.m1 + c.m2 + c.m3 + c.m4, c.id)) as id
from flojos as f
inner join grupos as g on f.grupo = g.grupo
inner join por_suprimir as c on g.id = c.id
where f.k < f.n and not c.suprimida
group by f.grupo
union
-- La única parte de un total: publicar el total es publicarla.
select f.padre
from flojos as f
inner join por_suprimir as p on f.padre = p.id
where f.k = f.n and f.n = 1 and not p.suprimida
