-- Una fila por indicador, período y fuente que declara el corte: desde ese período, la edición no se
-- compara con las anteriores. Dentro de una misma edición no hay corte.
select
    q.indicador_id,
    q.periodo,
    f.edicion,
    q.motivo,
    q.fuente_id
from preparacion.stg_declaracion__quiebres as q
inner join dim_fuentes as f on q.fuente_id = f.fuente_id
order by q.indicador_id, q.periodo, q.fuente_id
