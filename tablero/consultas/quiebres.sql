-- Grano: indicador, período y fuente.
select periodo, edicion, motivo, fuente_id
from marts.quiebres
where indicador_id = $indicador_id
order by periodo, fuente_id
