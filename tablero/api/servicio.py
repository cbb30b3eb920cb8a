"""De una petición a una respuesta, sin HTTP: el mart abierto, las direcciones y las condiciones.

Corre en un hilo de trabajo, nunca en el ciclo de eventos.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pipelines.errores import MartNoDisponible
from tablero import exportar
from tablero.api import descripcion, vistas
from tablero.api.catalogo import Catalogo, Mart, leer_catalogo
from tablero.api.errores import ConsultaInvalida, MuchasFilas, NoExiste, PlazoVencido
from tablero.api.filtros_de_mart import (
    Pedido,
    a_parametros,
    leer_pedido,
    parecidos,
)
from tablero.api.formatos import CSV_ESPANOL, FORMATOS, Formato, Seleccion
from tablero.api.lectura import en_el_nombre, seleccionar
from tablero.api.pagina import pagina
from tablero.api.turnos import Plazo
from tablero.conexion import (
    ConsultaCortada,
    ConsultaSinMemoria,
    Lectura,
    Version,
    abrir,
    abrir_publicada,
    version_publicada,
)

MEMORIA = "512MB"
"""La que DuckDB puede usar entre todas las consultas de la API."""

_CACHE = "public, max-age=60"
_NADA_DE_AFUERA = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_DESDE_CUANTO_SE_COMPRIME = 500
# Cambia cuando cambia lo que se responde con el mismo mart: las copias guardadas dejan de valer.
_REVISION = "1"
_DIALECTOS = ("internacional", "es")


@dataclass(frozen=True)
class Peticion:
    """Lo que importa de una petición HTTP.

    ``camino``: sin el prefijo de publicación; ``base``: ese prefijo; ``origen``: «http://equipo».
    """

    camino: str
    parametros: tuple[tuple[str, str], ...] = ()
    si_no_coincide: str = ""
    comprimir: bool = False
    origen: str = "http://localhost"
    base: str = ""


@dataclass(frozen=True)
class Respuesta:
    estado: int
    cabeceras: dict[str, str]
    cuerpo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Abierto:
    """El mart de una versión, abierto, con su catálogo."""

    version: Version
    conexion: Any
    catalogo: Catalogo

    @property
    def clave(self) -> str:
        return f"{self.version.fecha_ns:x}-{self.version.tamano:x}"


_abrir = partial(abrir, memoria=MEMORIA)


class Servicio:
    """Atiende peticiones sobre el mart publicado; si publican otro, abre ése."""

    def __init__(self, mart: Path) -> None:
        self._mart = mart
        self._abierto: Abierto | None = None
        self._apertura = threading.Lock()

    def abierto(self) -> Abierto:
        """El mart de ahora. Lanza ``MartNoDisponible`` si no hay o no se puede leer."""
        version = version_publicada(self._mart)
        with self._apertura:
            if self._abierto is None or self._abierto.version != version:
                version, conexion = abrir_publicada(_abrir, self._mart)
                catalogo = leer_catalogo(conexion, Lectura(conexion))
                self._abierto = Abierto(version, conexion, catalogo)
            return self._abierto

    def salud(self) -> Respuesta:
        """Para monitores: 200 si hay datos que dar, 503 si no."""
        try:
            abierto = self.abierto()
        except MartNoDisponible as error:
            cuerpo = {"estado": "sin datos", "que": error.que, "hacer": error.hacer}
            cabeceras = {"cache-control": "no-store", "retry-after": "30"}
            return _en_json(cuerpo, 503, cabeceras)
        publicado = datetime.fromtimestamp(abierto.version.fecha_ns / 1e9, UTC)
        cuerpo_sano: dict[str, Any] = {
            "estado": "bien",
            "corte": descripcion.corte_de(abierto.catalogo),
            "version": abierto.clave,
            "publicado": publicado.isoformat(timespec="seconds"),
            "tablas": len(abierto.catalogo.marts),
        }
        return _en_json(cuerpo_sano, 200, {"cache-control": "no-store"})

    def atender(self, peticion: Peticion, plazo: Plazo) -> Respuesta:
        """La respuesta a una petición de lectura.

        Lanza los errores de ``tablero.api.errores`` y ``MartNoDisponible``.
        """
        if vistas.es_de_vistas(peticion.camino):
            return _vista(peticion, plazo)
        abierto = self.abierto()
        documento = _DOCUMENTOS.get(peticion.camino.rstrip("/"))
        if documento is not None:
            return _documento(abierto, peticion, *documento)
        mart, nombre = _de_que_mart(abierto.catalogo, peticion.camino)
        formato, parametros = _dialecto(nombre, peticion.parametros)
        pedido = leer_pedido(mart, parametros)
        etag = _etag(abierto, mart.nombre, formato.armar.__name__, *a_parametros(pedido, mart))
        cabeceras = {"etag": etag, "cache-control": _CACHE, "vary": "Accept-Encoding"}
        if _coincide(peticion.si_no_coincide, etag):
            return Respuesta(304, cabeceras)
        try:
            seleccion = _seleccionar(abierto, mart, pedido, formato, nombre, peticion, plazo)
        except ConsultaCortada as error:
            raise PlazoVencido(que="La consulta pasó del plazo y se cortó.") from error
        except ConsultaSinMemoria as error:
            raise MuchasFilas(
                que="La consulta pide más memoria de la que hay.",
                donde=mart.nombre,
                hacer="Pida menos filas o columnas.",
            ) from error
        plazo.exigir()
        cuerpo = formato.armar(seleccion)
        plazo.exigir()
        archivo = exportar.nombre_de_archivo(
            mart.nombre,
            dict(en_el_nombre(pedido)),
            seleccion.corte,
            formato.extension,
        )
        cabeceras |= {
            "content-type": formato.tipo,
            "content-disposition": f'attachment; filename="{archivo}"',
            "x-total-filas": str(seleccion.total),
        }
        if seleccion.siguiente:
            cabeceras["link"] = f'<{seleccion.siguiente}>; rel="next"'
        return _comprimida(cabeceras, cuerpo, peticion.comprimir and formato.es_texto)


# ── Datos ──────────────────────────────────────────────────────────────────────────────────────


def _de_que_mart(catalogo: Catalogo, camino: str) -> tuple[Mart, str]:
    """La tabla y el formato que nombra «/api/v1/<tabla>.<formato>»."""
    partes = re.fullmatch(r"/api/v1/([^/.]{1,100})(?:\.([^/.]{1,20}))?", camino)
    nombre, formato = partes.groups() if partes else ("", None)
    if nombre in catalogo.marts and formato in FORMATOS:
        return catalogo.marts[nombre], str(formato)
    if nombre in catalogo.marts:
        raise NoExiste(
            que=f"«{nombre}» no está en ese formato.",
            donde="la dirección",
            esperado="csv, json, parquet o xlsx",
            hacer="Elija una de «validos».",
            validos=[f"/api/v1/{nombre}.{extension}" for extension in FORMATOS],
        )
    if nombre:
        validos = [f"/api/v1/{n}.json" for n in parecidos(nombre, list(catalogo.marts))]
    else:
        validos = list(_DOCUMENTOS)
    raise NoExiste(
        que="Esa tabla no existe." if nombre else "Esa dirección no es de la API.",
        donde="la dirección",
        esperado="/api/v1/<tabla>.<csv|json|parquet|xlsx>",
        hacer="Elija una de «validos»; /api/v1/ las lista todas.",
        validos=validos,
    )


def _dialecto(
    nombre: str, parametros: tuple[tuple[str, str], ...]
) -> tuple[Formato, list[tuple[str, str]]]:
    """El formato según ``dialecto`` (sólo de CSV) y los demás parámetros."""
    dialectos = [valor for clave, valor in parametros if clave == "dialecto"]
    if not dialectos:
        return FORMATOS[nombre], list(parametros)
    if nombre != "csv" or len(dialectos) > 1 or dialectos[0] not in _DIALECTOS:
        raise ConsultaInvalida(
            que="«dialecto» no se puede usar así.",
            donde="dialecto",
            esperado="una sola vez, en csv: internacional (coma y punto) o es (punto y coma, coma)",
            hacer="Corríjalo o quítelo.",
            validos=_DIALECTOS,
        )
    resto = [(clave, valor) for clave, valor in parametros if clave != "dialecto"]
    return (CSV_ESPANOL if dialectos[0] == "es" else FORMATOS["csv"]), resto


def _seleccionar(
    abierto: Abierto,
    mart: Mart,
    pedido: Pedido,
    formato: Formato,
    nombre: str,
    peticion: Peticion,
    plazo: Plazo,
) -> Seleccion:
    """Las filas del pedido, con la dirección de la página que sigue si queda alguna."""
    lectura = Lectura(abierto.conexion)
    plazo.al_vencer(lectura.cortar)
    seleccion = seleccionar(lectura, mart, pedido, formato)
    quedan = seleccion.total - pedido.desde_fila + 1
    if pedido.limite is None or quedan <= pedido.limite:
        return seleccion
    proxima = pedido.pagina(pedido.desde_fila + pedido.limite, pedido.limite)
    pares = a_parametros(proxima, mart)
    if formato is CSV_ESPANOL:
        pares.append(("dialecto", "es"))
    siguiente = f"{peticion.base}/api/v1/{mart.nombre}.{nombre}?{urlencode(pares)}"
    return replace(seleccion, siguiente=siguiente)


# ── Vistas ─────────────────────────────────────────────────────────────────────────────────────


def _vista(peticion: Peticion, plazo: Plazo) -> Respuesta:
    """Los datos de una vista guardada. No abre el mart: lo que se guardó ya no cambia."""
    extension = peticion.camino.rpartition(".")[2]
    formato, parametros = _dialecto(
        extension if extension in FORMATOS else "json", peticion.parametros
    )
    pedido = vistas.leer_pedido(peticion.camino, parametros, espanol=formato is CSV_ESPANOL)
    servidor = f"{peticion.origen}{peticion.base}"
    partes = (pedido.vista.codigo, pedido.formato, pedido.columnas, pedido.espanol, servidor)
    etag = _marca("vistas", *partes)
    cabeceras = {"etag": etag, "cache-control": _CACHE, "vary": "Accept-Encoding, Host"}
    if _coincide(peticion.si_no_coincide, etag):
        return Respuesta(304, cabeceras)
    cuerpo = vistas.armar(pedido, servidor)
    plazo.exigir()
    cabeceras |= {
        "content-type": formato.tipo,
        "content-disposition": f'attachment; filename="{vistas.nombre(pedido)}"',
        "x-total-filas": str(len(pedido.datos)),
    }
    return _comprimida(cabeceras, cuerpo, peticion.comprimir and formato.es_texto)


# ── Documentos ─────────────────────────────────────────────────────────────────────────────────


def _catalogo(catalogo: Catalogo, peticion: Peticion) -> bytes:
    return _json(descripcion.catalogo(catalogo, peticion.base))


def _openapi(catalogo: Catalogo, peticion: Peticion) -> bytes:
    return _json(descripcion.openapi(catalogo, peticion.base))


def _datapackage(catalogo: Catalogo, peticion: Peticion) -> bytes:
    return _json(descripcion.datapackage(catalogo))


def _pagina(catalogo: Catalogo, peticion: Peticion) -> bytes:
    return pagina(catalogo, peticion.origen, peticion.base).encode("utf-8")


_DOCUMENTOS: dict[str, tuple[Callable[[Catalogo, Peticion], bytes], str]] = {
    "/api": (_pagina, "text/html; charset=utf-8"),
    "/api/v1": (_catalogo, "application/json"),
    "/api/v1/openapi.json": (_openapi, "application/json"),
    "/api/v1/datapackage.json": (_datapackage, "application/json"),
}


def _documento(
    abierto: Abierto,
    peticion: Peticion,
    hacer: Callable[[Catalogo, Peticion], bytes],
    tipo: str,
) -> Respuesta:
    if peticion.parametros:
        raise ConsultaInvalida(
            que="Esta dirección no recibe parámetros.",
            donde=peticion.parametros[0][0][:60],
            esperado="la dirección sola",
            hacer="Quite lo que va después de «?».",
        )
    etag = _etag(abierto, peticion.camino, peticion.origen, peticion.base)
    cabeceras = {"etag": etag, "cache-control": _CACHE, "vary": "Accept-Encoding, Host"}
    if _coincide(peticion.si_no_coincide, etag):
        return Respuesta(304, cabeceras)
    cabeceras["content-security-policy"] = _NADA_DE_AFUERA
    cuerpo = hacer(abierto.catalogo, peticion)
    return _comprimida({**cabeceras, "content-type": tipo}, cuerpo, peticion.comprimir)


# ── Condiciones y compresión ───────────────────────────────────────────────────────────────────


def _etag(abierto: Abierto, *partes: object) -> str:
    """La marca de lo que sale del mart abierto: al publicar otro, cambia."""
    return _marca(abierto.clave, *partes)


def _marca(*partes: object) -> str:
    """Débil a propósito: un intermediario puede volver a comprimir el mismo contenido."""
    texto = json.dumps([_REVISION, *partes], ensure_ascii=False)
    return f'W/"{hashlib.sha256(texto.encode("utf-8")).hexdigest()[:32]}"'


def _coincide(si_no_coincide: str, etag: str) -> bool:
    """Comparación débil de ``If-None-Match``: una etiqueta, una lista o «*»."""
    if si_no_coincide.strip() == "*":
        return True
    return etag.removeprefix("W/") in re.findall(r'"[^"]*"', si_no_coincide)


def _comprimida(cabeceras: dict[str, str], cuerpo: bytes, comprimir: bool) -> Respuesta:
    if comprimir and len(cuerpo) >= _DESDE_CUANTO_SE_COMPRIME:
        cabeceras = {**cabeceras, "content-encoding": "gzip"}
        cuerpo = gzip.compress(cuerpo, compresslevel=5, mtime=0)
    return Respuesta(200, cabeceras, cuerpo)


def _en_json(cuerpo: Any, estado: int, cabeceras: dict[str, str]) -> Respuesta:
    return Respuesta(estado, {"content-type": "application/json", **cabeceras}, _json(cuerpo))


def _json(cuerpo: Any) -> bytes:
    return json.dumps(cuerpo, ensure_ascii=False, indent=1).encode("utf-8")
