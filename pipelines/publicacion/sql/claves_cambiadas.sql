-- Las claves de las filas de una tabla que se pierden o dejan de decir lo mismo.
select
    {antes} as fila,
    ahora.esta is null as perdida
from (select true as esta, *, {resto} as resto from viejo.{tabla}) as antes
left join (select true as esta, *, {resto} as resto from nuevo.{tabla}) as ahora on {cruce}
where ahora.esta is null or antes.resto is distinct from ahora.resto
order by perdida desc, fila
limit {maximo}
