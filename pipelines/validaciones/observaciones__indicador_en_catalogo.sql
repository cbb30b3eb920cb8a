-- Toda observación es de un indicador del catálogo.
select distinct fuente_id, indicador_id
from observaciones
where indicador_id not in (select indicador_id from dim_indicadores)
order by all
