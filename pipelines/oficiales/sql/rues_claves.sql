-- Grano: fila. La huella de su cámara y matrícula.
select clave
from registros
