-- Grano: período de gobierno y meta. Lo que hace falta para buscar una meta y abrir su ficha.
select
    periodo,
    meta,
    enunciado,
    linea
from marts.metas
order by periodo desc, linea_documento
