-- Grano: período y edición de un indicador en un territorio.
select
    o.indicador_id,
    o.territorio,
    o.periodo,
    o.edicion,
    o.edicion as segmento,
    o.valor,
    o.lim_inf,
    o.lim_sup,
    o.estado,
    o.tipo_cifra,
    o.puesto,
    o.n_evaluados,
    o.fuente_id,
    f.titulo as fuente_titulo,
    f.cita as fuente_cita,
    f.fecha_publicacion as fuente_fecha_publicacion,
    f.fecha_consulta as fuente_fecha_consulta
from marts.observaciones as o
inner join marts.dim_fuentes as f on o.fuente_id = f.fuente_id
where o.indicador_id = $indicador_id
    and o.territorio = $territorio
    and o.edicion in (select unnest($ediciones))
order by o.periodo, o.edicion
