-- Grano: cámara, año y medida, desde el primer año que las fuentes nombran hasta el último completo
-- al consultarlas. Con su cifra o con el motivo por el que falta: nada queda callado.
with medidas (orden, medida, nombre) as (
    values
    (1, 'incremento_matriculas_pct', 'Incremento anual de matrículas (%)'),
    (2, 'matriculas', 'Matrículas nuevas'),
    (3, 'renovaciones', 'Renovaciones'),
    (4, 'cancelaciones', 'Cancelaciones'),
    (5, 'activos', 'Registros activos')
),

anios as (
    select unnest(generate_series(
        (select min(anio) from marts.registros_faltantes),
        (select max(year(cast(fecha_consulta as date))) - 1 from marts.dim_fuentes)
    )) as anio
)

select
    d.camara,
    a.anio,
    'anual' as corte,
    m.medida,
    m.nombre,
    r.valor,
    case
        when r.valor is not null then coalesce(r.nota, '')
        else coalesce(f.motivo, 'ninguna fuente cargada la trae')
    end as motivo,
    coalesce(r.linea_documento, f.linea_documento) as linea_documento,
    case
        when r.valor is not null then 'con cifra'
        when f.motivo is not null then 'sólo en gráfico'
        else 'sin fuente'
    end as estado
from marts.dim_camaras as d
cross join anios as a
cross join medidas as m
left join marts.registros_mercantiles as r
    on d.camara = r.camara and a.anio = r.anio and m.medida = r.medida and r.corte = 'anual'
left join marts.registros_faltantes as f
    on d.camara = f.camara and a.anio = f.anio and m.medida = f.medida
order by m.orden, d.camara, a.anio
