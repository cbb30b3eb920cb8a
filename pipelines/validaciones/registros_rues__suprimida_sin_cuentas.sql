-- Una celda suprimida no trae ninguna cuenta; una publicada las trae todas, y ninguna de 1 a 4.
select fuente_id, cod_camara, nivel, categoria, anio
from registros_rues
where
    suprimida <> (matriculas is null)
    or suprimida <> (renovaciones is null)
    or suprimida <> (cancelaciones is null)
    or suprimida <> (activos is null)
    or matriculas between 1 and 4
    or renovaciones between 1 and 4
    or cancelaciones between 1 and 4
    or activos between 1 and 4
order by all
