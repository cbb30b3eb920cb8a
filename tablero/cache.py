"""Lo que una página repite sin rehacerlo: consultas, cálculos, textos y dibujos. Todo acotado.

La clave de toda entrada incluye la versión del mart publicado: al publicar otro, las anteriores
dejan de usarse y la caché las desaloja.

Se usa la memoria de ``functools`` y no la de Streamlit para los datos: ésta copia y firma cada
argumento, que en una página con quince consultas es la mitad del tiempo de un cambio de filtro.

Una página lee una sola versión del mart de principio a fin, aunque en la mitad se publique otra:
la fija ``fijar_version`` al empezar, y los fragmentos que se rehacen después siguen en ella.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tablero import conexion
from tablero.api.catalogo import leer_catalogo
from tablero.api.servicio import MEMORIA, Abierto
from tablero.mapas import leer_capa

_ENTRADAS = 256
_DE_UN_FILTRO = (str, int, float, bool, list, tuple, type(None))
_T = TypeVar("_T")
_VERSION = "marco_version"
_VERSIONES_ABIERTAS = 4
"""Una página abierta sigue en su versión hasta que se hayan publicado otras tantas."""


def fijar_version() -> bool:
    """Deja fija la versión publicada para toda esta corrida y los fragmentos que se rehagan.

    Devuelve si es otra que la que esta sesión veía. Lanza ``MartNoDisponible`` si no hay un mart
    publicado que se pueda leer.
    """
    version, _ = conexion.abrir_publicada(_abrir)
    anterior = st.session_state.get(_VERSION)
    st.session_state[_VERSION] = version
    return anterior is not None and anterior != version


def version_a_la_vista() -> conexion.Version:
    """La versión que la página está leyendo; fuera de una página, la publicada."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        fijada = st.session_state.get(_VERSION)
        if isinstance(fijada, conexion.Version):
            return fijada
    return conexion.version_publicada()


def _o_empezar_de_nuevo(abrir: Callable[[conexion.Version], _T], version: conexion.Version) -> _T:
    """Lo que ``abrir`` devuelve; si ya publicaron otra, la página empieza de nuevo con ella."""
    try:
        return abrir(version)
    except conexion.MartReemplazado:
        if get_script_run_ctx(suppress_warning=True) is not None and _VERSION in st.session_state:
            st.rerun()
        raise


@lru_cache(maxsize=_VERSIONES_ABIERTAS)
def _abrir(version: conexion.Version) -> Any:
    return conexion.abrir(version)


@lru_cache(maxsize=_VERSIONES_ABIERTAS)
def _abrir_marts(version: conexion.Version) -> Abierto:
    base = conexion.abrir(version, memoria=MEMORIA)
    return Abierto(version, base, leer_catalogo(base, conexion.Lectura(base)))


def marts_abiertos() -> Abierto:
    """El mart que se ve con su catálogo, para armar y bajar selecciones con memoria acotada."""
    return _o_empezar_de_nuevo(_abrir_marts, version_a_la_vista())


@lru_cache(maxsize=_ENTRADAS)
def _consultar(
    version: conexion.Version, pregunta: Callable[..., pd.DataFrame], argumentos: tuple[Any, ...]
) -> pd.DataFrame:
    return pregunta(_o_empezar_de_nuevo(_abrir, version), *argumentos)


def traer(pregunta: Callable[..., pd.DataFrame], *argumentos: Any) -> pd.DataFrame:
    """El resultado de una función de ``tablero.consultas``, con la conexión ya puesta.

    ``traer(consultas.serie, "idc_general", "54", ("2024",))``. Los argumentos deben poder
    guardarse en la caché: textos, números y tuplas. Cada quien recibe su tabla: pandas sólo copia
    las columnas que alguien cambie, y el cambio no llega a las demás. En ``attrs`` queda de qué
    consulta salió, para que una sesión la pueda repetir (``tablero.sesion.cambios``).
    """
    tabla = _consultar(version_a_la_vista(), pregunta, argumentos).copy(deep=False)
    tabla.attrs["pregunta"] = (f"{pregunta.__module__}.{pregunta.__qualname__}", argumentos)
    return tabla


@lru_cache(maxsize=_ENTRADAS)
def _preparar(
    version: conexion.Version, hacer: Callable[..., _T], argumentos: tuple[Any, ...]
) -> _T:
    return hacer(*argumentos)


def preparar_una_vez(hacer: Callable[..., _T], *argumentos: Any) -> _T:
    """Lo que ``hacer(*argumentos)`` devuelve, hecho una sola vez por mart publicado.

    Para lo que sale de ``traer`` y se repite en cada cambio de filtro. Nadie recibe una copia: no
    se modifica. ``hacer`` es una función de un módulo de ``tablero`` (no una ``lambda`` ni una de
    una página, que Streamlit vuelve a crear en cada corrida).
    """
    hecho: _T = _preparar(version_a_la_vista(), hacer, argumentos)
    return hecho


def eleccion_en_pantalla() -> tuple[tuple[str, str], ...]:
    """Todo lo elegido en la página, en un orden fijo: los filtros y nada más deciden qué se ve.

    Lo del marco (la búsqueda, por dónde se llegó) no cuenta: no cambia lo que la página muestra.
    Tampoco lo que no es valor de un filtro: la carpeta de la sesión o un informe en revisión
    pesan, son de cada quien y ninguna otra página depende de ellos.
    """
    return tuple(
        sorted(
            (str(clave), repr(valor))
            for clave, valor in st.session_state.items()
            if not str(clave).startswith("marco_") and isinstance(valor, _DE_UN_FILTRO)
        )
    )


@st.cache_resource(max_entries=4 * _ENTRADAS, show_spinner=False)
def _guardar(huella: str, _hacer: Callable[[], _T]) -> _T:
    return _hacer()


def repetir(hacer: Callable[[], _T], *contenido: Any) -> _T:
    """Lo que ``hacer()`` devuelve y pone en pantalla, sin rehacerlo si el contenido es el mismo.

    Puede poner lo que no se toca (textos, tablas, dibujos): Streamlit guarda los mensajes que mandó
    al navegador y los manda otra vez. ``contenido``: un nombre propio en todo el tablero y lo que
    distingue una vez de otra; se compara por su ``repr``. Lo devuelto no se modifica.
    """
    datos = repr((version_a_la_vista(), *contenido))
    return _guardar(hashlib.sha256(datos.encode()).hexdigest(), hacer)


def repetir_vista(hacer: Callable[[], _T], *contenido: Any) -> _T:
    """Como ``repetir``, cuando depende de lo elegido en la página y de nada más.

    Un dibujo sale sólo del mart, del tema y de lo elegido, y lo elegido vive en los filtros de la
    dirección: quien vuelve a una vista, o llega después que otro, no espera que se arme de nuevo.
    """
    return repetir(hacer, eleccion_en_pantalla(), *contenido)


@st.cache_resource(max_entries=8, show_spinner=False)
def _capa(nombre: str, version: str) -> Any:
    return leer_capa(nombre)


def capa(nombre: str) -> Any:
    """Una capa de ``geo/`` como GeoDataFrame de sólo lectura: una publicación puede cambiarla."""
    return _capa(nombre, repr(version_a_la_vista()))
