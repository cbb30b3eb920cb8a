-- Una fila por aspecto del SSME, con la dimensión a la que pertenece.
select
    a.aspecto,
    a.nombre,
    a.que_mira,
    a.dimension as dimension_ssme,
    d.nombre as nombre_dimension,
    d.que_mira as que_mira_dimension,
    a.tipo_vinculo,
    a.linea_documento,
    a.linea_dimension,
    a.nota,
    a.fuente_id
from preparacion.stg_ssme__aspectos as a
inner join preparacion.stg_ssme__dimensiones as d
    on a.fuente_id = d.fuente_id and a.dimension = d.dimension
order by a.aspecto
