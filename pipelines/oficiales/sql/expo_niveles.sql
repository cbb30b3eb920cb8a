-- Grano: departamento ('00', el país; vacío, «Departamentos varios»), año, nivel y código. Cada nivel
-- se suma del anterior, que ya es más corto.
create table niveles as
with subpartidas as (
    select cod_departamento, anio, producto as codigo, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from cubo
    group by all
),

partidas as (
    select cod_departamento, anio, left(codigo, 4) as codigo, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from subpartidas
    group by all
),

capitulos as (
    select cod_departamento, anio, left(codigo, 2) as codigo, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from partidas
    group by all
),

paises_de_destino as (
    select cod_departamento, anio, pais as codigo, sum(fob_usd) as fob_usd,
        sum(peso_kg) as peso_kg
    from cubo
    group by all
),

partes as (
    select 'subpartida' as nivel, * from subpartidas
    union all
    select 'partida', * from partidas
    union all
    select 'capitulo', * from capitulos
    union all
    select 'pais', * from paises_de_destino
)

select
    cod_departamento, anio, nivel, codigo, fob_usd::decimal(24, 4) as fob_usd,
    peso_kg::decimal(24, 4) as peso_kg
from partes
union all
select
    '00', anio, nivel, codigo, sum(fob_usd)::decimal(24, 4), sum(peso_kg)::decimal(24, 4)
from partes
group by anio, nivel, codigo
