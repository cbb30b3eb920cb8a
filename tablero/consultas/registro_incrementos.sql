-- Grano: cámara y año. El incremento contado en el RUES y el que enuncia el informe de gestión.
select
    camara,
    anio,
    matriculas,
    matriculas_del_anio_anterior,
    incremento_contado_pct,
    incremento_del_informe_pct,
    diferencia_puntos,
    resultado,
    motivo
from marts.incrementos_rues
where fuente_id = $fuente and ($todos or incremento_del_informe_pct is not null)
order by camara, anio
