-- Grano: año de una medida del IDC en un departamento, en una sola base: una edición, lo publicado
-- cada año en su edición o lo que dijo la prensa.
select
    edicion,
    anio,
    tipo,
    puntaje_0_10,
    -- Sólo el puntaje general de 2018 va de 0 a 100; en los indicadores ese campo es otro dato.
    case when nivel = 'general' then valor_original end as puntaje_0_100,
    puesto,
    n_evaluados,
    fuente_id
from marts.idc
where indicador_id in (
        -- Entre ediciones un código cambia de dueño: se sigue al indicador de la que se mira.
        select indicador_id
        from marts.idc
        where codigo = $codigo and ($edicion is null or edicion = $edicion)
    )
    and cod_departamento = $territorio
    and (edicion = $base or ($base = 'publicada' and tipo = 'publicado'))
order by anio
