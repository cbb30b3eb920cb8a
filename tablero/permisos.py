"""Quién puede usar lo que escribe en este equipo: la regla, en un solo lugar.

Con inicio de sesión configurado, quien inició sesión. Sin él, sólo en modo local: el navegador
está en el mismo equipo que el tablero. Un intermediario (nginx, un túnel) también llega desde el
mismo equipo: lo delatan sus encabezados o el nombre con que se pidió la página.

Publicar pide más, porque cambia lo que todos ven: con inicio de sesión, estar en la lista de
autorizados si la hay; sin él, que alguien haya encendido el modo local a propósito.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pipelines.errores import ErrorDelTablero

MODO_LOCAL = "TABLERO_MODO_LOCAL"
"""La variable de ambiente que lo enciende con «si»; ``tareas.py iniciar`` la pone."""
SECCION, LISTA = "publicacion", "autorizados"
"""Dónde está la lista en ``.streamlit/secrets.toml``."""
_LETRAS_DE_UN_NOMBRE = 120

_DE_INTERMEDIARIO = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})


@dataclass(frozen=True)
class Visita:
    """Lo que se sabe de quien mira.

    ``direccion``: su dirección IP; ``None`` si es este mismo equipo. ``sesion``: si inició sesión;
    ``None`` si el inicio de sesión no está configurado. ``encabezados``: los de su petición.
    ``nombre`` y ``correo``: los que dice su proveedor de identidad; el correo queda vacío si el
    proveedor aclara que no lo ha comprobado.
    """

    direccion: str | None = None
    sesion: bool | None = None
    encabezados: Mapping[str, str] = field(default_factory=dict)
    nombre: str = ""
    correo: str = ""


@dataclass(frozen=True)
class Permiso:
    """Si se puede y por qué, en una frase. ``puede_entrar``: falta iniciar sesión.

    ``quien``: con qué nombre queda en la bitácora lo que haga.
    """

    permitido: bool
    porque: str
    puede_entrar: bool = False
    quien: str = ""


@dataclass(frozen=True)
class Reglas:
    """Lo que quien administra el servidor dejó dicho.

    ``modo_local``: si lo encendió. ``autorizados``: correos («ana@entidad.gov.co») y dominios
    («@entidad.gov.co») que pueden publicar; ``None`` si no hay lista. ``usuario``: el del sistema
    operativo con que corre el servidor.
    """

    modo_local: bool = False
    autorizados: tuple[str, ...] | None = None
    usuario: str = ""


def _es_este_equipo(nombre: str) -> bool:
    if nombre == "localhost":
        return True
    try:
        return ip_address(nombre).is_loopback
    except ValueError:
        return False


def es_local(visita: Visita) -> bool:
    """Si el navegador está en el equipo del tablero, sin nadie en medio."""
    encabezados = {clave.lower(): valor for clave, valor in visita.encabezados.items()}
    if _DE_INTERMEDIARIO & set(encabezados):
        return False
    pedido = encabezados.get("host")
    if pedido is not None:
        try:
            nombre = urlsplit(f"//{pedido}").hostname
        except ValueError:
            return False
        if not _es_este_equipo(nombre or ""):
            return False
    return visita.direccion is None or _es_este_equipo(visita.direccion)


def permiso_de(visita: Visita) -> Permiso:
    """La regla. Con inicio de sesión configurado, estar en el mismo equipo no basta."""
    if visita.sesion is True:
        return Permiso(True, "Usted inició sesión.")
    if visita.sesion is False:
        return Permiso(False, "Este tablero pide iniciar sesión para usarla.", puede_entrar=True)
    if es_local(visita):
        return Permiso(
            True,
            "Modo local: funciona porque el tablero está abierto en este mismo equipo; desde otro "
            "está apagada.",
        )
    return Permiso(
        False,
        "Usted llega desde otro equipo y este tablero no tiene inicio de sesión configurado.",
    )


def _esta_en_la_lista(correo: str, autorizados: tuple[str, ...]) -> bool:
    correo = correo.strip().casefold()
    usuario, arroba, dominio = correo.rpartition("@")
    if not (usuario and arroba and dominio):
        return False
    admitidos = {autorizado.strip().casefold() for autorizado in autorizados}
    # Un dominio se escribe con su arroba: sin ella, «gov.co» admitiría a todo el mundo sin querer.
    return correo in admitidos or f"@{dominio}" in admitidos


def permiso_de_publicar(visita: Visita, reglas: Reglas) -> Permiso:
    """La regla de lo que cambia lo publicado: ensayar, publicar, descartar y volver."""
    if visita.sesion is True:
        quien = _quien(visita)
        if reglas.autorizados is None:
            return Permiso(
                True,
                f"Usted inició sesión como {quien}. No hay lista de autorizados: puede publicar "
                "cualquiera que inicie sesión.",
                quien=quien,
            )
        if _esta_en_la_lista(visita.correo, reglas.autorizados):
            return Permiso(True, f"Usted inició sesión como {quien} y puede publicar.", quien=quien)
        return Permiso(
            False, f"Usted inició sesión como {quien}, que no está en la lista de autorizados."
        )
    if visita.sesion is False:
        return Permiso(False, "Este tablero pide iniciar sesión para publicar.", puede_entrar=True)
    if not es_local(visita):
        return permiso_de(visita)
    if not reglas.modo_local:
        return Permiso(False, "Publicar en modo local hay que encenderlo a propósito.")
    return Permiso(
        True,
        "Modo local: el tablero está abierto en este mismo equipo. Lo que haga queda a nombre de "
        f"{reglas.usuario}, el usuario del sistema operativo.",
        quien=reglas.usuario,
    )


def _quien(visita: Visita) -> str:
    partes = [visita.nombre, f"<{visita.correo}>" if visita.correo and visita.nombre else ""]
    dicho = " ".join(parte for parte in partes if parte) or visita.correo
    return _en_un_renglon(dicho) or "una cuenta sin nombre ni correo"


def _en_un_renglon(texto: str) -> str:
    visible = "".join(c if c.isprintable() else " " for c in texto)
    return " ".join(visible.split())[:_LETRAS_DE_UN_NOMBRE]


def exigir_permiso_de_publicar() -> Permiso:
    """El permiso de quien pide algo ahora mismo. Lanza ``ErrorDelTablero`` si no lo tiene.

    Se llama dentro de cada acción: lo que se dibujó antes no basta.
    """
    permiso = permiso_de_publicar(visita_actual(), reglas_actuales())
    if not permiso.permitido:
        raise ErrorDelTablero(
            que="No se hizo nada: usted no puede publicar aquí.",
            donde=permiso.porque,
            hacer="Recargue la página; ahí dice cómo se enciende.",
        )
    return permiso


def visita_actual() -> Visita:
    """La visita de quien mira la página, según Streamlit."""
    sesion = st.user.get("is_logged_in")
    comprobado = st.user.get("email_verified") is not False
    return Visita(
        st.context.ip_address,
        sesion if isinstance(sesion, bool) else None,
        st.context.headers.to_dict(),
        nombre=str(st.user.get("name") or ""),
        correo=str(st.user.get("email") or "") if comprobado else "",
    )


def reglas_actuales() -> Reglas:
    """Lo que dicen el ambiente y ``.streamlit/secrets.toml`` en este momento."""
    return Reglas(
        modo_local=os.environ.get(MODO_LOCAL, "").strip().casefold() in ("si", "sí"),
        autorizados=_autorizados(_seccion(SECCION)),
        usuario=_usuario_del_sistema(),
    )


def _seccion(nombre: str) -> Mapping[str, Any]:
    if not st.secrets.load_if_toml_exists():
        return {}
    seccion = st.secrets.get(nombre, {})
    return seccion if isinstance(seccion, Mapping) else {}


def _autorizados(seccion: Mapping[str, Any]) -> tuple[str, ...] | None:
    if LISTA not in seccion:
        return None
    lista = seccion[LISTA]
    # Mal escrita no autoriza a nadie: lo contrario abriría la puerta por un error de dedo.
    lista = [lista] if isinstance(lista, str) else lista
    return tuple(str(uno) for uno in lista) if isinstance(lista, list | tuple) else ()


def _usuario_del_sistema() -> str:
    try:
        return _en_un_renglon(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return "sin nombre"


def proveedores() -> tuple[str | None, ...]:
    """Con cuáles se puede iniciar sesión: los de ``[auth.<nombre>]``; ``None`` es el de ``[auth]``.

    Vacío si falta Authlib, que Streamlit pide para iniciarla.
    """
    if find_spec("authlib") is None or find_spec("httpx") is None:
        return ()
    seccion = _seccion("auth")
    con_nombre = [str(clave) for clave, valor in seccion.items() if isinstance(valor, Mapping)]
    aparte = [clave for clave in con_nombre if clave != "client_kwargs"]
    return (None,) if "client_id" in seccion or not aparte else tuple(aparte)
