-- Una cifra de un informe que dice ser de un indicador apunta a uno del catálogo.
select fuente_id, clave, indicador_id
from cifras_informes
where indicador_id not in (select indicador_id from dim_indicadores)
