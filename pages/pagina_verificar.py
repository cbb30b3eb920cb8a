"""Verificar: ¿de qué vista salió este código y qué cambió desde entonces?"""

import streamlit as st

from tablero import verificacion

# 1. Pregunta
st.title("¿De qué vista salió este código y qué cambió desde entonces?")
st.markdown(verificacion.QUE_ES)

# 2. El código y de dónde salió
codigo = verificacion.pedir_codigo()
leido = verificacion.pedir_archivo()

# 3. La vista, sus cifras y lo que cambió
verificacion.responder(codigo, leido)
