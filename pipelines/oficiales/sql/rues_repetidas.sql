-- De las filas con la misma cámara y matrícula queda la última del archivo. Sólo se
-- ordenan las claves que se repiten.
update registros
set motivo = 3
where rowid in (
    select r.rowid
    from registros as r
    inner join (
        select clave
        from registros
        where motivo = 0
        group by clave
        having count(*) > 1
    ) as repetidas on r.clave = repetidas.clave
    where r.motivo = 0
    qualify row_number() over (partition by r.clave order by r.rowid desc) > 1
)
