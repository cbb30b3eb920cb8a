-- De una edición nueva: las cifras que ya daba otra y cambian. Se compara con la edición no
-- periodística de dato más reciente que traía el mismo indicador, lugar y período.
with nuevas as (
    select ahora.*
    from nuevo.observaciones as ahora
    anti join viejo.observaciones as antes on {cruce}
),

previas as (
    select
        o.*,
        row_number() over (
            partition by o.indicador_id, o.nivel, o.territorio, o.periodo
            order by f.ultimo_dato desc, f.fuente_id desc
        ) as orden
    from viejo.observaciones as o
    join viejo.dim_fuentes as f using (fuente_id)
    where f.tipo_fuente <> 'prensa'
)

select
    {
        'indicador_id': nuevas.indicador_id,
        'nivel': nuevas.nivel,
        'territorio': nuevas.territorio,
        'periodo': nuevas.periodo,
        'edicion': previas.edicion || ' → ' || nuevas.edicion
    } as fila,
    previas.valor as antes,
    nuevas.valor as ahora,
    abs(nuevas.valor - previas.valor) / nullif(abs(previas.valor), 0) as relativo
from nuevas
join previas using (indicador_id, nivel, territorio, periodo)
where previas.orden = 1 and previas.valor is distinct from nuevas.valor
order by
    coalesce(relativo, if(previas.valor is null, -1, 'infinity'::double)) desc,
    fila
limit {maximo}
