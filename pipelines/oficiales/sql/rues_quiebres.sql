-- Grano: cámara y mes de depuración. Una tasa de cancelación que lo cruce no se calcula.
select
    if(camara = 0, '00', lpad(camara::varchar, 2, '0')) as cod_camara,
    mes // 100 as anio,
    mes % 100 as mes,
    cancelaciones,
    mediana_de_meses_vecinos,
    veces,
    motivo
from depuraciones
order by cod_camara, anio, mes
