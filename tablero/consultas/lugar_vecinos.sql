-- Grano: municipio vecino del pedido, con los kilómetros de límite común y las metas que lo nombran
-- en cada período.
with pares as (
    select divipola_b as divipola, frontera_km from marts.vecinos where divipola_a = $divipola
    union all
    select divipola_a as divipola, frontera_km from marts.vecinos where divipola_b = $divipola
)

select
    antes.divipola,
    antes.nombre,
    pares.frontera_km,
    antes.n_metas as n_metas_antes,
    ahora.n_metas as n_metas_ahora
from pares
inner join marts.cobertura_municipios as antes
    on antes.divipola = pares.divipola and antes.periodo = $antes
inner join marts.cobertura_municipios as ahora
    on ahora.divipola = pares.divipola and ahora.periodo = $ahora
order by pares.frontera_km desc
