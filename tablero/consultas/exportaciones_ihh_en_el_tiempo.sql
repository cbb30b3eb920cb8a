-- Grano: departamento y año, en una dimensión. Trae el año incompleto con su corte: quien compara
-- años lo deja fuera.
select
    d.cod_departamento,
    d.nombre,
    i.anio,
    i.corte,
    i.ihh_0_1,
    i.n_efectivo,
    i.clase,
    i.puesto,
    i.n_evaluados,
    i.edicion
from marts.ihh_exportaciones as i
inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
where i.dimension = $dimension and i.cod_departamento in (select unnest($departamentos))
order by d.nombre, i.anio
