-- Una fila por hecho fechado: los de los informes y los de contexto. Se marcan sobre las series los
-- que declara pipelines/eventos_marcados.yml.
with hechos as (
    select fecha, precision_fecha, titulo, tipo, ambito, linea_documento, null as cita_id, fuente_id
    from preparacion.stg_informes__eventos
    union all
    select fecha, precision_fecha, titulo, tipo, ambito, null, cita_id, fuente_id
    from preparacion.stg_hechos_contexto__hechos
)

select
    h.fecha,
    h.precision_fecha,
    h.titulo,
    h.tipo,
    h.ambito,
    m.rotulo is not null as marca_series,
    m.rotulo,
    h.linea_documento,
    h.cita_id,
    h.fuente_id
from hechos as h
left join preparacion.stg_declaracion__eventos_marcados as m
    on h.fecha = cast(m.fecha as date) and h.titulo = m.titulo
order by h.fecha, h.titulo
