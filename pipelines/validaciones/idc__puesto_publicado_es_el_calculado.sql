-- El puesto publicado es el orden del puntaje de mayor a menor. En los empates el publicador da a
-- todos unas veces el primer puesto del empate y otras el último (33 a todos los que puntúan cero):
-- se admite cualquiera de los dos extremos, y el mismo para todos los empatados. El publicador
-- ordena los vacíos como si puntuaran cero: con ellos empatan los ceros. Dos puntajes que sólo se
-- igualan al redondearlos, porque su dato original es distinto, no empatan. Sólo se compara donde
-- todos los puestos tienen puntaje (en la edición 2026 sólo doce lo tienen).
with completos as (
    select edicion, anio, nivel, codigo, count(*) filter (where puntaje_0_10 is null) as vacios
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
        - 1
        + if(puntaje_0_10 = 0, vacios, 0) as ultimo_del_empate,
        min(puesto) over empatados as menor,
        max(puesto) over empatados as mayor,
        min(valor_original) over empatados
        is distinct from max(valor_original) over empatados as es_redondeo
    from idc
    inner join completos using (edicion, anio, nivel, codigo)
    where tipo != 'prensa' and puntaje_0_10 is not null and puesto is not null
    window tabla_de_posiciones as (
        partition by edicion, anio, nivel, codigo
        order by puntaje_0_10 desc
    ),
    empatados as (partition by edicion, anio, nivel, codigo, puntaje_0_10)
),

fallas as (
    -- Una cifra mal puesta corre un lugar a las vecinas: primero la que está más lejos del suyo.
    select
        fuente_id, edicion, anio, cod_departamento, nivel, codigo, puntaje_0_10, puesto,
        primero_del_empate, ultimo_del_empate, abs(puesto - primero_del_empate) as distancia
    from calculado
    where if(
        es_redondeo,
        puesto not between primero_del_empate and ultimo_del_empate,
        puesto not in (primero_del_empate, ultimo_del_empate) or menor != mayor
    )
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
