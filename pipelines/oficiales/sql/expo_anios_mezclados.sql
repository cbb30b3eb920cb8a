-- Grano: una fila. Si hay algún año con dos sistemas de códigos de país.
select count(*) > 0
from (
    select periodo // 100 as anio
    from sistemas
    group by 1
    having count(distinct sistema) > 1
)
