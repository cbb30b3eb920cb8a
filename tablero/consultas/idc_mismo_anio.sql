-- Grano: edición del IDC de un mismo año general, para los años que más de una base trae.
with general as (
    select anio, edicion, tipo, puntaje_0_10, puesto, n_evaluados
    from marts.idc
    where nivel = 'general' and cod_departamento = $territorio and puntaje_0_10 is not null
)

select anio, edicion, tipo, puntaje_0_10, puesto, n_evaluados
from general
qualify count(*) over (partition by anio) > 1
order by anio, edicion
