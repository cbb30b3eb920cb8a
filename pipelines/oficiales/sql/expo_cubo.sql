-- Grano: departamento de origen, año, subpartida y país. Lo que no es un departamento (código que
-- no está en DIVIPOLA o ninguno) es «Departamentos varios», sin código.
-- Un año en que no cambia el sistema de códigos de país se agrupa entero, como si fuera el mes 0; de
-- $desde a $hasta (aaaamm por mil) hay alguno en que cambia, y se agrupa mes por mes.
create table cubo as
with por_clave as (
    select
        if(
            mes_y_origen between $desde and $hasta,
            mes_y_origen,
            mes_y_origen // 100000 * 100000 + mes_y_origen % 1000
        ) as cuando_y_origen,
        producto_y_pais,
        sum(fob) as fob_usd,
        sum(peso) as peso_kg,
        count(*) as n
    from lineas
    where motivo = 0
    group by all
),

sistema_de as (
    select distinct
        if(periodo * 1000 between $desde and $hasta, periodo, periodo // 100 * 100) as cuando,
        sistema
    from sistemas
),

por_codigo as (
    select
        s.cuando // 100 as anio,
        c.cuando_y_origen % 1000 as origen,
        s.sistema,
        c.producto_y_pais // 1000 as producto,
        c.producto_y_pais % 1000 as pais,
        c.fob_usd,
        c.peso_kg,
        c.n
    from por_clave as c
    inner join sistema_de as s on c.cuando_y_origen // 1000 = s.cuando
)

select
    coalesce(d.cod_departamento, '') as cod_departamento,
    c.anio,
    lpad(c.producto::varchar, 10, '0') as producto,
    case
        when c.pais = 0 then 'sin declarar'
        else coalesce(p.alfa, c.sistema || ' ' || lpad(c.pais::varchar, 3, '0'))
    end as pais,
    sum(c.fob_usd)::decimal(24, 4) as fob_usd,
    sum(c.peso_kg)::decimal(24, 4) as peso_kg,
    sum(c.n)::bigint as lineas
from por_codigo as c
left join paises as p on c.sistema = p.sistema and c.pais = p.pais
left join departamentos as d on lpad(c.origen::varchar, 2, '0') = d.cod_departamento
group by all
