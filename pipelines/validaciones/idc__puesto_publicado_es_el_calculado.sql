-- El puesto publicado es el orden del puntaje de mayor a menor. En los empates el publicador da a
-- todos unas veces el primer puesto del empate y otras el último (33 a todos los que puntúan cero):
-- se admite cualquiera de los dos extremos, y el mismo para todos los empatados. Sólo se compara
-- donde todos los puestos tienen puntaje (en la edición 2026 sólo doce lo tienen).
with completos as (
    select edicion, anio, nivel, codigo
    from idc
    where tipo != 'prensa'
    group by edicion, anio, nivel, codigo
    having count(*) filter (where puesto is not null and puntaje_0_10 is null) = 0
),

calculado as (
    select
        fuente_id,
        edicion,
        anio,
        cod_departamento,
        nivel,
        codigo,
        puntaje_0_10,
        puesto,
        rank() over tabla_de_posiciones as primero_del_empate,
        rank() over tabla_de_posiciones
        + count(*) over (partition by edicion, anio, nivel, codigo, puntaje_0_10)
        - 1 as ultimo_del_empate,
        min(puesto) over (partition by edicion, anio, nivel, codigo, puntaje_0_10) as menor,
        max(puesto) over (partition by edicion, anio, nivel, codigo, puntaje_0_10) as mayor
    from idc
    semi join completos using (edicion, anio, nivel, codigo)
    where tipo != 'prensa' and puntaje_0_10 is not null and puesto is not null
    window tabla_de_posiciones as (
        partition by edicion, anio, nivel, codigo
        order by puntaje_0_10 desc
    )
),

fallas as (
    -- Una cifra mal puesta corre un lugar a las vecinas: primero la que está más lejos del suyo.
    select
        fuente_id, edicion, anio, cod_departamento, nivel, codigo, puntaje_0_10, puesto,
        primero_del_empate, ultimo_del_empate, abs(puesto - primero_del_empate) as distancia
    from calculado
    where puesto not in (primero_del_empate, ultimo_del_empate) or menor != mayor
    union all
    select
        'idc_2024', 'todas', null, 'cobertura mínima', null, null, null, count(*), null, null, 99
    from calculado
    having count(*) < 8000
)

select
    fuente_id, edicion, anio, cod_departamento, nivel, codigo, puntaje_0_10, puesto,
    primero_del_empate, ultimo_del_empate
from fallas
order by distancia desc, edicion, anio, nivel, codigo, cod_departamento
