-- Grano: departamento y año con detalle de producto y país cargado. Hoy, ninguno.
select distinct e.cod_departamento, d.nombre, e.anio, e.corte
from marts.exportaciones as e
inner join marts.dim_departamentos as d on e.cod_departamento = d.cod_departamento
order by d.nombre, e.anio
