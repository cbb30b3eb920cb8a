-- Los seis primeros departamentos suman lo que el informe dice de los seis (55,7 %).
with seis as (
    select fuente_id, sum(valor) as suma, count(*) as cuantos
    from mesas_cifras
    where seccion = 'participacion' and clave <> 'parte_resto'
    group by fuente_id
)
select seis.fuente_id, round(seis.suma, 2) as suma, seis.cuantos, dicho.valor as dicho
from seis
inner join mesas_cifras as dicho on seis.fuente_id = dicho.fuente_id and dicho.clave = 'parte_seis'
where
    seis.fuente_id = 'colombia_productiva_2023'
    and (seis.cuantos <> 6 or abs(seis.suma - dicho.valor) > 0.05)
order by all
