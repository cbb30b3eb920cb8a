"""Un servidor local que hace de productor oficial, y todo lo malo que uno puede hacer.

No es un archivo de pruebas. Lo usan ``tests/unidad/test_descargas_oficiales.py`` y
``tests/rendimiento/matriz_de_fallos.py``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from tests.apoyo import Arbol


def libro(texto: str, relleno: int = 0) -> bytes:
    """Un ZIP con la forma de un libro de Excel; el mismo texto da los mismos bytes."""
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w") as archivo:
        for nombre, contenido in (
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", texto + "." * relleno),
        ):
            archivo.writestr(zipfile.ZipInfo(nombre), contenido)
    return memoria.getvalue()


@dataclass
class Conducta:
    """Cómo responde una ruta. Lo que no se diga es lo que haría un buen servidor."""

    cuerpo: bytes = b""
    codigo: int = 200
    cabeceras: dict[str, str] = field(default_factory=dict)
    con_etag: bool = True
    con_largo: bool = True
    por_trozos: bool = False
    entiende_rangos: bool = True
    corta_en: Callable[[int], int | None] = lambda intento: None
    """Cuántos bytes del cuerpo manda antes de colgar, según el número de petición (desde 1)."""
    falla_antes: int = 0
    """Cuántas veces responde ``codigo_de_falla`` antes de portarse bien."""
    codigo_de_falla: int = 500
    espera_s: float = 0
    goteo_s: float = 0
    goteo_bytes: int = 1
    destino: str = ""
    rango_mentiroso: bool = False
    crudo: bytes | None = None
    """La respuesta entera, con sus cabeceras, tal cual va por el cable; después cuelga."""
    crudo_goteo_s: float = 0

    @property
    def etag(self) -> str:
        return '"' + hashlib.sha256(self.cuerpo).hexdigest()[:16] + '"'


@dataclass
class Conjunto:
    """Un conjunto de Socrata: filas, su versión y qué cambia a la mitad."""

    filas: list[list[str]]
    encabezado: tuple[str, ...] = ("codigo", "nombre")
    version: int = 1_700_000_000
    anunciadas: int | None = None
    """Cuántas filas dice tener, si no son las que entrega."""
    al_pedir_pagina: Callable[[Conjunto, int], None] = lambda conjunto, desde: None
    siempre_la_primera: bool = False
    """Como un intermediario que guarda la respuesta sin mirar la consulta."""


class ServidorOficial:
    """Rutas y su conducta; ``pedidos`` guarda lo que llegó, con sus cabeceras."""

    def __init__(self) -> None:
        self.rutas: dict[str, Conducta] = {}
        self.conjuntos: dict[str, Conjunto] = {}
        self.pedidos: list[tuple[str, dict[str, str]]] = []
        self.veces: dict[str, int] = {}
        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), _con(self))
        self._servidor.daemon_threads = True
        self._hilo = threading.Thread(
            target=self._servidor.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def direccion(self) -> str:
        return f"http://127.0.0.1:{self._servidor.server_address[1]}"

    def poner(self, ruta: str, cuerpo: bytes = b"", **conducta: Any) -> str:
        """Publica ``cuerpo`` en ``ruta`` y devuelve su dirección completa."""
        self.rutas[ruta] = Conducta(cuerpo=cuerpo, **conducta)
        self.veces[ruta] = 0
        return self.direccion + ruta

    def __enter__(self) -> ServidorOficial:
        self._hilo.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._servidor.shutdown()
        self._servidor.server_close()


def _con(servidor: ServidorOficial) -> type[BaseHTTPRequestHandler]:
    class Atencion(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Nada: las pruebas leen ``servidor.pedidos``."""

        def do_GET(self) -> None:
            # Como intermediario llega la dirección completa; como servidor, sólo la ruta.
            partes = urlsplit(self.path)
            servidor.pedidos.append((self.path, dict(self.headers)))
            try:
                if partes.path in servidor.rutas:
                    self._atender(partes.path, servidor.rutas[partes.path])
                else:
                    self._atender_conjunto(partes.path, parse_qs(partes.query))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _responder(self, codigo: int, cuerpo: bytes, cabeceras: dict[str, str]) -> None:
            self.send_response(codigo)
            for nombre, valor in {"Content-Length": str(len(cuerpo))} | cabeceras.items():
                self.send_header(nombre, valor)
            self.end_headers()
            self.wfile.write(cuerpo)

        def _atender(self, ruta: str, conducta: Conducta) -> None:
            servidor.veces[ruta] += 1
            intento = servidor.veces[ruta]
            time.sleep(conducta.espera_s)
            if conducta.crudo is not None:
                self._crudo(conducta.crudo, conducta.crudo_goteo_s)
                return
            if conducta.destino:
                self._vacia(302, {"Location": conducta.destino})
                return
            if intento <= conducta.falla_antes:
                self._vacia(conducta.codigo_de_falla, conducta.cabeceras)
                return
            if conducta.con_etag and self.headers.get("If-None-Match") == conducta.etag:
                self._vacia(304, {"ETag": conducta.etag})
                return
            cuerpo, codigo = conducta.cuerpo, conducta.codigo
            propias = dict(conducta.cabeceras)
            rango = self.headers.get("Range", "")
            mismo = self.headers.get("If-Range") == conducta.etag
            if rango and (conducta.rango_mentiroso or (conducta.entiende_rangos and mismo)):
                desde = int(rango.removeprefix("bytes=").rstrip("-"))
                if not conducta.rango_mentiroso:
                    propias["Content-Range"] = f"bytes {desde}-{len(cuerpo) - 1}/{len(cuerpo)}"
                    cuerpo = cuerpo[desde:]
                codigo = 206
            if conducta.con_etag:
                propias["ETag"] = conducta.etag
            self._mandar(codigo, cuerpo, propias, conducta, conducta.corta_en(intento))

        def _crudo(self, respuesta: bytes, goteo_s: float) -> None:
            for desde in range(0, len(respuesta), 1 if goteo_s else len(respuesta)):
                self.wfile.write(respuesta[desde : desde + (1 if goteo_s else len(respuesta))])
                time.sleep(goteo_s)
            self.close_connection = True

        def _vacia(self, codigo: int, cabeceras: dict[str, str]) -> None:
            self.send_response(codigo)
            for nombre, valor in ({"Content-Length": "0"} | cabeceras).items():
                self.send_header(nombre, valor)
            self.end_headers()

        def _mandar(
            self,
            codigo: int,
            cuerpo: bytes,
            cabeceras: dict[str, str],
            conducta: Conducta,
            corte: int | None,
        ) -> None:
            if conducta.por_trozos:
                cabeceras["Transfer-Encoding"] = "chunked"
            elif conducta.con_largo:
                cabeceras.setdefault("Content-Length", str(len(cuerpo)))
            else:
                cabeceras["Connection"] = "close"
            self.send_response(codigo)
            for nombre, valor in cabeceras.items():
                self.send_header(nombre, valor)
            self.end_headers()
            mandado = cuerpo if corte is None else cuerpo[:corte]
            if conducta.por_trozos and mandado:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(mandado), mandado))
            elif conducta.goteo_s:
                for desde in range(0, len(mandado), conducta.goteo_bytes):
                    self.wfile.write(mandado[desde : desde + conducta.goteo_bytes])
                    self.wfile.flush()
                    time.sleep(conducta.goteo_s)
            else:
                self.wfile.write(mandado)
            if conducta.por_trozos and corte is None:
                self.wfile.write(b"0\r\n\r\n")
            if corte is not None or not conducta.con_largo:
                self.close_connection = True

        def _atender_conjunto(self, ruta: str, pedido: dict[str, list[str]]) -> None:
            nombre = ruta.rsplit("/", 1)[-1].split(".")[0]
            conjunto = servidor.conjuntos.get(nombre)
            if conjunto is None:
                self._vacia(404, {})
            elif ruta.startswith("/api/views/"):
                self._json({"id": nombre, "rowsUpdatedAt": conjunto.version})
            elif ruta.endswith(".json"):
                assert pedido["$select"] == ["count(*) as filas"]
                self._json([{"filas": str(conjunto.anunciadas or len(conjunto.filas))}])
            else:
                assert pedido["$order"] == [":id"], "sin orden, las páginas repiten u omiten filas"
                desde, cuantas = int(pedido["$offset"][0]), int(pedido["$limit"][0])
                conjunto.al_pedir_pagina(conjunto, desde)
                memoria = io.StringIO(newline="")
                escritor = csv.writer(memoria, quoting=csv.QUOTE_ALL, lineterminator="\n")
                escritor.writerow(conjunto.encabezado)
                desde = 0 if conjunto.siempre_la_primera else desde
                escritor.writerows(conjunto.filas[desde : desde + cuantas])
                self._mandar(
                    200, memoria.getvalue().encode(), {}, Conducta(por_trozos=True), corte=None
                )

        def _json(self, contenido: object) -> None:
            self._mandar(200, json.dumps(contenido).encode(), {}, Conducta(), corte=None)

    return Atencion


@contextmanager
def servidor_oficial() -> Iterator[ServidorOficial]:
    """Un servidor andando en un puerto libre de este equipo."""
    with ServidorOficial() as servidor:
        yield servidor


def declarar_direccion(arbol: Arbol, fuente_id: str, direccion: str) -> None:
    """Pone la dirección de descarga de una fuente en su declaración."""
    ruta = arbol.rutas.fuentes / f"{fuente_id}.yml"
    texto = ruta.read_text(encoding="utf-8")
    antes = yaml.safe_load(texto)["url_descarga"]
    linea = "url_descarga: null" if antes is None else f"url_descarga: {antes}"
    assert texto.count(linea) == 1
    ruta.write_text(
        texto.replace(linea, f"url_descarga: {direccion}"), encoding="utf-8", newline="\n"
    )
