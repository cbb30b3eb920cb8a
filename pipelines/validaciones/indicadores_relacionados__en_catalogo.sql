-- Los dos lados de una relación están en el catálogo, y ninguno se relaciona consigo mismo.
select indicador_id, relacionado, motivo
from indicadores_relacionados
where indicador_id not in (select indicador_id from dim_indicadores)
    or relacionado not in (select indicador_id from dim_indicadores)
    or indicador_id = relacionado
order by all
