"""Preguntas de Cobertura y Municipio: a dónde llegó cada meta según la localización del informe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import PERIODOS, sql

AHORA, ANTES = PERIODOS


def metas(conexion: Any, periodo: str, anio: int | None = None) -> pd.DataFrame:
    """Las metas de un período con la certeza de su lugar (nombrado, departamental, sin lugar…).

    Con ``anio`` sólo valen las oraciones que dicen ese año. ``n_municipios`` son los nombrados;
    ``dice_anio`` y ``calla_anio``, si alguna oración de la meta dice año y si alguna no lo dice.
    """
    return consultar(conexion, sql("cobertura_metas"), {"periodo": periodo, "anio": anio})


def municipios(
    conexion: Any, periodo: str, metas: Sequence[str], anio: int | None, anio_poblacion: int
) -> pd.DataFrame:
    """Los 40 municipios con las metas pedidas que los nombran, de menos a más."""
    parametros = {
        "periodo": periodo,
        "metas": list(metas),
        "anio": anio,
        "anio_poblacion": anio_poblacion,
    }
    return consultar(conexion, sql("cobertura_municipios"), parametros)


def grupos(conexion: Any, periodo: str, metas: Sequence[str], anio: int | None) -> pd.DataFrame:
    """Lo mismo por subregión, por cámara y por condición PDET."""
    parametros = {"periodo": periodo, "metas": list(metas), "anio": anio}
    return consultar(conexion, sql("cobertura_grupos"), parametros)


def cambio(conexion: Any) -> pd.DataFrame:
    """Cada municipio en los dos períodos. Los informes no son iguales: no se restan."""
    return consultar(conexion, sql("cobertura_cambio"), {"antes": ANTES, "ahora": AHORA})


def conteos(conexion: Any, departamento: str, nombre: str) -> pd.DataFrame:
    """Metas que nombran a cada municipio, subregión y al departamento, con su puesto."""
    parametros = {"departamento": departamento, "nombre": nombre}
    return consultar(conexion, sql("lugar_conteos"), parametros)


def metas_de_lugar(conexion: Any, municipios: Sequence[str]) -> pd.DataFrame:
    """Las metas de los dos períodos que nombran a alguno de esos municipios, con sus años."""
    return consultar(conexion, sql("lugar_metas"), {"municipios": list(municipios)})


def departamentales(conexion: Any) -> pd.DataFrame:
    """Las metas de cobertura departamental de los dos períodos."""
    return consultar(conexion, sql("lugar_departamentales"), {})


def vecinos(conexion: Any, divipola: str) -> pd.DataFrame:
    """Los municipios vecinos, con las metas que los nombran en cada período."""
    parametros = {"divipola": divipola, "antes": ANTES, "ahora": AHORA}
    return consultar(conexion, sql("lugar_vecinos"), parametros)


def municipios_de(conexion: Any, municipios: Sequence[str]) -> pd.DataFrame:
    """Los municipios pedidos, con las metas que los nombran en cada período."""
    parametros = {"municipios": list(municipios), "antes": ANTES, "ahora": AHORA}
    return consultar(conexion, sql("lugar_municipios"), parametros)
