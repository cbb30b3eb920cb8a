"""Preguntas de la página Tejido empresarial: cámaras de comercio, IDC y prensa."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

_DATO_ORIGINAL = {
    "NEG-2-1": "tasa_registro_por_10000_hab",
    "NEG-2-2": "densidad_por_1000_hab",
}


def incrementos(conexion: Any) -> pd.DataFrame:
    """Incremento anual de empresas creadas, por cámara y año; sin cifra, la nota dice el motivo.

    Columnas: ``camara, anio, corte, incremento_pct, nota, linea_documento``.
    """
    return consultar(conexion, sql("empresas_incrementos"), {})


def activas(conexion: Any) -> pd.DataFrame:
    """Registros activos y empresas por 1.000 habitantes: el departamento, Cúcuta y el resto.

    Sólo la primera fila trae una cifra publicada; las otras son cálculo propio con su rango.
    """
    return consultar(conexion, sql("empresas_activas"), {})


def hechos(conexion: Any) -> pd.DataFrame:
    """Las tres cifras únicas del informe (activos, parte de Cúcuta, supervivencia), por clave."""
    return consultar(conexion, sql("empresas_hechos"), {})


def depuraciones(conexion: Any) -> pd.DataFrame:
    """Los meses de depuración legal del registro: ``donde, mes, cancelaciones, cita``."""
    return consultar(conexion, sql("empresas_depuraciones"), {})


def idc(conexion: Any, codigo: str, territorio: str, edicion: str) -> pd.DataFrame:
    """Un indicador del IDC (``NEG-2-1`` o ``NEG-2-2``) en una sola edición, año por año.

    El dato original toma el nombre de su unidad; en la edición 2025 viene vacío.
    """
    parametros = {"codigo": codigo, "territorio": territorio, "edicion": edicion}
    tabla = consultar(conexion, sql("empresas_idc"), parametros)
    return tabla.rename(columns={"valor_original": _DATO_ORIGINAL[codigo]})


def cuadro(conexion: Any) -> pd.DataFrame:
    """Cada cámara, año y medida, con su cifra o con el motivo por el que falta.

    ``estado`` es «con cifra», «sólo en gráfico» o «sin fuente».
    """
    return consultar(conexion, sql("empresas_cuadro"), {})


def prensa(conexion: Any) -> pd.DataFrame:
    """Cifras sueltas de prensa, con la cita de cada una. No forman serie ni se suman."""
    return consultar(conexion, sql("empresas_prensa"), {})
