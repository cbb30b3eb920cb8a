-- Grano: departamento, año y nivel. Suma de las participaciones al cuadrado, de 0 a 1: la de los
-- valores al cuadrado sobre el cuadrado de su suma.
create table ihh as
with partes as (
    select cod_departamento, anio, nivel, fob_usd from niveles
    union all
    select cod_departamento, anio, 'subpartida', fob_usd from subpartidas
),

sumadas as (
    select
        cod_departamento,
        anio,
        nivel,
        fsum(fob_usd::double * fob_usd::double) / pow(sum(fob_usd)::double, 2) as ihh,
        count(*) as n
    from partes
    where fob_usd > 0
    group by all
)

select
    cod_departamento,
    anio,
    nivel,
    round(ihh, 6) as ihh_0_1,
    round(1 / ihh, 2) as n_efectivo,
    n
from sumadas
