-- Una fila por período y nivel del plan del que el informe enuncia, o deja sin llenar, un avance.
select
    dicho.periodo,
    dicho.nivel,
    dicho.codigo,
    dicho.nombre,
    dicho.ideal_pct,
    dicho.avance_pct,
    dicho.cumplimiento_pct,
    dicho.calificacion,
    fuentes.titulo as documento,
    dicho.linea_documento,
    dicho.nota,
    dicho.fuente_id
from preparacion.stg_informes__resumenes_plan as dicho
inner join dim_fuentes as fuentes on fuentes.fuente_id = dicho.fuente_id
order by dicho.periodo, dicho.codigo
