-- Los informes cargados traen 54 metas de 2020-2023 y 18 de 2024-2027: ni una más ni una menos.
with esperadas as (
    select *
    from (values ('2020-2023', 54), ('2024-2027', 18)) as lista (periodo, n_esperadas)
),

contadas as (
    select
        periodo,
        min(fuente_id) as fuente_id,
        count(*) as n_metas
    from metas
    group by periodo
)

select
    contadas.fuente_id,
    coalesce(contadas.periodo, esperadas.periodo) as periodo,
    coalesce(contadas.n_metas, 0) as n_metas,
    esperadas.n_esperadas
from contadas
full join esperadas on esperadas.periodo = contadas.periodo
where coalesce(contadas.n_metas, 0) <> coalesce(esperadas.n_esperadas, 0)
