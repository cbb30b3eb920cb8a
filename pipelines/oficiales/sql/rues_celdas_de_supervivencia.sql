-- Grano: nivel, sus dimensiones, año de matrícula y años de vida (1 a 5), si ya pasaron para toda
-- la cohorte. Una celda que no se publica en los registros tampoco se publica aquí. Las canceladas
-- sin fecha no entran: no se sabe cuánto vivieron.
create table celdas_supervivencia as
with vidas as (
    select
        grupo, anio as cohorte,
        sum(n) as n,
        sum(n) filter (where edad < 1) as c1, sum(n) filter (where edad < 2) as c2,
        sum(n) filter (where edad < 3) as c3, sum(n) filter (where edad < 4) as c4,
        sum(n) filter (where edad < 5) as c5,
        0 as r1, 0 as r2, 0 as r3, 0 as r4, 0 as r5
    from cubo_vida
    where not sin_fecha_de_cancelacion and anio >= $desde
    group by all
    union all
    select
        grupo, anio,
        0, 0, 0, 0, 0, 0,
        sum(n), sum(n) filter (where ultimo >= anio + 2), sum(n) filter (where ultimo >= anio + 3),
        sum(n) filter (where ultimo >= anio + 4), sum(n) filter (where ultimo >= anio + 5)
    from cubo_renovacion
    where not sin_fecha_de_cancelacion and anio >= $desde
    group by all
),

con_nombres as (
    select
        * exclude (grupo),
        camara_de(grupo) as camara, seccion_de(grupo) as seccion, forma_de(grupo) as forma
    from vidas
),

por_nivel as (
    select
        case grouping(camara, seccion, forma)
            when 7 then 'pais' when 3 then 'camara' when 1 then 'seccion' else 'forma'
        end as nivel,
        coalesce(camara, 0) as camara,
        coalesce(seccion, 'todas') as seccion,
        coalesce(forma, 'todas') as forma,
        cohorte,
        sum(n) as n,
        [sum(c1), sum(c2), sum(c3), sum(c4), sum(c5)] as canceladas,
        [sum(r1), sum(r2), sum(r3), sum(r4), sum(r5)] as renovadas
    from con_nombres
    group by grouping sets (
        (cohorte), (camara, cohorte), (camara, seccion, cohorte), (camara, forma, cohorte)
    )
),

por_edad as (
    select
        p.nivel, p.camara, p.seccion, p.forma, p.cohorte,
        k.anios,
        p.n::bigint as n,
        coalesce(p.canceladas[k.anios], 0)::bigint as canceladas,
        coalesce(p.renovadas[k.anios], 0)::bigint as renovadas
    from por_nivel as p
    cross join generate_series(1, 5) as k (anios)
    where p.n > 0 and (p.cohorte + k.anios) * 10000 + 1231 <= $corte
)

select
    row_number() over (order by p.nivel, p.camara, p.seccion, p.forma, p.cohorte, p.anios) as id,
    p.nivel,
    p.camara,
    p.seccion,
    p.forma,
    'todas' as tamano,
    p.cohorte * 10 + p.anios as anio,
    p.cohorte,
    p.anios,
    p.n as m1,
    p.n - p.canceladas as m2,
    p.canceladas as m3,
    p.renovadas as m4,
    coalesce(c.suprimida, false) as suprimida
from por_edad as p
left join celdas as c
    on p.nivel = c.nivel and p.camara = c.camara and p.seccion = c.seccion and p.forma = c.forma
    and c.tamano = 'todas' and p.cohorte = c.anio
