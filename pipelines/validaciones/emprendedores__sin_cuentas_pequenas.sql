-- Ninguna cuenta de emprendedores es menor de cinco, y sólo lo suprimido queda sin cuenta.
select fuente_id, linea_documento, suprimida
from emprendedores
where emprendedores < 5 or (emprendedores is null) <> suprimida
order by all
