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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.errores import MartNoDisponible
from pipelines.rutas import RUTAS

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
    try:
        datos = ruta.stat()
    except FileNotFoundError as error:
        raise MartNoDisponible(
            que="Todavía no hay datos que mostrar: el mart no se ha construido.",
            donde=str(ruta),
            hacer=_HACER,
        ) from error
    return Version(ruta, datos.st_mtime_ns, datos.st_size)


def _archivo_que_se_abre(version: Version, copiar: bool) -> Path:
    if not copiar:
        return version.ruta
    # En Windows un archivo abierto no se puede reemplazar: se lee una copia para que publicar
    # siga siendo posible con la aplicación abierta.
    copia = Path(tempfile.gettempdir()) / f"tablero-{version.fecha_ns}-{version.tamano}.duckdb"
    if not copia.exists():
        temporal = copia.with_suffix(f".{os.getpid()}")
        shutil.copyfile(version.ruta, temporal)
        os.replace(temporal, copia)
    return copia


def abrir(version: Version, *, copiar: bool = os.name == "nt") -> duckdb.DuckDBPyConnection:
    """Conexión en memoria con el mart adjunto como base por defecto, sin acceso a otros archivos.

    Lanza ``MartNoDisponible`` si el archivo no es un mart que se pueda leer.
    """
    archivo = _archivo_que_se_abre(version, copiar)
    conexion = duckdb.connect()
    try:
        conexion.execute("attach '" + str(archivo).replace("'", "''") + "' as marts (read_only)")
        conexion.execute("set enable_external_access = false")
        conexion.execute("set threads = 2")
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
    return conexion


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
