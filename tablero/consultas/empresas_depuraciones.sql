-- Grano: mes de depuración legal del registro en el país o en las tres cámaras del departamento.
select
    case d.cod_camara
        when '00' then 'el país' when '11' then 'Cúcuta' when '25' then 'Pamplona' else 'Ocaña'
    end as donde,
    d.anio || '-' || lpad(d.mes::varchar, 2, '0') as mes,
    d.cancelaciones,
    c.texto as cita
from marts.depuraciones as d
inner join marts.citas as c on d.fuente_id = c.fuente_id and d.cita_id = c.cita_id
where d.cod_camara in ('00', '11', '25', '49')
order by d.cod_camara, d.anio, d.mes
