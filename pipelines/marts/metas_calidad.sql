-- Una fila por hallazgo: una meta, o un nivel del plan, que cumple una regla de reglas_calidad.yml,
-- y las contradicciones declaradas entre cifras de los informes. Hechos con su línea, no juicios.
with localizadas as (
    select
        periodo,
        meta,
        count(distinct divipola) filter (where tipo = 'nombrado') as n_nombrados,
        count(distinct divipola) filter (where tipo = 'excepcion') as n_exceptuados,
        count(*) filter (where tipo = 'departamental') as n_departamentales,
        min(linea_documento) as linea_localizacion
    from cobertura
    group by periodo, meta
),

municipios_por_meta as (
    select
        periodo,
        meta,
        divipola,
        max(anio) as con_anio
    from cobertura
    where tipo = 'nombrado'
    group by periodo, meta, divipola
),

sin_anio as (
    select
        periodo,
        meta,
        count(*) filter (where con_anio is null) as n_sin_anio,
        count(*) as n_nombrados
    from municipios_por_meta
    group by periodo, meta
),

edades as (
    select
        periodo,
        meta,
        sum(personas) as suma_edades
    from metas_beneficiarios
    where familia_grupo = 'edad'
    group by periodo, meta
    having count(*) > 1
),

perfiles as (
    select
        periodo,
        meta,
        string_agg(concat(grupo, ' ', personas), ' · ' order by grupo) as perfil
    from metas_beneficiarios
    group by periodo, meta
    having count(*) > 1
),

medidas as (
    select
        metas.*,
        coalesce(metas.avance_cuatrienio_pct, metas.cumplimiento_pct) as avance_pct,
        greatest(metas.cumplimiento_pct, metas.cumplimiento_calculado_pct) as mayor_pct,
        metas.inversion_programada_mill_cop
        + coalesce(metas.inversion_programada_otras_mill_cop, 0) as programado_mill_cop,
        coalesce(metas.inversion_ejecutada_mill_cop, 0) as ejecutado_mill_cop,
        localizadas.n_nombrados,
        localizadas.n_exceptuados,
        localizadas.n_departamentales,
        coalesce(localizadas.linea_localizacion, metas.linea_documento) as linea_localizacion
    from metas
    left join localizadas
        on localizadas.periodo = metas.periodo and localizadas.meta = metas.meta
),

