-- Grano: departamento ('00', el país; vacío, «Departamentos varios»), año, nivel y código.
create table niveles as
with con_pais as (
    select * from cubo
    union all
    select '00', anio, producto, pais, fob_usd, peso_kg, lineas from cubo
),

partes as (
    select cod_departamento, anio, 'subpartida' as nivel, producto as codigo, fob_usd, peso_kg
    from con_pais
    union all
    select cod_departamento, anio, 'partida', left(producto, 4), fob_usd, peso_kg from con_pais
    union all
    select cod_departamento, anio, 'capitulo', left(producto, 2), fob_usd, peso_kg from con_pais
    union all
    select cod_departamento, anio, 'pais', pais, fob_usd, peso_kg from con_pais
)

select
    cod_departamento,
    anio,
    nivel,
    codigo,
    sum(fob_usd)::decimal(24, 4) as fob_usd,
    sum(peso_kg)::decimal(24, 4) as peso_kg
from partes
group by all
