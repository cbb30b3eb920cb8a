-- Las partes que los informes de 2023 dan suman su total, salvo las contradicciones declaradas.
with sumas as (
    select fuente_id, 'sector clúster' as que, 320.0 as total, sum(valor) as partes
    from mesas_cifras where clave in ('cluster_cofinanciadas', 'cluster_acompanadas')
    group by fuente_id
    union all
    select fuente_id, 'productividad verde, fase 1', 120, sum(valor)
    from mesas_cifras where clave in ('verde_mitigacion', 'verde_adaptacion', 'verde_bioeconomia')
    group by fuente_id
    union all
    select fuente_id, 'encadena, aportes', 100, sum(valor)
    from mesas_cifras where clave like 'encadena_aporte_%'
    group by fuente_id
    union all
    select fuente_id, 'fábricas, aportes', 99, sum(valor)
    from mesas_cifras where clave like 'fabricas_aporte_%'
    group by fuente_id
    union all
    select fuente_id, 'cobertura de los 20 territorios', 5 * round(sum(valor) / 5), sum(valor)
    from mesas_cifras where clave like 'alcance_%_ecb'
    group by fuente_id
    union all
    select c.fuente_id, 'la red en las dos tablas: ' || c.clave, c.valor, i.valor
    from mesas_cifras as c
    left join cifras_informes as i on c.clave = i.clave
    where c.clave in ('red_actores', 'red_programas')
)
select fuente_id, que, total, partes from sumas
where
    fuente_id in ('colombia_productiva_2023', 'red_emprendimiento_2023')
    and (partes is null or abs(total - partes) > 0.001)
order by all
