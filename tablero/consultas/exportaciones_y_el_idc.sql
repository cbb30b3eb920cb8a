-- Grano: dimensión y año del dato. El IHH de esta fuente junto al del IDC, que mide lo mismo. El
-- año del IDC es el de la edición: su dato es del año anterior. La edición 2025 sólo trae puntajes
-- de 0 a 10; se deshacen con la recta que une dato y puntaje en la edición 2024.
with rectas as (
    select
        codigo,
        regr_slope(valor_original, puntaje_0_10) as pendiente,
        regr_intercept(valor_original, puntaje_0_10) as intercepto
    from marts.idc
    where edicion = '2024' and nivel = 'indicador' and codigo in ('SOF-1-1', 'SOF-1-2')
    group by codigo
),

del_idc as (
    select
        i.codigo,
        if(i.codigo = 'SOF-1-1', 'pais', 'producto') as dimension,
        i.edicion,
        i.anio - 1 as anio,
        coalesce(i.valor_original, r.intercepto + r.pendiente * i.puntaje_0_10) as ihh_idc_0_1,
        if(i.valor_original is null, 'calculado', 'publicado') as tipo_cifra,
        i.puesto,
        i.n_evaluados
    from marts.idc as i
    inner join rectas as r on i.codigo = r.codigo
    -- Sólo el año propio de cada edición: los anteriores son recalculados.
    where i.cod_departamento = $territorio and cast(i.anio as varchar) = i.edicion
)

select
    h.dimension,
    h.anio,
    h.ihh_0_1,
    d.ihh_idc_0_1,
    d.tipo_cifra,
    d.codigo,
    d.edicion,
    d.puesto,
    d.n_evaluados
from marts.ihh_exportaciones as h
inner join del_idc as d on h.dimension = d.dimension and h.anio = d.anio
where h.cod_departamento = $territorio
order by h.dimension desc, h.anio
