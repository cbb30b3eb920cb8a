-- Grano: departamento y año. Minero-energético es lo que la lista de la fuente dice: códigos del
-- arancel de 2 a 10 cifras. El puesto va de la mayor a la menor, sólo entre departamentos.
with marcadas as (
    select
        k.cod_departamento,
        k.anio,
        k.fob_usd,
        exists (select 1 from minero_energeticas as m where starts_with(subpartida(k.producto), m.codigo))
            as es_minero
    from (
        select cod_departamento, anio, producto, sum(fob_usd) as fob_usd
        from cubo
        group by all
    ) as k
),

sumadas as (
    select
        cod_departamento,
        anio,
        sum(fob_usd) as fob_usd,
        coalesce(sum(fob_usd) filter (where not es_minero), 0) as fob_no_minero_usd
    from marcadas
    group by all
)

select
    s.cod_departamento,
    t.departamento,
    s.anio,
    c.periodo,
    s.fob_usd,
    s.fob_no_minero_usd,
    round(100 * s.fob_no_minero_usd::double / nullif(s.fob_usd, 0)::double, 2)
        as no_minero_pct,
    if(
        s.cod_departamento = '',
        null,
        rank() over (
            partition by s.anio, s.cod_departamento = '' order by s.fob_no_minero_usd desc
        )
    ) as puesto
from sumadas as s
inner join territorios as t on s.cod_departamento = t.cod_departamento
inner join cortes as c on s.anio = c.anio
order by s.anio, puesto nulls last
