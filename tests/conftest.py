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

# Archivos de unidad que arman el mart muchas veces.
CONSTRUYEN = {
    "test_construir", "test_validar_cli", "test_exportaciones", "test_agregar_fuente", "test_api",
    "test_impresos", "test_actualizar", "test_tareas", "test_empresas", "test_publicacion",
}  # fmt: skip


def intercalar(items: list[pytest.Item]) -> list[pytest.Item]:
    """Los archivos de navegador, uno sí y uno no con los demás, y lo corto al final.

    Repartidos entre procesos, mientras unos esperan al navegador otros calculan; y ninguno se queda
    solo con el archivo más largo cuando los demás ya terminaron.
    """
    archivos: dict[Path, list[pytest.Item]] = {}
    for prueba in items:
        archivos.setdefault(prueba.path, []).append(prueba)
    largos = [ruta for ruta in archivos if ruta.parent.name in ("navegador", "rendimiento")]
    otros = [ruta for ruta in archivos if ruta not in largos]
    # En los de pantalla y en los que construyen está casi todo lo demás que tarda.
    otros.sort(key=lambda r: not (r.parent.name == "pantalla" or r.stem in CONSTRUYEN))
    orden = [ruta for par in zip_longest(largos, otros) for ruta in par if ruta is not None]
    return [prueba for ruta in orden for prueba in archivos[ruta]]


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
