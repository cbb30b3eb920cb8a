-- Grano: advertencia.
select advertencia, titulo, texto
from marts.advertencias
order by advertencia
