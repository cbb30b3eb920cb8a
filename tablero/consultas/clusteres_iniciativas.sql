-- Grano: lo que un documento dice de una iniciativa clúster del departamento.
select
    iniciativa,
    periodo,
    medida,
    valor,
    unidad,
    nota,
    linea_documento,
    fuente_id
from marts.iniciativas_cluster
order by
    case iniciativa
        when 'Moda' then 1 when 'Construcción' then 2 when 'NorTIC' then 3
        when 'Café y Cacao' then 4 else 5
    end,
    periodo,
    linea_documento,
    clave
