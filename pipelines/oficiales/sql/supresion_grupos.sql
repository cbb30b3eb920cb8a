-- Grano: celda y grupo. Un grupo son las celdas que suman una que también se publica (`padre`):
-- si falta una sola, se deduce restando.
create or replace table grupos as
with hijas as (
    select id, 'pais' as del_nivel, anio, 0 as camara, 'todas' as seccion, 'todas' as forma,
        'todas' as tamano
    from por_suprimir where nivel = 'camara'
    union all
    select id, 'camara', anio, camara, 'todas', 'todas', 'todas'
    from por_suprimir where nivel = 'seccion'
    union all
    select id, 'camara', anio, camara, 'todas ', 'todas', 'todas'
    from por_suprimir where nivel = 'forma'
    union all
    select id, 'camara', anio, camara, 'todas', 'todas ', 'todas'
    from por_suprimir where nivel = 'tamano'
    union all
    select id, 'seccion', anio, camara, seccion, 'todas', 'todas'
    from por_suprimir where nivel = 'cruce'
    union all
    select id, 'forma', anio, camara, 'todas', forma, 'todas'
    from por_suprimir where nivel = 'cruce'
    union all
    select id, 'tamano', anio, camara, 'todas', 'todas', tamano
    from por_suprimir where nivel = 'cruce'
)

select
    h.id,
    dense_rank() over (
        order by h.del_nivel, h.anio, h.camara, h.seccion, h.forma, h.tamano
    ) as grupo,
    p.id as padre
from hijas as h
inner join por_suprimir as p
    on h.del_nivel = p.nivel and h.anio = p.anio and h.camara = p.camara
    and trim(h.seccion) = p.seccion and trim(h.forma) = p.forma and trim(h.tamano) = p.tamano
