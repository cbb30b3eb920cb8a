-- Grano: año y medida del producto de un departamento, con lo que dice cada una de dos ediciones.
-- La participación se calcula igual en las dos: sobre la suma de los 33 departamentos.
-- La diferencia (revision, revision_pct) la pone tablero/variaciones.py.
with producto as (
    select *, cast(periodo as integer) as anio
    from marts.observaciones
    where nivel = 'departamento'
        and edicion in ($anterior, $nueva)
        and indicador_id in (
            'pib_corriente', 'pib_constante_2015', 'pib_crecimiento_real', 'pib_per_capita'
        )
),

todas as (
    select territorio, anio, edicion, indicador_id, valor, puesto, n_evaluados
    from producto
    union all
    select
        territorio,
        anio,
        edicion,
        'pib_participacion',
        100 * valor / sum(valor) over (partition by anio, edicion),
        puesto,
        n_evaluados
    from producto
    where indicador_id = 'pib_corriente'
),

estados as (
    select anio, edicion, any_value(estado) as estado
    from producto
    where indicador_id = 'pib_corriente'
    group by anio, edicion
),

propias as (
    select t.*, e.estado
    from todas as t
    inner join estados as e on t.anio = e.anio and t.edicion = e.edicion
    where t.territorio = $territorio
)

select
    b.anio,
    b.indicador_id,
    i.nombre_corto as medida,
    i.unidad,
    a.valor as valor_edicion_anterior,
    ea.estado as estado_edicion_anterior,
    a.puesto as puesto_edicion_anterior,
    b.valor as valor_edicion_nueva,
    b.estado as estado_edicion_nueva,
    b.puesto as puesto_edicion_nueva,
    b.n_evaluados,
    $anterior as edicion_anterior,
    $nueva as edicion_nueva
from propias as b
inner join marts.dim_indicadores as i on b.indicador_id = i.indicador_id
inner join estados as ea on b.anio = ea.anio and ea.edicion = $anterior
left join propias as a
    on b.anio = a.anio and b.indicador_id = a.indicador_id and a.edicion = $anterior
where b.edicion = $nueva
order by b.anio, list_position(
    ['pib_per_capita', 'pib_corriente', 'pib_constante_2015', 'pib_crecimiento_real',
        'pib_participacion'],
    b.indicador_id
)
