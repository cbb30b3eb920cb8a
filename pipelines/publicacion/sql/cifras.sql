-- Las cifras de una columna que cambian entre lo publicado y lo propuesto, las que más primero: una
-- que desaparece, o que era cero, es lo que más mueve; una que aparece, lo que menos.
select
    {ahora} as fila,
    antes.{columna} as antes,
    ahora.{columna} as ahora,
    abs(ahora.{columna} - antes.{columna}) / nullif(abs(antes.{columna}), 0) as relativo
from viejo.{tabla} as antes
join nuevo.{tabla} as ahora on {cruce}
where antes.{columna} is distinct from ahora.{columna}
order by
    coalesce(relativo, if(antes.{columna} is null, -1, 'infinity'::double)) desc,
    fila
limit {maximo}
