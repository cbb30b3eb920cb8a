"""Preguntas sobre el registro mercantil contado en el RUES, en la página Tejido empresarial.

Todas, menos ``edicion`` y ``depuraciones``, son de una edición: ``fuente`` es su ``fuente_id``.
``publicacion`` dice si la celda se publica; una suprimida no trae ninguna cuenta.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tablero.conexion import consultar
from tablero.consultas import sql


def edicion(conexion: Any) -> pd.DataFrame:
    """La última edición cargada: ``fuente_id, edicion, ultimo_dato``. Sin ninguna, vacía."""
    return consultar(conexion, sql("registro_edicion"), {})


def serie(
    conexion: Any, fuente: str, lugares: Sequence[str], nivel: str, categoria: str
) -> pd.DataFrame:
    """Matrículas, renovaciones, cancelaciones y activos por lugar y año, de una categoría."""
    parametros = {"fuente": fuente, "nivel": nivel, "categoria": categoria}
    return consultar(conexion, sql("registro_serie"), {**parametros, "lugares": list(lugares)})


def reparto(conexion: Any, fuente: str, lugar: str, nivel: str, anio: int) -> pd.DataFrame:
    """Las cuatro cuentas de cada categoría de una apertura, en una cámara y un año."""
    parametros = {"fuente": fuente, "lugar": lugar, "nivel": nivel, "anio": anio}
    return consultar(conexion, sql("registro_reparto"), parametros)


def categorias(conexion: Any, fuente: str) -> pd.DataFrame:
    """Las secciones CIIU, formas jurídicas y tamaños que la edición trae."""
    return consultar(conexion, sql("registro_categorias"), {"fuente": fuente})


def supervivencia(
    conexion: Any,
    fuente: str,
    lugar: str,
    nivel: str,
    categoria: str,
    cohortes: Sequence[int] = (),
) -> pd.DataFrame:
    """Qué parte de cada cohorte sigue a 1-5 años, según las no canceladas y las renovadas.

    Sin ``cohortes``, todas.
    """
    parametros = {
        "fuente": fuente,
        "lugar": lugar,
        "nivel": nivel,
        "categoria": categoria,
        "cohortes": list(cohortes),
    }
    return consultar(conexion, sql("registro_supervivencia"), parametros)


def incrementos(conexion: Any, fuente: str, todos: bool) -> pd.DataFrame:
    """El incremento contado y el del informe; con ``todos``, también los que éste no enuncia."""
    return consultar(conexion, sql("registro_incrementos"), {"fuente": fuente, "todos": todos})


def depuraciones(conexion: Any) -> pd.DataFrame:
    """Los años con depuración legal de cada lugar, según cada fuente."""
    return consultar(conexion, sql("registro_depuraciones"), {})
