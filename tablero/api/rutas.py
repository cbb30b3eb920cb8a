"""Las rutas que ``app.py`` monta: reciben por HTTP, piden turno y responden.

Todo lo que sale de aquí lleva CORS de lectura y, si falla, dice en español qué, dónde, qué se
esperaba y qué hacer. Importarlo no trae pandas ni DuckDB (``servicio`` se importa al usarse).
"""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero.api.errores import ConsultaInvalida, DireccionLarga, MetodoNoAdmitido, problema
from tablero.api.turnos import Limites, Plazo, Turnos

if TYPE_CHECKING:
    from tablero.api.servicio import Peticion, Respuesta, Servicio

_METODOS = "GET, HEAD, OPTIONS"
SIEMPRE = {
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Disposition, ETag, Link, Retry-After, X-Total-Filas",
}
"""Las cabeceras que lleva toda respuesta de la API."""
_PREVUELO = {
    "access-control-allow-methods": _METODOS,
    "access-control-allow-headers": "If-None-Match, Accept, Accept-Encoding",
    "access-control-max-age": "86400",
}
# Cada cuánto cede Python el turno entre hilos. Con los 5 ms de fábrica, el ciclo que atiende la
# pantalla espera 5 ms por cada operación mientras aquí se arma un archivo: con 200 peticiones en
# vuelo, una página tardaba el doble (tests/rendimiento/carga_api.py).
_RELEVO_S = 0.0005
_ANFITRION = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


class Api:
    """La API como aplicación ASGI. ``prefijo``: donde está publicado el tablero («/tablero»)."""

    def __init__(
        self, prefijo: str = "", mart: Path = RUTAS.mart, limites: Limites | None = None
    ) -> None:
        self.prefijo = prefijo
        self._limites = limites or Limites()
        self._mart = mart
        self._turnos = Turnos(self._limites)
        self._servicio: Servicio | None = None
        self._creacion = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        estado, cabeceras, cuerpo = await self._responder(scope)
        if scope["method"] == "HEAD" and cuerpo:
            cabeceras, cuerpo = {**cabeceras, "content-length": str(len(cuerpo))}, b""
        respuesta = Response(cuerpo, estado, headers={**SIEMPRE, **cabeceras})
        await respuesta(scope, receive, send)

    def servicio(self) -> Servicio:
        """El servicio, creado al usarse: trae pandas y DuckDB, y el servidor responde antes."""
        with self._creacion:
            if self._servicio is None:
                from tablero.api.servicio import Servicio

                self._servicio = Servicio(self._mart)
            return self._servicio

    async def _responder(self, scope: Scope) -> tuple[int, dict[str, str], bytes]:
        if scope["method"] == "OPTIONS":
            return 204, {**_PREVUELO, "allow": _METODOS}, b""
        if scope["method"] not in ("GET", "HEAD"):
            _, cabeceras, cuerpo = problema(
                MetodoNoAdmitido(
                    que="Esta API sólo da datos: no los recibe ni los cambia.",
                    donde="el método de la petición",
                    esperado=_METODOS,
                    hacer="Use GET.",
                )
            )
            return 405, {**cabeceras, "allow": _METODOS}, cuerpo
        try:
            respuesta = await self._atender(scope)
        except ErrorDelTablero as error:
            return problema(error)
        return respuesta.estado, respuesta.cabeceras, respuesta.cuerpo

    async def _atender(self, scope: Scope) -> Respuesta:
        raiz = scope.get("root_path", "")
        camino = str(scope["path"]).removeprefix(raiz).removeprefix(self.prefijo)
        if camino == "/salud":
            # Fuera de los turnos: un monitor debe saber que está vivo aunque esté ocupado.
            return await asyncio.to_thread(lambda: self.servicio().salud())
        self._exigir_corta(scope)
        origen = scope["client"][0] if scope.get("client") else ""
        return await self._turnos.correr(
            lambda plazo: self._en_su_hilo(scope, camino, raiz, plazo), origen
        )

    def _en_su_hilo(self, scope: Scope, camino: str, raiz: str, plazo: Plazo) -> Respuesta:
        plazo.exigir()
        return self.servicio().atender(_peticion(scope, camino, raiz + self.prefijo), plazo)

    def _exigir_corta(self, scope: Scope) -> None:
        largo = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if largo > self._limites.largo_de_direccion:
            raise DireccionLarga(
                que=f"La dirección tiene {largo} caracteres.",
                donde="la dirección",
                esperado=f"{self._limites.largo_de_direccion} o menos",
                hacer="Use «desde» y «hasta», o pida más filas y fíltrelas después.",
            )


def _peticion(scope: Scope, camino: str, base: str) -> Peticion:
    from tablero.api.servicio import Peticion

    cabeceras = Headers(scope=scope)
    try:
        parametros = parse_qsl(
            scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            errors="strict",
        )
    except ValueError as error:
        raise ConsultaInvalida(
            que="Los parámetros no se pueden leer.",
            donde="la dirección",
            esperado="texto en UTF-8, codificado con %",
            hacer="Codifique las tildes y los espacios: «%C3%B1» es «ñ».",
        ) from error
    return Peticion(
        camino=camino,
        parametros=tuple(parametros),
        si_no_coincide=cabeceras.get("if-none-match", ""),
        comprimir=_admite_gzip(cabeceras.get("accept-encoding", "")),
        origen=_origen(scope, cabeceras),
        base=base,
    )


def _admite_gzip(acepta: str) -> bool:
    for parte in acepta.lower().split(","):
        nombre, _, calidad = parte.replace(" ", "").partition(";q=")
        if nombre == "gzip":
            return not re.fullmatch(r"0(\.0*)?", calidad)
    return False


def _origen(scope: Scope, cabeceras: Headers) -> str:
    """«http://equipo:8501» según la petición, si el nombre que trae puede ser el de un equipo."""
    anfitrion = cabeceras.get("host", "")
    if not _ANFITRION.fullmatch(anfitrion):
        equipo, puerto = scope.get("server") or ("localhost", 80)
        anfitrion = f"[{equipo}]:{puerto}" if ":" in equipo else f"{equipo}:{puerto}"
    return f"{'https' if scope['scheme'] == 'https' else 'http'}://{anfitrion}"


def rutas(direccion_base: str = "", api: Api | None = None) -> list[BaseRoute]:
    """Las rutas para ``st.App``. ``direccion_base``: la opción ``server.baseUrlPath``."""
    sys.setswitchinterval(_RELEVO_S)
    base = direccion_base.strip("/")
    prefijo = f"/{base}" if base else ""
    api = api or Api(prefijo)
    montadas = [Route(prefijo + c, api) for c in ("/salud", "/api", "/api/{resto:path}")]
    for ruta in montadas:
        # Sin DOTALL, una dirección con un salto de línea no sería de la API sino de la pantalla.
        ruta.path_regex = re.compile(ruta.path_regex.pattern, re.DOTALL)
    return list(montadas)
