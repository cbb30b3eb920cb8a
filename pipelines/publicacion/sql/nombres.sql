-- Cómo se llama cada indicador y cada lugar, para decir las cifras con palabras.
select 'indicador' as clase, indicador_id as codigo, nombre from nuevo.dim_indicadores
union all
select 'lugar', cod_departamento, nombre from nuevo.dim_departamentos
union all
select 'lugar', divipola, nombre from nuevo.dim_municipios
