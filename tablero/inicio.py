"""El marco común: arma el menú, avisa si no hay datos y corre la página pedida."""

import streamlit as st

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero import novedad
from tablero.cache import fijar_version
from tablero.componentes import mostrar_error
from tablero.marco import anotar_lugar, caja_de_busqueda, menu

st.set_page_config(
    page_title="Tablero de competitividad · Norte de Santander",
    # Un ícono de Material se pediría a un servidor ajeno.
    page_icon=str(RUTAS.raiz / "tablero" / "icono.png"),
    layout="wide",
)

st.html(RUTAS.raiz / "tablero" / "estilo.css")

pagina = st.navigation(menu(), position="top")
anotar_lugar(pagina.url_path)
try:
    cambio = fijar_version()
    caja_de_busqueda(pagina.url_path)
    novedad.vigilar(cambio)
    pagina.run()
except ErrorDelTablero as error:
    mostrar_error(error)
