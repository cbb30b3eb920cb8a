-- Grano: nivel y código del plan. Lo que el informe enuncia de cada nivel, con su lugar.
select
    nivel,
    codigo,
    nombre,
    avance_pct,
    ideal_pct,
    calificacion,
    documento,
    linea_documento,
    nota,
    fuente_id
from marts.resumenes_plan
where periodo = $periodo
order by codigo
