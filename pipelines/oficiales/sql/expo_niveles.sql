-- Grano: departamento ('00', el país; vacío, «Departamentos varios»), año, nivel (capítulo, partida o
-- país) y código. Cada nivel se suma del anterior, que ya es más corto, y el código se escribe al
-- final.
create table niveles as
with partidas as (
    select cod_departamento, anio, producto // 1000000 as partida, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from subpartidas
    group by all
),

capitulos as (
    select cod_departamento, anio, partida // 100 as capitulo, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from partidas
    group by all
),

paises_de_destino as (
    select coalesce(cod_departamento, '00') as cod_departamento, anio, pais,
        sum(fob_usd) as fob_usd, sum(peso_kg) as peso_kg
    from cubo
    group by grouping sets ((cod_departamento, anio, pais), (anio, pais))
),

partes as (
    select cod_departamento, anio, 'partida' as nivel, lpad(partida::varchar, 4, '0') as codigo,
        fob_usd, peso_kg
    from partidas
    union all
    select cod_departamento, anio, 'capitulo', lpad(capitulo::varchar, 2, '0'), fob_usd, peso_kg
    from capitulos
    union all
    select cod_departamento, anio, 'pais', pais, fob_usd, peso_kg
    from paises_de_destino
)

select
    cod_departamento, anio, nivel, codigo, fob_usd::decimal(24, 4) as fob_usd,
    peso_kg::decimal(24, 4) as peso_kg
from partes
