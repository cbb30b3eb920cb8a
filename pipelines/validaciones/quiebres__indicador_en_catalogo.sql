-- Todo quiebre es de un indicador del catálogo.
select fuente_id, indicador_id, periodo
from quiebres
where indicador_id not in (select indicador_id from dim_indicadores)
