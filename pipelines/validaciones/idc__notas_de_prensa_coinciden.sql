-- Dos notas de prensa sobre el mismo puntaje se juntan en una fila: no pueden contradecirse.
select
    fuente_id,
    anio_idc,
    cod_departamento,
    min(puntaje) as puntaje_menor,
    max(puntaje) as puntaje_mayor,
    min(puesto) as puesto_menor,
    max(puesto) as puesto_mayor
from preparacion.stg_idc__general
where tipo like '%prensa%'
group by fuente_id, anio_idc, cod_departamento
having min(puntaje) != max(puntaje) or min(puesto) != max(puesto)
