"""Baja un archivo oficial: llega entero y es lo que debe ser, o no llega.

Nada se escribe en el destino: el archivo crece en un ``parcial`` que sólo se entrega cuando está
completo (tamaño que dijo el servidor), es del tipo que su dirección promete (firma de los bytes, y
por dentro los ZIP y JSON) y está en el disco. Una descarga cortada sigue donde iba si el servidor
asegura, con la misma ETag fuerte, que el archivo es el mismo; si no, empieza de nuevo.

Una redirección se sigue dentro del mismo sitio y sin dejar de ir cifrada; un servidor que gotea no
pasa del plazo, gotee el cuerpo o las cabeceras.

Los intermediarios y certificados de la red (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``)
los toma requests del entorno. Los conjuntos de datos.gov.co (Socrata) se bajan por páginas.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import os
import re
import shutil
import socket
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util import Retry

from pipelines.errores import ErrorDeDeclaracion, ErrorDeDescarga

Avance = Callable[[int, int | None], None]
"""Recibe los bytes que van y los que serán (``None`` si el servidor no lo dice)."""

QUIEN_PIDE = (
    "TableroDeCompetitividad/1.0 (Norte de Santander; actualiza fuentes oficiales) "
    f"python-requests/{requests.__version__}"
)
_REPETIBLES = (429, 500, 502, 503, 504)
_TROZO = 64 * 1024
_CABEZA = 4096
_RONDA_S = 0.2
_MAXIMO_DESCOMPRIMIDO = 3_000_000_000
# El salto de página y el Ctrl-Z final de los programas viejos sí aparecen en textos de verdad.
_DE_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_SEPARADORES = (b",", b";", b"\t", b"|")
_SOCRATA = re.compile(r"/resource/([a-z0-9]{4}-[a-z0-9]{4})\.csv$")


@dataclass(frozen=True)
class Ajustes:
    """Esperas (segundos), reintentos y topes de una descarga."""

    conexion_s: float = 15
    lectura_s: float = 60
    maximo_s: float = 1800
    reintentos: int = 4
    retroceso_s: float = 1
    retry_after_maximo_s: int = 120
    pausa_s: float = 1
    redirecciones: int = 5
    maximo_bytes: int = 500_000_000
    filas_por_pagina: int = 50_000


@dataclass(frozen=True)
class Condicion:
    """Lo que se sabe de la copia guardada, para que el servidor no la mande otra vez."""

    etag: str | None = None
    modificado: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class Bajado:
    """Un archivo entero: tamaño, sha256 y con qué preguntar la próxima vez si cambió."""

    bytes: int
    sha256: str
    condicion: Condicion


class _Cortada(Exception):
    """La descarga no terminó, pero vale la pena intentarla otra vez."""


class _Redireccion(requests.RequestException):
    """Una redirección que no se sigue; su texto dice por qué."""


class _Reintentos(Retry):
    """Los de urllib3, que con un ``Retry-After`` mal escrito esperan como si no estuviera."""

    def parse_retry_after(self, retry_after: str) -> float:
        try:
            return super().parse_retry_after(retry_after)
        except (InvalidHeader, ValueError, OverflowError):
            return 0


class _Sesion(requests.Session):
    """Sigue una redirección sólo al mismo sitio (o a uno suyo) y sin dejar de ir cifrada."""

    def rebuild_method(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        super().rebuild_method(prepared_request, response)
        desde, hasta = urlsplit(response.url), urlsplit(str(prepared_request.url))
        if hasta.scheme not in ("http", "https"):
            raise _Redireccion(
                f"El servidor redirige a algo que no es una página ({hasta.scheme}:)."
            )
        if (desde.scheme, hasta.scheme) == ("https", "http"):
            raise _Redireccion("El servidor redirige a una dirección sin cifrar.")
        una, otra = (f".{(s.hostname or '').removeprefix('www.')}" for s in (desde, hasta))
        if not (una.endswith(otra) or otra.endswith(una)):
            raise _Redireccion(f"El servidor redirige a otro sitio ({hasta.hostname}).")


# Qué tipo de archivo es


def tipo_de(direccion: str) -> str:
    """La extensión que promete una dirección. Lanza ``ErrorDeDeclaracion`` si no se conoce."""
    extension = Path(urlsplit(direccion).path).suffix.lower().removeprefix(".")
    if extension not in _REVISIONES:
        raise ErrorDeDeclaracion(
            que="La dirección no dice de qué tipo es el archivo.",
            donde=direccion,
            esperado=f"que termine en {', '.join(sorted(_REVISIONES))}",
            hacer="Declare la dirección del archivo y no la de su página.",
        )
    return extension


def _lo_que_parece(cabeza: bytes) -> str:
    inicio = cabeza.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if inicio.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "una página web (HTML)"
    for firma, nombre in (
        (b"pk\x03\x04", "un ZIP o un libro de Excel"),
        (b"\xd0\xcf\x11\xe0", "un libro de Excel viejo (.xls)"),
        (b"%pdf-", "un PDF"),
        (b"<", "un XML o una página web"),
        (b"{", "un JSON"),
        (b"[", "un JSON"),
    ):
        if inicio.startswith(firma):
            return nombre
    return "otra cosa" if b"\0" in cabeza else "un texto"


def _revisar_zip(ruta: Path) -> str | None:
    try:
        with zipfile.ZipFile(ruta) as libro:
            if sum(parte.file_size for parte in libro.infolist()) > _MAXIMO_DESCOMPRIMIDO:
                return "el ZIP se descomprime en demasiados bytes"
            daniado = libro.testzip()
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError,
            zlib.error) as error:  # fmt: skip
        return f"el ZIP no se puede leer ({error})"
    return f"«{daniado}» está dañado por dentro" if daniado else None


def _revisar_libro(ruta: Path) -> str | None:
    problema = _revisar_zip(ruta)
    if problema:
        return problema
    with zipfile.ZipFile(ruta) as libro:
        if "[Content_Types].xml" in libro.namelist():
            return None
    return "es un ZIP, pero no un libro de Excel"


def _revisar_json(ruta: Path) -> str | None:
    try:
        json.loads(ruta.read_bytes())
    except (ValueError, RecursionError) as error:
        return f"el JSON no se entiende ({error})"
    return None


def _revisar_csv(ruta: Path) -> str | None:
    ultimo = b""
    with ruta.open("rb") as archivo:
        if not any(separador in archivo.read(_CABEZA) for separador in _SEPARADORES):
            return "un CSV trae columnas separadas y aquí no las hay"
        archivo.seek(0)
        while trozo := archivo.read(_TROZO):
            if _DE_CONTROL.search(trozo):
                return "un CSV no lleva bytes nulos ni de control"
            ultimo = trozo
    # Un Content-Length que se queda corto sólo se nota en que el último renglón no termina.
    return None if ultimo.endswith((b"\n", b"\r", b"\x1a")) else "el último renglón está cortado"


@dataclass(frozen=True)
class _Revision:
    """Cómo se sabe que un archivo es de su tipo; ``entera``: también que no le falta el final."""

    firma: bytes | None
    por_dentro: Callable[[Path], str | None] | None
    entera: bool


_REVISIONES = {
    "xlsx": _Revision(b"PK\x03\x04", _revisar_libro, entera=True),
    "zip": _Revision(b"PK\x03\x04", _revisar_zip, entera=True),
    "xls": _Revision(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, entera=False),
    "pdf": _Revision(b"%PDF-", None, entera=False),
    "json": _Revision(None, _revisar_json, entera=True),
    "geojson": _Revision(None, _revisar_json, entera=True),
    "csv": _Revision(None, _revisar_csv, entera=False),
}


def revisar_tipo(ruta: Path, tipo: str) -> str | None:
    """Por qué el archivo no es del tipo ``tipo`` (una frase), o ``None`` si lo es."""
    revision = _REVISIONES[tipo]
    with ruta.open("rb") as archivo:
        cabeza = archivo.read(_CABEZA)
    if not cabeza.removeprefix(b"\xef\xbb\xbf").strip():
        return "llegó vacío"
    parece = _lo_que_parece(cabeza)
    if revision.firma is not None and not cabeza.startswith(revision.firma):
        return f"parece {parece}"
    if tipo == "csv" and parece != "un texto":
        return f"parece {parece}"
    if tipo in ("json", "geojson") and parece != "un JSON":
        return f"parece {parece}"
    return revision.por_dentro(ruta) if revision.por_dentro else None


# Lo que dice el servidor


def _falla(direccion: str, que: str, hacer: str, esperado: str = "") -> ErrorDeDescarga:
    return ErrorDeDescarga(que=que, donde=direccion, esperado=esperado, hacer=hacer)


_CORRIJA = "Busque el archivo en la página del productor y corrija «url_descarga» en la fuente."
_DESPUES = "Repita la orden más tarde; lo guardado sigue como estaba."
_REVISE_LA_RED = (
    "Revise la conexión a internet y, si la red usa un intermediario, HTTPS_PROXY. Sin internet: "
    "python -m pipelines actualizar --sin-red"
)


def _por_codigo(direccion: str, codigo: int) -> ErrorDeDescarga:
    if codigo in (404, 410):
        return _falla(direccion, f"La dirección ya no existe (HTTP {codigo}).", _CORRIJA)
    if codigo in (401, 403, 407, 451):
        return _falla(
            direccion, f"El servidor no deja bajar el archivo (HTTP {codigo}).",
            "Ábralo en el navegador: si allí sí baja, es la red o el intermediario.",
        )  # fmt: skip
    if codigo in (429, 503):
        que = f"El servidor pide esperar (HTTP {codigo}) y siguió pidiéndolo."
        return _falla(direccion, que, _DESPUES)
    if codigo >= HTTPStatus.INTERNAL_SERVER_ERROR:
        que = f"El servidor del productor falló (HTTP {codigo}) en todos los intentos."
        return _falla(direccion, que, _DESPUES)
    return _falla(direccion, f"El servidor respondió algo que no es el archivo (HTTP {codigo}).",
                  _CORRIJA)  # fmt: skip


def _de_requests(direccion: str, error: requests.RequestException) -> ErrorDeDescarga:
    if isinstance(error, _Redireccion):
        return _falla(
            direccion, str(error),
            "Si ese sitio es del productor, declare esa dirección en «url_descarga» de la fuente.",
        )  # fmt: skip
    if isinstance(error, requests.exceptions.InvalidHeader):
        return _falla(direccion, "El servidor respondió con cabeceras que no se entienden.",
                      _DESPUES)  # fmt: skip
    if isinstance(error, requests.TooManyRedirects):
        return _falla(direccion, "El servidor redirige una y otra vez.", _CORRIJA)
    if isinstance(error, requests.exceptions.ProxyError):
        return _falla(direccion, "El intermediario de la red (proxy) no dejó pasar la petición.",
                      "Revise HTTPS_PROXY y NO_PROXY con quien administra la red.")  # fmt: skip
    if isinstance(error, requests.exceptions.SSLError):
        return _falla(
            direccion, "No se pudo comprobar el certificado del servidor.",
            "Si la red revisa el tráfico, ponga su certificado en REQUESTS_CA_BUNDLE.",
        )  # fmt: skip
    causa = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.Timeout) or isinstance(causa, ReadTimeoutError):
        return _falla(direccion, "El servidor no respondió a tiempo.", _DESPUES)
    if isinstance(error, requests.ConnectionError):
        return _falla(direccion, "No se pudo llegar al servidor.", _REVISE_LA_RED)
    return _falla(direccion, f"La petición no se pudo hacer ({type(error).__name__}).", _CORRIJA)


def _etag_fuerte(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> str | None:
    etag = cabeceras.get("ETag", "")
    return etag if etag.startswith('"') else None


def _largo(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> int | None:
    # Comprimido, Content-Length cuenta otros bytes; por trozos, HTTP manda no mirarlo.
    if _codificacion(cabeceras) or "Transfer-Encoding" in cabeceras:
        return None
    return _largo_escrito(cabeceras)


def _largo_escrito(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> int | None:
    texto = cabeceras.get("Content-Length", "")
    return int(texto) if re.fullmatch(r"[0-9]{1,18}", texto) else None


def _codificacion(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> str:
    codificacion = cabeceras.get("Content-Encoding", "").strip().lower()
    # Hay servidores que ponen ahí el juego de caracteres.
    return "" if codificacion in ("identity", "none", "utf-8") else codificacion


def _termina_solo(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> bool:
    """Si el protocolo dice dónde acaba el archivo; si no, un corte parece un final."""
    por_trozos = cabeceras.get("Transfer-Encoding", "").lower() == "chunked"
    return por_trozos or _largo_escrito(cabeceras) is not None


class _Descompresor:
    """Deshace gzip o deflate y sabe si llegó hasta el final: urllib3 no avisa si no."""

    def __init__(self) -> None:
        self._nuevo()

    def _nuevo(self) -> None:
        # 32: reconoce gzip y zlib por su comienzo.
        self._z = zlib.decompressobj(32 + zlib.MAX_WBITS)

    @property
    def termino(self) -> bool:
        return self._z.eof

    def trozos(self, datos: bytes) -> Iterator[bytes]:
        while datos:
            if self._z.eof:
                self._nuevo()
            yield self._z.decompress(datos, _TROZO)
            datos = self._z.unused_data if self._z.eof else self._z.unconsumed_tail


class _Vigia(threading.Thread):
    """Cuelga la conexión que pasó de su plazo, esté donde esté.

    requests vigila lo que tarda cada byte y no lo que van sumando: un servidor que gotea las
    cabeceras, o el tamaño de un trozo, no dejaría volver nunca.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.enchufe: socket.socket | None = None
        self.limite = math.inf
        self._fin = threading.Event()

    def run(self) -> None:
        while not self._fin.wait(_RONDA_S):
            if self.enchufe is not None and time.monotonic() > self.limite:
                with suppress(OSError):
                    # El de socket: el de TLS le quitaría el cifrado a quien está leyendo.
                    socket.socket.shutdown(self.enchufe, socket.SHUT_RDWR)

    def terminar(self) -> None:
        self._fin.set()


