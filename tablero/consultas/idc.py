"""Preguntas de la página Competitividad: el IDC en una sola base por consulta.

``base`` es lo que se elige en la pantalla: una edición («2025», «2024»), «publicada» (la cifra que
cada edición publicó para su propio año) o «prensa». Dos bases nunca van en una tabla.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import exigir_una_edicion, sql

EDICION_DEL_PIB = "2025pr"


def ediciones(conexion: Any) -> pd.DataFrame:
    """Qué años trae cada edición y qué hay en ellos (puntajes, pilares, dato original)."""
    return consultar(conexion, sql("idc_ediciones"), {})


def departamentos(conexion: Any) -> pd.DataFrame:
    """Los 33 departamentos evaluados, con su código y su nombre."""
    return consultar(conexion, sql("idc_departamentos"), {})


def medidas(conexion: Any) -> pd.DataFrame:
    """El puntaje general, los pilares, subpilares e indicadores y las ediciones que los traen."""
    return consultar(conexion, sql("idc_medidas"), {})


def serie(
    conexion: Any, codigo: str, territorio: str, bases: Sequence[str], edicion: str | None = None
) -> pd.DataFrame:
    """Puntaje y puesto de una medida del IDC, año por año, en una sola base.

    ``edicion``: aquella donde el código es el de la medida, si importa cuál.
    Pedir dos bases lanza ``EdicionesMezcladas``, que explica por qué. En «publicada» y «prensa»
    cada fila es de una edición distinta: son puntos sueltos, no una serie.
    """
    base = exigir_una_edicion(codigo, bases)
    tabla = consultar(
        conexion,
        sql("idc_serie"),
        {"codigo": codigo, "territorio": territorio, "base": base, "edicion": edicion},
    )
    return _sin_la_otra_escala(tabla)


def mismo_anio(conexion: Any, territorio: str) -> pd.DataFrame:
    """Los años del puntaje general que más de una base trae, con lo que dice cada una."""
    return consultar(conexion, sql("idc_mismo_anio"), {"territorio": territorio})


def escalafon(
    conexion: Any, codigo: str, edicion: str, anio: int, anio_anterior: int | None
) -> pd.DataFrame:
    """Los departamentos por puesto, con el cambio y el puntaje que falta para el siguiente.

    ``anio_anterior`` es el de la misma edición contra el que se compara, o ``None``.
    """
    tabla = consultar(
        conexion,
        sql("idc_escalafon"),
        {"codigo": codigo, "edicion": edicion, "anio": anio, "anio_anterior": anio_anterior},
    )
    return _sin_la_otra_escala(tabla)


def tira(conexion: Any, edicion: str, anio: int, nivel: str) -> pd.DataFrame:
    """Todos los puntos de la tira: cada pilar (o indicador) en cada departamento."""
    return consultar(conexion, sql("idc_tira"), {"edicion": edicion, "anio": anio, "nivel": nivel})


def resumen(
    conexion: Any,
    nivel: str,
    territorio: str,
    edicion: str,
    anio: int,
    anio_anterior: int | None,
    referencia: str,
    pares: Sequence[str],
) -> pd.DataFrame:
    """Una fila por pilar o indicador del departamento, con lo que lo rodea y su brecha.

    ``referencia``: «promedio», «mejor», «pares» (su mediana) o el código de un departamento.
    """
    parametros = {
        "nivel": nivel,
        "territorio": territorio,
        "edicion": edicion,
        "anio": anio,
        "anio_anterior": anio_anterior,
        "referencia": referencia,
        "pares": list(pares),
    }
    return consultar(conexion, sql("idc_resumen"), parametros)


def calor(
    conexion: Any,
    territorio: str,
    edicion: str,
    anios: Sequence[int],
    nivel: str = "pilar",
    pilar: str = "",
) -> pd.DataFrame:
    """Puntaje y puesto de cada pilar en los años dados de una edición.

    Con ``nivel="indicador"``, de cada indicador; con ``pilar``, sólo los de ése.
    """
    parametros = {
        "territorio": territorio,
        "edicion": edicion,
        "anios": list(anios),
        "nivel": nivel,
        "pilar": pilar,
    }
    return consultar(conexion, sql("idc_calor"), parametros)


def pares(conexion: Any, territorio: str, edicion: str, anio: int) -> pd.DataFrame:
    """Los otros 32 departamentos con su cercanía según las tres reglas.

    El PIB es el del último año de la edición ``EDICION_DEL_PIB``; el perfil, el de la edición y el
    año del IDC elegidos (vacío si no traen pilares).
    """
    parametros = {
        "territorio": territorio,
        "edicion": edicion,
        "anio": anio,
        "edicion_pib": EDICION_DEL_PIB,
    }
    return consultar(conexion, sql("idc_pares"), parametros)


def _sin_la_otra_escala(tabla: pd.DataFrame) -> pd.DataFrame:
    """Quita la escala de puntaje que la tabla no usa: sólo 2018 va de 0 a 100."""
    vacias = [c for c in ("puntaje_0_100", "puntaje_0_10") if tabla[c].isna().all()]
    return tabla.drop(columns=vacias[:1])
