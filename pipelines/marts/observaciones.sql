-- Una fila por indicador, territorio, período y edición. Las derivadas del PIB (participación,
-- crecimiento, puesto) se calculan dentro de una misma edición y se marcan `calculado`.
with idc_series as (
    select
        indicador_id,
        'departamento' as nivel,
        cod_departamento as territorio,
        cast(anio as varchar) as periodo,
        edicion,
        -- En general y pilares el valor es el puntaje; en indicadores, el dato original.
        if(nivel = 'indicador', valor_original, coalesce(puntaje_0_10, valor_original)) as valor,
        null::double as lim_inf,
        null::double as lim_sup,
        if(tipo = 'prensa', 'prensa', 'definitivo') as estado,
        tipo as tipo_cifra,
        puesto,
        n_evaluados,
        fuente_id
    from idc
),

pib as (
    select
        cod_departamento,
        anio,
        edicion,
        case estado_supuesto
            when 'def' then 'definitivo' when 'p' then 'provisional' else 'preliminar'
        end as estado,
        pib_corriente_mm_cop as corriente,
        pib_constante2015_mm_cop as constante,
        pib_per_capita_cop as per_capita,
        fuente_id
    from preparacion.stg_pib__ancho
    union all
    select
        cod_departamento,
        anio,
        edicion,
        case any_value(estado)
            when 'def' then 'definitivo' when 'p' then 'provisional' else 'preliminar'
        end,
        max(valor) filter (where medida = 'pib_corriente_mm'),
        max(valor) filter (where medida = 'pib_real_2015_mm'),
        null,
        fuente_id
    from preparacion.stg_pib__largo
    group by cod_departamento, anio, edicion, fuente_id
),

pib_con_nacional as (
    select
        p.*,
        n.corriente as corriente_nacional,
        lag(p.constante) over (
            partition by p.cod_departamento, p.edicion
            order by p.anio
        ) as constante_anterior
    from pib as p
    left join pib as n
        on p.edicion = n.edicion and p.anio = n.anio and n.cod_departamento = '00'
),

pib_largo as (
    select
        cod_departamento, anio, edicion, fuente_id, estado, 'publicado' as tipo_cifra,
        'pib_corriente' as indicador_id, corriente as valor
    from pib_con_nacional
    union all
    select
        cod_departamento, anio, edicion, fuente_id, estado, 'publicado',
        'pib_constante_2015', constante
    from pib_con_nacional
    union all
    select
        cod_departamento, anio, edicion, fuente_id, estado, 'publicado',
        'pib_per_capita', per_capita
    from pib_con_nacional
    union all
    select
        cod_departamento, anio, edicion, fuente_id, 'calculado', 'calculado',
        'pib_participacion', 100 * corriente / corriente_nacional
    from pib_con_nacional
    where cod_departamento != '00'
    union all
    select
        cod_departamento, anio, edicion, fuente_id, 'calculado', 'calculado',
        'pib_crecimiento_real', 100 * (constante / constante_anterior - 1)
    from pib_con_nacional
),

pib_series as (
    select
        indicador_id,
        if(cod_departamento = '00', 'nacional', 'departamento') as nivel,
        cod_departamento as territorio,
        cast(anio as varchar) as periodo,
        edicion,
        valor,
        null::double as lim_inf,
        null::double as lim_sup,
        estado,
        tipo_cifra,
        -- Puesto de mayor a menor entre los 33 departamentos; Colombia no compite.
        if(
            cod_departamento = '00', null,
            rank() over (
                partition by indicador_id, anio, edicion, cod_departamento = '00'
                order by valor desc
            )
        ) as puesto,
        if(
            cod_departamento = '00', null,
            count(valor) over (
                partition by indicador_id, anio, edicion, cod_departamento = '00'
            )
        ) as n_evaluados,
        fuente_id
    from pib_largo
    where valor is not null
),

pobreza_monetaria_series as (
    select
        indicador as indicador_id,
        if(cod_departamento = '00', 'nacional', 'departamento') as nivel,
        cod_departamento as territorio,
        cast(anio as varchar) as periodo,
        edicion,
        valor_pct as valor,
        lim_inf,
        lim_sup,
        if(serie like '%prensa%', 'prensa', 'definitivo') as estado,
        if(serie like '%prensa%', 'prensa', 'publicado') as tipo_cifra,
        -- Menos pobreza es mejor: puesto 1 es la incidencia más baja de los departamentos encuestados.
        if(
            cod_departamento = '00' or serie like '%prensa%', null,
            rank() over (
                partition by indicador, anio, edicion, cod_departamento = '00'
                order by valor_pct
            )
        ) as puesto,
        if(
            cod_departamento = '00' or serie like '%prensa%', null,
            count(*) over (partition by indicador, anio, edicion, cod_departamento = '00')
        ) as n_evaluados,
        fuente_id
    from preparacion.stg_pobreza_monetaria__incidencias
),

