-- Grano: mes, código numérico y alfabético de país. De aquí sale qué código es cuál. Se interpreta
-- lo ya contado: interpretar cada línea costaría más que contarlas.
create table parejas as
select
    periodo_de(fech) as periodo,
    coalesce(pais_de(pais), 0)::integer as pais,
    upper(trim(pais_alfa)) as alfa,
    sum(n) as n
from (
    select fech, pais, pais_alfa, count(*) as n
    from lineas
    where motivo = 0
    group by fech, pais, pais_alfa
)
group by all
