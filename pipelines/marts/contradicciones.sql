-- Una fila por contradicción declarada entre fuentes: las dos cifras, las dos citas y qué se hace.
select
    contradiccion_id,
    tema,
    indicador_id,
    titulo,
    fuente_id_a,
    cita_a,
    texto_a,
    valor_a,
    fuente_id_b,
    cita_b,
    texto_b,
    valor_b,
    diferencia,
    tratamiento,
    explicacion
from preparacion.stg_declaracion__contradicciones
order by contradiccion_id
