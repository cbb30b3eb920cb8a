-- Grano: cifra nacional de la IV ola del SSME. `parte_pct` es la cifra cuando es una parte de las
-- iniciativas en un aspecto: lo que se puede poner en un mismo dibujo.
select
    clave,
    ambito,
    dimension_ssme,
    aspecto,
    medida,
    valor,
    if(aspecto is not null and unidad = 'pct', valor, null) as parte_pct,
    unidad,
    linea_documento,
    coalesce(nota, '') as nota,
    fuente_id
from marts.ssme_resultados
order by dimension_ssme nulls first, aspecto nulls first, linea_documento, valor desc
