-- Cada período trae los 40 municipios y sus metas son las que la cobertura nombra.
with nombradas as (
    select
        periodo,
        count(*) as n_pares
    from (select distinct periodo, meta, divipola from cobertura where tipo = 'nombrado')
    group by periodo
)

select
    min(resumen.fuente_id) as fuente_id,
    resumen.periodo,
    count(*) as n_municipios,
    sum(resumen.n_metas) as suma_metas,
    max(nombradas.n_pares) as n_pares
from cobertura_municipios as resumen
left join nombradas on nombradas.periodo = resumen.periodo
group by resumen.periodo
having count(*) <> (select count(*) from dim_municipios)
    or sum(resumen.n_metas) <> coalesce(max(nombradas.n_pares), 0)
