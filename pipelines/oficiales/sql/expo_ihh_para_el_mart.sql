-- Grano: departamento, año y dimensión, con las columnas que lee la familia `exportaciones`. Los
-- cortes de la clase son los de la fuente ya cargada: 0,15 y 0,25.
select
    t.departamento,
    i.cod_departamento as codigo,
    i.anio,
    c.periodo,
    if(i.nivel = 'pais', 'pais', 'producto') as dimension,
    round(i.ihh_0_1, 4) as ihh,
    case when i.ihh_0_1 < 0.15 then 'baja' when i.ihh_0_1 < 0.25 then 'moderada' else 'alta' end
        as clase,
    $cita as fuente
from ihh as i
inner join territorios as t on i.cod_departamento = t.cod_departamento
inner join cortes as c on i.anio = c.anio
where i.nivel in ('subpartida', 'pais')
order by t.departamento, i.anio, dimension desc
