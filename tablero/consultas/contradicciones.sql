-- Grano: contradicción.
select
    c.*,
    a.titulo as fuente_a,
    b.titulo as fuente_b
from marts.contradicciones as c
inner join marts.dim_fuentes as a on c.fuente_id_a = a.fuente_id
inner join marts.dim_fuentes as b on c.fuente_id_b = b.fuente_id
order by c.tema, c.contradiccion_id
