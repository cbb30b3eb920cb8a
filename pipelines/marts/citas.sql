-- Una fila por cita de fila: el texto que respalda cada F0xx de una fuente.
select
    fuente_id,
    cita_id,
    texto
from preparacion.stg_declaracion__citas
order by fuente_id, cita_id
