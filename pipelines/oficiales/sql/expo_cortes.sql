-- Grano: año. Los meses que cubre, como «ene-ago», y cuántos faltan entre el primero y el último.
create table cortes as
with meses as (
    select
        periodo // 100 as anio,
        min(periodo % 100) as primero,
        max(periodo % 100) as ultimo,
        count(distinct periodo) as cuantos
    from sistemas
    group by 1
)

select
    anio,
    ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'][primero]
    || '-'
    || ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'][ultimo]
        as periodo,
    ultimo - primero + 1 - cuantos as faltan
from meses
