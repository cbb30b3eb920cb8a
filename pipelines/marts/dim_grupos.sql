-- Una fila por grupo que los informes cuentan entre los beneficiarios de las metas.
select
    grupo,
    orden,
    familia as familia_grupo,
    cuenta = 'personas' as cuenta_personas
from preparacion.stg_declaracion__grupos
order by orden
