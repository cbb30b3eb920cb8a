-- El vínculo es con un logro, que se nombra, o con un indicador de resultado del mismo período.
select
    vinculos.fuente_id,
    vinculos.periodo,
    vinculos.meta,
    vinculos.indicador
from metas_indicadores as vinculos
left join indicadores_resultado as resultados
    on resultados.periodo = vinculos.periodo and resultados.indicador = vinculos.indicador
where (vinculos.indicador = 'logro' and vinculos.logro_nombrado is null)
    or (vinculos.indicador <> 'logro' and resultados.indicador is null)
