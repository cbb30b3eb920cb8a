-- Una fila por edición del RUES cargada, cámara y año: el incremento de las matrículas contado y el
-- que enuncia el informe de gestión, con su diferencia. Vacía hasta que se cargue una edición.
with escritos as (
    select camara, anio, any_value(nota) as nota
    from registros_mercantiles
    where medida = 'incremento_matriculas_pct' and corte = 'anual'
    group by camara, anio
),

suprimidas as (
    select fuente_id, lugar as camara, anio
    from registros_rues
    where nivel = 'total' and suprimida
)

select
    i.camara,
    i.anio,
    i.matriculas,
    i.matriculas_del_anio_anterior,
    i.incremento_contado_pct,
    i.incremento_del_informe_pct,
    i.diferencia_puntos,
    i.resultado,
    case
        when i.incremento_del_informe_pct is null then null
        when i.incremento_contado_pct is null and exists (
            select 1
            from suprimidas as s
            where s.fuente_id = i.fuente_id and s.camara = i.camara
                and s.anio in (i.anio, i.anio - 1)
        ) then 'uno de los dos años no se publica: alguna cuenta es de 1 a 4'
        when i.incremento_contado_pct is null then 'la edición no trae los dos años completos'
        when i.resultado = 'coincide' then null
        when abs(i.incremento_contado_pct + i.incremento_del_informe_pct) < 0.005
            then 'es el mismo número con el signo contrario'
        when e.nota like 'signo dudoso%' then 'el informe deja dudas sobre el signo de su cifra'
        else 'el informe no dice con qué corte ni qué registros cuenta; el RUES cuenta las matrículas'
            || ' por su fecha, sin las trasladadas'
    end as motivo,
    i.fuente_id
from preparacion.stg_informes__incrementos_rues as i
left join escritos as e on i.camara = e.camara and i.anio = e.anio
order by i.fuente_id, i.camara, i.anio
