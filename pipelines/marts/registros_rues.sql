-- Una fila por edición del RUES cargada, lugar, apertura, categoría y año. Una celda suprimida no
-- trae ninguna cuenta. Vacía hasta que se cargue una edición.
select
    r.cod_camara,
    r.lugar_del_rues as lugar,
    r.nivel,
    r.categoria,
    r.categoria_nombre,
    r.anio,
    r.corte,
    r.matriculas,
    r.renovaciones,
    r.cancelaciones,
    r.activos,
    r.suprimida,
    d.anio is not null as con_depuracion,
    r.fuente_id
from preparacion.stg_informes__registros_rues as r
left join (select distinct cod_camara, anio from depuraciones_por_anio) as d
    on r.cod_camara = d.cod_camara and r.anio = d.anio
order by r.fuente_id, r.cod_camara, r.nivel, r.categoria, r.anio
