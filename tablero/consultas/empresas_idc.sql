-- Grano: año de un indicador del IDC en un departamento, en una sola edición. La edición 2025 no
-- trae el dato original: sólo el puntaje y el puesto.
select
    edicion,
    anio,
    valor_original,
    puntaje_0_10,
    puesto,
    n_evaluados,
    tipo
from marts.idc
where codigo = $codigo
    and cod_departamento = $territorio
    and edicion = $edicion
order by anio
