-- Una fila por fila de los archivos, en el mismo orden. `fob` y `peso` en decimal exacto: la suma
-- no depende del orden en que los hilos lean.
create table lineas (
    archivo usmallint,
    periodo integer,
    origen utinyint,
    pais usmallint,
    pais_alfa varchar,
    producto ubigint,
    fob decimal(18, 4),
    peso decimal(18, 4),
    motivo utinyint
);

-- « 182.256,71 » y «99636,92» son números; « -   » es el cero de 2025; «12.5» no se adivina.
create macro con_coma(texto) as (
    case
        when not contains(texto, '.') and not contains(texto, ' ') and texto <> '-'
            then try_cast(replace(texto, ',', '.') as decimal(18, 4))
        when trim(texto) = '-' then 0
        when regexp_full_match(trim(texto), '-?\d+(,\d+)?')
            or regexp_full_match(trim(texto), '-?\d{1,3}(\.\d{3})+(,\d+)?')
            then try_cast(replace(replace(trim(texto), '.', ''), ',', '.') as decimal(18, 4))
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
