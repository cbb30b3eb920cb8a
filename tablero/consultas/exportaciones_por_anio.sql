-- Grano: año de un territorio. La variación compara los mismos meses: un año incompleto, con esos
-- meses del anterior, y sólo si los dos años los tienen todos y son de la misma edición.
with meses as (
    select
        cast(left(mes, 4) as integer) as anio,
        cast(right(mes, 2) as integer) as numero,
        fob_usd,
        edicion
    from marts.exportaciones_mensuales
    where cod_departamento = $territorio and fob_usd is not null
),

anuales as (
    select
        a.anio,
        any_value(a.edicion) as edicion,
        count(*) as n_meses,
        min(a.numero) as primero,
        max(a.numero) as ultimo,
        sum(a.fob_usd) as fob_usd,
        sum(b.fob_usd) as fob_anterior,
        count(b.fob_usd) as n_anterior
    from meses as a
    left join meses as b
        on a.anio = b.anio + 1 and a.numero = b.numero and a.edicion = b.edicion
    group by a.anio
),

con_anterior as (
    select *, if(n_anterior = n_meses, fob_anterior, null) as fob_anterior_usd
    from anuales
)

select
    anio,
    list_extract(
        ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'], primero
    ) || '-' || list_extract(
        ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'], ultimo
    ) as corte,
    n_meses,
    fob_usd,
    fob_anterior_usd,
    100 * (fob_usd / nullif(fob_anterior_usd, 0) - 1) as variacion_pct,
    edicion
from con_anterior
order by anio
