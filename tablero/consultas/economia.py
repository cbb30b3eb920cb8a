"""Preguntas de la página Pobreza y producto: PIB por edición, pobreza por tramo y sus líneas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

COLUMNAS_DE_PRODUCTO = {
    "pib_per_capita": "pib_per_capita_cop",
    "pib_crecimiento_real": "pib_crecimiento_real_pct",
    "pib_indice_2019": "pib_indice_2019",
    "pib_participacion": "pib_participacion_pct",
}
EDICION_ANTERIOR, EDICION_NUEVA = "2020pr", "2025pr"


def territorios(conexion: Any) -> pd.DataFrame:
    """Los 33 departamentos y si la encuesta de pobreza monetaria los cubre (``tiene_encuesta``)."""
    return consultar(conexion, sql("economia_territorios"), {})


def producto(
    conexion: Any, indicador_id: str, edicion: str, departamentos: Sequence[str] = ()
) -> pd.DataFrame:
    """Una medida del PIB en **una** edición, año por año; sin ``departamentos``, todos y Colombia.

    El valor va en la columna de ``COLUMNAS_DE_PRODUCTO``; ``relativo_pais_pct`` sólo acompaña al
    PIB por habitante. La edición 2020pr no trae total nacional ni PIB por habitante: sin filas.
    """
    parametros = {
        "indicador_id": indicador_id,
        "edicion": edicion,
        "territorios": list(departamentos),
    }
    tabla = consultar(conexion, sql("economia_producto"), parametros)
    if indicador_id != "pib_per_capita":
        tabla = tabla.drop(columns="relativo_pais_pct")
    return tabla.rename(columns={"valor": COLUMNAS_DE_PRODUCTO[indicador_id]})


def pobreza(conexion: Any, indicador_id: str, departamentos: Sequence[str] = ()) -> pd.DataFrame:
    """Una incidencia de pobreza con sus límites, por año y ``tramo``; las de otro no se comparan.

    Quien no tiene cifra sale con el motivo en ``nota``. La cifra de prensa es su propio tramo y
    sólo existe para el departamento que la nota menciona.
    """
    parametros = {"indicador_id": indicador_id, "territorios": list(departamentos)}
    return consultar(conexion, sql("economia_pobreza"), parametros)


def ediciones(conexion: Any, departamento: str) -> pd.DataFrame:
    """Lo que dicen del mismo año las dos ediciones del PIB, lado a lado; nunca una serie.

    Cada fila va en su ``unidad``; vacía donde una de las dos no trae la medida.
    """
    parametros = {
        "territorio": departamento,
        "anterior": EDICION_ANTERIOR,
        "nueva": EDICION_NUEVA,
    }
    return consultar(conexion, sql("economia_ediciones"), parametros)


def lineas(conexion: Any) -> pd.DataFrame:
    """Líneas de pobreza nacionales que citan las fuentes, por persona y por hogar de cuatro."""
    return consultar(conexion, sql("economia_lineas"), {})
