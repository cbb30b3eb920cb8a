-- Grano: corte, municipio, etapa, sector, sexo y edad. Lo cargado, celda por celda.
select corte, divipola, etapa, sector, sexo, grupo_edad, emprendedores, suprimida,
    linea_documento, fuente_id
from marts.emprendedores
order by corte desc, divipola, etapa, sector, sexo, grupo_edad
