-- Una fila por cifra que los informes enuncian fuera de sus tablas de metas.
select
    fuente_id,
    clave,
    seccion,
    indicador_id,
    ambito,
    territorio,
    periodo,
    medida,
    valor,
    unidad,
    linea_documento,
    nota
from preparacion.stg_informes__cifras
order by fuente_id, clave
