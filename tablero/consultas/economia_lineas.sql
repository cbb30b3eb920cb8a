-- Grano: línea de pobreza y período. Lo que vale por persona y, si el informe lo dice, por hogar.
select
    i.nombre as medida,
    o.periodo,
    o.valor as valor_persona_cop,
    h.valor as valor_hogar_cop,
    i.descripcion as nota,
    c.linea_documento,
    o.edicion,
    o.fuente_id
from marts.observaciones as o
inner join marts.dim_indicadores as i on o.indicador_id = i.indicador_id
left join marts.cifras_informes as c
    on o.fuente_id = c.fuente_id and o.indicador_id = c.indicador_id and o.periodo = c.periodo
left join marts.cifras_informes as h
    on o.fuente_id = h.fuente_id
    and o.periodo = h.periodo
    and h.clave = o.indicador_id || '_hogar4'
where o.indicador_id like 'linea_pobreza_%'
order by o.valor desc, o.periodo
