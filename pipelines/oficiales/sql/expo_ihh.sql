-- Grano: departamento, año y nivel. Suma de las participaciones al cuadrado, de 0 a 1.
create table ihh as
with partes as (
    select
        *,
        fob_usd::double / sum(fob_usd) over (partition by cod_departamento, anio, nivel)::double
            as parte
    from niveles
    where fob_usd > 0
)

select
    cod_departamento,
    anio,
    nivel,
    round(sum(parte * parte order by codigo), 6) as ihh_0_1,
    round(1 / sum(parte * parte order by codigo), 2) as n_efectivo,
    count(*) as n
from partes
group by all
