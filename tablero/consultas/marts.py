"""Qué tablas trae el mart y qué significa cada columna: de aquí sale la API de datos."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql


def tablas(conexion: Any) -> pd.DataFrame:
    """``tabla``, ``descripcion``, ``grano``, ``clave_tabla``, ``familias``, ``procesamiento``."""
    return consultar(conexion, sql("marts_tablas"), {})


def columnas(conexion: Any) -> pd.DataFrame:
    """Una fila por columna: ``etiqueta``, ``tipo_dato``, ``unidad``, ``descripcion``."""
    return consultar(conexion, sql("marts_columnas"), {})


def fuentes(conexion: Any) -> pd.DataFrame:
    """Cada fuente con su familia, su edición, sus fechas, su licencia y su cita."""
    return consultar(conexion, sql("marts_fuentes"), {})
