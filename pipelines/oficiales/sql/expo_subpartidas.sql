-- Grano: departamento ('00', el país; vacío, «Departamentos varios»), año y subpartida.
create table subpartidas as
select
    coalesce(cod_departamento, '00') as cod_departamento,
    anio,
    producto,
    sum(fob_usd) as fob_usd,
    sum(peso_kg) as peso_kg
from cubo
group by grouping sets ((cod_departamento, anio, producto), (anio, producto))
