-- Una fila por edición, año, departamento, nivel y código. La edición es la base de donde se lee
-- la cifra: `prensa` reúne lo que sólo se conoce por notas y no forma serie con ninguna otra.
with general as (
    select
        edicion,
        anio_idc as anio,
        cod_departamento,
        'general' as nivel,
        'IDC' as codigo,
        'Puntaje general' as nombre,
        'idc_general' as indicador_id,
        -- Hasta 2018 la escala era 0-100: no se divide entre diez porque también cambió el método.
        case when escala = '0-100' then puntaje end as valor_original,
        case when escala = '0-10' then puntaje end as puntaje_0_10,
        puesto,
        -- La nota de 2014 dice 22 territorios; las demás notas no dicen entre cuántos.
        case when tipo like '%22 territorios%' then 22 end as n_evaluados_dicho,
        case
            when tipo like '%prensa%' then 'prensa'
            when tipo like 'recalculado%' then 'recalculado'
            else 'publicado'
        end as tipo,
        cita_id,
        fuente_id
    from preparacion.stg_idc__general
),

-- Dos notas pueden contar el mismo puntaje: quedan en una fila con ambas citas. Que no se
-- contradigan lo vigila la validación idc__notas_de_prensa_coinciden.
prensa as (
    select
        edicion,
        anio,
        cod_departamento,
        nivel,
        codigo,
        nombre,
        indicador_id,
        max(valor_original) as valor_original,
        max(puntaje_0_10) as puntaje_0_10,
        max(puesto) as puesto,
        max(n_evaluados_dicho) as n_evaluados,
        tipo,
        string_agg(cita_id, '; ' order by cita_id) as cita_id,
        fuente_id
    from general
    where tipo = 'prensa'
    group by
        edicion, anio, cod_departamento, nivel, codigo, nombre, indicador_id, tipo, fuente_id
),

bases as (
    select
        edicion, anio, cod_departamento, nivel, codigo, nombre, indicador_id,
        valor_original, puntaje_0_10, puesto, tipo, cita_id, fuente_id
    from general
    where tipo != 'prensa'
    union all
    select
        edicion,
        anio_idc,
        cod_departamento,
        'pilar',
        cod_pilar,
        pilar,
        'idc_pilar_' || lower(cod_pilar),
        null,
        puntaje,
        puesto,
        if(anio_edicion = anio_idc, 'publicado', 'recalculado'),
        cita_id,
        fuente_id
    from preparacion.stg_idc__pilares
    union all
    select
        edicion,
        anio_idc,
        cod_departamento,
        'subpilar',
        cod_subpilar,
        subpilar,
        indicador_id,
        null,
        puntaje,
        puesto,
        if(anio_edicion = anio_idc, 'publicado', 'recalculado'),
        cita_id,
        fuente_id
    from preparacion.stg_idc__subpilares
    union all
    select
        edicion,
        anio_idc,
        cod_departamento,
        'indicador',
        cod_indicador,
        indicador,
        indicador_id,
        valor_original,
        valor_normalizado,
        puesto,
        if(anio_edicion = anio_idc, 'publicado', 'recalculado'),
        cita_id,
        fuente_id
    from preparacion.stg_idc__indicadores
),

contadas as (
    select
        edicion, anio, cod_departamento, nivel, codigo, nombre, indicador_id, valor_original,
        puntaje_0_10, puesto,
        -- El publicador da el último puesto de 33 a los que puntúan cero aunque otros no tengan dato:
        -- ahí los evaluados son los 33.
        greatest(
            count(puesto) over (partition by edicion, anio, nivel, codigo),
            max(puesto) over (partition by edicion, anio, nivel, codigo)
        ) as n_evaluados,
        tipo, cita_id, fuente_id
    from bases
)

select * from contadas
union all
select * from prensa
order by edicion, anio, cod_departamento, nivel, codigo
