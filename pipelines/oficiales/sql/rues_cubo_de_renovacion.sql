-- Grano: grupo (cámara, división CIIU, forma y tamaño), año de matrícula y último año renovado.
-- Renovar exige pagar los atrasados: quien renovó hasta 2024 renovó cada año desde el que sigue a
-- su matrícula.
create table cubo_renovacion as
select
    grupo,
    greatest(matricula_aaaammdd // 10000, $desde - 1) as anio,
    least(ultimo_anio, $hasta) as ultimo,
    nota = 1 as sin_fecha_de_cancelacion,
    count(*) as n
from registros
where motivo = 0 and ultimo_anio >= $desde and ultimo_anio > matricula_aaaammdd // 10000
group by all
