-- Grano: línea que DuckDB no pudo partir en campos. Sin su contenido, que puede traer nombres.
select
    s.file_path,
    e.line,
    any_value(e.error_type::varchar) as error_type,
    any_value(e.line_byte_position) as posicion
from reject_errors as e
inner join reject_scans as s on e.scan_id = s.scan_id and e.file_id = s.file_id
group by s.file_path, e.line
order by s.file_path, e.line
