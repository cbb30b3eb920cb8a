"""Encontrar en un archivo que el tablero repartió qué vistas lleva: su dirección y su código.

De los archivos de Office sólo se leen los textos, con una expresión y no con un lector de XML: un
archivo ajeno no puede pedirle nada.
"""

from __future__ import annotations

import html
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from tablero.sesion.archivo import MAXIMO_COMPRIMIDO, MAXIMO_DESCOMPRIMIDO, ErrorDeCarpeta, abrir
from tablero.sesion.carpeta import Carpeta
from tablero.vistas import CODIGO

_VISTA = re.compile(
    rf"Vista:\s*(?:https?://[^\s/]+)?(\S*)(?:(?!Vista:)[\s\S])*?Código:?\s+({CODIGO})\b"
)
_DIRECCION = re.compile(r"(?:/[\w-]+)*?(/[a-z_]*(?:\?[^\s<>\"]*)?)$")
# Dónde está el texto en una presentación, un libro y un acta.
_CON_TEXTO = re.compile(
    r"ppt/notesSlides/notesSlide\d+\.xml|xl/sharedStrings\.xml|word/document\.xml"
)
_TEXTO = re.compile(r"<(?:a:t|w:t|t)(?:\s[^>]*)?>([^<]*)</(?:a:t|w:t|t)>")
_CARPETA, _DE_LA_CARPETA = "carpeta.zip", "carpeta.json"
_MAXIMO_DE_ENTRADAS = 5000


@dataclass(frozen=True)
class Hallada:
    """Una vista que un archivo nombra."""

    codigo: str
    direccion: str


@dataclass(frozen=True, eq=False)
class Leido:
    """Lo que un archivo trae: su carpeta, si la lleva adentro, y las vistas que nombra."""

    carpeta: Carpeta | None
    vistas: tuple[Hallada, ...]


def normalizar(escrito: str) -> str | None:
    """El código como se imprime, de lo que alguien dictó o escribió; ``None`` si no es un código.

    La O se lee como 0, y la I y la L como 1: en los códigos no hay esas letras.
    """
    limpio = re.sub(r"[\s\-.]", "", escrito).upper().translate(str.maketrans("OIL", "011"))
    return limpio if re.fullmatch(CODIGO, limpio) else None


def leer(contenido: bytes) -> Leido:
    """Lo que trae una carpeta, una entrega, una presentación, un libro o un acta del tablero.

    Lanza ``ErrorDeCarpeta`` si no es ninguno o no nombra ninguna vista.
    """
    if len(contenido) > MAXIMO_COMPRIMIDO:
        raise ErrorDeCarpeta(
            que="El archivo es demasiado grande.",
            esperado=f"hasta {MAXIMO_COMPRIMIDO // 1_000_000} megabytes",
            hacer="Elija un archivo bajado del tablero.",
        )
    try:
        with ZipFile(io.BytesIO(contenido)) as zip_:
            nombres = zip_.namelist()[:_MAXIMO_DE_ENTRADAS]
            if _DE_LA_CARPETA in nombres:
                return _de_carpeta(contenido)
            if _CARPETA in nombres:
                with zip_.open(_CARPETA) as adentro:
                    return _de_carpeta(adentro.read(MAXIMO_COMPRIMIDO + 1))
            texto = "\n".join(_textos(zip_, nombres))
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ErrorDeCarpeta(
            que="El archivo no se puede leer.",
            esperado="una carpeta .zip, una presentación .pptx, un libro .xlsx o un acta .docx",
            hacer="Elija un archivo bajado del tablero, sin cambiarle el formato.",
        ) from error
    halladas = [
        Hallada(codigo, direccion[1])
        for camino, codigo in _VISTA.findall(texto)
        if (direccion := _DIRECCION.search(camino))
    ]
    if not halladas:
        raise ErrorDeCarpeta(
            que="El archivo no lleva ningún código del tablero.",
            esperado="«Vista: /…» y «Código …», que el tablero escribe en lo que se baja",
            hacer="Elija un archivo bajado del tablero.",
        )
    return Leido(None, tuple(dict.fromkeys(halladas)))


def _de_carpeta(contenido: bytes) -> Leido:
    carpeta = abrir(contenido)
    vistas = tuple(Hallada(g.vista.codigo, g.vista.direccion) for g in carpeta.vistas)
    return Leido(carpeta, vistas)


def _textos(zip_: ZipFile, nombres: list[str]) -> Iterator[str]:
    queda = MAXIMO_DESCOMPRIMIDO
    for nombre in nombres:
        if not _CON_TEXTO.fullmatch(nombre):
            continue
        with zip_.open(nombre) as abierto:
            leido = abierto.read(queda + 1)
        queda -= len(leido)
        if queda < 0:
            raise ValueError("demasiado texto")
        yield from map(html.unescape, _TEXTO.findall(leido.decode("utf-8", "replace")))
