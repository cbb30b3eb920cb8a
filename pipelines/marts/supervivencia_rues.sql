-- Una fila por edición del RUES cargada, lugar, apertura, categoría, año de matrícula y años de
-- vida (1 a 5). Vacía hasta que se cargue una edición.
select
    s.cod_camara,
    s.lugar_del_rues as lugar,
    s.nivel,
    s.categoria,
    s.categoria_nombre,
    s.cohorte,
    s.anios as anios_de_vida,
    s.matriculas,
    s.no_canceladas_pct,
    s.renovadas_pct,
    s.suprimida,
    exists (
        select 1
        from depuraciones_por_anio as d
        where s.cod_camara = d.cod_camara and d.anio between s.cohorte and s.cohorte + s.anios
    ) as cruza_depuracion,
    s.fuente_id
from preparacion.stg_informes__supervivencia_rues as s
order by s.fuente_id, s.cod_camara, s.nivel, s.categoria, s.cohorte, s.anios
