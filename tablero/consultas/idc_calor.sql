-- Grano: pilar (o indicador) y año de un departamento en una edición del IDC; `anios` deja los que
-- se pueden mostrar juntos y `pilar`, si se da, sólo los suyos.
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
    and nivel = $nivel
    and starts_with(codigo, $pilar)
    and list_contains($anios::integer[], anio)
order by codigo, anio
