"""Códigos y nombres oficiales de municipios y departamentos (DANE, DIVIPOLA)."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    CODIGO_DEPARTAMENTO,
    CODIGO_MUNICIPIO,
    convertir,
    entre,
    revisar_salida,
)


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """40 municipios con la coordenada de su cabecera (grados, WGS84) y 33 departamentos."""
    municipios = lote.leer(
        "municipios",
        ["codigo", "nombre", "nom_divipola", "tipo", "lat_cabecera", "lon_cabecera", "fuente"],
    )
    lote.municipios.exigir_pareja(municipios["nombre"], municipios["codigo"], municipios["lugar"])
    municipios = convertir(municipios, {"lat_cabecera": "decimal", "lon_cabecera": "decimal"})
    municipios = municipios.rename(columns={"codigo": "divipola", "fuente": "cita_id"})
    departamentos = lote.leer("departamentos", ["codigo", "departamento", "fuente"])
    departamentos = departamentos.rename(
        columns={"codigo": "cod_departamento", "departamento": "nombre", "fuente": "cita_id"}
    )
    return {
        "stg_divipola__municipios": revisar_salida(
            municipios,
            {
                "divipola": pa.Column(str, CODIGO_MUNICIPIO),
                # El departamento cabe aquí; fuera de él hay signos o columnas cruzadas.
                "lat_cabecera": pa.Column("Float64", entre(6.8, 9.4)),
                "lon_cabecera": pa.Column("Float64", entre(-73.8, -71.9)),
            },
            clave=["divipola"],
        ),
        "stg_divipola__departamentos": revisar_salida(
            departamentos,
            {"cod_departamento": pa.Column(str, CODIGO_DEPARTAMENTO)},
            clave=["cod_departamento"],
        ),
    }
