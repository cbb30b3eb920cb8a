-- Grano: una fila. Cuántas filas sobran por repetir cámara y matrícula; casi siempre, ninguna, y
-- saberlo cuesta menos que buscarlas.
select count(*) - count(distinct clave)
from registros
where motivo = 0
