"""El aviso de que, con la página abierta, se publicaron otros datos."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pipelines.errores import MartNoDisponible
from tablero import cache, conexion
from tablero.formato import hora

CADA_SEGUNDOS = 30


def vigilar(cambio: bool) -> None:
    """Dice si esta corrida ya trajo datos nuevos y sigue mirando mientras la página esté abierta.

    ``cambio``: lo que devolvió ``cache.fijar_version``.
    """
    if st.query_params.get("modo") == "sala":
        # Ante una audiencia no se interrumpe; al salir del modo sala se avisa.
        return
    if cambio:
        cuando = _hora_de(cache.version_a_la_vista())
        st.toast(
            f"Los datos cambiaron: ahora ve el corte de las {cuando}.", icon=":material/update:"
        )
    st.fragment(_mirar, run_every=CADA_SEGUNDOS)()


def _hora_de(version: conexion.Version) -> str:
    return hora(datetime.fromtimestamp(version.fecha_ns / 1e9, UTC))


def _mirar() -> None:
    try:
        publicada = conexion.version_publicada()
    except MartNoDisponible:
        return
    if publicada == cache.version_a_la_vista():
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="marco_nuevo"):
        st.markdown(
            f":material/update: Hay datos más recientes (corte de las {_hora_de(publicada)}). "
            "Lo que ve es del anterior.",
            width="stretch",
        )
        # El botón de un fragmento sólo rehace el fragmento: hay que pedir la página entera.
        if st.button("Ver los datos nuevos", key="marco_ver_nuevos", type="primary"):
            st.rerun()
