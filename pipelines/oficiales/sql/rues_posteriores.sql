-- Lo que pasó después del corte es un error de digitación.
update registros
set
    motivo = if(matricula_aaaammdd > $corte, 7, motivo),
    nota = if(cancelacion_aaaammdd > $corte, 1, nota),
    cancelacion_aaaammdd = if(cancelacion_aaaammdd > $corte, null, cancelacion_aaaammdd)
where motivo = 0 and (matricula_aaaammdd > $corte or cancelacion_aaaammdd > $corte)