def _vigilar(adaptador: HTTPAdapter, vigia: _Vigia) -> HTTPAdapter:
    """El adaptador, que le cuenta a ``vigia`` cada conexión que abre."""
    gestor = adaptador.poolmanager
    vigiladas = {}
    for esquema, piscina in gestor.pool_classes_by_scheme.items():

        class Conexion(piscina.ConnectionCls):  # type: ignore[name-defined]
            def connect(self) -> None:
                super().connect()
                vigia.enchufe = self.sock

        vigiladas[esquema] = type("Piscina", (piscina,), {"ConnectionCls": Conexion})
    gestor.pool_classes_by_scheme = vigiladas
    return adaptador


# Lo que ya se había bajado


def _ficha(parcial: Path) -> Path:
    """Al lado del parcial: de qué dirección, qué ETag y cuántos bytes será."""
    return parcial.with_name(parcial.name + ".json")


def borrar_parcial(parcial: Path) -> None:
    """Borra lo bajado a medias y su ficha."""
    parcial.unlink(missing_ok=True)
    _ficha(parcial).unlink(missing_ok=True)


def direccion_del_parcial(parcial: Path) -> str | None:
    """La dirección de la que se estaba bajando, o ``None`` si no se sabe."""
    ficha = _leer_ficha(parcial)
    return None if ficha is None else ficha[0]


