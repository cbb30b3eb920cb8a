-- Grano: pilar (o indicador) y departamento en una edición y un año del IDC: todos los puntos.
select
    i.edicion,
    i.anio,
    i.codigo,
    i.nombre,
    i.cod_departamento,
    d.nombre as departamento,
    i.puntaje_0_10,
    i.puesto,
    i.n_evaluados,
    i.fuente_id
from marts.idc as i
inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
where i.edicion = $edicion and i.anio = $anio and i.nivel = $nivel
order by i.codigo, i.puesto, d.nombre
