-- La financiación pública y la privada son las dos partes de un mismo total.
select fuente_id, left(clave, length(clave) - 8) as de_que, sum(valor) as suma
from ssme_resultados
where right(clave, 8) in ('_publica', '_privada')
group by all
having sum(valor) <> 100
order by all
