"""Fixtures comunes: un mart construido una vez con el pipeline real y árboles para dañar.

- ``construccion`` (sesión): el árbol temporal, el resultado y los avisos de una construcción.
- ``mart`` (sesión): la ruta de ese mart. Sólo se lee: la comparten todas las pruebas.
- ``base``: una conexión de sólo lectura a ese mart.
- ``arbol``: una copia propia del proyecto, para cambiarle datos, declaraciones o SQL.
- ``datos_originales``: la carpeta con los libros de los publicadores.

Aquí no entra nada de pantalla ni de navegador: esas pruebas tienen su propio ``conftest.py`` en
``tests/pantalla`` y ``tests/navegador``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings

from pipelines.construir import Resultado, construir
from pipelines.rutas import Rutas
from tablero.registro_de_vistas import registro
from tests.apoyo import DATOS_ORIGINALES, Arbol, copiar_arbol

# Una máquina ocupada no es un error del código: aquí no se cronometra.
settings.register_profile("tablero", deadline=None)
settings.load_profile("tablero")

# Lo que más tarda, de más a menos: se empieza por ahí.
LARGOS = {
    archivo: lugar
    for lugar, archivo in enumerate((
        "navegador/test_cada_vista", "navegador/test_panorama", "navegador/test_sesion",
        "rendimiento/test_comparar_paginas", "navegador/test_datos", "navegador/test_idioma",
        "navegador/test_imagenes", "navegador/test_actualizar", "navegador/test_idc",
        "unidad/test_construir", "unidad/test_publicacion", "pantalla/test_paridad",
        "unidad/test_api", "unidad/test_impresos",
        "unidad/test_validar_cli", "unidad/test_preparacion", "unidad/test_exportaciones",
        "unidad/test_datos", "unidad/test_descargas_de_marts", "unidad/test_agregar_fuente",
        "unidad/test_descargas_oficiales", "unidad/test_empresas", "unidad/test_idc",
        "unidad/test_economia", "unidad/test_actualizar", "unidad/test_tareas",
        "pantalla/test_idc", "pantalla/test_panorama",
    ))
}  # fmt: skip


def intercalar(items: list[pytest.Item]) -> list[pytest.Item]:
    """Los archivos de navegador, uno sí y uno no con los demás, y lo corto al final.

    Repartidos entre procesos, mientras unos esperan al navegador otros calculan; y ninguno se queda
    solo con el archivo más largo cuando los demás ya terminaron.
    """
    archivos: dict[Path, list[pytest.Item]] = {}
    for prueba in items:
        archivos.setdefault(prueba.path, []).append(prueba)

    def turno(ruta: Path) -> tuple[int, bool]:
        # De lo que no está en la lista, las de pantalla suelen tardar más.
        lugar = LARGOS.get(f"{ruta.parent.name}/{ruta.stem}", len(LARGOS))
        return lugar, ruta.parent.name != "pantalla"

    ordenados = sorted(archivos, key=turno)
    con_navegador = [r for r in ordenados if r.parent.name in ("navegador", "rendimiento")]
    otros = [r for r in ordenados if r not in con_navegador]
    orden = [r for par in zip_longest(con_navegador, otros) for r in par if r is not None]
    return [prueba for ruta in orden for prueba in archivos[ruta]]


# Archivos que comparten algo caro: si cayeran en dos procesos, cada uno lo haría otra vez. Los dos
# de pantalla recorren todas las páginas.
CON_OTRO = {"tests/pantalla/test_presentacion.py": "tests/pantalla/test_paridad.py"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Con ``--dist loadfile``, reparte por archivo y deja juntos los de ``CON_OTRO``."""
    from xdist.scheduler import LoadFileScheduling

    class PorArchivo(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            archivo = super()._split_scope(nodeid)
            return CON_OTRO.get(archivo, archivo)

    return PorArchivo(config, log) if config.getvalue("dist") == "loadfile" else None


@dataclass(frozen=True)
class Construccion:
    """Una construcción completa y lo que fue avisando."""

    rutas: Rutas
    resultado: Resultado
    avisos: tuple[str, ...]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Intercala archivos y omite ``datos_reales`` donde no están los libros, y dice por qué."""
    items[:] = intercalar(items)
    if DATOS_ORIGINALES.is_dir():
        return
    omitir = pytest.mark.skip(
        reason=f"no están los libros originales en {DATOS_ORIGINALES} (no se versionan)"
    )
    for prueba in items:
        if prueba.get_closest_marker("datos_reales"):
            prueba.add_marker(omitir)


@pytest.fixture(scope="session", autouse=True)
def vistas_guardadas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Carpeta del registro de vistas: las pruebas no escriben en la del proyecto."""
    registro().carpeta = tmp_path_factory.mktemp("vistas")
    return registro().carpeta


@pytest.fixture(scope="session")
def construccion(tmp_path_factory: pytest.TempPathFactory) -> Construccion:
    """El proyecto construido una vez, con el pipeline real, en una carpeta temporal."""
    rutas = copiar_arbol(tmp_path_factory.mktemp("construido")).rutas
    avisos: list[str] = []
    resultado = construir(rutas, avisos.append)
    return Construccion(rutas, resultado, tuple(avisos))


@pytest.fixture(scope="session")
def mart(construccion: Construccion) -> Path:
    """Ruta del mart publicado en esa carpeta temporal. No se modifica."""
    return construccion.rutas.mart


@pytest.fixture
def base(mart: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Conexión de sólo lectura al mart; las tablas se nombran sin prefijo."""
    conexion = duckdb.connect(str(mart), read_only=True)
    yield conexion
    conexion.close()


@pytest.fixture
def arbol(tmp_path: Path) -> Arbol:
    """Copia propia del proyecto, sin construir."""
    return copiar_arbol(tmp_path / "arbol")


@pytest.fixture(scope="session")
def datos_originales() -> Path:
    """Carpeta de los libros originales; úsese en pruebas marcadas ``datos_reales``."""
    return DATOS_ORIGINALES
