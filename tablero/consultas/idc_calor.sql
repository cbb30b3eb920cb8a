-- Grano: pilar y año de un departamento en una edición del IDC; `anios` deja los que se pueden
-- mostrar juntos.
select
    edicion,
    anio,
    codigo,
    nombre,
    puntaje_0_10,
    puesto,
    n_evaluados,
    tipo,
    fuente_id
from marts.idc
where edicion = $edicion
    and cod_departamento = $territorio
    and nivel = 'pilar'
    and list_contains($anios::integer[], anio)
order by codigo, anio
