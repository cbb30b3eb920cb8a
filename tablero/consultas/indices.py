"""Preguntas del Simulador: las hojas de un índice y las columnas de lo que sale de ellas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

COLUMNAS_DE_MOVIMIENTO = (
    "codigo", "nombre", "puntaje_anterior_0_10", "puntaje_0_10", "aporte_0_10", "aporte_puestos",
    "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_METODO = (
    "codigo", "nombre", "aporte_metodo_0_10", "aporte_0_10", "aporte_puestos",
)  # fmt: skip
COLUMNAS_DEL_EJERCICIO = (
    "puesto_simulado", "puesto", "n_evaluados", "cod_departamento", "departamento",
    "puntaje_simulado_0_10", "puntaje_0_10", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_LO_QUE_FALTA = (
    "codigo", "nombre", "puntaje_0_10", "subida_0_10", "puntaje_simulado_0_10", "tope_0_10",
    "departamento_con_ese_puntaje", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_ROBUSTEZ = (
    "puesto", "n_evaluados", "cod_departamento", "departamento", "puesto_desde", "puesto_mediano",
    "puesto_hasta", "amplitud_puestos", "mismo_puesto_pct", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_INDICADORES = (
    "codigo", "nombre", "pilar", "subpilar", "peso_en_el_puntaje_pct", "dato_original",
    "unidad_del_dato", "puntaje_0_10", "puesto", "n_evaluados", "edicion", "anio",
)  # fmt: skip
COLUMNAS_DE_PESOS = ("codigo", "nombre", "peso_en_diferencias_pct", "edicion", "anio")


def hojas(conexion: Any, edicion: str) -> pd.DataFrame:
    """Puntajes y puestos de todos los años de una edición, en todos los niveles que trae.

    Una sola edición por tabla: cada una recalcula los años anteriores con su método.
    """
    return consultar(conexion, sql("indices_hojas"), {"edicion": edicion})


def estructura(conexion: Any, edicion: str) -> pd.DataFrame:
    """Los indicadores de una edición, de qué cuelgan y cuáles son inversos; vacía si no se sabe."""
    return consultar(conexion, sql("indices_estructura"), {"edicion": edicion})
