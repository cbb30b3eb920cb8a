-- Grano: eje o instrumento. A cuántos lugares llegó; lo que el informe no dice queda vacío.
select
    tema,
    max(valor) filter (where medida = 'municipios') as n_municipios,
    max(valor) filter (where medida = 'departamentos') as n_departamentos,
    max(valor) filter (where medida = 'municipios PDET') as n_municipios_pdet,
    max(valor) filter (where medida = 'municipios de menos de 200.000 habitantes')
        as n_municipios_pequenos,
    max(valor) filter (where medida = 'territorios estratégicos cubiertos')
        as territorios_estrategicos_pct,
    max(valor) filter (where medida = 'mipymes entre las empresas') as mipymes_pct
from marts.mesas_cifras
where fuente_id = $fuente and seccion = 'alcance'
group by tema
order by n_municipios desc, tema
