-- Grano: departamento, año, nivel (capítulo, partida o país) y código, con su participación. Las
-- subpartidas están en el detalle nacional.
select
    n.cod_departamento,
    t.departamento,
    n.anio,
    c.periodo,
    n.nivel,
    n.codigo,
    n.fob_usd::double as fob_usd,
    n.peso_kg::double as peso_kg,
    100 * n.fob_usd::double / nullif(s.fob_usd, 0)::double as participacion_pct
from niveles as n
-- Los capítulos son los menos: su suma es el total de cualquier nivel.
inner join (
    select cod_departamento, anio, sum(fob_usd) as fob_usd
    from niveles
    where nivel = 'capitulo'
    group by all
) as s on n.cod_departamento = s.cod_departamento and n.anio = s.anio
inner join territorios as t on n.cod_departamento = t.cod_departamento
inner join cortes as c on n.anio = c.anio
order by n.cod_departamento, n.anio, n.nivel, n.codigo
