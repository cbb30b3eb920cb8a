-- Grano: departamento, año, subpartida y país, con las columnas de `detalle.csv`.
select
    t.departamento,
    k.cod_departamento as codigo,
    k.anio,
    c.periodo,
    subpartida(k.producto) as producto,
    k.pais,
    k.fob_usd,
    $cita as fuente
from cubo as k
inner join territorios as t on k.cod_departamento = t.cod_departamento
inner join cortes as c on k.anio = c.anio
where k.cod_departamento = $territorio
order by k.anio, k.producto, k.pais
