-- Grano: cohorte y años de vida, en un lugar y de una categoría. Sin cohortes pedidas, todas.
select
    lugar,
    cohorte,
    anios_de_vida,
    if(suprimida, 'suprimida', 'publicada') as publicacion,
    matriculas,
    no_canceladas_pct,
    renovadas_pct,
    cruza_depuracion
from marts.supervivencia_rues
where fuente_id = $fuente
    and lugar = $lugar
    and nivel = $nivel
    and categoria = $categoria
    and (len($cohortes) = 0 or list_contains($cohortes, cohorte))
order by cohorte, anios_de_vida
