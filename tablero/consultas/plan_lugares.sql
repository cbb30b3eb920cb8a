-- Grano: lugar y año de una meta, con el tipo de mención. «departamental» es una fila con código 54.
select
    lugares.divipola,
    coalesce(municipios.nombre, 'Todo el departamento') as municipio,
    municipios.subregion,
    lugares.anio,
    lugares.tipo,
    lugares.linea_documento,
    lugares.nota,
    lugares.fuente_id
from marts.cobertura as lugares
left join marts.dim_municipios as municipios on municipios.divipola = lugares.divipola
where lugares.periodo = $periodo and lugares.meta = $meta
order by lugares.tipo, lugares.anio nulls last, municipio
