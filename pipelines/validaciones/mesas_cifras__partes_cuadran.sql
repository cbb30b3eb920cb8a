-- Las partes que un mismo informe da suman lo que dice del total, salvo lo declarado como contradicción.
with sumas as (
    select 'sector clúster' as que, 320.0 as total, sum(valor) as partes
    from mesas_cifras where clave in ('cluster_cofinanciadas', 'cluster_acompanadas')
    union all
    select 'productividad verde, fase 1', 120, sum(valor)
    from mesas_cifras where clave in ('verde_mitigacion', 'verde_adaptacion', 'verde_bioeconomia')
    union all
    select 'encadena, aportes', 100, sum(valor)
    from mesas_cifras where clave like 'encadena_aporte_%'
    union all
    select 'fábricas, aportes', 99, sum(valor)
    from mesas_cifras where clave like 'fabricas_aporte_%'
    union all
    select 'cobertura de los 20 territorios, en veinteavos', round(sum(valor / 5)), sum(valor / 5)
    from mesas_cifras where clave like 'alcance_%_ecb'
    union all
    select 'actores de la red en las dos tablas', max(c.valor), max(i.valor)
    from mesas_cifras as c, cifras_informes as i
    where c.clave = 'red_actores' and i.clave = 'red_actores'
    union all
    select 'programas de la red en las dos tablas', max(c.valor), max(i.valor)
    from mesas_cifras as c, cifras_informes as i
    where c.clave = 'red_programas' and i.clave = 'red_programas'
)
select que, total, partes from sumas
where partes is null or abs(total - partes) > 0.001
order by all
