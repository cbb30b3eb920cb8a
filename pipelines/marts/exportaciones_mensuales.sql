-- Una fila por territorio (departamento o '00' nacional) y mes. Dólares FOB, no millones.
select
    cod_departamento,
    mes,
    fob_usd_millones * 1e6 as fob_usd,
    peso_neto_miles_t,
    edicion,
    fuente_id
from preparacion.stg_exportaciones__mensual
order by cod_departamento, mes
