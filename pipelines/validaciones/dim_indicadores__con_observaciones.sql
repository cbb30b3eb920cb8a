-- Un indicador del catálogo sin ninguna observación es una promesa vacía.
select 'catálogo' as fuente_id, indicador_id
from dim_indicadores
where fuente_id is null
