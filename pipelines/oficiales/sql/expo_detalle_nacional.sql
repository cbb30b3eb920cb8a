-- Grano: departamento, año, subpartida y país.
select k.cod_departamento, t.departamento, k.anio, c.periodo, subpartida(k.producto) as producto, k.pais,
    k.fob_usd::double as fob_usd, k.peso_kg::double as peso_kg, k.lineas
from cubo as k
inner join territorios as t on k.cod_departamento = t.cod_departamento
inner join cortes as c on k.anio = c.anio
order by k.cod_departamento, k.anio, k.producto, k.pais
