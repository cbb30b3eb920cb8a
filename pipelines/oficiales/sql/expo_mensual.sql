-- Grano: territorio y mes, con las columnas que lee la familia `exportaciones`.
with por_mes as (
    select
        coalesce(d.cod_departamento, '') as codigo,
        l.periodo,
        sum(l.fob) as fob,
        sum(l.peso) as peso
    from meses as l
    left join departamentos as d on lpad(l.origen::varchar, 2, '0') = d.cod_departamento
    group by all
)

select
    t.departamento,
    p.codigo,
    (p.periodo // 100) || '-' || lpad((p.periodo % 100)::varchar, 2, '0') as mes,
    round(p.fob::double / 1e6, 6) as fob_usd_millones,
    round(p.peso::double / 1e6, 6) as peso_neto_miles_t,
    $cita as fuente
from (
    select codigo, periodo, fob, peso from por_mes where codigo <> ''
    union all
    select '00', periodo, sum(fob), sum(peso) from por_mes group by periodo
) as p
inner join territorios as t on p.codigo = t.cod_departamento
order by p.codigo, mes
