-- Una fila por cifra suelta de prensa sobre las cámaras. No forman serie.
select
    ambito,
    periodo,
    medida,
    valor,
    nota,
    cita_id,
    fuente_id
from preparacion.stg_camaras_prensa__cifras
order by ambito, periodo, medida
