-- Una fila por lo que cada documento dice de una iniciativa clúster del departamento.
select
    fuente_id,
    clave,
    iniciativa,
    periodo,
    medida,
    valor,
    unidad,
    linea_documento,
    nota
from (
    select fuente_id, clave, iniciativa, periodo, medida, valor, unidad, linea_documento, nota
    from preparacion.stg_informes__iniciativas_cluster
    union all
    select fuente_id, clave, iniciativa, periodo, medida, valor, unidad, linea_documento, nota
    from preparacion.stg_ssme__iniciativas_cluster
)
order by fuente_id, clave
