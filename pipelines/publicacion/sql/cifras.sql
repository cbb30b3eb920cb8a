-- Las cifras de una columna que cambian entre lo publicado y lo propuesto, las que más primero.
-- Una que aparece o desaparece es lo que más mueve.
select
    {ahora} as fila,
    antes.{columna} as antes,
    ahora.{columna} as ahora,
    abs(ahora.{columna} - antes.{columna}) / nullif(abs(antes.{columna}), 0) as relativo
from viejo.{tabla} as antes
join nuevo.{tabla} as ahora on {cruce}
where antes.{columna} is distinct from ahora.{columna}
order by relativo desc nulls first, fila
limit {maximo}
