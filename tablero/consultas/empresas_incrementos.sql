-- Grano: cámara y año. Lo que el informe dice en texto y, donde sólo hay gráfico, el motivo.
select
    r.camara,
    r.anio,
    r.corte,
    r.valor as incremento_pct,
    coalesce(r.nota, '') as nota,
    r.linea_documento
from marts.registros_mercantiles as r
where r.medida = 'incremento_matriculas_pct'
union all
select f.camara, f.anio, 'anual', null, f.motivo, f.linea_documento
from marts.registros_faltantes as f
where f.medida = 'incremento_matriculas_pct'
order by camara, anio
