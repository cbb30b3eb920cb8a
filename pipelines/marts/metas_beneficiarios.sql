-- Una fila por período, meta y grupo poblacional. Su lugar está listo (ver metas).
select
    null::varchar as periodo,
    null::varchar as meta,
    null::varchar as grupo,
    null::bigint as personas,
    null::varchar as fuente_id
where false
