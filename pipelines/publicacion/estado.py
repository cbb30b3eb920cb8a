"""Qué archivos son «lo publicado», su huella, y una copia del proyecto donde ensayar.

Lo publicado son las declaraciones y sus huellas, las tablas de ``data/raw`` que declaran, los
conteos, la geometría y el mart: cambian juntos o no cambian. Lo demás (el código, los SQL, los
textos de los informes, lo que espera revisión) no lo toca ninguna publicación.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.errores import ErrorDePublicacion
from pipelines.huellas import sha256_de
from pipelines.registro import leer_registro
from pipelines.rutas import Rutas
from pipelines.validar import CONTEOS

_BLOQUE = 1 << 20
_INTENTOS = 20
_ESPERA_SEGUNDOS = 0.25
_NO_SE_COPIA = shutil.ignore_patterns("__pycache__", "*.py", ".*")
_DE_LA_ENTIDAD = ("originales", "informes/textos", "informes/por_revisar")


@dataclass(frozen=True)
class Contenido:
    """Lo que dice un mart, sin importar cómo quedaron sus bytes."""

    huella: str
    filas: dict[str, int]


def sha256_del_archivo(ruta: Path) -> str:
    """El sha256 de un archivo, leído por bloques."""
    suma = hashlib.sha256()
    with ruta.open("rb") as archivo:
        while bloque := archivo.read(_BLOQUE):
            suma.update(bloque)
    return suma.hexdigest()


def relativa(rutas: Rutas, ruta: Path) -> str:
    """La ruta desde la raíz del proyecto, con barras, como se guarda en cortes y ensayos."""
    return ruta.relative_to(rutas.raiz).as_posix()


def archivos_publicados(rutas: Rutas) -> list[str]:
    """Las rutas de todo lo publicado que hay en el disco, en orden.

    Lanza ``ErrorDeDeclaracion`` si una declaración está mal escrita.
    """
    declarados = [
        rutas.datos_crudos / archivo.ruta
        for fuente in leer_registro(rutas).values()
        for archivo in fuente.archivos
    ]
    todos: Iterable[Path] = (
        *rutas.fuentes.glob("*.yml"),
        *rutas.huellas.glob("*.json"),
        rutas.pipelines / CONTEOS,
        *declarados,
        *rutas.geo.glob("[!.]*.geojson"),
        rutas.mart,
    )
    return sorted(relativa(rutas, ruta) for ruta in todos if ruta.is_file())


def _huella(rutas: Rutas, archivos: Iterable[str]) -> str:
    lineas = [f"{ruta} {sha256_del_archivo(rutas.raiz / ruta)}" for ruta in sorted(archivos)]
    return sha256_de("\n".join(lineas).encode())


def _del_codigo(rutas: Rutas) -> list[str]:
    publicados = {*rutas.fuentes.rglob("*"), rutas.pipelines / CONTEOS}
    return [
        relativa(rutas, ruta)
        for ruta in rutas.pipelines.rglob("*")
        if ruta.is_file() and ruta not in publicados and "__pycache__" not in ruta.parts
    ]


def huella_del_codigo(rutas: Rutas) -> str:
    """La del código, los SQL y los vocabularios que vuelven las tablas un mart."""
    return _huella(rutas, _del_codigo(rutas))


def huella_de_la_base(rutas: Rutas) -> str:
    """Cambia si cambia cualquier cosa de la que depende un ensayo: lo publicado o el código.

    Del mart cuenta lo que dice: volver a construir lo mismo no cambia la base.
    """
    mart = relativa(rutas, rutas.mart)
    entradas = [ruta for ruta in archivos_publicados(rutas) if ruta != mart]
    partes = (
        _huella(rutas, [*entradas, *_del_codigo(rutas)]) + contenido_del_mart(rutas.mart).huella
    )
    return sha256_de(partes.encode())


def contenido_del_mart(mart: Path) -> Contenido:
    """Filas por tabla y una huella que no depende del orden. Lanza ``ErrorDePublicacion``."""
    if not mart.exists():
        raise ErrorDePublicacion(
            que="Todavía no hay un mart publicado.",
            donde=str(mart),
            hacer="Corra primero «python -m pipelines construir».",
        )
    filas: dict[str, int] = {}
    lineas = []
    try:
        with closing(duckdb.connect(str(mart), read_only=True)) as conexion:
            conexion.execute("set threads = 2")
            tablas = conexion.execute(
                "select table_name from duckdb_tables() order by table_name"
            ).fetchall()
            for (tabla,) in tablas:
                fila = conexion.execute(
                    "select count(*), sum(hash(t)) from " + tabla + " as t"
                ).fetchone()
                assert fila is not None
                filas[tabla] = int(fila[0])
                lineas.append(f"{tabla} {fila[0]} {fila[1]}")
    except duckdb.Error as error:
        raise ErrorDePublicacion(
            que=f"El mart no abre: {error}",
            donde=str(mart),
            hacer="Corra «python -m pipelines construir» y repita la orden.",
        ) from error
    return Contenido(sha256_de("\n".join(lineas).encode()), filas)


def copiar_proyecto(rutas: Rutas, destino: Path) -> Rutas:
    """Copia declaraciones, SQL y tablas (no el código) a ``destino``, para armar otro mart ahí."""
    shutil.copytree(rutas.pipelines, destino / "pipelines", ignore=_NO_SE_COPIA)
    ajenas = [rutas.datos_crudos / ruta for ruta in _DE_LA_ENTIDAD]

    def sin_lo_ajeno(carpeta: str, nombres: list[str]) -> set[str]:
        return {n for n in nombres if n.startswith(".") or Path(carpeta) / n in ajenas}

    shutil.copytree(rutas.datos_crudos, destino / "data" / "raw", ignore=sin_lo_ajeno)
    return Rutas(destino)


def escribir_seguro(ruta: Path, contenido: bytes) -> None:
    """Escribe un archivo y lo asegura en el disco; quien lo lea ve el de antes o el nuevo."""
    temporal = ruta.with_name(f".{ruta.name}.escribiendo")
    try:
        with temporal.open("wb") as archivo:
            archivo.write(contenido)
            archivo.flush()
            os.fsync(archivo.fileno())
        os.replace(temporal, ruta)
    finally:
        temporal.unlink(missing_ok=True)
    asegurar_carpeta(ruta.parent)


def insistir(hacer: Callable[[], None]) -> None:
    """En Windows un lector que justo está abriendo el archivo impide renombrar: se espera.

    Lanza ``PermissionError`` si tras varios intentos sigue sin dejar.
    """
    for intento in range(_INTENTOS):
        try:
            return hacer()
        except PermissionError:
            if intento == _INTENTOS - 1:
                raise
            time.sleep(_ESPERA_SEGUNDOS)


def asegurar_carpeta(carpeta: Path) -> None:
    """Que un renombramiento sobreviva a un corte de luz; Windows no deja hacerlo y no lo pide."""
    if os.name == "nt":
        return
    descriptor = os.open(carpeta, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
