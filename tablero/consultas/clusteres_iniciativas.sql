-- Grano: lo que un documento dice de una iniciativa clúster del departamento.
select
    i.iniciativa,
    i.periodo,
    i.medida,
    i.valor,
    i.unidad,
    coalesce(i.nota, '') as nota,
    f.titulo as documento,
    i.linea_documento,
    i.fuente_id
from marts.iniciativas_cluster as i
inner join marts.dim_fuentes as f on i.fuente_id = f.fuente_id
order by
    case i.iniciativa
        when 'Moda' then 1 when 'Construcción' then 2 when 'NorTIC' then 3
        when 'Café y Cacao' then 4 else 5
    end,
    i.periodo,
    i.linea_documento,
    i.clave
