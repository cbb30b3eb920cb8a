-- Grano: nivel, sus dimensiones y año. Altas, renovaciones y bajas del año y las que seguían al
-- cierre. Una dimensión que el nivel no usa dice «todas». El id va en orden: de él depende qué celda
-- acompaña a una suprimida, y dos cargas de lo mismo deben ocultar lo mismo.
create table celdas as
with por_grupo as (
    select
        grupo, anio,
        n as altas, 0 as bajas, 0 as renueva,
        if(sin_fecha_de_cancelacion, 0, n) as cambio
    from cubo_vida
    union all
    select grupo, anio_cancelacion, 0, n, 0, -n
    from cubo_vida
    where anio_cancelacion is not null
    union all
    select grupo, anio + 1, 0, 0, n, 0
    from cubo_renovacion
    union all
    select grupo, ultimo + 1, 0, 0, -n, 0
    from cubo_renovacion
),

cambios as (
    select
        camara_de(grupo) as camara, seccion_de(grupo) as seccion, forma_de(grupo) as forma,
        tamano_de(grupo) as tamano, anio,
        sum(altas) as altas, sum(bajas) as bajas, sum(renueva) as renueva, sum(cambio) as cambio
    from por_grupo
    group by all
),

por_nivel as (
    select
        case grouping(camara, seccion, forma, tamano)
            when 15 then 'pais'
            when 7 then 'camara'
            when 3 then 'seccion'
            when 5 then 'forma'
            when 6 then 'tamano'
            else 'cruce'
        end as nivel,
        coalesce(camara, 0) as camara,
        coalesce(seccion, 'todas') as seccion,
        coalesce(forma, 'todas') as forma,
        coalesce(tamano, 'todas') as tamano,
        anio,
        sum(altas)::bigint as altas,
        sum(bajas)::bigint as bajas,
        sum(renueva)::bigint as renueva,
        sum(cambio)::bigint as cambio
    from cambios
    group by grouping sets (
        (anio), (camara, anio), (camara, seccion, anio), (camara, forma, anio),
        (camara, tamano, anio), (camara, seccion, forma, tamano, anio)
    )
),

-- Cada combinación tiene todos los años, también aquéllos en que nada cambió.
rejilla as (
    select c.nivel, c.camara, c.seccion, c.forma, c.tamano, a.anio
    from (select distinct nivel, camara, seccion, forma, tamano from por_nivel) as c
    cross join generate_series($desde - 1, $hasta) as a (anio)
),

acumuladas as (
    select
        r.*,
        coalesce(p.altas, 0) as matriculas,
        coalesce(p.bajas, 0) as cancelaciones,
        sum(coalesce(p.renueva, 0)) over hasta_aqui as renovaciones,
        sum(coalesce(p.cambio, 0)) over hasta_aqui as activos
    from rejilla as r
    left join por_nivel as p
        using (nivel, camara, seccion, forma, tamano, anio)
    window hasta_aqui as (
        partition by r.nivel, r.camara, r.seccion, r.forma, r.tamano order by r.anio
    )
)

select
    row_number() over (order by nivel, camara, seccion, forma, tamano, anio) as id,
    nivel,
    camara,
    seccion,
    forma,
    tamano,
    anio,
    matriculas::bigint as m1,
    renovaciones::bigint as m2,
    cancelaciones::bigint as m3,
    activos::bigint as m4,
    false as suprimida
from acumuladas
where anio >= $desde and (matriculas > 0 or renovaciones > 0 or cancelaciones > 0 or activos > 0)
