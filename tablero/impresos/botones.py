"""Los botones que bajan una hoja en PDF, o las de los 40 municipios. Nada se arma sin pulsarlos."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO

import pandas as pd
import streamlit as st

from tablero.cache import capa, traer
from tablero.componentes import Avisar, armar_y_guardar, servidor
from tablero.impresos import de_indicador, de_lugar, de_meta
from tablero.impresos.carpeta import escribir_zip
from tablero.impresos.hoja import Hoja, en_pdf
from tablero.lugar import Sitio, sitios


def _boton(armar: Callable[[], Hoja], archivo: str, clave: str) -> None:
    st.download_button(
        "Bajar esta ficha en PDF",
        data=lambda: en_pdf(armar()),
        file_name=archivo,
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key=clave,
        on_click="ignore",
    )


def bajar_lugar(municipios: pd.DataFrame, sitio: Sitio, con: Sitio | None) -> None:
    """La hoja del lugar que se mira y, al lado, las de todos los ``municipios``."""
    with st.container(horizontal=True, key="lug_pdf"):
        armar = partial(de_lugar.hoja_de_lugar, traer, capa, sitio, con, servidor())
        _boton(armar, de_lugar.nombre_de_archivo(sitio, con), "lug_pdf_uno")
        _bajar_los_municipios(municipios)


def bajar_meta(periodo: str, meta: str) -> None:
    """La hoja de una meta."""
    armar = partial(de_meta.hoja_de_meta, traer, periodo, meta, servidor())
    _boton(armar, de_meta.nombre_de_archivo(periodo, meta), "plan_pdf")


def bajar_indicador(indicador_id: str, territorio: str, edicion: str) -> None:
    """La hoja de un indicador, con el lugar y la edición que se miran."""
    armar = partial(
        de_indicador.hoja_de_indicador, traer, indicador_id, territorio, edicion, servidor()
    )
    archivo = de_indicador.nombre_de_archivo(indicador_id, territorio, edicion)
    _boton(armar, archivo, "dat_pdf")


@st.fragment
def _bajar_los_municipios(municipios: pd.DataFrame) -> None:
    """Un ZIP con una hoja por municipio: se pulsa, se ve cómo avanza y se baja."""
    suyos = [sitio for sitio in sitios(municipios).values() if sitio.nivel == "municipio"]
    base = servidor()

    def escribir(archivo: IO[bytes], avisar: Avisar) -> None:
        hojas = (de_lugar.hoja_de_lugar(traer, capa, sitio, None, base) for sitio in suyos)
        escribir_zip(archivo, hojas, "Fichas de los municipios", avisar)

    armar_y_guardar(
        f"Bajar los {len(municipios)} municipios (ZIP)",
        escribir,
        f"{len(suyos)} hojas",
        len(suyos),
        "fichas_de_los_municipios.zip",
        "lug_zip",
    )
