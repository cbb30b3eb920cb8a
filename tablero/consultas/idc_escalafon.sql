-- Grano: departamento en una medida, una edición y un año del IDC. El cambio de puesto es frente al
-- año anterior de la misma edición; sin ese año, queda vacío. El puntaje que falta es la distancia
-- al puntaje siguiente hacia arriba: sólo se da si todos los evaluados tienen puntaje.
with propios as (
    select
        i.*,
        d.nombre as departamento,
        coalesce(
            i.puntaje_0_10, case when i.nivel = 'general' then i.valor_original end
        ) as puntaje
    from marts.idc as i
    inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
    where i.edicion = $edicion and i.anio = $anio and i.codigo = $codigo
),

completo as (
    select count(puntaje) = max(n_evaluados) as es_completo from propios
),

siguientes as (
    select a.cod_departamento, min(b.puntaje) as puntaje
    from propios as a
    inner join propios as b on b.puntaje > a.puntaje
    group by a.cod_departamento
),

alcanzados as (
    select
        s.cod_departamento,
        s.puntaje,
        min(p.puesto) as puesto_siguiente,
        string_agg(p.departamento, ' · ' order by p.departamento) as departamento_siguiente
    from siguientes as s
    inner join propios as p on s.puntaje = p.puntaje
    inner join completo as c on c.es_completo
    group by s.cod_departamento, s.puntaje
)

select
    p.puesto,
    p.n_evaluados,
    count(*) over (partition by p.puesto) as comparten_puesto,
    p.cod_departamento,
    p.departamento,
    p.puntaje_0_10,
    case when p.nivel = 'general' then p.valor_original end as puntaje_0_100,
    a.puesto as puesto_anterior,
    a.puesto - p.puesto as cambio_puestos,
    s.puntaje - p.puntaje as puntaje_que_falta,
    s.puesto_siguiente,
    s.departamento_siguiente,
    p.edicion,
    p.anio,
    p.tipo,
    p.fuente_id
from propios as p
left join alcanzados as s on p.cod_departamento = s.cod_departamento
left join marts.idc as a
    on p.edicion = a.edicion
    and p.codigo = a.codigo
    and p.cod_departamento = a.cod_departamento
    and a.anio = $anio_anterior
order by p.puesto, p.departamento
