-- Una fila por período, meta, municipio y año de la sección de localización. «departamental» es una
-- sola fila con código 54: no son 40 municipios. «excepcion» resta.
select
    dicha.periodo,
    dicha.meta,
    dicha.divipola,
    dicha.anio,
    dicha.tipo,
    dicha.nombre_en_fuente,
    fuentes.titulo as documento,
    dicha.linea_documento,
    dicha.nota,
    dicha.fuente_id
from preparacion.stg_informes__cobertura as dicha
inner join dim_fuentes as fuentes on fuentes.fuente_id = dicha.fuente_id
order by dicha.periodo, dicha.linea_documento, dicha.meta, dicha.divipola, dicha.anio
