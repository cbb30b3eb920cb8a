-- Lo cargado con la plantilla, celda por celda, de todos los cortes.
select corte, divipola, etapa, sector, sexo, grupo_edad, emprendedores, suprimida,
    linea_documento, fuente_id
from marts.emprendedores
order by corte desc, divipola, etapa, sector, sexo, grupo_edad
