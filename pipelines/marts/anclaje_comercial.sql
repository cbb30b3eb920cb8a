-- Una fila por programa: Tabla 9 del informe de gestión 2020-2023.
select
    programa,
    aliado,
    herramienta,
    beneficiarios,
    nota,
    linea_documento,
    fuente_id
from preparacion.stg_informes__tabla_9
order by linea_documento
