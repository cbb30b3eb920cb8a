-- Una fila por período de gobierno y meta, como la enuncian los informes, con su estado, lo
-- ejecutado y los tres porcentajes, que no se confunden: el cumplimiento que dice el informe, el
-- calculado con logro y programado, y la ejecución financiera.
with contados as (
    select
        periodo,
        meta,
        count(distinct divipola) as n_municipios_contado
    from preparacion.stg_informes__cobertura
    where tipo = 'nombrado'
    group by periodo, meta
),

dichas as (
    select
        *,
        -- Frente al plan completo; si el informe sólo da un porcentaje, es el que hay.
        coalesce(avance_cuatrienio_pct, cumplimiento_pct) as avance_pct,
        -- El total sólo cuando es lo único que dice: a veces repite los recursos propios.
        case
            when inversion_propios_mill_cop is null and inversion_otras_mill_cop is null
                then inversion_total_mill_cop
            else coalesce(inversion_propios_mill_cop, 0) + coalesce(inversion_otras_mill_cop, 0)
        end as inversion_ejecutada_mill_cop
    from preparacion.stg_informes__metas
)

select
    dichas.periodo,
    dichas.meta,
    dichas.eje,
    dichas.linea,
    dichas.programa,
    dichas.subprograma,
    dichas.enunciado,
    dichas.cantidad_programada,
    dichas.logro,
    dichas.logro_en_otra_unidad,
    dichas.otra_unidad,
    dichas.cumplimiento_pct,
    dichas.avance_cuatrienio_pct,
    100 * dichas.logro / nullif(dichas.cantidad_programada, 0) as cumplimiento_calculado_pct,
    dichas.inversion_programada_mill_cop,
    dichas.inversion_programada_otras_mill_cop,
    dichas.inversion_propios_mill_cop,
    dichas.inversion_otras_mill_cop,
    dichas.inversion_total_mill_cop,
    dichas.inversion_ejecutada_mill_cop,
    100 * dichas.inversion_ejecutada_mill_cop / nullif(
        dichas.inversion_programada_mill_cop
        + coalesce(dichas.inversion_programada_otras_mill_cop, 0),
        0
    ) as ejecucion_financiera_pct,
    dichas.beneficiarios,
    dichas.n_municipios_declarado,
    coalesce(contados.n_municipios_contado, 0) as n_municipios_contado,
    case
        when dichas.estado_texto = 'no programada' then 'no_programada'
        when dichas.avance_pct >= 100 then 'cumplida'
        when dichas.logro >= dichas.cantidad_programada then 'cumplida'
        when dichas.estado_texto = 'cumplida' then 'cumplida'
        when dichas.estado_texto = 'sin avance' then 'sin_avance'
        when dichas.avance_pct > 0 or dichas.logro > 0 then 'en_avance'
        when dichas.avance_pct = 0 or dichas.logro = 0 then 'sin_avance'
        when dichas.estado_texto = 'en implementación' then 'en_avance'
        when dichas.linea_avance is null or dichas.estado_texto = 'sin reporte' then 'sin_reporte'
        else 'sin_cifra_comparable'
    end as estado,
    dichas.estado_texto,
    fuentes.titulo as documento,
    dichas.linea_documento,
    dichas.linea_avance,
    dichas.linea_inversion,
    dichas.linea_beneficiarios,
    dichas.nota,
    dichas.fuente_id
from dichas
inner join dim_fuentes as fuentes on fuentes.fuente_id = dichas.fuente_id
left join contados on contados.periodo = dichas.periodo and contados.meta = dichas.meta
order by dichas.periodo, dichas.linea_documento
