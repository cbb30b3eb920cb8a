-- Grano: año, departamento y código (general, pilar, subpilar o indicador) de una edición del IDC:
-- lo que hay para volver a calcular el índice desde donde llegan los datos.
select
    i.edicion,
    i.anio,
    i.cod_departamento,
    d.nombre as departamento,
    i.nivel,
    i.codigo,
    i.nombre,
    i.indicador_id,
    m.unidad as unidad_del_dato,
    i.valor_original,
    i.puntaje_0_10,
    i.puesto,
    i.n_evaluados,
    i.fuente_id
from marts.idc as i
inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
inner join marts.dim_indicadores as m on i.indicador_id = m.indicador_id
where i.edicion = $edicion
order by i.anio, i.cod_departamento, i.codigo
