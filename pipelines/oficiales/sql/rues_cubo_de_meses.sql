-- Grano: cámara y mes de cancelación (aaaamm).
create table cubo_meses as
select
    camara_de(grupo) as camara,
    cancelacion_aaaammdd // 100 as mes,
    count(*) as cancelaciones,
    count(*) filter (where por_ley) as por_ley
from registros
where motivo = 0 and cancelacion_aaaammdd is not null
group by all
