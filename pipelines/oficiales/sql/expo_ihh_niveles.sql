-- Grano: departamento, año y nivel (capítulo, partida, subpartida o país).
select i.cod_departamento, t.departamento, i.anio, c.periodo, i.nivel, i.ihh_0_1, i.n_efectivo, i.n
from ihh as i
inner join territorios as t on i.cod_departamento = t.cod_departamento
inner join cortes as c on i.anio = c.anio
order by i.cod_departamento, i.anio, i.nivel
