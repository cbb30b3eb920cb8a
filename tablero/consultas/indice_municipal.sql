-- Grano: municipio y serie. Lo que los marts dicen de los 40 municipios y puede entrar en el índice
-- municipal. Un cero es un cero: ninguna meta lo nombra o ningún plan de negocio es de allí.
with gente as (
    select
        divipola,
        max(poblacion) filter (where anio = cast($anio as integer)) as hoy,
        max(poblacion) filter (where anio = cast($desde as integer)) as antes,
        max(poblacion) filter (where anio = 2023) as en_2023
    from marts.poblacion_municipal
    where edicion = $edicion
    group by divipola
),

pares as (
    select divipola_a as divipola, divipola_b as vecino from marts.vecinos
    union all
    select divipola_b as divipola, divipola_a as vecino from marts.vecinos
),

de_los_vecinos as (
    select
        pares.divipola,
        sum(gente.hoy) as habitantes
    from pares
    inner join gente on pares.vecino = gente.divipola
    group by pares.divipola
),

planes as (
    select
        divipola,
        count(*) as n_planes
    from marts.planes_fondo_emprender
    group by divipola
),

metas as (
    select
        divipola,
        max(n_metas) filter (where periodo = '2024-2027') as ahora,
        max(n_metas) filter (where periodo = '2020-2023') as antes
    from marts.cobertura_municipios
    group by divipola
),

capital as (
    select
        lat,
        lon
    from marts.dim_municipios
    where divipola = $capital
),

medidas as (
    select
        m.divipola,
        m.nombre,
        m.subregion,
        cast(gente.hoy as double) as poblacion,
        100 * (power(gente.hoy / gente.antes, 1.0 / ($anio - $desde)) - 1) as crecimiento_poblacion,
        gente.hoy / m.area_km2 as densidad,
        cast(gente.hoy + coalesce(de_los_vecinos.habitantes, 0) as double) as mercado_cercano,
        -- Distancia sobre la esfera entre las dos cabeceras; 6371,0088 km es el radio medio.
        2 * 6371.0088 * asin(sqrt(
            power(sin(radians(m.lat - capital.lat) / 2), 2)
            + cos(radians(m.lat)) * cos(radians(capital.lat))
            * power(sin(radians(m.lon - capital.lon) / 2), 2)
        )) as distancia_recta,
        m.distancia_capital_km as distancia_cede,
        cast(cast(m.pdet as integer) as double) as pdet,
        10000.0 * metas.ahora / gente.hoy as metas_2024_2027,
        10000.0 * metas.antes / gente.en_2023 as metas_2020_2023,
        10000.0 * coalesce(planes.n_planes, 0) / gente.en_2023 as fondo_emprender
    from marts.dim_municipios as m
    cross join capital
    left join gente on m.divipola = gente.divipola
    left join de_los_vecinos on m.divipola = de_los_vecinos.divipola
    left join planes on m.divipola = planes.divipola
    left join metas on m.divipola = metas.divipola
)

unpivot medidas
on columns (* exclude (divipola, nombre, subregion))
into name codigo value valor
order by divipola, codigo
