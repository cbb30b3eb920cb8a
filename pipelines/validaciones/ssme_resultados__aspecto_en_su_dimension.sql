-- Una cifra con aspecto está en la dimensión de ese aspecto.
select r.fuente_id, r.clave, r.aspecto, r.dimension_ssme, a.dimension_ssme as la_del_aspecto
from ssme_resultados as r
left join ssme_aspectos as a on r.aspecto = a.aspecto
where r.aspecto is not null and r.dimension_ssme is distinct from a.dimension_ssme
order by all
