-- El IDC 2025 trae SOF-1-1 y SOF-1-2 normalizados (min-máx 0-10 al revés sobre los valores de la
-- edición). Al deshacer la escala con el mínimo y el máximo de la edición 2024 da el IHH 2024 por
-- país y por producto: son la misma medida (participaciones al cuadrado, subpartida a 10 dígitos).
with limites as (
    -- Recta que une dato original y normalizado en la edición 2024, indicador por indicador.
    select
        codigo,
        regr_slope(valor_original, puntaje_0_10) as pendiente,
        regr_intercept(valor_original, puntaje_0_10) as intercepto
    from idc
    where edicion = '2024' and nivel = 'indicador' and codigo in ('SOF-1-1', 'SOF-1-2')
    group by codigo
),

comparados as (
    select
        i.fuente_id,
        i.codigo,
        l.intercepto + l.pendiente * i.puntaje_0_10 as ihh_del_idc,
        h.ihh_0_1
    from idc as i
    inner join limites as l on i.codigo = l.codigo
    inner join ihh_exportaciones as h
        on i.cod_departamento = h.cod_departamento
        and h.anio = 2024
        and h.dimension = if(i.codigo = 'SOF-1-1', 'pais', 'producto')
    where i.edicion = '2025' and i.anio = 2025 and i.cod_departamento = '54'
)

select fuente_id, codigo, ihh_del_idc, ihh_0_1
from comparados
where abs(ihh_del_idc - ihh_0_1) > 0.002
union all
select 'idc_2025', 'cobertura mínima de 2 comparaciones', count(*), null
from comparados
having count(*) < 2
