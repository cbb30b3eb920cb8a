-- Una fila por indicador y edición del IDC con estructura publicada (2024: 102 indicadores).
select
    edicion,
    cod_indicador as codigo,
    indicador as nombre,
    left(cod_indicador, 3) as cod_pilar,
    pilar,
    -- Hay pilares sin subpilar: la fuente deja la celda en blanco.
    nullif(subpilar, '') as subpilar,
    factor,
    inversa = 'sí' as es_inversa,
    anios_corte,
    fuente_id
from preparacion.stg_idc__estructura
order by edicion, codigo
