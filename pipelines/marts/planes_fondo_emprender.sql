-- Una fila por plan de negocio: Tabla 10 del informe de gestión 2020-2023 (convocatoria 190).
select
    plan_negocio,
    divipola,
    empleos,
    capital_cop,
    linea_documento,
    fuente_id
from preparacion.stg_informes__tabla_10
order by linea_documento
