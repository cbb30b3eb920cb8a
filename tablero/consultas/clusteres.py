"""Preguntas de la página Clústeres: el SSME, lo que dijo su IV ola y lo que hay de la región."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

COLUMNAS_DE_PERFIL = (
    "iniciativa", "ola", "aspecto", "nombre", "nombre_dimension", "puntaje_ssme", "nivel_escrito",
    "cambio_ssme", "origen_ssme",
)  # fmt: skip
COLUMNAS_DEL_EJERCICIO = (
    "aspecto", "nombre", "nombre_dimension", "puntaje_ssme", "nivel_escrito", "origen_ssme",
)  # fmt: skip
COLUMNAS_DE_ASPECTOS = (
    "aspecto", "nombre", "que_mira", "nombre_dimension", "tipo_vinculo", "linea_documento",
)  # fmt: skip
COLUMNAS_DEL_PAIS = ("aspecto", "medida", "parte_pct", "linea_documento", "nota")
COLUMNAS_DE_LA_REGION = (
    "iniciativa", "periodo", "medida", "cifra", "nota", "documento", "linea_documento",
)  # fmt: skip


def aspectos(conexion: Any) -> pd.DataFrame:
    """Los ocho aspectos, por dimensión."""
    return consultar(conexion, sql("clusteres_aspectos"), {})


def resultados(conexion: Any) -> pd.DataFrame:
    """Las cifras nacionales de la IV ola, con ``parte_pct`` en las que se dibujan juntas."""
    return consultar(conexion, sql("clusteres_resultados"), {})


def evaluaciones(conexion: Any) -> pd.DataFrame:
    """Los puntajes cargados de las iniciativas; ninguna fila si no se ha cargado ninguno."""
    return consultar(conexion, sql("clusteres_evaluaciones"), {})


def iniciativas(conexion: Any) -> pd.DataFrame:
    """Lo que los documentos dicen de las iniciativas clúster del departamento."""
    return consultar(conexion, sql("clusteres_iniciativas"), {})
