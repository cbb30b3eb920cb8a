-- Grano: cada departamento distinto del elegido, con su cercanía según tres reglas: PIB por
-- habitante, población implícita (PIB ÷ PIB por habitante) y perfil del IDC (distancia euclidiana
-- entre los puntajes de los pilares). La cercanía 1 es el más parecido; los empates comparten.
with ultimo as (
    select max(periodo) as periodo
    from marts.observaciones
    where indicador_id = 'pib_per_capita' and edicion = $edicion_pib
),

economia as (
    select
        pc.territorio as cod_departamento,
        pc.periodo,
        pc.estado,
        pc.valor as pib_per_capita_cop,
        total.valor * 1e9 / pc.valor as poblacion_implicita
    from marts.observaciones as pc
    inner join ultimo on pc.periodo = ultimo.periodo
    inner join marts.observaciones as total
        on pc.territorio = total.territorio
        and pc.periodo = total.periodo
        and pc.edicion = total.edicion
        and total.indicador_id = 'pib_corriente'
    where pc.indicador_id = 'pib_per_capita'
        and pc.edicion = $edicion_pib
        and pc.nivel = 'departamento'
),

pilares as (
    select cod_departamento, codigo, puntaje_0_10
    from marts.idc
    where edicion = $edicion and anio = $anio and nivel = 'pilar' and puntaje_0_10 is not null
),

perfil as (
    select
        otro.cod_departamento,
        sqrt(sum(power(otro.puntaje_0_10 - propio.puntaje_0_10, 2))) as distancia_perfil
    from pilares as otro
    inner join pilares as propio
        on otro.codigo = propio.codigo and propio.cod_departamento = $territorio
    group by otro.cod_departamento
),

distancias as (
    select
        d.cod_departamento,
        d.nombre as departamento,
        otro.periodo,
        otro.estado,
        otro.pib_per_capita_cop,
        abs(otro.pib_per_capita_cop - propio.pib_per_capita_cop) as diferencia_pib_cop,
        otro.poblacion_implicita,
        abs(otro.poblacion_implicita - propio.poblacion_implicita) as diferencia_poblacion,
        perfil.distancia_perfil,
        propio.pib_per_capita_cop as propio_pib_cop,
        propio.poblacion_implicita as propia_poblacion
    from marts.dim_departamentos as d
    inner join economia as otro on d.cod_departamento = otro.cod_departamento
    inner join economia as propio on propio.cod_departamento = $territorio
    left join perfil on d.cod_departamento = perfil.cod_departamento
    where d.cod_departamento != $territorio
)

select
    cod_departamento,
    departamento,
    periodo,
    estado,
    pib_per_capita_cop,
    diferencia_pib_cop,
    rank() over (order by diferencia_pib_cop) as cercania_pib,
    cast(round(poblacion_implicita) as bigint) as poblacion_implicita,
    cast(round(diferencia_poblacion) as bigint) as diferencia_poblacion,
    rank() over (order by diferencia_poblacion) as cercania_poblacion,
    distancia_perfil,
    case
        when distancia_perfil is not null then rank() over (order by distancia_perfil nulls last)
    end as cercania_perfil,
    propio_pib_cop,
    cast(round(propia_poblacion) as bigint) as propia_poblacion
from distancias
order by departamento
