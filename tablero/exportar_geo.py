"""Una tabla con su geometría al lado: GeoParquet y GeoJSON, con su sistema de coordenadas dicho.

La geometría es para dibujar, no para medir: véase ``geo/LEEME.md``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tablero.exportar import con_metadatos

GEOMETRIA = "geometry"
FUENTE_DE_LA_GEOMETRIA = "mgn_2018"
COORDENADAS = "WGS84 (EPSG:4326), longitud y latitud"
_DE_LA_GEOMETRIA = {"geometria": FUENTE_DE_LA_GEOMETRIA, "coordenadas": COORDENADAS}


def geoparquet(
    tabla: pa.Table,
    clave: str,
    formas: gpd.GeoSeries,
    diccionario: pd.DataFrame,
    propiedades: Mapping[str, str],
) -> bytes:
    """La tabla con una columna ``geometry`` más (WKB), como manda GeoParquet.

    ``formas``: código → geometría, en EPSG:4326; ``clave``: la columna con ese código. La fila sin
    forma queda con la geometría vacía.
    """
    capa = gpd.GeoDataFrame(geometry=_por_fila(tabla, clave, formas), crs=formas.crs)
    memoria = io.BytesIO()
    capa.to_parquet(memoria, index=False)
    memoria.seek(0)
    de_la_capa = pq.read_table(memoria)
    juntas = tabla.append_column(GEOMETRIA, de_la_capa.column(GEOMETRIA))
    metadatos = {**propiedades, **_DE_LA_GEOMETRIA, "geo": de_la_capa.schema.metadata[b"geo"]}
    salida = io.BytesIO()
    pq.write_table(con_metadatos(juntas, diccionario, metadatos), salida, compression="zstd")
    return salida.getvalue()


def geojson(
    tabla: pa.Table, clave: str, formas: gpd.GeoSeries, propiedades: Mapping[str, Any]
) -> bytes:
    """Una ``FeatureCollection`` (RFC 7946): una figura por fila, con sus columnas en orden.

    ``propiedades`` (fuentes, corte, cita…) va en ``metadatos``, que los lectores de GeoJSON pasan
    por alto. La fila sin forma lleva ``geometry`` nula. Lo demás es como en ``geoparquet``.
    """
    escritas = dict(zip(formas.index, shapely.to_geojson(formas.to_numpy()), strict=True))
    metadatos = json.dumps({**propiedades, **_DE_LA_GEOMETRIA}, ensure_ascii=False)
    partes = [f'{{"type":"FeatureCollection","metadatos":{metadatos},"features":[']
    for numero, fila in enumerate(tabla.to_pylist()):
        propias = json.dumps(
            {columna: _en_json(valor) for columna, valor in fila.items()},
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
        coma = ",\n" if numero else "\n"
        partes.append(
            f'{coma}{{"type":"Feature","properties":{propias},'
            f'"geometry":{escritas.get(fila[clave], "null")}}}'
        )
    partes.append("\n]}\n")
    return "".join(partes).encode("utf-8")


def con_forma(tabla: pa.Table, clave: str, formas: gpd.GeoSeries) -> int:
    """Cuántas filas tienen geometría."""
    return sum(codigo in formas.index for codigo in tabla.column(clave).to_pylist())


def _por_fila(tabla: pa.Table, clave: str, formas: gpd.GeoSeries) -> list[Any]:
    por_codigo = formas.to_dict()
    return [por_codigo.get(codigo) for codigo in tabla.column(clave).to_pylist()]


def _en_json(valor: Any) -> Any:
    if isinstance(valor, date):
        return valor.isoformat()
    # JSON no tiene NaN: donde lo haya, vacío.
    return None if isinstance(valor, float) and valor != valor else valor
