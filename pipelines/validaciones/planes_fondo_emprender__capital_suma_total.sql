-- Tabla 10: los 19 planes suman el total que el texto declara (1.516.243.104 pesos).
select any_value(fuente_id) as fuente_id, sum(capital_cop) as suma, count(*) as planes
from planes_fondo_emprender
having sum(capital_cop) != 1516243104 or count(*) != 19