def _leer_ficha(parcial: Path) -> tuple[str, str, int] | None:
    try:
        leida = json.loads(_ficha(parcial).read_bytes())
        return str(leida["direccion"]), str(leida["etag"]), int(leida["total"])
    except (OSError, ValueError, KeyError, TypeError):
        # Una ficha ausente o escrita a medias sólo significa empezar de nuevo.
        return None


def _continuacion(parcial: Path, direccion: str) -> tuple[int, str, int] | None:
    """Desde qué byte se puede seguir, con qué ETag y hasta cuántos; ``None``: desde el primero."""
    ficha = _leer_ficha(parcial)
    if ficha is None or ficha[0] != direccion or not parcial.exists():
        return None
    desde = parcial.stat().st_size
    return (desde, ficha[1], ficha[2]) if 0 < desde < ficha[2] else None


def sha256_del_archivo(ruta: Path) -> str:
    """Huella de un archivo sin cargarlo entero en memoria."""
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


class Descargador:
    """Una sesión con el servidor: reintentos, ritmo, topes y aviso de lo que va llegando."""

    def __init__(self, ajustes: Ajustes | None = None, avance: Avance | None = None) -> None:
        self.ajustes = ajustes or Ajustes()
        self.avance: Avance = avance or (lambda van, total: None)
        self.sesion = _Sesion()
        self.sesion.max_redirects = self.ajustes.redirecciones
        # Sin comprimir: así el tamaño y los rangos son los del archivo.
        self.sesion.headers.update({"User-Agent": QUIEN_PIDE, "Accept-Encoding": "identity"})
        reintentos = _Reintentos(
            total=self.ajustes.reintentos,
            status_forcelist=_REPETIBLES,
            allowed_methods=("GET",),
            backoff_factor=self.ajustes.retroceso_s,
            backoff_jitter=self.ajustes.retroceso_s / 2,
            retry_after_max=self.ajustes.retry_after_maximo_s,
            raise_on_status=False,
        )
        self._vigia = _Vigia()
        for esquema in ("https://", "http://"):
            self.sesion.mount(esquema, _vigilar(HTTPAdapter(max_retries=reintentos), self._vigia))
        self._ultima = 0.0

    def __enter__(self) -> Descargador:
        self._vigia.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._vigia.terminar()
        self.sesion.close()

    def bajar(
        self, direccion: str, parcial: Path, condicion: Condicion | None = None
    ) -> Bajado | None:
        """Deja en ``parcial`` el archivo entero y revisado; ``None`` si no cambió desde la copia.

        Lanza ``ErrorDeDescarga`` (con qué pasó y qué hacer) y entonces ``parcial`` falta o es el
        comienzo de un archivo que se puede seguir bajando. ``OSError``: el disco no dejó escribir.
        """
        tipo = tipo_de(direccion)
        conjunto = _SOCRATA.search(urlsplit(direccion).path)
        try:
            if conjunto:
                return self._bajar_conjunto(direccion, conjunto[1], parcial, condicion)
            return self._bajar_archivo(direccion, tipo, parcial, condicion)
        except ErrorDeDescarga:
            if _continuacion(parcial, direccion) is None:
                borrar_parcial(parcial)
            raise
        except OSError:
            # Con el disco lleno, lo bajado a medias sólo estorba.
            borrar_parcial(parcial)
            raise

    def _bajar_archivo(
        self, direccion: str, tipo: str, parcial: Path, condicion: Condicion | None
    ) -> Bajado | None:
        limite = time.monotonic() + self.ajustes.maximo_s
        motivo = ""
        for intento in range(self.ajustes.reintentos + 1):
            if intento:
                time.sleep(self.ajustes.retroceso_s * 2 ** (intento - 1))
            try:
                nueva = self._un_intento(direccion, tipo, parcial, condicion, limite)
            except _Cortada as error:
                motivo = str(error)
                continue
            if nueva is None:
                return None
            problema = revisar_tipo(parcial, tipo)
            if problema:
                borrar_parcial(parcial)
                raise _falla(direccion, f"Lo que llegó no es un archivo .{tipo}: {problema}.",
                             _CORRIJA, f"un archivo .{tipo} entero")  # fmt: skip
            bajado = Bajado(parcial.stat().st_size, sha256_del_archivo(parcial), nueva)
            _ficha(parcial).unlink(missing_ok=True)
            return bajado
        cuantos = self.ajustes.reintentos + 1
        raise _falla(direccion, f"La descarga se cortó en los {cuantos} intentos ({motivo}).",
                     "Repita la orden: si el servidor lo permite, sigue donde iba.")  # fmt: skip

    @contextmanager
    def _pedir(
        self, direccion: str, cabeceras: dict[str, str], limite: float
    ) -> Iterator[requests.Response]:
        falta = self._ultima + self.ajustes.pausa_s - time.monotonic()
        if falta > 0:
            time.sleep(falta)
        try:
            self._vigia.limite = limite
            respuesta = self.sesion.get(
                direccion,
                headers=cabeceras,
                stream=True,
                timeout=(self.ajustes.conexion_s, self.ajustes.lectura_s),
            )
        except requests.RequestException as error:
            if time.monotonic() > limite:
                raise self._paso_del_plazo(direccion) from error
            raise _de_requests(direccion, error) from error
        except ValueError as error:
            # requests los deja sueltos cuando la dirección a la que redirigen no es una dirección.
            raise _falla(direccion, "El servidor redirige a una dirección que no se entiende.",
                         _CORRIJA) from error  # fmt: skip
        except OSError as error:
            # requests lo lanza suelto cuando REQUESTS_CA_BUNDLE nombra un archivo que no está.
            raise _falla(direccion, f"No se pudo preparar la conexión: {error}.",
                         "Revise REQUESTS_CA_BUNDLE.") from error  # fmt: skip
        finally:
            self._ultima = time.monotonic()
        with respuesta:
            # Unas cabeceras colgadas a la mitad se leen como si hubieran terminado.
            if time.monotonic() > limite:
                raise self._paso_del_plazo(direccion)
            yield respuesta

    def _paso_del_plazo(self, direccion: str) -> ErrorDeDescarga:
        return _falla(direccion, f"La descarga pasó de {self.ajustes.maximo_s:g} segundos.",
                      _DESPUES)  # fmt: skip

    def _un_intento(
        self,
        direccion: str,
        tipo: str,
        parcial: Path,
        condicion: Condicion | None,
        limite: float,
    ) -> Condicion | None:
        continuacion = _continuacion(parcial, direccion)
        cabeceras: dict[str, str] = {}
        if continuacion:
            cabeceras = {"Range": f"bytes={continuacion[0]}-", "If-Range": continuacion[1]}
        elif condicion:
            if condicion.etag:
                cabeceras["If-None-Match"] = condicion.etag
            if condicion.modificado:
                cabeceras["If-Modified-Since"] = condicion.modificado
        with self._pedir(direccion, cabeceras, limite) as respuesta:
            codigo = respuesta.status_code
            if codigo == HTTPStatus.NOT_MODIFIED and cabeceras and not continuacion:
                return None
            if continuacion and codigo != HTTPStatus.OK:
                desde, etag, total = continuacion
                if codigo == HTTPStatus.PARTIAL_CONTENT:
                    if not _es_la_continuacion(respuesta, desde, etag, total):
                        borrar_parcial(parcial)
                        raise _Cortada("el servidor no supo seguir donde iba")
                    self._recibir(respuesta, parcial, desde, total, limite)
                    return _condicion(respuesta)
                if codigo == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    borrar_parcial(parcial)
                    raise _Cortada("el servidor no acepta seguir donde iba")
            if codigo != HTTPStatus.OK:
                if codigo not in _REPETIBLES:
                    borrar_parcial(parcial)
                raise _por_codigo(direccion, codigo)
            if "Content-Range" in respuesta.headers:
                raise _Cortada("el servidor mandó una parte como si fuera el archivo")
            if not _termina_solo(respuesta.headers) and not _REVISIONES[tipo].entera:
                raise _falla(
                    direccion,
                    "El servidor no dice cuánto mide el archivo: no se sabría si llega entero.",
                    "Baje el archivo con el navegador y cárguelo a mano.",
                )
            total_anunciado = _largo(respuesta.headers)
            self._exigir_que_quepa(direccion, parcial, total_anunciado)
            borrar_parcial(parcial)
            etag_fuerte = _etag_fuerte(respuesta.headers)
            if etag_fuerte and total_anunciado:
                ficha = {"direccion": direccion, "etag": etag_fuerte, "total": total_anunciado}
                _ficha(parcial).write_text(json.dumps(ficha), encoding="utf-8")
            self._recibir(respuesta, parcial, 0, total_anunciado, limite)
            return _condicion(respuesta)

    def _exigir_que_quepa(self, direccion: str, parcial: Path, total: int | None) -> None:
        if total is None:
            return
        if total > self.ajustes.maximo_bytes:
            raise self._demasiado_grande(direccion)
        libres = shutil.disk_usage(parcial.parent).free
        if libres < total:
            raise _falla(direccion, "No cabe en el disco.", "Libere espacio y repita la orden.",
                         f"{total} bytes libres; hay {libres}")  # fmt: skip

    def _demasiado_grande(self, direccion: str) -> ErrorDeDescarga:
        return _falla(direccion, "El archivo es más grande de lo que se admite.",
                      "Revise que la dirección sea la del archivo y no otra.",
                      f"{self.ajustes.maximo_bytes} bytes como máximo")  # fmt: skip

    def _recibir(
        self,
        respuesta: requests.Response,
        parcial: Path,
        desde: int,
        total: int | None,
        limite: float,
    ) -> None:
        """Escribe el cuerpo a partir de ``desde``. Lanza ``_Cortada`` si no llega al final."""
        van = desde
        with parcial.open("ab") as archivo:
            trozos = self._trozos(respuesta, limite)
            while True:
                try:
                    trozo = next(trozos, None)
                except (HTTPError, zlib.error, EOFError) as error:
                    archivo.flush()
                    if time.monotonic() > limite:
                        raise self._paso_del_plazo(respuesta.url) from error
                    raise _Cortada(f"a los {van} bytes") from error
                if trozo is None:
                    break
                archivo.write(trozo)
                van += len(trozo)
                self.avance(van, total)
                if van > self.ajustes.maximo_bytes:
                    borrar_parcial(parcial)
                    raise self._demasiado_grande(respuesta.url)
            archivo.flush()
            os.fsync(archivo.fileno())
        if total is not None and van != total:
            raise _Cortada(f"llegaron {van} bytes de {total}")

    def _trozos(self, respuesta: requests.Response, limite: float) -> Iterator[bytes]:
        """El cuerpo, descomprimido si venía comprimido. Lanza ``EOFError`` si no llegó su final."""
        codificacion = _codificacion(respuesta.headers)
        if codificacion not in ("", "gzip", "x-gzip", "deflate"):
            que = f"El servidor manda el archivo comprimido ({codificacion}) sin que se le pidiera."
            raise _falla(respuesta.url, que, _DESPUES)
        descompresor = _Descompresor() if codificacion else None
        # read1 entrega lo que haya llegado: un servidor que gotea no alarga el plazo.
        while crudo := respuesta.raw.read1(_TROZO, decode_content=False):
            if descompresor is None:
                yield crudo
            else:
                yield from descompresor.trozos(crudo)
            if time.monotonic() > limite:
                raise self._paso_del_plazo(respuesta.url)
        if time.monotonic() > limite:
            raise self._paso_del_plazo(respuesta.url)
        if descompresor is not None and not descompresor.termino:
            raise EOFError

    # Socrata

    def _bajar_conjunto(
        self, direccion: str, conjunto: str, parcial: Path, condicion: Condicion | None
    ) -> Bajado | None:
        """Un conjunto de Socrata entero, por páginas en orden de fila y con el total comprobado.

        Si el conjunto cambia mientras se baja, las páginas no casan: se empieza de nuevo una vez.
        Documentación: dev.socrata.com/docs/paging.html.
        """
        apoyo = parcial.with_name(parcial.name + ".pagina")
        try:
            for _ in range(2):
                version, filas = self._version_y_filas(direccion, conjunto, apoyo)
                if condicion and condicion.version == version:
                    return None
                borrar_parcial(parcial)
                leidas = self._bajar_paginas(direccion, filas, parcial, apoyo)
                despues = self._version_y_filas(direccion, conjunto, apoyo)
                if leidas == filas and despues == (version, filas):
                    return Bajado(
                        parcial.stat().st_size,
                        sha256_del_archivo(parcial),
                        Condicion(version=version),
                    )
            raise _falla(direccion, "El conjunto cambió mientras se bajaba o no llegó completo.",
                         _DESPUES, f"{filas} filas; llegaron {leidas}")  # fmt: skip
        except (UnicodeDecodeError, csv.Error) as error:
            que = f"Una página del conjunto no es un CSV que se entienda ({error})."
            raise _falla(direccion, que, _DESPUES) from error
        finally:
            borrar_parcial(apoyo)

    def _json(self, direccion: str, apoyo: Path) -> object:
        self._bajar_archivo(direccion, "json", apoyo, None)
        leido: object = json.loads(apoyo.read_bytes())
        return leido

    def _version_y_filas(self, direccion: str, conjunto: str, apoyo: Path) -> tuple[str, int]:
        partes = urlsplit(direccion)
        ficha = urlunsplit((partes.scheme, partes.netloc, f"/api/views/{conjunto}.json", "", ""))
        tabla = urlunsplit(partes._replace(path=partes.path.removesuffix(".csv") + ".json"))
        cuenta = _con_parametros(tabla, {"$select": "count(*) as filas"})
        try:
            version = self._json(ficha, apoyo)["rowsUpdatedAt"]  # type: ignore[index]
            filas = self._json(cuenta, apoyo)[0]["filas"]  # type: ignore[index]
            return str(int(version)), int(filas)
        except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
            raise _falla(
                direccion, "El portal no dijo cuántas filas tiene el conjunto ni de cuándo son.",
                _CORRIJA, "«rowsUpdatedAt» en su ficha y un conteo de filas",
            ) from error  # fmt: skip

    def _bajar_paginas(self, direccion: str, filas: int, parcial: Path, apoyo: Path) -> int:
        """Escribe en ``parcial`` todas las páginas con un solo encabezado; devuelve las filas."""
        leidas = 0
        vistas: set[bytes] = set()
        encabezado: bytes | None = None
        cuantas = por_pagina = self.ajustes.filas_por_pagina
        with parcial.open("wb") as archivo:
            # Tras una página llena puede haber otra, diga lo que diga el conteo.
            while leidas < filas or cuantas == por_pagina:
                pagina = {"$limit": str(por_pagina), "$offset": str(leidas), "$order": ":id"}
                self._bajar_archivo(_con_parametros(direccion, pagina), "csv", apoyo, None)
                primera, _, resto = apoyo.read_bytes().partition(b"\n")
                if encabezado is None:
                    encabezado = primera
                    archivo.write(primera + b"\n")
                texto = io.StringIO((primera + b"\n" + resto).decode("utf-8"), newline="")
                anchos = [len(fila) for fila in csv.reader(texto, strict=True)]
                cuantas = len(anchos) - 1
                huella = hashlib.sha256(resto).digest()
                # Una página que vuelve es un intermediario que no mira «$offset»: faltan otras.
                if primera != encabezado or len(set(anchos)) > 1 or not cuantas or huella in vistas:
                    break
                vistas.add(huella)
                archivo.write(resto if resto.endswith(b"\n") else resto + b"\n")
                leidas += cuantas
                if archivo.tell() > self.ajustes.maximo_bytes:
                    raise self._demasiado_grande(direccion)
            archivo.flush()
            os.fsync(archivo.fileno())
        return leidas


def _con_parametros(direccion: str, nuevos: dict[str, str]) -> str:
    partes = urlsplit(direccion)
    # La consulta declarada (un filtro «$where», por ejemplo) se conserva.
    todos = dict(parse_qsl(partes.query)) | nuevos
    return urlunsplit(partes._replace(query=urlencode(todos)))


def _condicion(respuesta: requests.Response) -> Condicion:
    return Condicion(respuesta.headers.get("ETag"), respuesta.headers.get("Last-Modified"))


def _es_la_continuacion(respuesta: requests.Response, desde: int, etag: str, total: int) -> bool:
    """Si el 206 trae el mismo archivo, justo desde donde se pidió y hasta el final."""
    rango = respuesta.headers.get("Content-Range", "")
    mismo = respuesta.headers.get("ETag") == etag and "Content-Encoding" not in respuesta.headers
    return mismo and rango.strip() == f"bytes {desde}-{total - 1}/{total}"
