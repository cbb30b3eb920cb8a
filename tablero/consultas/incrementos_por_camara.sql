-- Grano: cámara y año. Lo que el informe dice en texto y, donde sólo hay gráfico, el motivo.
select camara, anio, valor, null as motivo, nota, linea_documento, fuente_id
from marts.registros_mercantiles
where medida = 'incremento_matriculas_pct'
union all
select camara, anio, null, motivo, null, linea_documento, fuente_id
from marts.registros_faltantes
where medida = 'incremento_matriculas_pct'
order by camara, anio
