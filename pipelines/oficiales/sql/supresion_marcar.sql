update por_suprimir
set suprimida = true
where id in (select id from deducibles)
