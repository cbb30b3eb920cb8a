-- Una fila por corte, municipio, etapa, sector, sexo y grupo de edad. Sin cuentas menores de cinco.
select
    corte,
    divipola,
    etapa,
    sector,
    sexo,
    grupo_edad,
    emprendedores,
    suprimida,
    linea_documento,
    fuente_id
from preparacion.stg_mesas__caracterizacion
order by corte, divipola, etapa, sector, sexo, grupo_edad
