-- Cada marca de pipelines/eventos_marcados.yml es un hecho de la tabla, y sólo uno.
select m.fecha, m.titulo, count(e.fuente_id) as hechos
from preparacion.stg_declaracion__eventos_marcados as m
left join eventos as e on cast(m.fecha as date) = e.fecha and m.titulo = e.titulo
group by m.fecha, m.titulo
having count(e.fuente_id) != 1
order by all
