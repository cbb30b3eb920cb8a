-- Grano: mes que viene en dos archivos y no como unas líneas sueltas en uno de ellos.
with por_archivo as (
    select periodo, archivo, sum(n) as n
    from meses
    group by all
)

select periodo, arg_max(archivo, n, 2) as archivos
from por_archivo
group by periodo
having max(n, 2)[2] * 10 >= max(n)
order by periodo
