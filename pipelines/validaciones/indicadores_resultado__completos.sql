-- Cinco indicadores en 2020-2023 y seis en 2024-2027; el estado existe en dim_estados.
select any_value(fuente_id) as fuente_id, periodo, count(*) as indicadores
from indicadores_resultado
group by periodo
having count(*) != if(periodo = '2020-2023', 5, 6)
union all
select fuente_id, estado, orden
from indicadores_resultado
where estado not in (select estado from dim_estados)
