-- De las columnas del archivo salen sólo las que se cuentan. Motivos (la fila no se cuenta):
-- 1 cámara ilegible, 2 sin matrícula, 4 trasladada, 5 sin fecha de matrícula, 6 fecha ilegible.
-- El 3 (repetida) y el 7 (posterior al corte) se ponen cuando ya se leyó todo.
-- Notas (la fila se cuenta): 1 cancelada sin fecha legible, 2 activa con fecha de cancelación.
-- Son millones de filas: lo más común se compara tal cual y sólo el resto pasa por lo costoso.
with numeros as (
    select
        hash(try_cast(codigo_camara as utinyint), matricula) as clave,
        try_cast(codigo_camara as utinyint) as camara,
        matricula,
        try_cast(fecha_matricula as integer) as matriculada,
        largo_de_texto(fecha_matricula) as largo,
        try_cast(fecha_cancelacion as integer) as cancelada,
        largo_de_texto(fecha_cancelacion) as largo_de_cancelada,
        try_cast(ultimo_ano_renovado as usmallint) as ultimo,
        try_cast(
            if(
                cod_ciiu_act_econ_pri >= 'A',
                substr(cod_ciiu_act_econ_pri, 2),
                cod_ciiu_act_econ_pri
            ) as usmallint
        ) // 100 as division,
        case organizacion_juridica
            when 'PERSONA NATURAL' then 1
            when 'SOCIEDADES POR ACCIONES SIMPLIFICADAS SAS' then 2
            when 'SOCIEDAD LIMITADA' then 3
            else forma_juridica(upper(organizacion_juridica))
        end as forma,
        0 as tamano,
        case estado_matricula
            when 'ACTIVA' then 1
            when 'CANCELADA' then 2
            else estado(upper(estado_matricula))
        end as estado
    from read_csv(
        $ruta,
        header = true,
        auto_detect = false,
        delim = $separador,
        quote = '"',
        escape = '"',
        encoding = $codificacion,
        columns = $columnas,
        store_rejects = true,
        rejects_limit = 100000
    )
),

fechadas as (
    select
        * exclude (division),
        if(largo = 8 and es_fecha(matriculada), matriculada, null) as alta,
        if(largo_de_cancelada = 8 and es_fecha(cancelada), cancelada, null) as baja,
        if(division between 1 and 99, division, 0) as division
    from numeros
)

insert into registros
select
    $archivo,
    clave,
    grupo_de(coalesce(camara, 0), division, forma, tamano),
    alta,
    -- Lo que dice el estado manda: una activa con fecha es una cancelación que se deshizo.
    if(estado = 1 or baja < alta, null, baja),
    if(ultimo between 1900 and 2100, ultimo, null),
    estado = 3,
    case
        when camara > 0 and matricula <> '' and estado <> 4 and alta is not null then 0
        when coalesce(camara, 0) = 0 then 1
        when coalesce(matricula, '') = '' then 2
        when estado = 4 then 4
        when es_relleno(largo, matriculada) then 5
        else 6
    end,
    case
        when baja is not null then if(estado = 1, 2, if(baja < alta, 1, 0))
        when estado = 1 then if(es_relleno(largo_de_cancelada, cancelada), 0, 2)
        when estado in (2, 3) or not es_relleno(largo_de_cancelada, cancelada) then 1
        else 0
    end
from fechadas
