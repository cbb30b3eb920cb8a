"""Punto de entrada: ``streamlit run app.py``.

Define el servidor (idioma de la página, rutas propias, qué se ve si algo falla) y delega la
pantalla en ``tablero/inicio.py``.
"""

from pathlib import Path

import streamlit as st

from tablero.api.rutas import rutas
from tablero.servidor import INTERMEDIARIOS, avisar_falla

app = st.App(
    Path(__file__).parent / "tablero" / "inicio.py",
    routes=rutas(st.get_option("server.baseUrlPath")),
    middleware=INTERMEDIARIOS,
    on_script_error=avisar_falla,
)
