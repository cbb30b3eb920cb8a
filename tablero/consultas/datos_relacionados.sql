-- Grano: indicador relacionado con el pedido y por qué.
select r.relacionado as indicador_id, i.nombre_corto, r.motivo, r.orden
from marts.indicadores_relacionados as r
inner join marts.dim_indicadores as i on r.relacionado = i.indicador_id
where r.indicador_id = $indicador_id
order by r.orden, i.nombre_corto
