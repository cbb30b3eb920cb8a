"""Lo que el servidor hace fuera de las páginas: que todo salga en español, hasta lo que falla.

Streamlit escribe ``<html lang="en">`` y no deja cambiarlo. Un lector de pantalla leería todo con
pronunciación inglesa, así que el documento se reescribe al salir y pide los guiones traducidos
(``tablero/idioma.py``).

De un error que nadie previó, Streamlit muestra la traza y enlaces para buscarla en internet: aquí
se muestra qué hacer, y la traza queda en la consola del servidor, donde Streamlit la escribe.
"""

from __future__ import annotations

import re
from datetime import datetime

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.errores import ErrorDelTablero
from tablero.api.errores import ConsultaInvalida, problema
from tablero.api.rutas import SIEMPRE
from tablero.idioma import CONDICIONES, HUELLA, GuionesEnEspanol

_CAMBIOS = (
    (rb'<html lang="en">', b'<html lang="es-CO">'),
    (rb"<title>Streamlit</title>", b"<title>Tablero de competitividad</title>"),
    (
        rb"(?s)<noscript>.*</noscript>",
        "<noscript>Este tablero necesita JavaScript: actívelo en su navegador.</noscript>".encode(),
    ),
    (rb'(?<="\./static/)js/', f"es-{HUELLA}/".encode()),
)


class DocumentoEnEspanol:
    """Reescribe el documento HTML de entrada; deja pasar lo demás sin tocarlo."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
            # A Streamlit se le pide entero y sin comprimir: la copia que el navegador ofrece puede
            # ser la inglesa o la de otras frases, y lo comprimido no se puede reescribir.
            fuera = (*CONDICIONES, b"accept-encoding")
            scope = {**scope, "headers": [par for par in scope["headers"] if par[0] not in fuera]}
        inicio: Message | None = None
        cuerpo = b""

        async def enviar(mensaje: Message) -> None:
            nonlocal inicio, cuerpo
            if mensaje["type"] == "http.response.start":
                tipo = dict(mensaje["headers"]).get(b"content-type", b"")
                comprimido = b"content-encoding" in dict(mensaje["headers"])
                if tipo.startswith(b"text/html") and not comprimido:
                    inicio = mensaje
                    return
            elif inicio is not None and mensaje["type"] == "http.response.body":
                cuerpo += mensaje.get("body", b"")
                if mensaje.get("more_body"):
                    return
                for ingles, espanol in _CAMBIOS:
                    cuerpo = re.sub(ingles, espanol, cuerpo)
                cabeceras = MutableHeaders(raw=list(inicio["headers"]))
                for del_original in ("etag", "last-modified", "content-length"):
                    del cabeceras[del_original]
                if cuerpo:  # a un HEAD no se le responde con cuerpo
                    cabeceras["content-length"] = str(len(cuerpo))
                await send({**inicio, "headers": cabeceras.raw})
                await send({"type": "http.response.body", "body": cuerpo})
                return
            await send(mensaje)

        await self.app(scope, receive, enviar)


class RechazosEnEspanol:
    """Dice en español lo que Streamlit rechaza antes de mirar de quién es la dirección.

    Con «..» o dos barras en el camino responde «Bad Request» sin llegar a las rutas de la API.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inicio: Message | None = None

        async def enviar(mensaje: Message) -> None:
            nonlocal inicio
            if mensaje["type"] == "http.response.start" and mensaje["status"] == 400:
                inicio = mensaje
                return
            if inicio is not None:
                primero, inicio = inicio, None
                if mensaje.get("body") == b"Bad Request":
                    await _rechazo(scope)(scope, receive, send)
                    return
                await send(primero)
            await send(mensaje)

        await self.app(scope, receive, enviar if scope["type"] == "http" else send)


def _rechazo(scope: Scope) -> Response:
    error = ConsultaInvalida(
        que="Esa dirección no se puede leer.",
        donde="la dirección",
        esperado="un camino sin «..», sin dos barras seguidas ni barras invertidas",
        hacer="Corríjala; /api/ explica las de los datos y / abre el tablero.",
    )
    if "/api/" in scope["path"]:
        estado, cabeceras, cuerpo = problema(error)
        return Response(cuerpo, estado, headers={**SIEMPRE, **cabeceras})
    return PlainTextResponse(f"{error}\n", error.estado)


INTERMEDIARIOS = [
    Middleware(RechazosEnEspanol),
    Middleware(DocumentoEnEspanol),
    Middleware(GuionesEnEspanol),
]


def avisar_falla(error: Exception) -> bool:
    """Lo que ve quien mira cuando una página falla. Lo llama Streamlit.

    De un error imprevisto no dice nada, porque puede traer rutas o datos. Los del tablero los
    atiende ``inicio.py``, salvo los de un fragmento, que al rehacerse no pasa por él. Devuelve
    ``True`` para que Streamlit no muestre el error por su cuenta.
    """
    if isinstance(error, ErrorDelTablero):
        # Aquí y no arriba: trae pandas y Plotly, y el servidor debe responder antes.
        from tablero.componentes import mostrar_error

        mostrar_error(error)
        return True
    st.error(
        "El problema es del tablero, no de lo que usted hizo.\n\n"
        "**Qué hacer:** vuelva a cargar la página. Si se repite, avise a quien administra el "
        f"tablero y dele esta hora: {datetime.now():%H:%M:%S}. El detalle quedó en la ventana "
        "donde está abierto el tablero.",
        icon=":material/error:",
        title="Algo falló y esta página quedó incompleta",
    )
    return True
