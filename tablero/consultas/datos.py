"""Preguntas de la página Datos y de la búsqueda: el catálogo, la ficha y los lugares."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql


def catalogo(conexion: Any) -> pd.DataFrame:
    """Los indicadores con su definición, su último período y cuántas ediciones y lugares tienen."""
    return consultar(conexion, sql("datos_catalogo"), {})


def territorios(conexion: Any, indicador_id: str) -> pd.DataFrame:
    """Dónde se observa un indicador: ``nivel``, ``territorio``, ``nombre``."""
    return consultar(conexion, sql("datos_territorios"), {"indicador_id": indicador_id})


def ediciones(conexion: Any, indicador_id: str, territorio: str) -> pd.DataFrame:
    """Las ediciones que traen un indicador en un territorio, la más reciente primero."""
    parametros = {"indicador_id": indicador_id, "territorio": territorio}
    return consultar(conexion, sql("datos_ediciones"), parametros)


def todo(conexion: Any, indicador_id: str, edicion: str) -> pd.DataFrame:
    """Todas las observaciones de un indicador en una edición, en todos los territorios."""
    parametros = {"indicador_id": indicador_id, "edicion": edicion}
    return consultar(conexion, sql("datos_todo"), parametros)


def relacionados(conexion: Any, indicador_id: str) -> pd.DataFrame:
    """Los indicadores que conviene leer con éste y el motivo."""
    return consultar(conexion, sql("datos_relacionados"), {"indicador_id": indicador_id})


def lugares(conexion: Any) -> pd.DataFrame:
    """Departamentos, cámaras y municipios: ``nivel``, ``codigo``, ``nombre``, ``camara``."""
    return consultar(conexion, sql("datos_lugares"), {})
