-- Grano: archivo, mes y código de origen.
create table meses as
select
    archivo,
    periodo_de(fech) as periodo,
    coalesce(origen, 0) as origen,
    sum(fob) as fob,
    coalesce(sum(peso), 0) as peso,
    sum(n) as n
from (
    select archivo, fech, origen, sum(fob) as fob, sum(peso) as peso, count(*) as n
    from lineas
    where motivo = 0
    group by archivo, fech, origen
)
group by archivo, fech, coalesce(origen, 0)
