-- Un indicador de resultado que dice tener serie propia apunta a un indicador del catálogo.
select fuente_id, periodo, clave, indicador_id
from indicadores_resultado
where indicador_id not in (select indicador_id from dim_indicadores)
