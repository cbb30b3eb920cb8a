-- Grano: cohorte y años de vida, en un lugar y de una categoría.
select
    lugar,
    cohorte,
    anios_de_vida,
    if(suprimida, 'suprimida: cuenta de 1 a 4 o que la descubre', 'publicada') as publicacion,
    matriculas,
    no_canceladas_pct,
    renovadas_pct,
    cruza_depuracion
from marts.supervivencia_rues
where fuente_id = $fuente and lugar = $lugar and nivel = $nivel and categoria = $categoria
order by cohorte, anios_de_vida
