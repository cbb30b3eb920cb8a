-- Grano: meta de un plan. Sus tres porcentajes separados, la plata, la gente y el título y la regla
-- de su estado, en el orden del informe.
select
    metas.periodo,
    metas.meta,
    metas.eje,
    metas.linea,
    metas.programa,
    metas.subprograma,
    metas.enunciado,
    metas.estado,
    estados.titulo as estado_en_palabras,
    estados.regla as estado_regla,
    estados.icono as estado_icono,
    estados.tono as estado_tono,
    metas.estado_texto,
    metas.cantidad_programada,
    metas.logro,
    metas.logro_en_otra_unidad,
    metas.otra_unidad,
    coalesce(metas.cumplimiento_pct, metas.cumplimiento_calculado_pct) as logro_programado_pct,
    case
        when metas.cumplimiento_pct is not null then 'lo dice el informe'
        when metas.cumplimiento_calculado_pct is not null then 'calculado: logro entre programado'
    end as origen_cumplimiento,
    metas.avance_cuatrienio_pct,
    metas.ejecucion_financiera_pct,
    metas.inversion_programada_mill_cop,
    metas.inversion_programada_otras_mill_cop,
    metas.inversion_propios_mill_cop,
    metas.inversion_otras_mill_cop,
    metas.inversion_total_mill_cop,
    metas.inversion_ejecutada_mill_cop,
    metas.beneficiarios,
    metas.n_municipios_declarado,
    metas.n_municipios_contado,
    metas.documento,
    metas.linea_documento,
    metas.linea_avance,
    metas.linea_inversion,
    metas.linea_beneficiarios,
    metas.nota,
    metas.fuente_id
from marts.metas as metas
inner join marts.dim_estados_metas as estados on estados.estado = metas.estado
where metas.periodo = $periodo
order by metas.linea_documento
