"""Preguntas de la página Índice municipal y las columnas de lo que sale de ellas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql

EDICION_DE_POBLACION = "2018-2035"
ANIO, DESDE = 2025, 2018
COLUMNAS_DE_TERRIDATA = (
    "divipola", "dimension", "subcategoria", "indicador", "unidad", "anio", "valor",
    "fuente_original", "fuente_id",
)  # fmt: skip
COLUMNAS_DEL_ESCALAFON = (
    "puesto", "n_evaluados", "divipola", "nombre", "subregion", "puntaje_municipal_0_10",
    "n_indicadores_con_dato", "n_indicadores", "situacion_en_el_indice",
)  # fmt: skip
COLUMNAS_DE_TODO = (
    "divipola", "nombre", "pilar_municipal", "codigo_en_el_indice", "indicador_municipal",
    "dato_del_municipio", "unidad_del_dato", "puntaje_municipal_0_10",
)  # fmt: skip
COLUMNAS_DEL_DESGLOSE = (
    "pilar_municipal", "indicador_municipal", "dato_del_municipio", "dato_de_referencia",
    "unidad_del_dato", "puntaje_municipal_0_10", "puntaje_de_referencia_0_10",
    "aporte_a_la_diferencia_0_10",
)  # fmt: skip
COLUMNAS_DE_RANGOS = (
    "puesto", "n_evaluados", "divipola", "nombre", "puesto_desde", "puesto_mediano",
    "puesto_hasta", "amplitud_puestos", "mismo_puesto_pct",
)  # fmt: skip
COLUMNAS_DEL_METODO = (
    "pilar_municipal", "indicador_municipal", "que_mide", "sentido_del_dato", "transformacion",
    "peso_en_el_indice_pct", "unidad_del_dato", "periodo_del_dato", "n_municipios_con_dato",
    "fuente_de_la_serie",
)  # fmt: skip


def valores(conexion: Any, capital: str) -> pd.DataFrame:
    """Las series de los marts: ``divipola, nombre, subregion, codigo, valor``, sin vacíos.

    ``capital``: el código del municipio desde el que se mide la distancia en línea recta.
    """
    return consultar(
        conexion,
        sql("indice_municipal"),
        {"anio": ANIO, "desde": DESDE, "edicion": EDICION_DE_POBLACION, "capital": capital},
    )


def terridata(conexion: Any) -> pd.DataFrame:
    """Las series municipales de TerriData en su último año; sin filas si no están cargadas."""
    if consultar(conexion, sql("indice_municipal_hay_terridata"), {}).empty:
        return pd.DataFrame(columns=list(COLUMNAS_DE_TERRIDATA))
    return consultar(conexion, sql("indice_municipal_terridata"), {})
