-- Grano: lugar y año, de una categoría. Las cuatro cuentas de una edición del RUES; una celda
-- suprimida no trae ninguna.
select
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
where fuente_id = $fuente
    and list_contains($lugares, lugar)
    and nivel = $nivel
    and categoria = $categoria
order by lugar, anio
