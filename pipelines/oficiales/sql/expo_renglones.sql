-- Grano: línea de los archivos. Motivos (la línea no se cuenta): 1 FECH ilegible, 2 subpartida
-- ilegible, 3 valor FOB vacío, 4 valor FOB ilegible, 5 valor FOB negativo. Sin departamento o sin
-- país se cuenta, aparte.
-- Son millones de líneas: lo primero que se mira es que no haya motivo, que es lo común, y los
-- códigos se interpretan después de sumar, que son menos.
select
    archivo,
    fech,
    origen,
    producto,
    pais,
    pais_alfa,
    fob,
    peso,
    case
        when
            fob >= 0
            and fech % 100 between 1 and 12
            and fech <= 9912
            and producto between 100000000 and 9999999999
            and strlen(texto_de_fech) <= 4
            and strlen(texto_de_producto) <= 10
            and not con_letras(texto_de_fob)
            then 0
        when
            fech is null
            or fech % 100 not between 1 and 12
            or fech > 9912
            or strlen(trim(texto_de_fech)) > 4
            then 1
        when
            producto is null
            or producto not between 100000000 and 9999999999
            or strlen(trim(texto_de_producto)) > 10
            then 2
        when coalesce(texto_de_fob, '') = '' then 3
        when fob is null or con_letras(texto_de_fob) then 4
        when fob < 0 then 5
        else 0
    end as motivo
from (
    select
        file_index + $primero as archivo,
        try_cast(fech as usmallint) as fech,
        fech as texto_de_fech,
        try_cast(dpto1 as utinyint) as origen,
        try_cast(posar as ubigint) as producto,
        posar as texto_de_producto,
        try_cast(pais as usmallint) as pais,
        cod_pai4 as pais_alfa,
        con_coma(fobdol) as fob,
        fobdol as texto_de_fob,
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
        decimal_separator = $decimal,
        store_rejects = true,
        rejects_limit = 100000
    )
)
