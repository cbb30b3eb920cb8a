-- Grano: nivel, sus dimensiones, cohorte y años. «No canceladas» cuenta a quien dejó de renovar y
-- no canceló; «renovadas», a quien renovó para ese año: la supervivencia está entre las dos.
select
    nivel,
    if(camara = 0, '00', lpad(camara::varchar, 2, '0')) as cod_camara,
    seccion,
    forma,
    cohorte,
    anios,
    if(suprimida, null, m1) as matriculas,
    if(suprimida, null, round(100.0 * m2 / m1, 2)) as no_canceladas_pct,
    if(suprimida, null, round(100.0 * m4 / m1, 2)) as renovadas_pct,
    suprimida
from celdas_supervivencia
order by nivel, cod_camara, seccion, forma, cohorte, anios
