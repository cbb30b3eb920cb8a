-- El informe enuncia el incremento anual; los que son «a abril» no se comparan con años completos.
insert into incrementos_del_informe
select camara, cast(anio as integer), cast(valor as double)
from read_csv($ruta, header = true, all_varchar = true)
where medida = 'incremento_matriculas_pct' and corte = 'anual'
