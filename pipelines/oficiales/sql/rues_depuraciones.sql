-- Grano: cámara (0, el país) y mes con tantas cancelaciones que no son el movimiento de las
-- empresas: 5 veces la mediana de los 36 meses vecinos, o la mitad o más marcadas por una ley.
create table depuraciones as
with sumadas as (
    select camara, mes, cancelaciones, por_ley from cubo_meses
    union all
    select 0, mes, sum(cancelaciones), sum(por_ley) from cubo_meses group by mes
),

rejilla as (
    select c.camara, a.anio * 100 + m.mes as mes, a.anio * 12 + m.mes as orden
    from (select distinct camara from sumadas) as c
    cross join generate_series($desde, $hasta) as a (anio)
    cross join generate_series(1, 12) as m (mes)
    where a.anio * 10000 + m.mes * 100 <= $corte
),

con_vecinos as (
    select
        r.camara,
        r.mes,
        coalesce(s.cancelaciones, 0)::bigint as cancelaciones,
        coalesce(s.por_ley, 0)::bigint as por_ley,
        median(coalesce(s.cancelaciones, 0)) over (
            partition by r.camara
            order by r.orden
            rows between 18 preceding and 18 following exclude current row
        ) as mediana
    from rejilla as r
    left join sumadas as s using (camara, mes)
)

select
    camara,
    mes,
    cancelaciones,
    mediana as mediana_de_meses_vecinos,
    round(cancelaciones / nullif(mediana, 0), 1) as veces,
    if(
        2 * por_ley >= cancelaciones,
        'la mayoría tiene un estado que nombra una ley',
        'cinco veces o más la mediana de los meses vecinos'
    ) as motivo
from con_vecinos
where
    cancelaciones >= $minimo
    and (2 * por_ley >= cancelaciones or cancelaciones >= 5 * greatest(mediana, 1))
