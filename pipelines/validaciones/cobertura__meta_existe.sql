-- Toda cobertura, grupo o vínculo es de una meta que está en metas.
select
    dichas.fuente_id,
    dichas.periodo,
    dichas.meta
from (
    select fuente_id, periodo, meta from cobertura
    union all
    select fuente_id, periodo, meta from metas_beneficiarios
    union all
    select fuente_id, periodo, meta from metas_indicadores
) as dichas
left join metas on metas.periodo = dichas.periodo and metas.meta = dichas.meta
where metas.meta is null
