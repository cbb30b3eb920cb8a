-- Grano: municipio. Cuántas metas lo nombran en cada período y qué parte son de las que nombran
-- algún municipio en ese período. Son dos informes distintos: las cuentas no se restan.
with con_lugar as (
    select
        periodo,
        count(distinct meta) as n_metas
    from marts.cobertura
    where tipo = 'nombrado'
    group by periodo
)

select
    antes.divipola,
    antes.nombre,
    antes.subregion,
    antes.n_metas as n_metas_antes,
    100.0 * antes.n_metas / total_antes.n_metas as parte_antes_pct,
    ahora.n_metas as n_metas_ahora,
    100.0 * ahora.n_metas / total_ahora.n_metas as parte_ahora_pct,
    case
        when antes.n_metas > 0 and ahora.n_metas > 0 then 'en los dos'
        when antes.n_metas > 0 then 'sólo antes'
        when ahora.n_metas > 0 then 'sólo ahora'
        else 'en ninguno'
    end as situacion
from marts.cobertura_municipios as antes
inner join marts.cobertura_municipios as ahora on ahora.divipola = antes.divipola
inner join con_lugar as total_antes on total_antes.periodo = antes.periodo
inner join con_lugar as total_ahora on total_ahora.periodo = ahora.periodo
where antes.periodo = $antes and ahora.periodo = $ahora
order by ahora.n_metas, antes.n_metas, strip_accents(antes.nombre)
