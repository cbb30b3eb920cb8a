"""Lo que ve quien no puede usar una parte de Actualizar: por qué, y cómo se enciende."""

from __future__ import annotations

import streamlit as st

from tablero import permisos
from tablero.componentes import plano
from tablero.permisos import Permiso

_EN_EL_MISMO_EQUIPO = (
    "abra el tablero en el mismo equipo donde corre (`python tareas.py iniciar`), en la dirección "
    "`http://localhost:8501`."
)
_CON_SESION = (
    "- **Con inicio de sesión:** quien administra el servidor instala Authlib, configura `[auth]` "
    "en `.streamlit/secrets.toml` con el proveedor de identidad (OIDC) de la entidad y vuelve a "
    "abrir el tablero."
)


def apagada(permiso: Permiso, *, publicar: bool = False) -> None:
    """Por qué está apagada para esta visita y cómo se enciende; o el botón de iniciar sesión.

    ``publicar``: es la parte que cambia lo publicado, que pide más que leer un informe.
    """
    que = "Publicar está apagado." if publicar else "Esta página está apagada."
    st.info(f"**{que}** {plano(permiso.porque)}", icon=":material/lock:")
    visita = permisos.visita_actual()
    if permiso.puede_entrar:
        _entrar()
        return
    if visita.sesion:
        st.markdown(
            "Quien administra el servidor agrega el correo o el dominio a "
            f"`{permisos.LISTA}`, en la sección `[{permisos.SECCION}]` de "
            "`.streamlit/secrets.toml`."
        )
        _salir()
        return
    local = _EN_EL_MISMO_EQUIPO
    sesion = _CON_SESION
    if publicar:
        local = (
            f"{local[:-1]}; esa orden enciende el modo local. Si arranca el servidor de otra "
            f"manera, póngale la variable de ambiente `{permisos.MODO_LOCAL}=si`."
        )
        sesion = (
            f"{sesion} En `[{permisos.SECCION}]` del mismo archivo, `{permisos.LISTA}` dice qué "
            "correos o dominios pueden publicar."
        )
    st.markdown(f"Se enciende de una de estas dos maneras:\n\n- **Modo local:** {local}\n{sesion}")


def encendida(permiso: Permiso) -> None:
    """Por qué esta visita sí puede, y cómo salir si inició sesión."""
    with st.container(horizontal=True, vertical_alignment="center"):
        # El nombre lo pone el proveedor de identidad: se muestra, no se interpreta.
        st.caption(plano(permiso.porque), width="stretch")
        if permisos.visita_actual().sesion:
            _salir()


def _salir() -> None:
    st.button("Cerrar sesión", icon=":material/logout:", on_click=st.logout, type="tertiary")


def _entrar() -> None:
    proveedores = permisos.proveedores()
    if not proveedores:
        st.markdown(
            "El inicio de sesión está configurado, pero falta Authlib. Quien administra el "
            "servidor lo instala en el entorno del tablero y lo vuelve a abrir: "
            '`pip install "streamlit[auth]"`.'
        )
        return
    for proveedor in proveedores:
        con = f" con {proveedor}" if proveedor else ""
        st.button(
            f"Iniciar sesión{con}",
            icon=":material/login:",
            on_click=st.login,
            args=(proveedor,) if proveedor else (),
        )
