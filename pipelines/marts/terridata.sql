-- Una fila por edición, lugar, indicador, unidad, año y mes, con el dato como lo trae el archivo.
-- Vacía hasta que se cargue un TerriData_DimN.xlsx.
select
    t.divipola,
    t.nivel,
    t.dimension,
    t.subcategoria,
    t.indicador,
    t.unidad,
    t.anio,
    t.mes,
    t.valor_numerico,
    t.valor_texto,
    t.fuente_original,
    t.fuente_id,
    c.texto as cita
from preparacion.stg_terridata__indicadores as t
left join citas as c on t.fuente_id = c.fuente_id and t.cita_id = c.cita_id
where t.valor_numerico is not null or t.valor_texto is not null
order by
    t.fuente_id, t.divipola, t.dimension, t.subcategoria, t.indicador, t.unidad, t.anio, t.mes
