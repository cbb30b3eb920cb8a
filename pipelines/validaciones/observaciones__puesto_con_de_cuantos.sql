-- Un puesto va siempre con «de cuántos», salvo el de prensa, que no lo dice.
select fuente_id, indicador_id, territorio, periodo, edicion, puesto, n_evaluados
from observaciones
where puesto is not null and tipo_cifra != 'prensa' and (n_evaluados is null or puesto > n_evaluados)
