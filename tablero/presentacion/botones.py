"""El botón que baja una vista como presentación. Nada se arma sin pulsarlo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from tablero.vistas import VistaCongelada

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def bajar_presentacion(
    congelar: Callable[[], VistaCongelada], archivo: str, clave: str, servidor: str
) -> None:
    """«Presentación (PowerPoint)»: portada, el hallazgo y sus fuentes."""
    st.download_button(
        "Presentación (PowerPoint)",
        data=partial(presentar, congelar, servidor),
        file_name=archivo,
        mime=MIME,
        icon=":material/slideshow:",
        key=f"{clave}_pptx",
        on_click="ignore",
    )


def presentar(congelar: Callable[[], VistaCongelada], servidor: str) -> bytes:
    """Los bytes de la presentación de una vista.

    Si la plantilla de la entidad no sirve, sale con la propia y la portada dice qué hay que
    arreglar: en una descarga no hay pantalla donde avisarlo.
    """
    # Al pulsar y no antes: leer python-pptx tarda más que abrir la página.
    from tablero.presentacion.armado import armar
    from tablero.presentacion.plantilla import (
        ErrorDePresentacion,
        plantilla_de_la_entidad,
    )

    vista = congelar()
    titulo, subtitulo = vista.titulo, f"Página {vista.pagina}"
    try:
        return armar(
            [vista],
            titulo=titulo,
            subtitulo=subtitulo,
            plantilla=plantilla_de_la_entidad(),
            servidor=servidor,
        )
    except ErrorDePresentacion as error:
        aviso = f"Sin la plantilla de la entidad. {error.que} {error.hacer}"
        return armar([vista], titulo=titulo, subtitulo=aviso, servidor=servidor)
