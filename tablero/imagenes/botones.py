"""La fila «Imagen» de una vista: tamaño y formato. Nada se compone ni se dibuja sin pulsarla.

La imagen la dibuja el navegador de quien la pide, sin Chrome en el servidor: aquí se compone la
figura y un componente la vuelve archivo.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import streamlit as st

from tablero.imagenes.composicion import (
    FORMATOS,
    TAMANOS,
    Tamano,
    figura_para_imagen,
    nombre_de_imagen,
)
from tablero.vistas import VistaCongelada

RECOGIDAS = "marco_recogidas"
"""Donde ``lote`` pone una lista en la sesión para que cada vista de la página le llegue."""

_LETRA_QUE_SE_LEE = 6
_DIBUJAR = st.components.v2.component(
    "tablero_dibujar_imagen",
    html='<div role="status"></div>',
    css="""
    [role="status"] {
        font-size: 0.875rem;
        color: var(--st-text-color);
        overflow-wrap: anywhere;
    }
    """,
    js=(Path(__file__).parent / "dibujar.js").read_text(encoding="utf-8"),
)


def recogiendo() -> bool:
    """Si alguien está juntando las vistas de la página en lugar de mirarla."""
    return RECOGIDAS in st.session_state


@st.fragment
def bajar_imagen(congelar: Callable[[], VistaCongelada], clave: str) -> None:
    """Tamaño, «PNG» y «SVG» del dibujo que se ve."""
    if recogiendo():
        st.session_state[RECOGIDAS].append(congelar())
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"imagen_{clave}"):
        elegido = st.selectbox(
            "Imagen para",
            list(TAMANOS),
            format_func=lambda tamano: _rotulo(TAMANOS[tamano]),
            key=f"marco_imagen_{clave}",
            width=280,
        )
        pulsado = {
            formato: st.button(
                formato.upper(),
                icon=":material/image:" if formato == "png" else ":material/polyline:",
                key=f"marco_imagen_{clave}_{formato}",
                help={
                    "png": "Para pegar en una presentación, un informe o un mensaje.",
                    "svg": "Vectorial: se agranda sin perder y se edita en un programa de dibujo.",
                }[formato],
            )
            for formato in FORMATOS
        }
    for formato, si in pulsado.items():
        if si:
            _mandar(congelar(), TAMANOS[elegido], formato, clave)


def _rotulo(tamano: Tamano) -> str:
    ancho, alto = tamano.pixeles
    return f"{tamano.rotulo} · {ancho} × {alto}"


def _mandar(vista: VistaCongelada, tamano: Tamano, formato: str, clave: str) -> None:
    figura = figura_para_imagen(vista, tamano)
    if figura.layout.template.layout.font.size < _LETRA_QUE_SE_LEE:
        st.caption(
            "Este dibujo es muy alto para ese tamaño y su letra queda diminuta: elija «Informe "
            "carta» o filtre lo que muestra.",
        )
    _DIBUJAR(
        key=f"marco_imagen_{clave}_dibujo",
        data={
            "pedido": uuid4().hex,
            "figura": figura.to_json(),
            "formato": formato,
            "ancho": tamano.ancho,
            "alto": tamano.alto,
            # Una imagen vectorial no tiene puntos: sus medidas son las de diseño.
            "escala": 1 if formato == "svg" else tamano.escala,
            "archivo": nombre_de_imagen(vista, tamano, formato),
        },
    )
