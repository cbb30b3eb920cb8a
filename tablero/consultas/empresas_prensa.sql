-- Grano: ámbito, período y medida. Cifras sueltas, cada una con la nota de prensa que la respalda.
select
    p.ambito,
    p.periodo,
    p.medida,
    p.valor,
    coalesce(p.nota, '') as nota,
    c.texto as cita
from marts.camaras_prensa as p
inner join marts.citas as c on p.fuente_id = c.fuente_id and p.cita_id = c.cita_id
order by p.ambito desc, p.medida, p.periodo
