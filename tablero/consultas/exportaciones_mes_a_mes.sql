-- Grano: mes de un territorio. La suma de doce meses sólo existe con los doce presentes.
with propias as (
    select
        mes,
        fob_usd,
        peso_neto_miles_t,
        edicion,
        cast(mes || '-01' as date) as dia
    from marts.exportaciones_mensuales
    where cod_departamento = $territorio
),

nacionales as (
    select mes, fob_usd
    from marts.exportaciones_mensuales
    where cod_departamento = '00'
),

sumadas as (
    select
        p.mes,
        p.fob_usd,
        p.peso_neto_miles_t,
        p.edicion,
        sum(p.fob_usd) over ultimos as fob_12_meses,
        sum(n.fob_usd) over ultimos as nacional_12_meses,
        count(p.fob_usd) over ultimos as n_meses
    from propias as p
    left join nacionales as n on p.mes = n.mes
    window ultimos as (
        order by p.dia range between interval 11 months preceding and current row
    )
)

select
    mes,
    fob_usd,
    if(n_meses = 12, fob_12_meses, null) as fob_12_meses_usd,
    if(n_meses = 12, 100 * fob_12_meses / nacional_12_meses, null) as participacion_pct,
    peso_neto_miles_t,
    edicion
from sumadas
order by mes
