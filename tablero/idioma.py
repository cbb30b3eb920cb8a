"""El marco de Streamlit —menús, barras, avisos, listas, calendarios— y el de Plotly, en español.

Streamlit no tiene idioma: sus textos van escritos dentro de los ``.js`` del paquete. Aquí se sirve
cada uno con los textos de ``traducciones.yml`` ya puestos. Lo instalado no se toca, la traducción
se hace la primera vez que alguien pide el archivo y el resultado queda comprimido en memoria.

Los guiones traducidos se piden en una carpeta propia, ``static/es-<huella>/``, y no en
``static/js/``. Streamlit manda guardar los suyos un año sin volver a preguntar, así que en la misma
dirección un navegador que ya abrió otro Streamlit en ese puerto seguiría en inglés, éste le dejaría
el otro en español, y corregir una frase no llegaría a nadie. La huella cambia con las frases.
Funciona porque esos guiones se llaman entre sí por ruta relativa.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import streamlit
import yaml
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TRADUCCIONES = Path(__file__).with_name("traducciones.yml")
GUIONES = Path(streamlit.__file__).parent / "static" / "static" / "js"

HUELLA = hashlib.sha256(TRADUCCIONES.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]
"""Cambia con las frases y con la manera de ponerlas."""

_RUTA = re.compile(r"(?P<static>.*/static/)es-[0-9a-f]{12}/(?P<archivo>[\w.-]+\.js)")
_HUECO = re.compile(rb"\$\{[^{}`]*\}")
_SOLO_DEL_ORIGINAL = ("accept-ranges", "last-modified")
CONDICIONES = (b"if-none-match", b"if-modified-since", b"if-range", b"range")
"""Cabeceras con que un navegador ofrece usar lo que ya tiene, que puede ser el inglés."""


class Grupo(NamedTuple):
    """Los textos que se ven en un mismo lugar; véase el encabezado de ``traducciones.yml``."""

    lugar: str
    archivos: list[str]
    frases: dict[str, str]
    codigo: dict[str, str]


@cache
def grupos() -> list[Grupo]:
    """Las traducciones, por lugar."""
    leidos = yaml.safe_load(TRADUCCIONES.read_text(encoding="utf-8"))
    return [Grupo(**{"codigo": {}, **leido}) for leido in leidos]


def _del_archivo(archivo: str) -> list[Grupo]:
    return [grupo for grupo in grupos() if archivo.split(".")[0] in grupo.archivos]


def patron(frases: Mapping[bytes, bytes]) -> re.Pattern[bytes]:
    """Reconoce esas frases como literal completo; ``{}`` es cualquier ``${valor}`` sencillo.

    Entre comillas y seguida de dos puntos no: es la clave de un objeto y no un texto.
    """
    formas = (re.escape(f).replace(rb"\{\}", _HUECO.pattern) for f in frases)
    return re.compile(rb"([`\"'])(" + b"|".join(formas) + rb")\1(?!(?<=[\"']):)")


def traducir(archivo: str, guion: bytes) -> bytes:
    """Pone en un ``.js`` los textos que le tocan por su nombre; sin textos, lo devuelve igual."""
    suyos = _del_archivo(archivo)
    frases = {i.encode(): e.encode() for grupo in suyos for i, e in grupo.frases.items()}

    def al_espanol(literal: re.Match[bytes]) -> bytes:
        comilla, ingles = literal.groups()
        espanol = frases[_HUECO.sub(b"{}", ingles)]
        for valor in _HUECO.findall(ingles):
            espanol = espanol.replace(b"{}", valor, 1)
        return bytes(comilla + espanol + comilla)

    for grupo in suyos:
        for ingles, espanol in grupo.codigo.items():
            guion = guion.replace(ingles.encode(), espanol.encode())
    return patron(frases).sub(al_espanol, guion) if frases else guion


@lru_cache(maxsize=1000)  # con tope: el nombre lo pone quien pide
def guion_comprimido(archivo: str) -> bytes | None:
    """El guion instalado, traducido y en gzip; ``None`` si no existe o no le toca ningún texto."""
    ruta = GUIONES / archivo
    if not _del_archivo(archivo) or not ruta.is_file():
        return None
    original = ruta.read_bytes()
    traducido = traducir(archivo, original)
    return gzip.compress(traducido, 6) if traducido != original else None


class GuionesEnEspanol:
    """Atiende ``static/es-<huella>/``: lo traducido sale de memoria y lo demás, de Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ruta = _RUTA.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if ruta is None:
            await self.app(scope, receive, send)
            return
        scope = {**scope, "path": f"{ruta['static']}js/{ruta['archivo']}"}
        comprimido = await run_in_threadpool(guion_comprimido, ruta["archivo"])
        cabeceras = None
        if comprimido is not None and scope["method"] in ("GET", "HEAD"):
            cabeceras = await self._cabeceras_de_streamlit(scope, receive)
        if comprimido is None or cabeceras is None:
            await self.app(scope, receive, send)
            return
        await _responder(scope, comprimido, cabeceras)(scope, receive, send)

    async def _cabeceras_de_streamlit(self, scope: Scope, receive: Receive) -> Headers | None:
        """Tipo y caché que Streamlit le pondría al original; ``None`` si ahí no sirve un guion.

        Preguntárselo, en vez de escribirlas aquí, respeta su base path y sus reglas de seguridad.
        """
        inicio: list[Message] = []

        async def anotar(mensaje: Message) -> None:
            if mensaje["type"] == "http.response.start":
                inicio.append(mensaje)

        sin_condiciones = [par for par in scope["headers"] if par[0] not in CONDICIONES]
        pregunta = {**scope, "method": "HEAD", "headers": sin_condiciones}
        await self.app(pregunta, receive, anotar)
        if not inicio or inicio[0]["status"] != 200:
            return None
        cabeceras = Headers(raw=inicio[0]["headers"])
        return cabeceras if "javascript" in cabeceras.get("content-type", "") else None


def _responder(scope: Scope, comprimido: bytes, de_streamlit: Headers) -> Response:
    """La respuesta con el guion traducido, en gzip si el navegador lo acepta."""
    pedido = Headers(scope=scope)
    cabeceras = MutableHeaders(
        {n: v for n, v in de_streamlit.items() if n not in _SOLO_DEL_ORIGINAL}
    )
    cabeceras["etag"] = f'W/"es-{HUELLA}"'
    cabeceras["vary"] = "Accept-Encoding"
    if cabeceras["etag"] in pedido.get("if-none-match", ""):
        del cabeceras["content-length"]
        return Response(status_code=304, headers=cabeceras)
    cuerpo = comprimido
    if "gzip" in pedido.get("accept-encoding", ""):
        cabeceras["content-encoding"] = "gzip"
    else:
        cuerpo = gzip.decompress(comprimido)
    cabeceras["content-length"] = str(len(cuerpo))
    return Response(b"" if scope["method"] == "HEAD" else cuerpo, headers=cabeceras)
