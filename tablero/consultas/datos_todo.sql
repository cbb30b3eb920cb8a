-- Grano: territorio y período de un indicador en una sola edición.
select
    o.indicador_id,
    o.nivel,
    o.territorio,
    o.periodo,
    o.edicion,
    o.valor,
    o.lim_inf,
    o.lim_sup,
    o.estado,
    o.tipo_cifra,
    o.puesto,
    o.n_evaluados,
    o.fuente_id
from marts.observaciones as o
where o.indicador_id = $indicador_id and o.edicion = $edicion
order by o.nivel, o.territorio, o.periodo
