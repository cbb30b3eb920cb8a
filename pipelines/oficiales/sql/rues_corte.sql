-- Grano: una fila. El último día con matrículas (aaaammdd), sin contar el 0,001 % más tardío: son
-- fechas mal digitadas en el futuro, y en un día normal se matriculan muchas más.
select max(dia)
from (
    select
        matricula_aaaammdd as dia,
        sum(count(*)) over (order by matricula_aaaammdd desc) as desde_aqui,
        sum(count(*)) over () as todas
    from registros
    where motivo = 0
    group by matricula_aaaammdd
)
where desde_aqui > todas // 100000
