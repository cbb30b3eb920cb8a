-- A precios corrientes la suma de los 33 departamentos es el PIB de Colombia (el DANE redondea a
-- mil millones por departamento). El constante está encadenado y no suma: no se exige.
with sumas as (
    select
        edicion,
        periodo,
        any_value(fuente_id) as fuente_id,
        sum(valor) filter (where nivel = 'departamento') as departamentos,
        count(*) filter (where nivel = 'departamento') as n,
        max(valor) filter (where nivel = 'nacional') as nacional
    from observaciones
    where indicador_id = 'pib_corriente' and edicion = '2025pr'
    group by edicion, periodo
)

select fuente_id, edicion, periodo, departamentos, nacional, n
from sumas
where n != 33 or nacional is null or abs(departamentos - nacional) > 20
union all
select 'pib_2025pr', '2025pr', 'cobertura mínima de 21 años', count(*), null, null
from sumas
having count(*) < 21
