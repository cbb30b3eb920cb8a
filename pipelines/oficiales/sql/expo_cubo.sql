-- Grano: departamento de origen, año, subpartida y país. Lo que no es un departamento (código que
-- no está en DIVIPOLA o ninguno) es «Departamentos varios», sin código.
create table cubo as
with por_clave as (
    -- Dos números en vez de cinco columnas: agrupar cuesta la mitad.
    select
        (periodo // 100) * 1000 + origen * 2 + (periodo in (
            select periodo from sistemas where sistema = 'ISO'
        ))::integer as lugar,
        producto * 1000 + pais as que,
        sum(fob) as fob_usd,
        sum(peso) as peso_kg,
        count(*) as n
    from lineas
    where motivo = 0
    group by all
),

por_codigo as (
    select
        lugar // 1000 as anio,
        (lugar % 1000) // 2 as origen,
        if(lugar % 2 = 1, 'ISO', 'DIAN') as sistema,
        que // 1000 as producto,
        que % 1000 as pais,
        fob_usd,
        peso_kg,
        n
    from por_clave
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
