-- Las columnas de cada tabla en las dos bases: el mart publicado pudo armarlo otra versión.
select database_name, table_name, list(column_name)
from duckdb_columns()
where database_name in ('viejo', 'nuevo')
group by all
