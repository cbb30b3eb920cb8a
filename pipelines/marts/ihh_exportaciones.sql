-- Una fila por departamento, año y dimensión. `corte` dice qué meses cubre el año.
select
    cod_departamento,
    anio,
    periodo as corte,
    dimension,
    ihh as ihh_0_1,
    1 / nullif(ihh, 0) as n_efectivo,
    clase,
    -- Menos concentración es mejor: el puesto 1 es el IHH más bajo. Sólo entre departamentos.
    rank() over (
        partition by anio, dimension
        order by ihh
    ) as puesto,
    count(*) over (partition by anio, dimension) as n_evaluados,
    edicion,
    fuente_id
from preparacion.stg_exportaciones__ihh
where cod_departamento in (select cod_departamento from dim_departamentos)
    and ihh is not null
order by cod_departamento, anio, dimension
