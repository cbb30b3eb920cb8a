"""Baja un archivo oficial: llega entero y es lo que debe ser, o no llega.

Nada se escribe en el destino: el archivo crece en un ``parcial`` que sólo se entrega cuando está
completo (tamaño que dijo el servidor), es del tipo que su dirección promete (firma de los bytes, y
por dentro los ZIP y JSON) y está en el disco. Una descarga cortada sigue donde iba si el servidor
asegura, con la misma ETag fuerte, que el archivo es el mismo; si no, empieza de nuevo.

Los intermediarios y certificados de la red (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``)
los toma requests del entorno. Los conjuntos de datos.gov.co (Socrata) se bajan por páginas.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError
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
            daniado = libro.testzip()
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error) as error:
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
    except ValueError as error:
        return f"el JSON no se entiende ({error})"
    return None


def _revisar_csv(ruta: Path) -> str | None:
    with ruta.open("rb") as archivo:
        while trozo := archivo.read(_TROZO):
            if b"\0" in trozo:
                return "un CSV no lleva bytes nulos"
    return None


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
    if not cabeza.strip():
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
    texto = cabeceras.get("Content-Length", "")
    # Comprimido, Content-Length cuenta otros bytes; por trozos, HTTP manda no mirarlo.
    if "Content-Encoding" in cabeceras or "Transfer-Encoding" in cabeceras:
        return None
    return int(texto) if texto.isdigit() else None


def _termina_solo(cabeceras: requests.structures.CaseInsensitiveDict[str]) -> bool:
    """Si el protocolo dice dónde acaba el archivo; si no, un corte parece un final."""
    por_trozos = cabeceras.get("Transfer-Encoding", "").lower() == "chunked"
    return por_trozos or cabeceras.get("Content-Length", "").isdigit()


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
        self.sesion = requests.Session()
        self.sesion.max_redirects = self.ajustes.redirecciones
        # Sin comprimir: así el tamaño y los rangos son los del archivo.
        self.sesion.headers.update({"User-Agent": QUIEN_PIDE, "Accept-Encoding": "identity"})
        reintentos = Retry(
            total=self.ajustes.reintentos,
            status_forcelist=_REPETIBLES,
            allowed_methods=("GET",),
            backoff_factor=self.ajustes.retroceso_s,
            backoff_jitter=self.ajustes.retroceso_s / 2,
            retry_after_max=self.ajustes.retry_after_maximo_s,
            raise_on_status=False,
        )
        for esquema in ("https://", "http://"):
            self.sesion.mount(esquema, HTTPAdapter(max_retries=reintentos))
        self._ultima = 0.0

    def __enter__(self) -> Descargador:
        return self

    def __exit__(self, *_: object) -> None:
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
    def _pedir(self, direccion: str, cabeceras: dict[str, str]) -> Iterator[requests.Response]:
        falta = self._ultima + self.ajustes.pausa_s - time.monotonic()
        if falta > 0:
            time.sleep(falta)
        try:
            respuesta = self.sesion.get(
                direccion,
                headers=cabeceras,
                stream=True,
                timeout=(self.ajustes.conexion_s, self.ajustes.lectura_s),
            )
        except requests.RequestException as error:
            raise _de_requests(direccion, error) from error
        except OSError as error:
            # requests lo lanza suelto cuando REQUESTS_CA_BUNDLE nombra un archivo que no está.
            raise _falla(direccion, f"No se pudo preparar la conexión: {error}.",
                         "Revise REQUESTS_CA_BUNDLE.") from error  # fmt: skip
        finally:
            self._ultima = time.monotonic()
        with respuesta:
            if direccion.startswith("https://") and not respuesta.url.startswith("https://"):
                raise _falla(direccion, "El servidor redirige a una dirección sin cifrar.",
                             _CORRIJA)  # fmt: skip
            yield respuesta

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
        with self._pedir(direccion, cabeceras) as respuesta:
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
            while True:
                # read1 entrega lo que haya llegado: un servidor que gotea no alarga el plazo.
                try:
                    trozo = respuesta.raw.read1(_TROZO, decode_content=True)
                except HTTPError as error:
                    archivo.flush()
                    raise _Cortada(f"a los {van} bytes") from error
                if not trozo:
                    break
                archivo.write(trozo)
                van += len(trozo)
                self.avance(van, total)
                if van > self.ajustes.maximo_bytes:
                    borrar_parcial(parcial)
                    raise self._demasiado_grande(respuesta.url)
                if time.monotonic() > limite:
                    que = f"La descarga pasó de {self.ajustes.maximo_s:g} segundos."
                    raise _falla(respuesta.url, que, _DESPUES)
            archivo.flush()
            os.fsync(archivo.fileno())
        if total is not None and van != total:
            raise _Cortada(f"llegaron {van} bytes de {total}")

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
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise _falla(
                direccion, "El portal no dijo cuántas filas tiene el conjunto ni de cuándo son.",
                _CORRIJA, "«rowsUpdatedAt» en su ficha y un conteo de filas",
            ) from error  # fmt: skip

    def _bajar_paginas(self, direccion: str, filas: int, parcial: Path, apoyo: Path) -> int:
        """Escribe en ``parcial`` todas las páginas con un solo encabezado; devuelve las filas."""
        leidas = 0
        encabezado: bytes | None = None
        por_pagina = self.ajustes.filas_por_pagina
        with parcial.open("wb") as archivo:
            while encabezado is None or leidas < filas:
                pagina = {"$limit": str(por_pagina), "$offset": str(leidas), "$order": ":id"}
                self._bajar_archivo(_con_parametros(direccion, pagina), "csv", apoyo, None)
                primera, _, resto = apoyo.read_bytes().partition(b"\n")
                if encabezado is None:
                    encabezado = primera
                    archivo.write(primera + b"\n")
                cuantas = sum(1 for _ in csv.reader(io.StringIO(resto.decode("utf-8"), newline="")))
                if primera != encabezado or not cuantas:
                    break
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
