-- Grano: plan. Lo que se dice de todas sus metas en una frase. La gente no se suma: va de la meta que
-- más reporta a la suma de todas, porque la misma persona puede estar en varias.
select
    periodo,
    cast(count(*) as integer) as n_metas,
    cast(count(inversion_ejecutada_mill_cop) as integer) as n_con_inversion,
    sum(inversion_ejecutada_mill_cop) as inversion_ejecutada_mill_cop,
    cast(count(ejecucion_financiera_pct) as integer) as n_con_ejecucion,
    cast(count(*) filter (where ejecucion_financiera_pct > 100) as integer) as n_sobre_lo_programado,
    cast(count(beneficiarios) as integer) as n_con_beneficiarios,
    max(beneficiarios) as mayor_beneficiarios,
    cast(sum(beneficiarios) as bigint) as suma_beneficiarios,
    cast(count(*) filter (where n_municipios_contado > 0) as integer) as n_con_municipios,
    min(documento) as documento,
    min(fuente_id) as fuente_id
from marts.metas
where periodo = $periodo
group by periodo
