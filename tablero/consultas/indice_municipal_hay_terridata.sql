-- Grano: tabla. Si el mart trae las series municipales de TerriData; sin ellas, ninguna fila.
select tabla from marts.dim_tablas where tabla = 'terridata'
