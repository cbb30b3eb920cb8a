-- Indicadores que en algún lugar dejan de tener su dato más reciente.
with antes as (
    select indicador_id, territorio, max(periodo) as periodo
    from viejo.observaciones
    where valor is not null
    group by indicador_id, territorio
),

ahora as (
    select indicador_id, territorio, max(periodo) as periodo
    from nuevo.observaciones
    where valor is not null
    group by indicador_id, territorio
)

select
    antes.indicador_id,
    count(*) as lugares,
    max(antes.periodo) as periodo_antes,
    max(ahora.periodo) as periodo_ahora
from antes
left join ahora using (indicador_id, territorio)
where ahora.periodo is null or ahora.periodo < antes.periodo
group by antes.indicador_id
order by antes.indicador_id
