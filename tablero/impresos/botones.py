"""Los botones que bajan una hoja en PDF, o las de los 40 municipios. Nada se arma sin pulsarlos."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from typing import IO
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from pipelines.errores import ErrorDelTablero
from tablero.cache import capa, traer
from tablero.componentes import mostrar_error
from tablero.formato import numero
from tablero.impresos import de_indicador, de_lugar, de_meta
from tablero.impresos.carpeta import escribir_zip
from tablero.impresos.hoja import Hoja, en_pdf
from tablero.lugar import Sitio, sitios

_DE_ESTE_EQUIPO = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})


def servidor() -> str:
    """«https://tablero.gov.co», sin la página; vacío si se abre en el mismo equipo o no se sabe.

    Una dirección de este equipo impresa en una hoja no le sirve a quien la recibe.
    """
    partes = urlsplit(st.context.url or "")
    if not partes.netloc or partes.hostname in _DE_ESTE_EQUIPO:
        return ""
    return f"{partes.scheme}://{partes.netloc}{partes.path.rsplit('/', 1)[0]}"


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
    rotulo = f"Bajar los {len(municipios)} municipios (ZIP)"
    if not st.button(rotulo, icon=":material/folder_zip:", key="lug_zip_armar"):
        return
    suyos = [sitio for sitio in sitios(municipios).values() if sitio.nivel == "municipio"]
    barra = st.progress(0.0, text=f"Armando {len(suyos)} hojas…")
    base = servidor()

    def avisar(van: int, titulo: str) -> None:
        barra.progress(van / len(suyos), text=f"{van} de {len(suyos)}: {titulo}")

    # Vive mientras el botón que lo entrega: al cerrarse se borra solo.
    archivo = tempfile.TemporaryFile()  # noqa: SIM115
    hojas = (de_lugar.hoja_de_lugar(traer, capa, sitio, None, base) for sitio in suyos)
    try:
        escribir_zip(archivo, hojas, "Fichas de los municipios", avisar)
    except ErrorDelTablero as error:
        mostrar_error(error, "No se pudo armar el ZIP")
        return
    barra.empty()
    megas = numero(archivo.tell() / 1e6, 1)
    st.download_button(
        f"Guardar el ZIP ({megas} megabytes)",
        data=partial(_leer, archivo),
        file_name="fichas_de_los_municipios.zip",
        mime="application/zip",
        icon=":material/download:",
        type="primary",
        key="lug_zip_bajar",
        on_click="ignore",
    )


def _leer(archivo: IO[bytes]) -> bytes:
    archivo.seek(0)
    return archivo.read()
