-- Una fila por par de municipios con frontera común (97 pares, divipola_a < divipola_b).
select
    least(cod_a, cod_b) as divipola_a,
    greatest(cod_a, cod_b) as divipola_b,
    frontera_km,
    fuente_id
from preparacion.stg_mgn__vecinos
order by divipola_a, divipola_b
