-- Grano: una fila. De qué mes a qué mes (aaaamm por mil) hay años con dos sistemas de códigos de
-- país; si ninguno, un tramo vacío.
select
    coalesce(min(anio) * 100000, 0) as desde,
    coalesce(max(anio) * 100000 + 99999, -1) as hasta
from (
    select periodo // 100 as anio
    from sistemas
    group by 1
    having count(distinct sistema) > 1
)
