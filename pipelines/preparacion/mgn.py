"""Marco Geoestadístico Nacional 2018: áreas oficiales, vecinos y kilómetros de frontera.

La geometría no pasa por aquí: la arma ``pipelines/geometria.py``.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import CODIGO_MUNICIPIO, convertir, entre, revisar_salida


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Área en km² del atributo MPIO_NAREA; pares de vecinos una sola vez (a < b)."""
    municipios = lote.leer(
        "municipios", ["codigo", "mgn_nombre", "area_mgn_km2", "n_vecinos", "fuente"]
    )
    lote.municipios.exigir_pareja(
        municipios["mgn_nombre"], municipios["codigo"], municipios["lugar"]
    )
    municipios = convertir(municipios, {"area_mgn_km2": "decimal", "n_vecinos": "entero"})
    municipios = municipios.rename(columns={"codigo": "divipola", "fuente": "cita_id"})
    vecinos = lote.leer(
        "vecinos", ["cod_a", "nombre_a", "cod_b", "nombre_b", "tipo", "frontera_km", "fuente"]
    )
    vecinos = convertir(vecinos, {"frontera_km": "decimal"}).rename(columns={"fuente": "cita_id"})
    return {
        "stg_mgn__municipios": revisar_salida(
            municipios,
            {
                "divipola": pa.Column(str, CODIGO_MUNICIPIO),
                "area_mgn_km2": pa.Column("Float64", entre(10, 5000)),
                "n_vecinos": pa.Column("Int64", entre(1, 15)),
            },
            clave=["divipola"],
        ),
        "stg_mgn__vecinos": revisar_salida(
            vecinos,
            {
                "cod_a": pa.Column(str, CODIGO_MUNICIPIO),
                "cod_b": pa.Column(str, CODIGO_MUNICIPIO),
                "frontera_km": pa.Column("Float64", entre(0, 500)),
            },
            clave=["cod_a", "cod_b"],
        ),
    }
