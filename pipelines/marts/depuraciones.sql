-- Una fila por cámara (00, el país) y mes en que las cancelaciones son una depuración legal y no el
-- movimiento de las empresas: las que declara una fuente y las que trae una edición del RUES cargada.
select
    cod_camara,
    anio,
    mes,
    cancelaciones,
    null::double as veces,
    motivo,
    cita_id,
    fuente_id
from preparacion.stg_camaras_prensa__depuraciones
union all
select cod_camara, anio, mes, cancelaciones, veces, motivo, 'OFICIAL', fuente_id
from preparacion.stg_informes__depuraciones
order by fuente_id, cod_camara, anio, mes
