"""Preguntas de la página Exportaciones: concentración, valor mensual y detalle cargado."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql


def anios(conexion: Any) -> pd.DataFrame:
    """Años con IHH y qué meses cubre cada uno: ``anio, corte, edicion``."""
    return consultar(conexion, sql("exportaciones_anios"), {})


def ihh(conexion: Any, anio: int, dimension: str) -> pd.DataFrame:
    """IHH de los 33 departamentos en un año, del menos al más concentrado.

    ``dimension`` es «producto» o «pais». Los que la fuente no trae van al final, vacíos.
    """
    return consultar(conexion, sql("exportaciones_ihh"), {"anio": anio, "dimension": dimension})


def ihh_en_el_tiempo(conexion: Any, dimension: str, departamentos: Sequence[str]) -> pd.DataFrame:
    """IHH de algunos departamentos, año por año, con el corte de cada año."""
    parametros = {"dimension": dimension, "departamentos": list(departamentos)}
    return consultar(conexion, sql("exportaciones_ihh_en_el_tiempo"), parametros)


def todo_el_ihh(conexion: Any) -> pd.DataFrame:
    """La tabla completa de IHH: departamentos, años y dimensiones."""
    return consultar(conexion, sql("exportaciones_todo_el_ihh"), {})


def mes_a_mes(conexion: Any, territorio: str) -> pd.DataFrame:
    """Valor FOB de cada mes, suma de doce meses (sólo con los doce) y peso en el país."""
    return consultar(conexion, sql("exportaciones_mes_a_mes"), {"territorio": territorio})


def por_anio(conexion: Any, territorio: str) -> pd.DataFrame:
    """Valor FOB de cada año con los meses que cubre y la variación sobre esos mismos meses."""
    return consultar(conexion, sql("exportaciones_por_anio"), {"territorio": territorio})


def y_el_idc(conexion: Any, territorio: str) -> pd.DataFrame:
    """El IHH de esta fuente junto al del IDC, para los años que los dos miden."""
    return consultar(conexion, sql("exportaciones_y_el_idc"), {"territorio": territorio})


def con_detalle(conexion: Any) -> pd.DataFrame:
    """Departamentos y años con detalle de producto y país cargado."""
    return consultar(conexion, sql("exportaciones_con_detalle"), {})


def detalle(conexion: Any, territorio: str, anio: int, dimension: str) -> pd.DataFrame:
    """Productos (o países) de mayor a menor, con lo que cada uno aporta al IHH."""
    parametros = {"territorio": territorio, "anio": anio, "dimension": dimension}
    return consultar(conexion, sql("exportaciones_detalle"), parametros)


def sin_el_primero(conexion: Any, territorio: str, anio: int, dimension: str) -> pd.DataFrame:
    """IHH del detalle y el que quedaría sin el primer producto (o país). Sin detalle, sin filas."""
    parametros = {"territorio": territorio, "anio": anio, "dimension": dimension}
    return consultar(conexion, sql("exportaciones_sin_el_primero"), parametros)
