-- Entre el primer y el último mes de cada territorio no falta ninguno.
select
    any_value(fuente_id) as fuente_id,
    cod_departamento,
    count(*) as meses,
    date_diff('month', min(cast(mes || '-01' as date)), max(cast(mes || '-01' as date))) + 1
        as meses_esperados
from exportaciones_mensuales
group by cod_departamento
having count(*)
    != date_diff('month', min(cast(mes || '-01' as date)), max(cast(mes || '-01' as date))) + 1
