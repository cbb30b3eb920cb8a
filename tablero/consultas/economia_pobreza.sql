-- Grano: departamento (o Colombia, 00), año y edición de una incidencia de pobreza. Cada edición es
-- un tramo que no se compara con los demás. Un departamento sin cifra sale con el motivo.
with medida as (
    select *, cast(periodo as integer) as anio
    from marts.observaciones
    where indicador_id = $indicador_id
),

tramos as (
    select
        m.anio,
        m.edicion,
        m.estado = 'prensa' as es_prensa,
        count(m.lim_inf) > 0 as trae_intervalos,
        any_value(m.fuente_id) as fuente_id,
        any_value(m.estado) as estado
    from medida as m
    group by m.anio, m.edicion, m.estado = 'prensa'
),

territorios as (
    select cod_departamento, nombre as departamento from marts.dim_departamentos
    union all
    select '00', 'Colombia'
)

select
    t.cod_departamento,
    t.departamento,
    r.anio,
    m.valor as incidencia_pct,
    m.lim_inf as lim_inf_pct,
    m.lim_sup as lim_sup_pct,
    m.puesto,
    m.n_evaluados,
    case r.edicion
        when 'marco2005' then 'Marco 2005'
        when 'marco2018_pub2024' then 'Marco 2018 (publicación de 2024)'
        when 'pub2025_prensa' then 'Publicación de 2025 (según la prensa)'
        else 'Edición ' || r.edicion
    end as tramo,
    case
        when
            m.valor is null
            and $indicador_id in ('pobreza_monetaria', 'pobreza_extrema')
            and t.cod_departamento not in (select territorio from medida)
            then 'sin cobertura de la encuesta'
        when m.valor is null then 'la fuente no la trae'
        when r.es_prensa then 'cifra de prensa, sin intervalo'
        when m.lim_inf is null and r.trae_intervalos and t.cod_departamento = '00'
            then 'sin intervalo para el país'
        when m.lim_inf is null and r.trae_intervalos
            then 'intervalo anulado: es de otro departamento'
        else ''
    end as nota,
    r.estado,
    r.edicion,
    r.fuente_id
from tramos as r
cross join territorios as t
left join medida as m
    on r.anio = m.anio and r.edicion = m.edicion and t.cod_departamento = m.territorio
where
    (len($territorios) = 0 or t.cod_departamento in (select unnest($territorios)))
    -- La nota de prensa sólo habla de un departamento, y una hoja sin total nacional no es un vacío
    -- del país: ahí no hay fila que explicar.
    and (m.valor is not null or not (r.es_prensa or t.cod_departamento = '00'))
order by t.departamento, r.es_prensa, r.anio
