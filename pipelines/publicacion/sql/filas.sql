-- De una tabla: filas de antes y de ahora, nuevas, perdidas y cambiadas, casadas por su clave.
select
    count(*) filter (where antes.esta) as filas_antes,
    count(*) filter (where ahora.esta) as filas_despues,
    count(*) filter (where antes.esta is null) as nuevas,
    count(*) filter (where antes.esta and ahora.esta and antes.resto is distinct from ahora.resto)
        as cambiadas,
    count(*) filter (where ahora.esta is null) as perdidas
from (select true as esta, {clave}, {resto} as resto from viejo.{tabla}) as antes
full join (select true as esta, {clave}, {resto} as resto from nuevo.{tabla}) as ahora
    on {cruce}
