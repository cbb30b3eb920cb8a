"""Preguntas de la página Plan de desarrollo: metas, niveles, recursos, calidad y una ficha."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql


def todas(conexion: Any) -> pd.DataFrame:
    """Las metas de los dos planes, para buscarlas: ``periodo, meta, enunciado, linea``."""
    return consultar(conexion, sql("plan_todas"), {})


def metas(conexion: Any, periodo: str) -> pd.DataFrame:
    """Las metas de un plan con sus tres porcentajes, su plata, su gente y su estado."""
    return consultar(conexion, sql("plan_metas"), {"periodo": periodo})


def estados(conexion: Any) -> pd.DataFrame:
    """Los estados de una meta: palabra, forma y regla."""
    return consultar(conexion, sql("plan_estados"), {})


def niveles(conexion: Any, periodo: str) -> pd.DataFrame:
    """Plan, eje, línea, programa y subprograma con sus metas, estados, medias y plata."""
    return consultar(conexion, sql("plan_niveles"), {"periodo": periodo})


def cuadro(conexion: Any, periodo: str) -> pd.DataFrame:
    """El cuadro de cumplimiento y avance por nivel que el informe deja sin llenar, calculado."""
    return consultar(conexion, sql("plan_cuadro"), {"periodo": periodo})


def resumenes(conexion: Any, periodo: str) -> pd.DataFrame:
    """Los avances por nivel que el informe enuncia, o anuncia y no escribe."""
    return consultar(conexion, sql("plan_resumenes"), {"periodo": periodo})


def recursos(conexion: Any, periodo: str) -> pd.DataFrame:
    """Lo ejecutado por línea (o por meta) y fuente de los recursos, en millones de pesos."""
    return consultar(conexion, sql("plan_recursos"), {"periodo": periodo})


def totales(conexion: Any, periodo: str) -> pd.DataFrame:
    """Una fila con lo que se dice de todas las metas de un plan."""
    return consultar(conexion, sql("plan_totales"), {"periodo": periodo})


def reglas(conexion: Any, periodo: str) -> pd.DataFrame:
    """Cuántos hallazgos de calidad tiene cada regla en un plan."""
    return consultar(conexion, sql("plan_reglas"), {"periodo": periodo})


def calidad(conexion: Any, periodo: str) -> pd.DataFrame:
    """Los hallazgos de calidad de un plan, con las dos cifras y su lugar en el documento."""
    return consultar(conexion, sql("plan_calidad"), {"periodo": periodo})


def beneficiarios(conexion: Any, periodo: str, meta: str) -> pd.DataFrame:
    """Los grupos que cuenta una meta."""
    return consultar(conexion, sql("plan_beneficiarios"), {"periodo": periodo, "meta": meta})


def indicadores(conexion: Any, periodo: str, meta: str) -> pd.DataFrame:
    """Los indicadores o logros con que el informe liga una meta."""
    return consultar(conexion, sql("plan_indicadores"), {"periodo": periodo, "meta": meta})


def lugares(conexion: Any, periodo: str, meta: str) -> pd.DataFrame:
    """Los municipios y años de una meta, y si es departamental o exceptúa alguno."""
    return consultar(conexion, sql("plan_lugares"), {"periodo": periodo, "meta": meta})
