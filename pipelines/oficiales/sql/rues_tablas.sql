-- Una fila por fila del archivo, en el mismo orden: el lugar en la tabla es el número de fila.
-- `clave` es una huella de cámara y matrícula, no la matrícula. Ningún nombre ni cédula entra.
create table registros (
    archivo usmallint,
    clave ubigint,
    grupo uinteger,
    matricula_aaaammdd integer,
    cancelacion_aaaammdd integer,
    ultimo_anio usmallint,
    por_ley boolean,
    motivo utinyint,
    nota utinyint
);

-- Cuántas cifras trae una fecha: la que se lee como texto y la que se lee ya como número, que si es
-- una fecha que existe tiene ocho.
create macro largo_de_texto(texto) as (if(strlen(texto) = 8, 8, strlen(trim(texto))));
create macro largo_de_numero(numero) as (if(numero is null, 0, 8));

-- Si un entero aaaammdd es una fecha que existe. Casi todas caen del 1 al 28, en cualquier mes.
create macro es_fecha(numero) as (
    case
        when numero between 18000101 and 21001231 and (numero // 100) % 100 between 1 and 12
            then case
                when numero % 100 between 1 and 28 then true
                when numero % 100 = 0 then false
                when (numero // 100) % 100 = 2
                    then numero % 100 = 29
                        and (numero // 10000) % 4 = 0
                        and ((numero // 10000) % 100 <> 0 or (numero // 10000) % 400 = 0)
                else numero % 100
                    <= 30 + ((numero // 100) % 100 + (numero // 100) % 100 // 8) % 2
            end
        else false
    end
);

-- Vacía, ceros o nueves: es «sin fecha», no una fecha mal escrita.
create macro es_relleno(largo, numero) as (
    coalesce(largo, 0) = 0 or coalesce(numero in (0, 99999999, 99991231), false)
);

-- El texto, en mayúsculas, puede traer tildes dañadas («ANÃ“NIMAS»): se buscan las partes sin ellas.
create macro forma_juridica(texto) as (
    case
        when contains(texto, 'NATURAL') then 1
        when contains(texto, 'SIMPLIFICADA') then 2
        when contains(texto, 'LIMITADA') then 3
        when contains(texto, 'NIMA') and contains(texto, 'SOCIEDAD') then 4
        when contains(texto, 'LUCRO') or contains(texto, 'ESAL') then 5
        when contains(texto, 'ASOCIACI') or contains(texto, 'CORPORACI') then 5
        when contains(texto, 'FUNDACI') or contains(texto, 'COOPERATIV') then 5
        when coalesce(trim(texto), '') = '' then 0
        else 6
    end
);

create macro nombre_de_forma(codigo) as (
    [
        'sin dato',
        'persona natural',
        'sociedad por acciones simplificada',
        'sociedad limitada',
        'sociedad anónima',
        'entidad sin ánimo de lucro',
        'otra'
    ][codigo + 1]
);

-- 1 activa, 2 cancelada, 3 cancelada por una ley, 4 trasladada, 0 otro.
create macro estado(texto) as (
    case
        when starts_with(trim(texto), 'ACTIVA') then 1
        when starts_with(trim(texto), 'CANCELA') then if(contains(texto, 'LEY'), 3, 2)
        when starts_with(trim(texto), 'TRASLAD') then 4
        else 0
    end
);

-- Una letra por división de la CIIU revisión 4 (las dos primeras cifras del código): su sección.
-- La raya es una división que no existe; el 0, un código que no se lee o de quien no es empresa.
create macro seccion_ciiu(division) as (
    coalesce(
        nullif(
            nullif(
                'AAA-BBBBBCCCCCCCCCCCCCCCCCCCCCCCC-DEEEE-FFF-GGG-HHHHH-II-JJJJJJKKK-LMMMMMMM-'
                'NNNNNN-OPQQQ-RRRRSSSTTU'[division],
                '-'
            ),
            ''
        ),
        'sin dato'
    )
);

-- El tamaño lo trae sólo alguna copia del registro; el texto, en mayúsculas.
create macro tamano_de_empresa(texto) as (
    case
        when contains(texto, 'MICRO') then 1
        when contains(texto, 'PEQUE') then 2
        when contains(texto, 'MEDIANA') then 3
        when contains(texto, 'GRANDE') then 4
        else 0
    end
);

create macro nombre_de_tamano(codigo) as (
    ['sin dato', 'micro', 'pequeña', 'mediana', 'grande'][codigo + 1]
);

-- Cámara, división CIIU, forma y tamaño en un solo número: agrupar por uno cuesta menos que por
-- cuatro.
create macro grupo_de(camara, division, forma, tamano) as (
    camara::uinteger * 10000 + division * 100 + forma * 10 + tamano
);

create macro camara_de(grupo) as (grupo // 10000);

create macro seccion_de(grupo) as (seccion_ciiu((grupo // 100) % 100));

create macro forma_de(grupo) as (nombre_de_forma((grupo // 10) % 10));

create macro tamano_de(grupo) as (nombre_de_tamano(grupo % 10));
