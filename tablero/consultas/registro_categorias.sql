-- Grano: apertura y categoría que la edición trae en alguna cámara, y cuántos años con alguna cuenta
-- publicada tiene.
select nivel, categoria, categoria_nombre, count(*) filter (where not suprimida) as n_anios
from marts.registros_rues
where fuente_id = $fuente and nivel <> 'total'
group by nivel, categoria, categoria_nombre
order by nivel, categoria
