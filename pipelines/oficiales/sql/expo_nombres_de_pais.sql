create table paises as
with vistas as (
    select s.sistema, p.pais, p.alfa, sum(p.n) as n
    from parejas as p
    inner join sistemas as s on p.periodo = s.periodo
    where s.ensena and regexp_full_match(p.alfa, '[A-Z]{3}') and p.pais > 0
    group by all
)

select sistema, pais, arg_max(alfa, (n, alfa)) as alfa
from vistas
group by sistema, pais
