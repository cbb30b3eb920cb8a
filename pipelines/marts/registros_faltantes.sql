-- Una fila por cámara, año y medida que se sabe que existe y ninguna fuente cargada enuncia.
select
    f.camara,
    f.anio,
    f.medida,
    f.motivo,
    f.linea_documento,
    f.fuente_id
from preparacion.stg_informes__faltantes as f
anti join registros_mercantiles as r
    on f.camara = r.camara and f.anio = r.anio and f.medida = r.medida
order by f.camara, f.anio, f.medida
