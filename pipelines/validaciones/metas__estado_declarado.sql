-- El estado de cada meta está en dim_estados_metas, con su regla a la vista.
select
    fuente_id,
    periodo,
    meta,
    estado
from metas
where estado is null or estado not in (select estado from dim_estados_metas)
