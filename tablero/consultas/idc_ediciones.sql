-- Grano: edición y año del IDC. Qué trae cada una: cuántos departamentos, cuántos con puntaje, si
-- hay pilares y si hay el dato de antes de normalizar.
select
    edicion,
    anio,
    any_value(tipo) as tipo,
    any_value(fuente_id) as fuente_id,
    count(*) filter (where nivel = 'general') as n_departamentos,
    count(puntaje_0_10) filter (where nivel = 'general') as n_puntajes,
    count(*) filter (where nivel = 'pilar') > 0 as tiene_pilares,
    count(valor_original) filter (where nivel = 'indicador') > 0 as tiene_originales,
    list(distinct cod_departamento) filter (where nivel = 'general') as departamentos
from marts.idc
group by edicion, anio
order by edicion desc, anio desc
