-- Una contradicción sobre un indicador apunta a uno del catálogo y sus dos lados a fuentes declaradas.
select fuente_id_a as fuente_id, contradiccion_id, indicador_id, fuente_id_b, valor_a
from contradicciones
where indicador_id not in (select indicador_id from dim_indicadores)
    or fuente_id_a not in (select fuente_id from dim_fuentes)
    or fuente_id_b not in (select fuente_id from dim_fuentes)
