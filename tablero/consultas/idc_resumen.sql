-- Grano: pilar (o indicador) de un departamento en una edición y un año del IDC, con lo que lo
-- rodea: el mejor, la mediana de los 33, la de los pares, el promedio y la brecha contra la
-- referencia elegida. Los puntajes ya vienen girados: más es mejor también en los inversos.
with nivel as (
    select i.*, d.nombre as departamento
    from marts.idc as i
    inner join marts.dim_departamentos as d on i.cod_departamento = d.cod_departamento
    where i.edicion = $edicion and i.anio = $anio and i.nivel = $nivel
),

medidas as (
    select
        codigo,
        avg(puntaje_0_10) as promedio_0_10,
        median(puntaje_0_10) as mediana_0_10,
        max(puntaje_0_10) as mejor_0_10,
        median(puntaje_0_10) filter (
            where list_contains($pares::varchar[], cod_departamento)
        ) as mediana_pares_0_10,
        max(puntaje_0_10) filter (where cod_departamento = $referencia) as elegido_0_10
    from nivel
    group by codigo
),

mejores as (
    select
        m.codigo,
        string_agg(n.departamento, ' · ' order by n.departamento) as departamento_mejor
    from medidas as m
    inner join nivel as n on m.codigo = n.codigo and m.mejor_0_10 = n.puntaje_0_10
    group by m.codigo
),

propios as (
    select
        n.*,
        m.* exclude (codigo),
        mejores.departamento_mejor,
        case $referencia
            when 'promedio' then m.promedio_0_10
            when 'mejor' then m.mejor_0_10
            when 'pares' then m.mediana_pares_0_10
            else m.elegido_0_10
        end as referencia_0_10
    from nivel as n
    inner join medidas as m on n.codigo = m.codigo
    inner join mejores on n.codigo = mejores.codigo
    where n.cod_departamento = $territorio
)

select
    p.edicion,
    p.anio,
    p.codigo,
    p.nombre,
    i.nombre_corto,
    p.indicador_id,
    case i.sentido
        when 'menos_es_mejor' then 'menos es mejor'
        when 'mas_es_mejor' then 'más es mejor'
    end as sentido_del_dato,
    p.valor_original as dato_original,
    i.unidad as unidad_del_dato,
    left(p.codigo, 3) as cod_pilar,
    -- La base da el mismo rango de años a todos: el último corresponde al año de la edición y cada
    -- año hacia atrás le resta uno, sin pasar del primero. Los datos se repiten justo donde el
    -- rango se acaba (lo comprueba una prueba).
    case
        when e.anios_corte like '____-____' then greatest(
            cast(left(e.anios_corte, 4) as integer),
            cast(right(e.anios_corte, 4) as integer) - (cast(p.edicion as integer) - p.anio)
        )
        else try_cast(e.anios_corte as integer)
    end as anio_del_dato,
    p.puntaje_0_10,
    p.puesto,
    p.n_evaluados,
    a.puesto as puesto_anterior,
    a.puesto - p.puesto as cambio_puestos,
    p.departamento_mejor,
    p.mejor_0_10,
    p.promedio_0_10,
    p.mediana_0_10,
    p.mediana_pares_0_10,
    p.referencia_0_10,
    p.puntaje_0_10 - p.referencia_0_10 as brecha_0_10,
    p.fuente_id
from propios as p
inner join marts.dim_indicadores as i
    on p.indicador_id = i.indicador_id
left join marts.idc_estructura as e on p.edicion = e.edicion and p.codigo = e.codigo
left join marts.idc as a
    on p.edicion = a.edicion
    and p.codigo = a.codigo
    and p.cod_departamento = a.cod_departamento
    and a.anio = $anio_anterior
order by p.puesto, p.nombre
