-- Una fila por período, meta y grupo que la sección de beneficiarios cuenta. El total de la meta
-- no es un grupo: está en metas.
select
    dichos.periodo,
    dichos.meta,
    dichos.grupo,
    grupos.familia_grupo,
    grupos.cuenta_personas,
    dichos.personas,
    dichos.anio,
    dichos.linea_documento,
    dichos.nota,
    dichos.fuente_id
from preparacion.stg_informes__metas_beneficiarios as dichos
left join dim_grupos as grupos on grupos.grupo = dichos.grupo
order by dichos.periodo, dichos.linea_documento, grupos.orden
