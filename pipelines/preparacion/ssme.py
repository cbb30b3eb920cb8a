"""SSME: aspectos y dimensiones de una iniciativa clúster, resultados nacionales y evaluaciones.

Las evaluaciones por iniciativa no vienen en la presentación nacional: llegan con la plantilla de
``pipelines.oficiales.clusteres`` y, mientras no se cargue ninguna, su tabla está vacía.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.lote import Lote
from pipelines.preparacion.comun import (
    COLUMNAS_DE_INICIATIVAS,
    con_forma,
    convertir,
    entre,
    exigir_conjunto,
    nulos_por_vacios,
    revisar_iniciativas,
    revisar_salida,
    uno_de,
)

ASPECTOS = [f"A{i}" for i in range(1, 9)]
DIMENSIONES = ["D1", "D2", "D3"]
_LINEA = pa.Column("Int64", entre(1, 100_000))
_DIMENSION = pa.Column("Int64", entre(1, 3))


def _dimensiones(lote: Lote) -> pd.DataFrame:
    tabla = lote.leer("dimensiones", ["dimension", "nombre", "que_mira", "linea_documento", "nota"])
    tabla = convertir(tabla, dict.fromkeys(["dimension", "linea_documento"], "entero"))
    return revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {"dimension": _DIMENSION, "linea_documento": _LINEA},
        clave=["fuente_id", "dimension"],
    )


def _aspectos(lote: Lote) -> pd.DataFrame:
    columnas = ["aspecto", "nombre", "que_mira", "dimension", "tipo_vinculo", "linea_documento",
                "linea_dimension", "nota"]  # fmt: skip
    tabla = lote.leer("aspectos", columnas)
    enteras = ["dimension", "linea_documento", "linea_dimension"]
    tabla = nulos_por_vacios(convertir(tabla, dict.fromkeys(enteras, "entero")), ["nota"])
    exigir_conjunto(tabla, "aspecto", set(ASPECTOS), "aspectos del SSME")
    return revisar_salida(
        tabla,
        {
            "nombre": pa.Column(str, con_forma(r"\S", "el nombre del aspecto")),
            "dimension": _DIMENSION,
            "tipo_vinculo": pa.Column(str, uno_de(["declarado", "propio"])),
            "linea_documento": _LINEA,
            "linea_dimension": _LINEA,
        },
        clave=["fuente_id", "aspecto"],
    )


def _resultados(lote: Lote) -> pd.DataFrame:
    columnas = ["clave", "ambito", "dimension", "aspecto", "medida", "valor", "unidad",
                "linea_documento", "nota"]  # fmt: skip
    tabla = lote.leer("resultados", columnas)
    tabla = convertir(
        tabla, {"dimension": "entero", "valor": "decimal", "linea_documento": "entero"}
    )
    return revisar_salida(
        nulos_por_vacios(tabla, ["aspecto", "nota"]),
        {
            "ambito": pa.Column(str, uno_de(["SSME, IV ola", "Red Clúster Colombia"])),
            "dimension": pa.Column("Int64", entre(1, 3), nullable=True),
            "aspecto": pa.Column(str, uno_de(ASPECTOS), nullable=True),
            "valor": pa.Column("Float64"),
            "unidad": pa.Column(str, uno_de(["numero", "pct"])),
            "linea_documento": _LINEA,
        },
        clave=["fuente_id", "clave"],
    )


def _evaluaciones(lote: Lote) -> pd.DataFrame:
    columnas = ["iniciativa", "ola", "aspecto", "puntaje", "nivel", "linea_documento", "nota"]
    tabla = lote.leer("evaluaciones", columnas)
    enteras = ["ola", "nivel", "linea_documento"]
    tabla = convertir(tabla, {**dict.fromkeys(enteras, "entero"), "puntaje": "decimal"})
    return revisar_salida(
        nulos_por_vacios(tabla, ["nota"]),
        {
            "ola": pa.Column("Int64", entre(1, 30)),
            "aspecto": pa.Column(str, uno_de([*ASPECTOS, *DIMENSIONES, "TOTAL"])),
            "puntaje": pa.Column("Float64", entre(1, 3)),
            "nivel": pa.Column("Int64", entre(1, 3), nullable=True),
        },
        clave=["iniciativa", "ola", "aspecto"],
    )


def preparar(lote: Lote) -> dict[str, pd.DataFrame]:
    """Puntajes de 1 a 3, donde más es mejor; un ``nivel`` vacío es que quien evaluó no lo dio."""
    return {
        "stg_ssme__dimensiones": _dimensiones(lote),
        "stg_ssme__aspectos": _aspectos(lote),
        "stg_ssme__resultados": _resultados(lote),
        "stg_ssme__iniciativas_cluster": revisar_iniciativas(
            lote.leer("iniciativas_cluster", COLUMNAS_DE_INICIATIVAS)
        ),
        "stg_ssme__evaluaciones": _evaluaciones(lote),
    }
