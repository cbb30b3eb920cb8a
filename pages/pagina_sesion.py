"""Sesión: ¿qué vimos, qué acordamos y qué cambió desde la última sesión?"""

import streamlit as st

from tablero import sala
from tablero import sesion_en_pantalla as sesion
from tablero.filtros import elegir_seccion

if sala.hay_que_mostrarla():
    sala.sala()
    st.stop()

# 1. Pregunta
st.title("¿Qué vimos, qué acordamos y qué cambió desde la última sesión?")

# 2. La carpeta: de qué sesión es, guardarla y abrir otra
sesion.encabezado()
sesion.guardar_y_abrir()

# 3. Lo que hay en ella
seccion = elegir_seccion(sesion.SECCIONES, clave="ses_seccion")
if seccion == "vistas":
    sesion.las_vistas()
elif seccion == "agenda":
    sesion.la_agenda()
elif seccion == "compromisos":
    sesion.los_compromisos()
elif seccion == "cambios":
    sesion.lo_que_cambio()
else:
    sesion.lo_que_se_reparte()
