-- Grano: ámbito. Registros activos y empresas por 1.000 habitantes; todo lo que no es el total del
-- departamento es cálculo propio, con el rango que permite el redondeo del porcentaje publicado.
with cifras as (
    select
        max(valor) filter (where clave = 'registros_activos') as total,
        max(valor) filter (where clave = 'registros_activos_participacion_cucuta') / 100 as parte,
        max(cast(periodo as integer)) filter (where clave = 'registros_activos') as anio
    from marts.cifras_informes
    where clave in ('registros_activos', 'registros_activos_participacion_cucuta')
),

poblacion as (
    select
        m.camara,
        p.anio,
        any_value(p.edicion) as edicion,
        count(*) as n_municipios,
        sum(p.poblacion) as poblacion
    from marts.dim_municipios as m
    inner join marts.poblacion_municipal as p on m.divipola = p.divipola
    inner join cifras as c on p.anio = c.anio
    group by m.camara, p.anio
),

ambitos as (
    select 1 as orden, 'Las tres jurisdicciones' as ambito, null as camara
    union all
    select 2, 'Jurisdicción de Cúcuta', 'Cúcuta'
    union all
    select 3, 'Ocaña y Pamplona juntas', 'demas'
),

partes as (
    select
        a.orden,
        a.ambito,
        sum(p.n_municipios) as n_municipios,
        sum(p.poblacion) as poblacion,
        any_value(p.edicion) as edicion,
        any_value(p.anio) as anio,
        any_value(c.total) as total,
        -- El informe redondea el 71 % a unidades: cabe medio punto para cada lado.
        any_value(
            case a.orden when 1 then 1 when 2 then c.parte else 1 - c.parte end
        ) as parte,
        any_value(if(a.orden = 1, 0, 0.005)) as holgura
    from ambitos as a
    cross join cifras as c
    inner join poblacion as p
        on a.camara is null
        or a.camara = p.camara
        or (a.camara = 'demas' and p.camara != 'Cúcuta')
    group by a.orden, a.ambito
)

select
    ambito,
    anio,
    n_municipios,
    total * parte as registros_activos,
    total * (parte - holgura) as registros_activos_min,
    total * (parte + holgura) as registros_activos_max,
    poblacion,
    edicion,
    1000 * total * parte / poblacion as empresas_por_1000_hab,
    1000 * total * (parte - holgura) / poblacion as empresas_por_1000_hab_min,
    1000 * total * (parte + holgura) / poblacion as empresas_por_1000_hab_max,
    if(orden = 1, 'publicado', 'calculado') as tipo_cifra
from partes
order by orden
