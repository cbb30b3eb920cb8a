-- El año de una llegada cae dentro de su período de gobierno.
select
    fuente_id,
    periodo,
    meta,
    divipola,
    anio
from cobertura
where anio < cast(left(periodo, 4) as integer) or anio > cast(right(periodo, 4) as integer)
