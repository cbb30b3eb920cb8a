-- Grano: indicador de una edición del IDC con estructura publicada: dónde cuelga y hacia dónde va.
select codigo, nombre, cod_pilar, subpilar, es_inversa
from marts.idc_estructura
where edicion = $edicion
order by codigo
