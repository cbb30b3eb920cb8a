-- Grano: una fila. Líneas que el último recorrido apartó porque un número no está escrito como tal.
select count(*)
from reject_errors
where error_type = 'CAST'
