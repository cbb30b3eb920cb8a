-- Grano: grupo (cámara, división CIIU, forma y tamaño), año de matrícula, año de cancelación y edad
-- al cancelar (años enteros, hasta 5; nula si sigue). Los años anteriores al primero se juntan en
-- el de antes: sólo hacen falta para saber cuántas venían activas.
create table cubo_vida as
select
    grupo,
    greatest(matricula_aaaammdd // 10000, $desde - 1) as anio,
    -- greatest y least no miran los nulos: una activa daría el año de antes, o 5.
    if(
        cancelacion_aaaammdd is null, null, greatest(cancelacion_aaaammdd // 10000, $desde - 1)
    ) as anio_cancelacion,
    if(
        cancelacion_aaaammdd is null or matricula_aaaammdd < $desde * 10000,
        null,
        least((cancelacion_aaaammdd - matricula_aaaammdd) // 10000, 5)
    ) as edad,
    nota = 1 as sin_fecha_de_cancelacion,
    count(*) as n
from registros
where motivo = 0
group by all
