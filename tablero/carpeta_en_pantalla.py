"""La carpeta abierta en este navegador y el botón que le agrega una vista desde cualquier página.

Vive en la sesión del navegador y no en el disco del servidor: cada persona tiene la suya y la
conserva guardándola en un archivo. Su clave empieza por «marco_» porque no cambia lo que una página
muestra (``cache.eleccion_en_pantalla``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from tablero.cache import traer
from tablero.formato import cantidad
from tablero.sesion.cambios import receta_de
from tablero.sesion.carpeta import Carpeta, VistaGuardada, agregar
from tablero.vistas import VistaCongelada

_CARPETA, _VUELTA = "marco_carpeta", "marco_carpeta_vuelta"


def carpeta_abierta() -> Carpeta:
    """La de este navegador; vacía si no hay."""
    abierta: Carpeta = st.session_state.get(_CARPETA) or Carpeta()
    return abierta


def poner_carpeta(carpeta: Carpeta) -> None:
    """Deja esa carpeta como la abierta."""
    st.session_state[_CARPETA] = carpeta


def cambiar_de_carpeta(carpeta: Carpeta) -> None:
    """Abre otra: lo que estaba escrito en las casillas de la anterior se olvida."""
    poner_carpeta(carpeta)
    st.session_state[_VUELTA] = vuelta() + 1


def vuelta() -> int:
    """Cuántas carpetas se han abierto: va en la clave de cada casilla."""
    return int(st.session_state.get(_VUELTA, 0))


def para_guardar(
    vista: VistaCongelada, origen: Any, fuentes: Sequence[Mapping[str, Any]]
) -> VistaGuardada:
    """La vista con lo que hace falta para compararla después con los datos de ese día.

    ``origen``: la consulta de donde salieron los datos, si ``cache.traer`` la anotó; ``fuentes``,
    las filas de la tabla ``fuentes``, con su ``sha256``.
    """
    huellas = {str(f["fuente_id"]): str(f["sha256"]) for f in fuentes}
    return VistaGuardada(vista, huellas=huellas, receta=receta_de(vista, origen, traer))


def boton_de_agregar(
    congelar: Callable[[], VistaCongelada],
    origen: Any,
    fuentes: Sequence[Mapping[str, Any]],
    clave: str,
) -> None:
    """«Agregar a la sesión». La vista sólo se congela al pulsarlo."""
    if not st.button(
        "Agregar a la sesión",
        icon=":material/playlist_add:",
        key=f"marco_agregar_{clave}",
        help="La guarda con estas cifras en la carpeta de la sesión (página Sesión).",
    ):
        return
    antes = carpeta_abierta()
    try:
        ahora = agregar(antes, para_guardar(congelar(), origen, fuentes))
    except ValueError as error:
        st.toast(f"{error} Guarde ésta y empiece otra.", icon=":material/warning:")
        return
    poner_carpeta(ahora)
    cuantas = cantidad(len(ahora.vistas), "vista", "vistas")
    if ahora is antes:
        st.toast(f"Ya estaba, con estas cifras: {cuantas} en la carpeta", icon=":material/info:")
    else:
        st.toast(f"Agregada: {cuantas} en la carpeta", icon=":material/check:")
