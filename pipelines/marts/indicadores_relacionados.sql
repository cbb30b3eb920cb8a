-- Una fila por pareja de indicadores que conviene leer juntos, en los dos sentidos: las declaradas
-- en pipelines/relacionados.yml y las de la estructura del IDC (general, pilar, indicador).
with indicadores_idc as (
    select
        indicador_id,
        'idc_pilar_' || split_part(indicador_id, '_', 2) as pilar
    from dim_indicadores
    where familia = 'idc'
        and indicador_id != 'idc_general'
        and not starts_with(indicador_id, 'idc_pilar_')
        and indicador_id not in (select indicador_id from preparacion.stg_idc__catalogo)
    union all
    select indicador_id, 'idc_pilar_' || lower(cod_pilar)
    from preparacion.stg_idc__catalogo
),

parejas as (
    select uno, otro, motivo, 1 as orden
    from preparacion.stg_declaracion__relacionados
    union all
    select indicador_id, pilar, 'El indicador es parte de ese pilar del IDC.', 2
    from indicadores_idc
    union all
    select indicador_id, 'idc_general', 'El puntaje general es el promedio de los 13 pilares.', 3
    from dim_indicadores
    where starts_with(indicador_id, 'idc_pilar_')
),

en_los_dos_sentidos as (
    select uno as indicador_id, otro as relacionado, motivo, orden
    from parejas
    union all
    select otro, uno, motivo, orden
    from parejas
)

select
    indicador_id,
    relacionado,
    motivo,
    orden
from en_los_dos_sentidos
order by indicador_id, orden, relacionado
