-- Una fila por fila de los archivos, en cualquier orden. `fob` y `peso` en decimal exacto: la suma
-- no depende del orden en que los hilos lean. Los códigos, como vienen.
create table lineas (
    archivo usmallint,
    -- AAMM: 501 es enero de 2005.
    fech usmallint,
    origen utinyint,
    producto ubigint,
    pais usmallint,
    pais_alfa varchar,
    fob decimal(18, 4),
    peso decimal(18, 4),
    motivo utinyint
);

-- « 182.256,71 » y «99636,92» son números; « -   » es el cero de 2025; «12.5» no se adivina.
create macro con_coma(texto) as (
    case
        when not contains(texto, '.')
            -- Lo que así no se lee es el cero de 2025 o no es un número.
            then coalesce(
                try_cast(replace(texto, ',', '.') as decimal(18, 4)), if(trim(texto) = '-', 0, null)
            )
        when regexp_full_match(texto, ' *-?\d{1,3}(\.\d{3})+(,\d+)? *')
            then try_cast(replace(replace(texto, '.', ''), ',', '.') as decimal(18, 4))
    end
);

-- Archivos en que la muestra sólo trae punto decimal.
create macro con_punto(texto) as (
    case
        when trim(texto) = '-' then 0
        when not contains(texto, ',') then try_cast(trim(texto) as decimal(18, 4))
        when regexp_full_match(trim(texto), '-?\d{1,3}(,\d{3})+(\.\d+)?')
            then try_cast(replace(trim(texto), ',', '') as decimal(18, 4))
    end
);

-- Lo que DuckDB lee como número y no es una cifra escrita: «1e5», «1_000».
create macro con_letras(texto) as (
    contains(texto, 'e') or contains(texto, 'E') or contains(texto, '_')
);

-- Las diez cifras de una subpartida, con sus ceros.
create macro subpartida(producto) as (lpad(producto::varchar, 10, '0'));

-- El mes (aaaamm) de un FECH (AAMM).
create macro periodo_de(fech) as (if(fech < 8000, 200000, 190000) + fech);

-- Un código de país tiene tres cifras; el que no, es como si no viniera.
create macro pais_de(codigo) as (if(codigo <= 999, codigo, 0));
