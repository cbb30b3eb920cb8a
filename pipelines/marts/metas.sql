-- Una fila por período de gobierno y meta. Su lugar está listo: se llena con la transcripción de
-- las metas de los planes (README, «Límites conocidos»).
select
    null::varchar as periodo,
    null::varchar as meta,
    null::varchar as linea,
    null::varchar as programa,
    null::varchar as subprograma,
    null::varchar as enunciado,
    null::double as cantidad_programada,
    null::double as logro,
    null::double as cumplimiento_pct,
    null::double as avance_cuatrienio_pct,
    null::double as inversion_programada_mill_cop,
    null::double as inversion_propios_mill_cop,
    null::double as inversion_otras_mill_cop,
    null::double as inversion_total_mill_cop,
    null::bigint as beneficiarios,
    null::varchar as estado,
    null::varchar as documento,
    null::integer as linea_documento,
    null::varchar as fuente_id
where false
