-- Grano: edición de un indicador en un territorio, de la más reciente a la más vieja; la de prensa,
-- al final. Cuántos períodos trae y si trae valor, puesto o los dos.
select
    o.edicion,
    f.titulo,
    f.productor,
    f.tipo_fuente,
    o.fuente_id,
    f.proxima_actualizacion,
    min(o.periodo) as desde,
    max(o.periodo) as hasta,
    count(distinct o.periodo) as n_periodos,
    count(o.valor) as n_valores,
    count(o.puesto) as n_puestos
from marts.observaciones as o
inner join marts.dim_fuentes as f on o.fuente_id = f.fuente_id
where o.indicador_id = $indicador_id and o.territorio = $territorio
group by o.edicion, f.titulo, f.productor, f.tipo_fuente, o.fuente_id, f.proxima_actualizacion
order by f.tipo_fuente = 'prensa', hasta desc, o.edicion desc
