-- 40 municipios, tres cámaras (18, 10 y 12), seis subregiones, 8 PDET y 11 del Catatumbo.
with cuentas as (
    select
        count(*) as municipios,
        count(*) filter (where camara = 'Cúcuta') as cucuta,
        count(*) filter (where camara = 'Pamplona') as pamplona,
        count(*) filter (where camara = 'Ocaña') as ocania,
        count(distinct subregion) as subregiones,
        count(*) filter (where pdet) as pdet,
        count(*) filter (where decreto_0062_catatumbo) as catatumbo
    from dim_municipios
)

select 'divipola_2021' as fuente_id, *
from cuentas
where (municipios, cucuta, pamplona, ocania, subregiones, pdet, catatumbo) != (40, 18, 10, 12, 6, 8, 11)
