-- El puntaje general es la media simple de los 13 pilares (comprobado con la base del CPC: error
-- 1e-15; aquí los puntajes vienen con seis decimales). Exige que haya con qué comparar.
with pilares as (
    select edicion, anio, cod_departamento, avg(puntaje_0_10) as media, count(puntaje_0_10) as n
    from idc
    where nivel = 'pilar'
    group by edicion, anio, cod_departamento
),

comparados as (
    select g.fuente_id, g.edicion, g.anio, g.cod_departamento, g.puntaje_0_10, p.media, p.n
    from idc as g
    inner join pilares as p
        on g.edicion = p.edicion and g.anio = p.anio and g.cod_departamento = p.cod_departamento
    where g.nivel = 'general'
)

select fuente_id, edicion, anio, cod_departamento, puntaje_0_10, media, n
from comparados
where n != 13 or abs(puntaje_0_10 - media) > 2e-6
union all
select 'idc_2024', 'todas', null, 'cobertura mínima', count(*), 297, null
from comparados
having count(*) < 297
