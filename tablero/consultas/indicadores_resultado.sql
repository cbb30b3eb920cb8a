-- Grano: período de gobierno e indicador. Un indicador con su estado en palabras y su fuente.
select
    r.*,
    e.titulo as estado_titulo,
    e.regla as estado_regla,
    e.icono as estado_icono,
    e.tono as estado_tono,
    f.titulo as fuente_titulo,
    f.edicion as fuente_edicion,
    f.fecha_publicacion as fuente_fecha_publicacion,
    f.fecha_consulta as fuente_fecha_consulta,
    f.cita as fuente_cita,
    i.nombre as serie_nombre,
    i.unidad as serie_unidad,
    i.sentido as serie_sentido
from marts.indicadores_resultado as r
inner join marts.dim_estados as e on r.estado = e.estado
inner join marts.dim_fuentes as f on r.fuente_id = f.fuente_id
left join marts.dim_indicadores as i on r.indicador_id = i.indicador_id
where r.periodo in (select unnest($periodos))
order by r.periodo desc, r.orden
