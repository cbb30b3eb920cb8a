"""Exportaciones inventadas con las 27 columnas del microdato del DANE, un CSV por mes.

Para medir volumen: ningún valor es de nadie, y nunca entra al tablero. Cada tanda de años viene
escrita como las de verdad: FECH de tres cifras, coma o punto y coma, miles con punto y espacios,
departamento con cero o sin él y código de país de la DIAN o ISO.

    python -m tests.rendimiento.generar_exportaciones 20000000 carpeta
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import duckdb

DESDE, HASTA = 2008, 2025

_SQL = """
copy (
    select
        FECHA as FECH, 10 as ADUA,
        if(ANIO >= 2025,
           [840, 218, 156, 76, 276, 484, 604, 862][p], [249, 239, 215, 105, 23, 493, 589, 850][p])
            as PAIS,
        ['USA', 'ECU', 'CHN', 'BRA', 'DEU', 'MEX', 'PER', 'VEN'][p] as COD_PAI4,
        'CTG' as COD_SAL1, 'CTG' as COD_SAL, d as DPTO2, 1 as VIA, 249 as BANDERA, 1 as REGIM,
        102 as MODAD, 0 as FINALID, 0 as CER_ORI1, 0 as SISESP,
        lpad(((1 + hash(k, 2) % 97) * 100000000 + (hash(k, 3) % 60) * 100000)::varchar,
             if(ANIO % 2 = 0, 10, 9), '0') as POSAR,
        if(ANIO % 3 = 0, lpad(d::varchar, 2, '0'), d::varchar) as DPTO1,
        'KG' as UNID, 'KG' as CODUNI2, v as CANTI, v as PBK, v as PNK, v as FOBDOL, v as FOBPES,
        v as AGRENA, v as FLETES, v as SEGURO, v as OTROSG
    from (
        select
            i,
            k,
            1 + (hash(k, 1) % 8)::int as p,
            [5, 8, 11, 13, 15, 17, 19, 20, 23, 25, 27, 41, 44, 47, 50, 52, 54, 63, 66, 68, 70, 73,
             76, 81, 85, 86, 88, 91, 94, 95, 97, 99, 18, 1][1 + (hash(k, 4) % 34)::int] as d,
            case
                when ANIO >= 2025 and hash(i, 5) % 20 = 0 then ' -   '
                when ANIO = 2024 then
                    ' ' || (1 + hash(i, 6) % 900) || '.'
                    || lpad((hash(i, 7) % 1000)::varchar, 3, '0') || ','
                    || lpad((hash(i, 8) % 100)::varchar, 2, '0') || ' '
                else (hash(i, 6) % 900000) || ',' || lpad((hash(i, 8) % 100)::varchar, 2, '0')
            end as v
        -- Lo que se exporta se repite: unas 80.000 parejas de producto y destino al año.
        from (select i, hash(i, 9) % (1 + hash(i, 2) % 80000) as k
              from range(DESDE, HASTA) as r (i))
    )
) to 'DESTINO' (format csv, header, delimiter 'SEPARADOR')
"""


def generar(filas: int, carpeta: Path) -> list[Path]:
    """Escribe ``filas`` líneas inventadas, siempre las mismas, y devuelve los CSV en orden."""
    carpeta.mkdir(parents=True, exist_ok=True)
    meses = [(anio, mes) for anio in range(DESDE, HASTA + 1) for mes in range(1, 13)]
    por_mes = filas // len(meses)
    escritos = []
    with closing(duckdb.connect()) as conexion:
        conexion.execute("set threads = 2")
        for posicion, (anio, mes) in enumerate(meses):
            destino = carpeta / f"sintetico_{anio}_{mes:02d}.csv"
            ultimo = filas if posicion == len(meses) - 1 else (posicion + 1) * por_mes
            sentencia = _SQL
            for marca, valor in {
                "FECHA as": f"{anio % 100 * 100 + mes} as",
                "ANIO": str(anio),
                "range(DESDE, HASTA)": f"range({posicion * por_mes}, {ultimo})",
                "DESTINO": str(destino).replace("'", "''"),
                "SEPARADOR": ";" if anio % 2 else ",",
            }.items():
                sentencia = sentencia.replace(marca, valor)
            conexion.execute(sentencia)
            escritos.append(destino)
    return escritos


if __name__ == "__main__":
    generar(int(sys.argv[1]), Path(sys.argv[2]))
