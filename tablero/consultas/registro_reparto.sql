-- Grano: categoría de una apertura, en un lugar y un año.
select
    categoria_nombre,
    lugar,
    anio,
    corte,
    if(suprimida, 'suprimida', 'publicada') as publicacion,
    matriculas,
    renovaciones,
    cancelaciones,
    activos,
    con_depuracion
from marts.registros_rues
where fuente_id = $fuente and lugar = $lugar and nivel = $nivel and anio = $anio
order by categoria
