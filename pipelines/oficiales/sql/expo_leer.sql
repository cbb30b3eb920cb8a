-- Motivos (la línea no se cuenta): 1 FECH ilegible, 2 subpartida ilegible, 3 valor FOB vacío,
-- 4 valor FOB ilegible, 5 valor FOB negativo. Sin departamento o sin país se cuenta, aparte.
with numeros as (
    select
        file_index + $primero as archivo,
        try_cast(fech as integer) as fech,
        if(strlen(fech) <= 4, 4, strlen(trim(fech))) as largo_de_fech,
        try_cast(dpto1 as utinyint) as origen,
        try_cast(pais as usmallint) as pais,
        cod_pai4 as pais_alfa,
        try_cast(posar as ubigint) as producto,
        if(strlen(posar) <= 10, 10, strlen(trim(posar))) as largo_de_producto,
        con_coma(fobdol) as fob,
        coalesce(fobdol, '') = '' as sin_fob,
        con_letras(fobdol) as fob_con_letras,
        con_coma(pnk) as peso
    from read_csv(
        $rutas,
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
)

insert into lineas
select
    archivo,
    -- FECH es AAMM; antes de 2010 pierde el cero: 501 es enero de 2005.
    if(
        fech between 1 and 9912,
        (if(fech < 8000, 200000, 190000) + fech) * 1000 + coalesce(origen, 0),
        0
    ),
    -- Un código de país tiene tres cifras.
    if(producto_cabe, producto * 1000 + if(pais <= 999, pais, 0), 0),
    pais_alfa,
    fob,
    coalesce(peso, 0),
    case
        when largo_de_fech > 4 or fech % 100 not between 1 and 12 or fech is null or fech > 9912
            then 1
        when producto_cabe and largo_de_producto <= 10 then
            case
                when sin_fob then 3
                when fob is null or fob_con_letras then 4
                when fob < 0 then 5
                else 0
            end
        else 2
    end
from (select *, producto between 100000000 and 9999999999 as producto_cabe from numeros)
