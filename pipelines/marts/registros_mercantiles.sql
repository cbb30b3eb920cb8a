-- Una fila por cámara, año, corte y medida que el informe enuncia en texto.
select
    camara,
    anio,
    corte,
    medida,
    valor,
    nota,
    linea_documento,
    fuente_id
from preparacion.stg_informes__registros_mercantiles
order by camara, anio, corte, medida
