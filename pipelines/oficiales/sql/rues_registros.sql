-- Grano: nivel, sus dimensiones y año. Vacío en una celda suprimida no es cero.
select
    nivel,
    if(camara = 0, '00', lpad(camara::varchar, 2, '0')) as cod_camara,
    seccion,
    forma,
    tamano,
    c.anio,
    if(c.anio * 10000 + 1231 <= $corte, 'anual', 'al ' || $corte_en_letras) as corte,
    if(suprimida, null, m1) as matriculas,
    if(suprimida, null, m2) as renovaciones,
    if(suprimida, null, m3) as cancelaciones,
    if(suprimida, null, m4) as activos,
    suprimida,
    d.anio is not null as con_depuracion
from celdas as c
left join (select distinct camara, mes // 100 as anio from depuraciones) as d
    using (camara, anio)
order by nivel, cod_camara, seccion, forma, tamano, c.anio
