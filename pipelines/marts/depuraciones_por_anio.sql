-- Una fila por fuente, lugar (00, el país) y año con depuración legal del registro mercantil: los
-- meses que una fuente señala y los años de los que la prensa sólo da un acumulado.
with lugares as (
    select *
    from (
        values ('00', 'Colombia'), ('11', 'Cúcuta'), ('25', 'Pamplona'), ('49', 'Ocaña')
    ) as l (cod_camara, lugar)
)

select
    l.cod_camara,
    l.lugar,
    d.anio,
    string_agg(d.anio || '-' || lpad(d.mes::varchar, 2, '0'), ', ' order by d.mes) as meses,
    sum(d.cancelaciones)::bigint as cancelaciones,
    string_agg(distinct d.motivo, '; ' order by d.motivo) as motivo,
    d.cita_id,
    d.fuente_id
from depuraciones as d
inner join lugares as l on d.cod_camara = l.cod_camara
group by l.cod_camara, l.lugar, d.anio, d.cita_id, d.fuente_id
union all
select
    l.cod_camara,
    l.lugar,
    p.periodo::integer,
    null,
    null,
    'acumulado de la depuración de la Ley 1727 de 2014, según la prensa, que no da el mes',
    p.cita_id,
    p.fuente_id
from camaras_prensa as p
inner join lugares as l on p.ambito = 'Cámara de Comercio de ' || l.lugar
where p.medida = 'no_renovadas_o_canceladas_reportadas_SIC'
order by fuente_id, cod_camara, anio
