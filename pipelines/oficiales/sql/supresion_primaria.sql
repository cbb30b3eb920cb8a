-- Una celda con alguna cuenta de 1 a 4 no se publica, con ninguna de sus cuentas: de activos,
-- altas y bajas, dos dan la tercera.
update por_suprimir
set suprimida = true
where
    m1 between 1 and 4 or m2 between 1 and 4 or m3 between 1 and 4 or m4 between 1 and 4
