-- Grano: regla de calidad con hallazgos en un plan. Cuántos, con su gravedad.
select
    if(regla = 'contradiccion', 'Dos cifras que no coinciden', titulo) as titulo,
    regla,
    gravedad,
    cast(count(*) as integer) as n_hallazgos,
    min(fuente_id) as fuente_id
from marts.metas_calidad
where periodo = $periodo
group by 1, 2, 3
order by case gravedad when 'alta' then 1 when 'media' then 2 else 3 end, n_hallazgos desc, titulo
