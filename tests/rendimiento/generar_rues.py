"""Registros mercantiles inventados con la disposición de 36 columnas de c82u-588k.

Para medir volumen: nada de aquí es una persona ni una empresa, y nunca entra al tablero.

    python -m tests.rendimiento.generar_rues 10000000 salida.csv
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import duckdb

_SQL = """
copy (
    select
        lpad((1 + (hash(i, 1) % 57) * (hash(i, 2) % 8) // 8)::varchar, 2, '0') as CODIGO_CAMARA,
        'CAMARA SINTETICA' as CAMARA_COMERCIO,
        lpad(i::varchar, 10, '0') as MATRICULA,
        null as INSCRIPCION_PROPONENTE,
        'RAZON SOCIAL SINTETICA ' || i as RAZON_SOCIAL,
        'APELLIDO' as PRIMER_APELLIDO, 'SINTETICO' as SEGUNDO_APELLIDO,
        'NOMBRE' as PRIMER_NOMBRE, null as SEGUNDO_NOMBRE, null as SIGLA,
        '01' as CODIGO_CLASE_IDENTIFICACION, 'CEDULA DE CIUDADANIA' as CLASE_IDENTIFICACION,
        i as NUMERO_IDENTIFICACION, i as NIT, i % 10 as DIGITO_VERIFICACION,
        ['4711', '5611', '4771', '9602', '4923', '6201', '4290', '0111', '8621', '1410', '7020',
         '9499', '0010', '6810', '4520', '8559'][1 + (hash(i, 3) % 16)::int]
            as COD_CIIU_ACT_ECON_PRI,
        null as COD_CIIU_ACT_ECON_SEC, null as CIIU3, null as CIIU4,
        if(hash(i, 4) % 300 = 0, '00000000', strftime(alta, '%Y%m%d')) as FECHA_MATRICULA,
        strftime(alta + 300, '%Y%m%d') as FECHA_RENOVACION,
        least(year(alta) + (hash(i, 5) % 12)::int, 2026)::varchar as ULTIMO_ANO_RENOVADO,
        '99991231' as FECHA_VIGENCIA,
        case
            when estado = 1 then null
            when hash(i, 6) % 200 = 0 then '99999999'
            when hash(i, 7) % 8 = 0 then '20150715'
            else strftime(least(alta + (hash(i, 8) % 4000)::int, date '2026-06-30'), '%Y%m%d')
        end as FECHA_CANCELACION,
        '02' as CODIGO_TIPO_SOCIEDAD, 'SOCIEDAD COMERCIAL' as TIPO_SOCIEDAD,
        forma.codigo as CODIGO_ORGANIZACION_JURIDICA, forma.nombre as ORGANIZACION_JURIDICA,
        '01' as CODIGO_CATEGORIA_MATRICULA,
        'SOCIEDAD ó PERSONA JURIDICA PRINCIPAL ó ESAL' as CATEGORIA_MATRICULA,
        lpad(estado::varchar, 2, '0') as CODIGO_ESTADO_MATRICULA,
        ['ACTIVA', 'CANCELADA', 'CANCELADA POR LEY 1429', 'TRASLADADA'][estado]
            as ESTADO_MATRICULA,
        'CEDULA DE CIUDADANIA' as CLASE_IDENTIFICACION_RL,
        i as "Num Identificacion Representante Legal",
        'REPRESENTANTE SINTETICO' as "Representante Legal",
        '2026/07/01 17:30:59.340000000' as FECHA_ACTUALIZACION
    from (
        select
            i,
            date '1985-01-01' + (hash(i, 9) % 15100)::int as alta,
            case
                when hash(i, 10) % 1000 < 413 then 1
                when hash(i, 10) % 1000 < 963 then 2
                when hash(i, 10) % 1000 < 991 then 3
                else 4
            end as estado,
            case
                when hash(i, 11) % 1000 < 760
                    then {'codigo': '01', 'nombre': 'PERSONA NATURAL'}
                when hash(i, 11) % 1000 < 940
                    then {'codigo': '16', 'nombre': 'SOCIEDADES POR ACCIONES SIMPLIFICADAS SAS'}
                when hash(i, 11) % 1000 < 965 then {'codigo': '03', 'nombre': 'SOCIEDAD LIMITADA'}
                when hash(i, 11) % 1000 < 970 then {'codigo': '04', 'nombre': 'SOCIEDAD ANÃ“NIMA'}
                else {'codigo': '12', 'nombre': 'ENTIDADES SIN ANIMO DE LUCRO'}
            end as forma
        from range($filas) as r (i)
    )
) to 'DESTINO' (format csv, header, delimiter ',')
"""


def generar(filas: int, destino: Path) -> None:
    """Escribe un CSV de ``filas`` matrículas inventadas, siempre las mismas."""
    with closing(duckdb.connect()) as conexion:
        conexion.execute("set threads = 2")
        sentencia = _SQL.replace("DESTINO", str(destino).replace("'", "''"))
        conexion.execute(sentencia, {"filas": filas})


if __name__ == "__main__":
    generar(int(sys.argv[1]), Path(sys.argv[2]))
