"""Abre el mart en modo de sólo lectura y sobrevive a que lo publiquen de nuevo.

Es el único archivo de la pantalla que conoce duckdb. El mart se adjunta a una base en memoria:
reabrir la misma ruta en un proceso que ya la abrió devolvería los datos viejos. La conexión se
identifica por la fecha y el tamaño del archivo; cuando cambian, se abre una nueva.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.errores import ErrorDelTablero, MartNoDisponible
from pipelines.rutas import RUTAS

_T = TypeVar("_T")
_INTENTOS = 5
_REGISTRO = logging.getLogger(__name__)
_HACER = "Corra «python tareas.py construir» en la carpeta del tablero y vuelva a cargar la página."


@dataclass(frozen=True)
class Version:
    """Identifica el mart publicado: si se publica otro, cambia."""

    ruta: Path
    fecha_ns: int
    tamano: int


def version_publicada(ruta: Path = RUTAS.mart) -> Version:
    """La versión que hay en disco. Lanza ``MartNoDisponible`` si no se ha construido."""
    return _version_de(ruta)


def _version_de(ruta: Path) -> Version:
    try:
        datos = ruta.stat()
    except FileNotFoundError as error:
        raise MartNoDisponible(
            que="Todavía no hay datos que mostrar: el mart no se ha construido.",
            donde=str(ruta),
            hacer=_HACER,
        ) from error
    return Version(ruta, datos.st_mtime_ns, datos.st_size)


def _exigir_vigente(version: Version) -> None:
    # La ruta es la misma para todas las versiones: lo leído podría ser ya la siguiente.
    if _version_de(version.ruta) != version:
        raise MartReemplazado(
            que="Mientras se leían los datos se publicaron otros.",
            donde=str(version.ruta),
            hacer="Vuelva a cargar la página para ver los de ahora.",
        )


def _archivo_que_se_abre(version: Version, copiar: bool) -> Path:
    if not copiar:
        return version.ruta
    # En Windows un archivo abierto no se puede reemplazar: se lee una copia para que publicar
    # siga siendo posible con la aplicación abierta.
    copia = Path(tempfile.gettempdir()) / f"tablero-{version.fecha_ns}-{version.tamano}.duckdb"
    if not copia.exists():
        temporal = copia.with_suffix(f".{os.getpid()}")
        shutil.copyfile(version.ruta, temporal)
        try:
            _exigir_vigente(version)
        except MartNoDisponible:
            temporal.unlink()
            raise
        os.replace(temporal, copia)
    return copia


def abrir(
    version: Version, *, copiar: bool = os.name == "nt", memoria: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Conexión en memoria con el mart adjunto, sin acceso a otros archivos ni forma de pedirlo.

    ``memoria`` («512MB») limita la que usan sus consultas; sin ella, la que fija DuckDB. Lanza
    ``MartNoDisponible`` si el archivo no es un mart que se pueda leer, y ``MartReemplazado`` si
    mientras tanto se publicó otro.
    """
    archivo = _archivo_que_se_abre(version, copiar)
    conexion = duckdb.connect()
    try:
        conexion.execute("attach '" + str(archivo).replace("'", "''") + "' as marts (read_only)")
        if memoria is not None:
            conexion.execute("set memory_limit = $memoria", {"memoria": memoria})
            # Lo que no cabe en esa memoria se niega; no se escribe en el disco.
            conexion.execute("set temp_directory = ''")
        conexion.execute("set enable_external_access = false")
        conexion.execute("set threads = 2")
        conexion.execute("set lock_configuration = true")
        conexion.execute("select 1 from marts.dim_fuentes limit 1")
    except duckdb.Error as error:
        conexion.close()
        # Lo que dice DuckDB está en inglés: va a la consola y no a la pantalla.
        _REGISTRO.error("No se pudo leer %s", version.ruta, exc_info=error)
        raise MartNoDisponible(
            que="El mart existe pero no se puede leer.",
            donde=str(version.ruta),
            esperado="una base de DuckDB hecha por los pipelines de este proyecto",
            hacer=_HACER,
        ) from error
    if archivo == version.ruta:
        try:
            _exigir_vigente(version)
        except MartNoDisponible:
            conexion.close()
            raise
    return conexion


def abrir_publicada(
    abrir_una: Callable[[Version], _T], ruta: Path | None = None
) -> tuple[Version, _T]:
    """La versión publicada y lo que ``abrir_una`` devuelve de ella.

    Si justo entonces publican otra, se abre la otra: nadie ve un error por haber llegado en ese
    instante. Lanza ``MartNoDisponible``.
    """
    publicada = version_publicada if ruta is None else partial(version_publicada, ruta)
    for _ in range(_INTENTOS - 1):
        version = publicada()
        try:
            return version, abrir_una(version)
        except MartReemplazado:
            continue
    version = publicada()
    return version, abrir_una(version)


def consultar(
    conexion: duckdb.DuckDBPyConnection, sql: str, parametros: dict[str, Any]
) -> pd.DataFrame:
    """Corre una consulta con parámetros ligados (nunca interpolados) en un cursor propio.

    Lanza ``MartNoDisponible`` si el mart no la puede responder: lo hizo otra versión del tablero, o
    se dañó después de abrirlo.
    """
    try:
        with conexion.cursor() as cursor:
            return cursor.execute(sql, parametros).df()
    except duckdb.Error as error:
        _REGISTRO.error("El mart no responde esta consulta:\n%s", sql, exc_info=error)
        raise MartNoDisponible(
            que="El mart publicado no tiene lo que esta página pide.",
            donde=sql.splitlines()[0].removeprefix("-- "),
            esperado="un mart hecho por esta misma versión del tablero",
            hacer=_HACER,
        ) from error


class MartReemplazado(MartNoDisponible):
    """El archivo ya no es la versión que se pidió: se publicó otra y ésta no quedó abierta."""


class ConsultaCortada(ErrorDelTablero):
    """La consulta se cortó desde otro hilo porque pasó su plazo."""


class ConsultaSinMemoria(ErrorDelTablero):
    """La consulta pidió más memoria que la que tiene la conexión."""


class Lectura:
    """Un cursor propio cuyas consultas puede cortar otro hilo."""

    def __init__(self, conexion: duckdb.DuckDBPyConnection) -> None:
        self._cursor = conexion.cursor()
        self._cortada = threading.Event()

    def cortar(self) -> None:
        """Corta la consulta que esté corriendo y niega las siguientes."""
        self._cortada.set()
        self._cursor.interrupt()

    def tabla(self, sql: str, parametros: dict[str, Any]) -> pa.Table:
        """El resultado en Arrow, que distingue enteros con vacíos, fechas y lógicos.

        ``parametros`` va ligado. Lanza ``ConsultaCortada``, ``ConsultaSinMemoria`` o
        ``MartNoDisponible``.
        """
        try:
            if self._cortada.is_set():
                raise duckdb.InterruptException("cortada antes de empezar")
            return self._cursor.sql(sql, params=parametros).to_arrow_table()
        except duckdb.InterruptException as error:
            raise ConsultaCortada(que="La consulta se cortó: pasó su plazo.") from error
        except duckdb.OutOfMemoryException as error:
            raise ConsultaSinMemoria(que="La consulta pide más memoria de la que tiene.") from error
        except duckdb.Error as error:
            _REGISTRO.error("El mart no responde esta consulta:\n%s", sql, exc_info=error)
            raise MartNoDisponible(
                que="El mart publicado no responde la consulta.",
                esperado="un mart hecho por esta misma versión del tablero",
                hacer=_HACER,
            ) from error
