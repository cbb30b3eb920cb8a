-- La clase que trae la fuente es la de sus cortes: <0,15 baja; <0,25 moderada; el resto alta.
select fuente_id, cod_departamento, anio, dimension, ihh_0_1, clase
from ihh_exportaciones
where clase != case when ihh_0_1 < 0.15 then 'baja' when ihh_0_1 < 0.25 then 'moderada' else 'alta' end
