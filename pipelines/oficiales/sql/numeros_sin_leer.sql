-- Grano: una fila. Líneas que el último recorrido apartó porque un número no está escrito así.
select count(*)
from reject_errors
where error_type = 'CAST'