hallazgos as (
    select
        'gasto_sin_avance' as regla,
        periodo,
        meta,
        meta as clave,
        ejecutado_mill_cop as cifra_a,
        avance_pct as cifra_b,
        linea_inversion as linea_documento,
        fuente_id
    from medidas
    where estado in ('sin_avance', 'sin_reporte', 'sin_cifra_comparable')
        and ejecutado_mill_cop > 0

    union all

    select
        'avance_sin_gasto',
        periodo,
        meta,
        meta,
        avance_pct,
        inversion_ejecutada_mill_cop,
        coalesce(linea_inversion, linea_avance),
        fuente_id
    from medidas
    where estado in ('cumplida', 'en_avance') and ejecutado_mill_cop = 0

    union all

    select
        if(ejecucion_financiera_pct >= 500, 'ejecutado_cinco_veces', 'ejecutado_mayor_que_programado'),
        periodo,
        meta,
        meta,
        inversion_ejecutada_mill_cop,
        programado_mill_cop,
        linea_inversion,
        fuente_id
    from medidas
    where ejecucion_financiera_pct > 100

    union all

    -- Un «38 municipios» que exceptúa dos de los cuarenta sí cuadra aunque no los nombre.
    select
        'municipios_declarados_y_contados',
        periodo,
        meta,
        meta,
        n_municipios_declarado,
        n_municipios_contado,
        linea_localizacion,
        fuente_id
    from medidas
    where n_municipios_declarado <> n_municipios_contado
        and not (
            coalesce(n_departamentales, 0) > 0
            and n_municipios_declarado = (select count(*) from dim_municipios) - n_exceptuados
        )

    union all

    select
        'edades_y_total',
        medidas.periodo,
        medidas.meta,
        medidas.meta,
        edades.suma_edades,
        coalesce(medidas.beneficiarios, medidas.logro),
        coalesce(medidas.linea_beneficiarios, medidas.linea_avance),
        medidas.fuente_id
    from medidas
    inner join edades on edades.periodo = medidas.periodo and edades.meta = medidas.meta
    where edades.suma_edades <> coalesce(medidas.beneficiarios, medidas.logro)

    union all

    select
        'beneficiarios_repetidos',
        una.periodo,
        una.meta,
        concat(una.meta, '-', otra.meta),
        una.beneficiarios,
        otra.beneficiarios,
        una.linea_beneficiarios,
        una.fuente_id
    from medidas as una
    inner join perfiles as perfil_una
        on perfil_una.periodo = una.periodo and perfil_una.meta = una.meta
    inner join perfiles as perfil_otra
        on perfil_otra.periodo = una.periodo and perfil_otra.perfil = perfil_una.perfil
    inner join medidas as otra
        on otra.periodo = perfil_otra.periodo and otra.meta = perfil_otra.meta
    where una.meta < otra.meta

    union all

    select
        'sin_localizacion',
        periodo,
        meta,
        meta,
        0,
        0,
        linea_documento,
        fuente_id
    from medidas
    where n_nombrados is null

    union all

    select
        'localizacion_sin_anio',
        medidas.periodo,
        medidas.meta,
        medidas.meta,
        sin_anio.n_sin_anio,
        sin_anio.n_nombrados,
        medidas.linea_localizacion,
        medidas.fuente_id
    from medidas
    inner join sin_anio on sin_anio.periodo = medidas.periodo and sin_anio.meta = medidas.meta
    where sin_anio.n_sin_anio > 0

    union all

    select
        'mas_de_cien',
        periodo,
        meta,
        meta,
        mayor_pct,
        100,
        linea_avance,
        fuente_id
    from medidas
    where mayor_pct > 100

    union all

    select
        'sin_porcentaje',
        periodo,
        meta,
        meta,
        cumplimiento_pct,
        logro,
        coalesce(linea_avance, linea_documento),
        fuente_id
    from medidas
    where cumplimiento_pct is null and logro is null

    union all

    select
        'cifra_en_otra_unidad',
        periodo,
        meta,
        meta,
        logro_en_otra_unidad,
        cantidad_programada,
        linea_avance,
        fuente_id
    from medidas
    where logro_en_otra_unidad is not null

    union all

    select
        'nivel_sin_llenar',
        periodo,
        null,
        concat(nivel, ' ', codigo),
        avance_pct,
        ideal_pct,
        linea_documento,
        fuente_id
    from resumenes_plan
    where avance_pct is null
),

de_los_informes as (
    select
        fuente_id,
        min(periodo) as periodo
    from metas
    group by fuente_id
)

select
    concat(hallazgos.regla, '/', hallazgos.periodo, '/', hallazgos.clave) as hallazgo_id,
    hallazgos.regla,
    reglas.titulo,
    reglas.gravedad,
    hallazgos.periodo,
    hallazgos.meta,
    hallazgos.cifra_a,
    reglas.que_es_a,
    hallazgos.cifra_b,
    reglas.que_es_b,
    fuentes.titulo as documento,
    hallazgos.linea_documento,
    case
        when hallazgos.regla = 'beneficiarios_repetidos'
            then concat(reglas.explicacion, ' Metas ', replace(hallazgos.clave, '-', ' y '), '.')
        when hallazgos.regla = 'nivel_sin_llenar'
            then concat(reglas.explicacion, ' Nivel: ', hallazgos.clave, '.')
        else reglas.explicacion
    end as explicacion,
    hallazgos.fuente_id
from hallazgos
inner join preparacion.stg_declaracion__reglas_calidad as reglas on reglas.regla = hallazgos.regla
inner join dim_fuentes as fuentes on fuentes.fuente_id = hallazgos.fuente_id

union all

-- Lo que ya está declarado y comprobado en contradicciones no se vuelve a escribir.
select
    concat('contradiccion/', de_los_informes.periodo, '/', dicha.contradiccion_id),
    'contradiccion',
    dicha.titulo,
    reglas.gravedad,
    de_los_informes.periodo,
    null,
    dicha.valor_a,
    concat(dicha.texto_a, ' (', dicha.cita_a, ')'),
    dicha.valor_b,
    concat(dicha.texto_b, ' (', dicha.cita_b, ')'),
    fuentes.titulo,
    null,
    dicha.explicacion,
    dicha.fuente_id_a
from contradicciones as dicha
inner join de_los_informes on de_los_informes.fuente_id = dicha.fuente_id_a
inner join dim_fuentes as fuentes on fuentes.fuente_id = dicha.fuente_id_a
inner join preparacion.stg_declaracion__reglas_calidad as reglas on reglas.regla = 'contradiccion'
where dicha.fuente_id_b = dicha.fuente_id_a
order by 5, 2, 1
