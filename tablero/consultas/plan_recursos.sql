-- Grano: línea (o meta, si el informe no las reparte por línea) y fuente de los recursos ejecutados.
-- El total sólo cuenta cuando el informe no separa fuentes: a veces repite los recursos propios.
with base as (
    select
        coalesce(linea, concat('Meta ', meta, '. ', enunciado)) as nombre,
        linea_documento,
        inversion_propios_mill_cop,
        inversion_otras_mill_cop,
        case
            when inversion_propios_mill_cop is null and inversion_otras_mill_cop is null
                then inversion_total_mill_cop
        end as sin_separar_mill_cop,
        fuente_id
    from marts.metas
    where periodo = $periodo
),

larga as (
    select nombre, linea_documento, 1 as orden, 'Recursos propios' as fuente_de_recursos,
        inversion_propios_mill_cop as inversion_mill_cop, fuente_id
    from base
    union all
    select nombre, linea_documento, 2, 'Otras fuentes', inversion_otras_mill_cop, fuente_id
    from base
    union all
    select nombre, linea_documento, 3, 'Total sin separar la fuente', sin_separar_mill_cop, fuente_id
    from base
)

select
    nombre,
    fuente_de_recursos,
    cast(count(inversion_mill_cop) as integer) as n_metas,
    sum(inversion_mill_cop) as inversion_mill_cop,
    min(fuente_id) as fuente_id
from larga
group by nombre, orden, fuente_de_recursos
having count(inversion_mill_cop) > 0
order by min(linea_documento), orden
