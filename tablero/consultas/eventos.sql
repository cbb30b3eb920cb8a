-- Grano: hecho que se marca sobre las series (los declara pipelines/eventos_marcados.yml).
select
    e.fecha,
    e.precision_fecha,
    e.titulo,
    e.rotulo,
    e.tipo,
    e.ambito,
    e.fuente_id,
    coalesce(c.texto, f.cita) as cita
from marts.eventos as e
inner join marts.dim_fuentes as f on e.fuente_id = f.fuente_id
left join marts.citas as c on e.fuente_id = c.fuente_id and e.cita_id = c.cita_id
where e.marca_series
order by e.fecha, e.titulo
