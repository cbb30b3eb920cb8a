-- Todo grupo está en el vocabulario de pipelines/grupos.yml.
select
    fuente_id,
    periodo,
    meta,
    grupo
from metas_beneficiarios
where familia_grupo is null
