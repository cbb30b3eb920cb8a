-- Grano: municipio, con las metas que lo nombran en cada período.
select
    antes.divipola,
    antes.nombre,
    antes.subregion,
    antes.n_metas as n_metas_antes,
    ahora.n_metas as n_metas_ahora
from marts.cobertura_municipios as antes
inner join marts.cobertura_municipios as ahora
    on ahora.divipola = antes.divipola and ahora.periodo = $ahora
where antes.periodo = $antes and list_contains(cast($municipios as varchar[]), antes.divipola)
order by ahora.n_metas desc, antes.n_metas desc, strip_accents(antes.nombre)
