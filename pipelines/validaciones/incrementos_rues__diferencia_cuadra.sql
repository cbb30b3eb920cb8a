-- La diferencia es lo contado menos lo que dice el informe (con el redondeo de las dos cifras), y si
-- no se puede calcular no hay ni coincidencia ni diferencia.
select fuente_id, camara, anio, resultado
from incrementos_rues
where
    abs(incremento_contado_pct - incremento_del_informe_pct - diferencia_puntos) > 0.011
    or (diferencia_puntos is null) <> (resultado not in ('coincide', 'difiere'))
order by all
