-- Una fila por período, meta e indicador o logro. Su lugar está listo (ver metas).
select
    null::varchar as periodo,
    null::varchar as meta,
    null::varchar as indicador,
    null::varchar as tipo_vinculo,
    null::varchar as fuente_id
where false
