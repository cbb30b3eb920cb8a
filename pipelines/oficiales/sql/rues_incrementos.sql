-- Grano: cámara y año. El incremento de las matrículas contadas y el que enuncia el informe.
with propias as (
    select
        n.nombre as camara,
        r.anio,
        r.matriculas,
        lag(r.matriculas) over (partition by r.cod_camara order by r.anio) as anterior,
        lag(r.anio) over (partition by r.cod_camara order by r.anio) as anio_anterior
    from registros_publicados as r
    inner join nombres_de_camara as n on r.cod_camara = n.cod_camara
    where r.nivel = 'camara' and r.corte = 'anual'
),

contados as (
    select
        camara,
        anio,
        matriculas,
        anterior as matriculas_del_anio_anterior,
        100.0 * (matriculas / nullif(anterior, 0) - 1) as incremento_contado_pct
    from propias
    where anio_anterior = anio - 1
)

select
    coalesce(c.camara, i.camara) as camara,
    coalesce(c.anio, i.anio) as anio,
    c.matriculas,
    c.matriculas_del_anio_anterior,
    round(c.incremento_contado_pct, 2) as incremento_contado_pct,
    i.valor as incremento_del_informe_pct,
    round(c.incremento_contado_pct - i.valor, 2) as diferencia_puntos,
    case
        when i.valor is null then 'el informe no lo enuncia'
        when c.incremento_contado_pct is null then 'el archivo no trae esos dos años completos'
        when abs(c.incremento_contado_pct - i.valor) < 0.005 then 'coincide'
        else 'difiere'
    end as resultado
from contados as c
full join incrementos_del_informe as i on c.camara = i.camara and c.anio = i.anio
order by 1, 2
