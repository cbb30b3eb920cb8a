-- Una fila por departamento, año, producto y país. Vacía hasta que una fuente traiga el detalle:
-- hoy sólo se conocen los totales mensuales (exportaciones_mensuales) y el IHH publicado.
select
    cod_departamento,
    anio,
    periodo as corte,
    producto,
    pais,
    fob_usd,
    edicion,
    fuente_id
from preparacion.stg_exportaciones__detalle
order by cod_departamento, anio, producto, pais
