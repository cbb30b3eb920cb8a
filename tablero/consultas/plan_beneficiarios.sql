-- Grano: grupo de beneficiarios de una meta. Los grupos se traslapan: no se suman.
select
    grupo,
    familia_grupo,
    personas,
    anio,
    linea_documento,
    nota,
    fuente_id
from marts.metas_beneficiarios
where periodo = $periodo and meta = $meta
