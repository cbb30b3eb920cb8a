-- Las cifras que también están en su meta son las mismas.
with enlaces (clave, periodo, meta, medida) as (
    values
    ('meta_955_programada', '2020-2023', '955', 'programada'),
    ('meta_955_ejecutada', '2020-2023', '955', 'ejecutada'),
    ('moda_empresarios_2020', '2020-2023', '955', 'beneficiarios'),
    ('meta_5_inversion', '2024-2027', '5', 'total'),
    ('meta_5_beneficiarios', '2024-2027', '5', 'beneficiarios'),
    ('meta_5_clusteres', '2024-2027', '5', 'logro')
)

select
    coalesce(i.fuente_id, m.fuente_id) as fuente_id,
    e.clave,
    i.valor,
    case e.medida
        when 'programada' then m.inversion_programada_mill_cop
        when 'ejecutada' then m.inversion_propios_mill_cop
        when 'total' then m.inversion_total_mill_cop
        when 'beneficiarios' then m.beneficiarios
        when 'logro' then m.logro
    end as valor_de_la_meta
from enlaces as e
left join iniciativas_cluster as i on e.clave = i.clave
left join metas as m on e.periodo = m.periodo and e.meta = m.meta
where i.valor is distinct from valor_de_la_meta
order by all
