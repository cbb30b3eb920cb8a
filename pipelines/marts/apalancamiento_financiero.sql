-- Una fila por aliado: Tabla 8 del informe de gestión 2020-2023.
select
    aliado,
    desembolsos,
    valor_desembolso_cop,
    municipios as n_municipios,
    linea_documento,
    fuente_id
from preparacion.stg_informes__tabla_8
order by linea_documento
