-- Grano: departamento (o Colombia, 00) y año de una medida del producto, en una sola edición. El
-- índice 2019 = 100 y lo relativo al país se calculan dentro de esa edición. `valor` sale con el
-- nombre de su medida: pib_per_capita_cop, pib_crecimiento_real_pct, pib_indice_2019 o
-- pib_participacion_pct.
with edicion as (
    select *, cast(periodo as integer) as anio
    from marts.observaciones
    where edicion = $edicion and indicador_id like 'pib_%'
),

-- Lo calculado hereda el estado (preliminar, provisional) del año del que sale.
estados as (
    select anio, any_value(estado) as estado
    from edicion
    where indicador_id = 'pib_constante_2015'
    group by anio
),

indice as (
    select
        e.territorio,
        e.anio,
        100 * e.valor / b.valor as valor
    from edicion as e
    inner join edicion as b
        on e.territorio = b.territorio and e.indicador_id = b.indicador_id and b.anio = 2019
    where e.indicador_id = 'pib_constante_2015'
),

-- La edición 2020pr no trae el total nacional: se divide por la suma de los 33 departamentos, que
-- a precios corrientes es el total (en la 2025pr lo es en los 21 años).
participacion as (
    select
        territorio,
        anio,
        100 * valor / sum(valor) over (partition by anio) as valor
    from edicion
    where indicador_id = 'pib_corriente' and territorio != '00'
),

calculadas as (
    select 'pib_indice_2019' as indicador_id, * from indice
    union all
    select 'pib_participacion', * from participacion
),

calculadas_con_puesto as (
    select
        *,
        -- Antes de 2019 un índice alto es haber crecido menos: ahí no hay puesto que dar.
        if(
            territorio = '00' or (indicador_id = 'pib_indice_2019' and anio <= 2019), null,
            rank() over (
                partition by indicador_id, anio, territorio = '00'
                order by valor desc
            )
        ) as puesto,
        if(
            territorio = '00' or (indicador_id = 'pib_indice_2019' and anio <= 2019), null,
            count(*) over (partition by indicador_id, anio, territorio = '00')
        ) as n_evaluados
    from calculadas
),

medida as (
    select territorio, anio, valor, puesto, n_evaluados
    from edicion
    where indicador_id = $indicador_id and indicador_id != 'pib_participacion'
    union all
    select territorio, anio, valor, puesto, n_evaluados
    from calculadas_con_puesto
    where indicador_id = $indicador_id
),

territorios as (
    select cod_departamento, nombre as departamento from marts.dim_departamentos
    union all
    select '00', 'Colombia'
)

select
    m.territorio as cod_departamento,
    t.departamento,
    m.anio,
    m.valor,
    100 * m.valor / n.valor as relativo_pais_pct,
    m.puesto,
    m.n_evaluados,
    e.estado,
    $edicion as edicion
from medida as m
inner join territorios as t on m.territorio = t.cod_departamento
inner join estados as e on m.anio = e.anio
left join medida as n on m.anio = n.anio and n.territorio = '00'
where len($territorios) = 0 or m.territorio in (select unnest($territorios))
order by t.departamento, m.anio