pobreza_multidimensional_series as (
    select
        case zona
            when 'total' then 'pobreza_multidimensional'
            when 'cabeceras' then 'pobreza_multidimensional_cabeceras'
            else 'pobreza_multidimensional_rural'
        end as indicador_id,
        if(cod_departamento = '00', 'nacional', 'departamento') as nivel,
        cod_departamento as territorio,
        cast(anio as varchar) as periodo,
        edicion,
        incidencia_pct as valor,
        null::double as lim_inf,
        null::double as lim_sup,
        'definitivo' as estado,
        'publicado' as tipo_cifra,
        if(
            cod_departamento = '00', null,
            rank() over (
                partition by zona, anio, edicion, cod_departamento = '00'
                order by incidencia_pct
            )
        ) as puesto,
        if(
            cod_departamento = '00', null,
            count(*) over (partition by zona, anio, edicion, cod_departamento = '00')
        ) as n_evaluados,
        fuente_id
    from preparacion.stg_pobreza_multidimensional__incidencias
    where incidencia_pct is not null
),

poblacion_series as (
    select
        'poblacion_proyectada' as indicador_id,
        'municipio' as nivel,
        divipola as territorio,
        cast(anio as varchar) as periodo,
        edicion,
        cast(poblacion as double) as valor,
        null::double as lim_inf,
        null::double as lim_sup,
        'definitivo' as estado,
        'publicado' as tipo_cifra,
        null::bigint as puesto,
        null::bigint as n_evaluados,
        fuente_id
    from poblacion_municipal
),

exportaciones_series as (
    select
        'ihh_' || dimension as indicador_id,
        'departamento' as nivel,
        cod_departamento as territorio,
        -- Un año incompleto no es ese año: el período lleva los meses que cubre.
        if(corte = 'ene-dic', cast(anio as varchar), cast(anio as varchar) || ' ' || corte)
            as periodo,
        edicion,
        ihh_0_1 as valor,
        null::double as lim_inf,
        null::double as lim_sup,
        if(anio >= 2025, 'provisional', 'definitivo') as estado,
        'calculado' as tipo_cifra,
        puesto,
        n_evaluados,
        fuente_id
    from ihh_exportaciones
    union all
    select
        'exportaciones_fob',
        if(cod_departamento = '00', 'nacional', 'departamento'),
        cod_departamento,
        mes,
        edicion,
        fob_usd / 1e6,
        null, null, 'provisional', 'publicado', null, null,
        fuente_id
    from exportaciones_mensuales
    union all
    select
        'exportaciones_peso_neto',
        if(cod_departamento = '00', 'nacional', 'departamento'),
        cod_departamento,
        mes,
        edicion,
        peso_neto_miles_t,
        null, null, 'provisional', 'publicado', null, null,
        fuente_id
    from exportaciones_mensuales
    where peso_neto_miles_t is not null
),

camaras_series as (
    select
        'incremento_empresas' as indicador_id,
        'camara' as nivel,
        camara as territorio,
        cast(anio as varchar) as periodo,
        '2020-2023' as edicion,
        valor,
        null::double as lim_inf,
        null::double as lim_sup,
        'definitivo' as estado,
        'publicado' as tipo_cifra,
        null::bigint as puesto,
        null::bigint as n_evaluados,
        fuente_id
    from registros_mercantiles
    where medida = 'incremento_matriculas_pct'
),

informes_series as (
    select
        c.indicador_id,
        c.ambito as nivel,
        c.territorio,
        c.periodo,
        f.edicion,
        c.valor,
        null::double as lim_inf,
        null::double as lim_sup,
        'definitivo' as estado,
        'publicado' as tipo_cifra,
        null::bigint as puesto,
        null::bigint as n_evaluados,
        c.fuente_id
    from cifras_informes as c
    inner join dim_fuentes as f on c.fuente_id = f.fuente_id
    where c.indicador_id in (
        'linea_pobreza_monetaria', 'linea_pobreza_extrema', 'registros_activos',
        'registros_activos_participacion', 'supervivencia_0_5'
    )
)

select * from idc_series
union all
select * from pib_series
union all
select * from pobreza_monetaria_series
union all
select * from pobreza_multidimensional_series
union all
select * from poblacion_series
union all
select * from exportaciones_series
union all
select * from camaras_series
union all
select * from informes_series
order by indicador_id, nivel, territorio, edicion, periodo
