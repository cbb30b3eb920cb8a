-- Grano: sistema de códigos y código numérico → código alfabético de tres letras.
-- PAIS pasó del código de la DIAN (249, Estados Unidos) al ISO numérico (840) en 2025, y COD_PAI4
-- vino corrido en 2024. Nada se supone: un mes enseña cómo se llaman los códigos sólo si en él
-- Estados Unidos es USA.
create table sistemas as
select
    periodo,
    -- Estados Unidos está todos los meses; si no, decide el año del cambio.
    case
        when sum(n) filter (where pais = 840) > 0 and coalesce(sum(n) filter (where pais = 249), 0) = 0
            then 'ISO'
        when sum(n) filter (where pais = 249) > 0 and coalesce(sum(n) filter (where pais = 840), 0) = 0
            then 'DIAN'
        when periodo >= 202501 then 'ISO'
        else 'DIAN'
    end as sistema,
    coalesce(
        arg_max(alfa, n) filter (where pais in (249, 840)) = 'USA', false
    ) as ensena
from (select periodo, pais, alfa, sum(n) as n from parejas group by all)
group by periodo
