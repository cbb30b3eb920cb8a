-- Grano: año y código de origen que no es un departamento: lo que suma «Departamentos varios».
select
    m.periodo // 100 as anio,
    lpad(m.origen::varchar, 2, '0') as codigo_de_origen,
    sum(m.fob) as fob_usd,
    sum(m.n)::bigint as lineas
from meses as m
anti join departamentos as d on lpad(m.origen::varchar, 2, '0') = d.cod_departamento
group by all
order by 1, 2
