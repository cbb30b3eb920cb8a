"""Pone el mart nuevo en el lugar del anterior sin que nadie vea uno a medias.

Se arma en ``tablero.duckdb.nuevo`` y se cambia con un renombramiento, que es atómico: quien abre
el mart encuentra el viejo o el nuevo, enteros. Una construcción interrumpida deja el viejo.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.errores import ErrorDePublicacion
from pipelines.publicacion import diario
from pipelines.publicacion.estado import insistir
from pipelines.rutas import Rutas


@contextmanager
def uno_a_la_vez(candado: Path, que: str) -> Iterator[None]:
    """Un proceso a la vez; al otro le dice ``que``. El sistema suelta el turno si el que lo tiene
    muere."""
    try:
        with FileLock(candado, timeout=0):
            yield
    except Timeout as error:
        raise ErrorDePublicacion(
            que=que,
            donde=str(candado.parent),
            hacer="Espere a que termine y repita la orden.",
        ) from error


@contextmanager
def turno(rutas: Rutas) -> Iterator[None]:
    """Una construcción o publicación a la vez; lo que otra dejó a medias se resuelve primero."""
    rutas.marts.mkdir(parents=True, exist_ok=True)
    with uno_a_la_vez(
        rutas.marts / ".construccion.lock", "Ya hay otra construcción o publicación en curso."
    ):
        diario.resolver(rutas)
        yield


def resolver_lo_pendiente(rutas: Rutas) -> None:
    """Termina o deshace una publicación que murió a medias; si sigue viva, la deja."""
    if not rutas.diario.exists():
        return
    with suppress(Timeout), FileLock(rutas.marts / ".construccion.lock", timeout=0):
        diario.resolver(rutas)


def archivo_nuevo(rutas: Rutas) -> Path:
    """Ruta donde se arma el mart, libre de restos de una construcción interrumpida."""
    limpiar(rutas)
    return rutas.marts / f"{rutas.mart.name}.nuevo"


def limpiar(rutas: Rutas) -> None:
    """Borra lo que una construcción deja a medias. Sólo se llama con el turno tomado."""
    for resto in rutas.marts.glob(f"{rutas.mart.name}.nuevo*"):
        resto.unlink(missing_ok=True)


def _comprobar(nuevo: Path) -> None:
    try:
        with closing(duckdb.connect(str(nuevo), read_only=True)) as conexion:
            conexion.execute("select count(*) from observaciones").fetchone()
    except duckdb.Error as error:
        raise ErrorDePublicacion(
            que=f"El mart recién armado no abre: {error}",
            donde=str(nuevo),
            hacer="Repita la construcción; si persiste, revise el espacio en disco.",
        ) from error


def _asegurar_en_disco(nuevo: Path) -> None:
    with nuevo.open("rb+") as archivo:
        os.fsync(archivo.fileno())


def reemplazar(nuevo: Path, publicado: Path) -> None:
    """Cambia el mart publicado por el nuevo. Lanza ``ErrorDePublicacion`` si no puede.

    En Windows un lector que justo está abriendo el archivo impide renombrar: se insiste un poco.
    """
    _comprobar(nuevo)
    _asegurar_en_disco(nuevo)
    try:
        insistir(lambda: os.replace(nuevo, publicado))
    except PermissionError as error:
        raise ErrorDePublicacion(
            que="El sistema no deja reemplazar el mart publicado.",
            donde=str(publicado),
            esperado="que ningún otro programa tenga abierto ese archivo",
            hacer="Cierre el programa que lo tiene abierto y repita la orden.",
        ) from error
