-- La encuesta de pobreza monetaria cubre 24 departamentos: nueve no tienen dato y ninguno es cero.
select any_value(fuente_id) as fuente_id, indicador_id, edicion, periodo, count(*) as departamentos
from observaciones
where indicador_id in ('pobreza_monetaria', 'pobreza_extrema')
    and nivel = 'departamento' and tipo_cifra != 'prensa'
group by indicador_id, edicion, periodo
having count(*) != 24
