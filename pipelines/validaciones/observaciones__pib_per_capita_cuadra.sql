-- PIB corriente / población implícita = PIB por persona, con el redondeo del DANE.
select
    fuente_id,
    cod_departamento,
    anio,
    pib_per_capita_cop,
    pib_corriente_mm_cop * 1e9 / poblacion_implicita as calculado
from preparacion.stg_pib__ancho
where abs(pib_corriente_mm_cop * 1e9 / poblacion_implicita / pib_per_capita_cop - 1) > 1e-4
