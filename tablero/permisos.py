"""Quién puede usar lo que escribe en este equipo: la regla, en un solo lugar.

Con inicio de sesión configurado, quien inició sesión. Sin él, sólo en modo local: el navegador
está en el mismo equipo que el tablero. Un intermediario (nginx, un túnel) también llega desde el
mismo equipo: lo delatan sus encabezados o el nombre con que se pidió la página.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

_DE_INTERMEDIARIO = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})


@dataclass(frozen=True)
class Visita:
    """Lo que se sabe de quien mira.

    ``direccion``: su dirección IP; ``None`` si es este mismo equipo. ``sesion``: si inició sesión;
    ``None`` si el inicio de sesión no está configurado. ``encabezados``: los de su petición.
    """

    direccion: str | None = None
    sesion: bool | None = None
    encabezados: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Permiso:
    """Si se puede y por qué, en una frase. ``puede_entrar``: falta iniciar sesión."""

    permitido: bool
    porque: str
    puede_entrar: bool = False


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


def visita_actual() -> Visita:
    """La visita de quien mira la página, según Streamlit."""
    sesion = st.user.get("is_logged_in")
    return Visita(
        st.context.ip_address,
        sesion if isinstance(sesion, bool) else None,
        st.context.headers.to_dict(),
    )
