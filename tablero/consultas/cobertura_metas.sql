-- Grano: meta de un período. Lo que sirve para filtrarla, cuántos lugares nombra (en el año pedido,
-- o en todos si no se pide) y la certeza con que el informe dice a dónde llegó.
with vinculos as (
    select
        meta,
        string_agg(
            distinct if(logro_nombrado is null, indicador, concat('Logro: ', logro_nombrado)), ' · '
        ) as indicadores
    from marts.metas_indicadores
    where periodo = $periodo
    group by meta
),

personas as (
    select
        meta,
        string_agg(distinct grupo, ' · ' order by grupo) as grupos
    from marts.metas_beneficiarios
    where periodo = $periodo
    group by meta
),

lugares as (
    select
        meta,
        count(distinct divipola) filter (where tipo = 'nombrado' and del_anio) as n_municipios,
        count(distinct divipola) filter (where tipo = 'excepcion' and del_anio) as n_exceptuados,
        coalesce(bool_or(tipo = 'departamental' and del_anio), false) as es_departamental,
        coalesce(bool_or(anio is not null) filter (where tipo <> 'excepcion'), false) as dice_anio,
        coalesce(bool_or(anio is null) filter (where tipo <> 'excepcion'), false) as calla_anio,
        string_agg(distinct cast(anio as varchar), ', ' order by cast(anio as varchar))
            filter (where tipo <> 'excepcion') as anios
    from (
        select
            *,
            cast($anio as integer) is null or coalesce(anio = $anio, false) as del_anio
        from marts.cobertura
        where periodo = $periodo
    )
    group by meta
)

select
    metas.periodo,
    metas.meta as numero_meta,
    metas.enunciado,
    metas.linea,
    metas.programa,
    vinculos.indicadores,
    personas.grupos,
    case
        when lugares.meta is null then 'sin lugar'
        when lugares.n_municipios > 0 then 'nombrado'
        when lugares.es_departamental then 'departamental'
        when lugares.dice_anio then 'otro año'
        else 'sin año'
    end as certeza,
    coalesce(lugares.n_municipios, 0) as n_municipios,
    coalesce(lugares.n_exceptuados, 0) as n_exceptuados,
    coalesce(lugares.es_departamental, false) as es_departamental,
    coalesce(lugares.dice_anio, false) as dice_anio,
    coalesce(lugares.calla_anio, false) as calla_anio,
    case
        when lugares.meta is null then 'sin lugar'
        when lugares.anios is null then 'sin año'
        else concat(lugares.anios, if(lugares.calla_anio, ' y sin año', ''))
    end as anios,
    metas.linea_documento,
    metas.fuente_id
from marts.metas as metas
left join vinculos on vinculos.meta = metas.meta
left join personas on personas.meta = metas.meta
left join lugares on lugares.meta = metas.meta
where metas.periodo = $periodo
order by metas.linea_documento
