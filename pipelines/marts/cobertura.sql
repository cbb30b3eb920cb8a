-- Una fila por período, meta, municipio y año. Su lugar está listo (ver metas).
select
    null::varchar as periodo,
    null::varchar as meta,
    null::varchar as divipola,
    null::integer as anio,
    null::varchar as tipo,
    null::varchar as documento,
    null::integer as linea_documento,
    null::varchar as fuente_id
where false
