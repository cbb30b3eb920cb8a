-- Grano: cámara, año, corte y medida, con las columnas que la familia `informes` lee. Lo contado no
-- sale de una línea de un documento: `linea_documento` va en 0 y la nota lo dice.
select
    n.nombre as camara,
    r.anio,
    r.corte,
    r.medida,
    r.valor,
    if(r.corte = 'anual', 'año ' || r.anio, r.corte) as texto_del_periodo,
    0 as linea_documento,
    'contado en el RUES'
    || if(
        r.con_depuracion and r.medida in ('cancelaciones', 'activos'),
        '; el año trae depuración legal: no se compara', ''
    ) as nota
from (
    unpivot registros_publicados on matriculas, renovaciones, cancelaciones, activos
    into name medida value valor
) as r
inner join nombres_de_camara as n on r.cod_camara = n.cod_camara
where r.nivel = 'camara' and r.anio >= 2010
order by 1, 2, 4
