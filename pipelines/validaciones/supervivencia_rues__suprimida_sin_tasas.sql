-- Una celda suprimida no trae tasas y una publicada sí; con los años no quedan más sin cancelar.
select fuente_id, cod_camara, nivel, categoria, cohorte, anios_de_vida
from supervivencia_rues
where
    suprimida <> (no_canceladas_pct is null)
    or suprimida <> (renovadas_pct is null)
    or suprimida <> (matriculas is null)
union all
select s.fuente_id, s.cod_camara, s.nivel, s.categoria, s.cohorte, s.anios_de_vida
from supervivencia_rues as s
inner join supervivencia_rues as a
    on s.fuente_id = a.fuente_id and s.cod_camara = a.cod_camara and s.nivel = a.nivel
    and s.categoria = a.categoria and s.cohorte = a.cohorte
    and s.anios_de_vida = a.anios_de_vida + 1
where s.no_canceladas_pct > a.no_canceladas_pct
order by all
