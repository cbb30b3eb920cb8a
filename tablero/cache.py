"""Las consultas detrás de una caché acotada. Las páginas las piden con ``traer``.

La clave de toda entrada incluye la versión del mart publicado: al publicar otro, las anteriores
dejan de usarse y la caché las desaloja.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from tablero import conexion
from tablero.mapas import leer_capa

_ENTRADAS = 256
_T = TypeVar("_T")


@st.cache_resource(max_entries=2, show_spinner=False)
def _abrir(version: conexion.Version) -> Any:
    return conexion.abrir(version)


def exigir_mart() -> None:
    """Lanza ``MartNoDisponible`` si no hay un mart publicado que se pueda leer."""
    _abrir(conexion.version_publicada())


@st.cache_data(max_entries=_ENTRADAS, show_spinner=False)
def _consultar(
    version: conexion.Version,
    nombre: str,
    argumentos: tuple[Any, ...],
    _pregunta: Callable[..., pd.DataFrame],
) -> pd.DataFrame:
    return _pregunta(_abrir(version), *argumentos)


def traer(pregunta: Callable[..., pd.DataFrame], *argumentos: Any) -> pd.DataFrame:
    """El resultado de una función de ``tablero.consultas``, con la conexión ya puesta.

    ``traer(consultas.serie, "idc_general", "54", ("2024",))``. Los argumentos deben poder
    guardarse en la caché: textos, números y tuplas.
    """
    nombre = f"{pregunta.__module__}.{pregunta.__qualname__}"
    return _consultar(conexion.version_publicada(), nombre, argumentos, pregunta)


@st.cache_resource(max_entries=_ENTRADAS, show_spinner=False)
def _preparar(
    version: conexion.Version,
    nombre: str,
    argumentos: tuple[Any, ...],
    _hacer: Callable[..., _T],
) -> _T:
    return _hacer(*argumentos)


def preparar_una_vez(hacer: Callable[..., _T], *argumentos: Any) -> _T:
    """Lo que ``hacer(*argumentos)`` devuelve, hecho una sola vez por mart publicado.

    Para textos y dibujos que salen de ``traer`` y se repiten en cada cambio de filtro. Nadie recibe
    una copia: no se modifica. ``hacer`` debe tener nombre (no una ``lambda``).
    """
    nombre = f"{hacer.__module__}.{hacer.__qualname__}"
    return _preparar(conexion.version_publicada(), nombre, argumentos, hacer)


def eleccion_en_pantalla() -> tuple[tuple[str, str], ...]:
    """Todo lo elegido en la página, en un orden fijo: los filtros y nada más deciden qué se ve."""
    return tuple(sorted((str(clave), repr(valor)) for clave, valor in st.session_state.items()))


def dibujar_una_vez(hacer: Callable[[], _T], *argumentos: Any) -> _T:
    """El dibujo que arma ``hacer()``, hecho una vez por mart, tema y elección en la página.

    Un dibujo sale sólo del mart, del tema y de lo elegido, y lo elegido vive en los filtros de la
    dirección: quien vuelve a una vista, o llega después que otro, no espera que se arme de nuevo.
    ``argumentos``: lo demás que lo distingue (cuál de la página es, y el tema). Nadie recibe una
    copia: no se modifica.
    """
    funcion = hacer.func if isinstance(hacer, partial) else hacer
    nombre = f"{funcion.__module__}.{funcion.__qualname__}"
    clave = (eleccion_en_pantalla(), *argumentos)
    return _preparar(conexion.version_publicada(), nombre, clave, lambda *_: hacer())


@st.cache_resource(max_entries=4, show_spinner=False)
def capa(nombre: str) -> Any:
    """Una capa de ``geo/`` como GeoDataFrame de sólo lectura."""
    return leer_capa(nombre)
