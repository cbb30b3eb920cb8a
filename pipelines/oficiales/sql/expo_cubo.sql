-- Grano: departamento de origen, año, subpartida y país. Lo que no es un departamento (código que
-- no está en DIVIPOLA o ninguno) es «Departamentos varios», sin código.
-- Si en ningún año cambia el sistema de códigos de país se agrupa por años enteros, como si fueran
-- el mes 0; si cambia ($por_meses), mes por mes.
create table cubo as
with por_clave as (
    select
        if($por_meses, fech, fech // 100 * 100) as fech,
        origen,
        producto,
        pais,
        sum(fob) as fob_usd,
        sum(peso) as peso_kg,
        count(*) as n
    from lineas
    where motivo = 0
    group by all
),

sistema_de as (
    select distinct if($por_meses, periodo, periodo // 100 * 100) as periodo, sistema
    from sistemas
),

por_codigo as (
    select
        periodo_de(fech) as periodo,
        coalesce(origen, 0)::integer as origen,
        producto,
        coalesce(pais_de(pais), 0)::integer as pais,
        fob_usd,
        peso_kg,
        n
    from por_clave
)

select
    coalesce(d.cod_departamento, '') as cod_departamento,
    c.periodo // 100 as anio,
    c.producto,
    case
        when c.pais = 0 then 'sin declarar'
        else coalesce(p.alfa, s.sistema || ' ' || lpad(c.pais::varchar, 3, '0'))
    end as pais,
    sum(c.fob_usd)::decimal(24, 4) as fob_usd,
    coalesce(sum(c.peso_kg), 0)::decimal(24, 4) as peso_kg,
    sum(c.n)::bigint as lineas
from por_codigo as c
inner join sistema_de as s on c.periodo = s.periodo
left join paises as p on s.sistema = p.sistema and c.pais = p.pais
left join departamentos as d on c.origen = d.cod_departamento::integer
group by all
