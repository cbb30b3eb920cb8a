-- Grano: departamento, año y dimensión. La tabla completa, para bajar.
select d.nombre, i.*
from marts.ihh_exportaciones as i
inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
order by i.dimension, i.anio, i.puesto, d.nombre
