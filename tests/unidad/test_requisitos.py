"""Lo que el código importa está en requirements.txt, y lo que está fijado es coherente.

Sin esto, una librería puede funcionar en el equipo de quien la escribió, porque otra la trajo, y
faltar en un equipo limpio.
"""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import tareas

RAIZ = Path(__file__).resolve().parents[2]
PAQUETES_PROPIOS = {"app", "pages", "pipelines", "tablero", "tareas", "tests"}


def normalizado(nombre: str) -> str:
    """El nombre como lo comparan los índices de paquetes (PEP 503)."""
    return re.sub(r"[-_.]+", "-", nombre).lower()


def pedidos(archivo: str) -> dict[str, str]:
    """Nombre y versión de cada paquete fijado en el archivo y en los que incluye."""
    pares = (linea.split("==") for linea in tareas.paquetes_fijados(RAIZ / archivo))
    return {normalizado(nombre): version for nombre, version in pares}


def importados(*origenes: str) -> dict[str, str]:
    """Cada paquete ajeno que importan esos archivos o carpetas, y un archivo que lo hace."""
    encontrados: dict[str, str] = {}
    for origen in origenes:
        ruta = RAIZ / origen
        for archivo in [ruta] if ruta.is_file() else sorted(ruta.rglob("*.py")):
            for nodo in ast.walk(ast.parse(archivo.read_text(encoding="utf-8"))):
                if isinstance(nodo, ast.Import):
                    nombres = [alias.name for alias in nodo.names]
                elif isinstance(nodo, ast.ImportFrom) and nodo.level == 0:
                    nombres = [str(nodo.module)]
                else:
                    continue
                for nombre in nombres:
                    encontrados[nombre.split(".")[0]] = str(archivo.relative_to(RAIZ))
    ajenos = set(encontrados) - set(sys.stdlib_module_names) - PAQUETES_PROPIOS
    return {nombre: encontrados[nombre] for nombre in sorted(ajenos)}


def sin_pedir(ajenos: dict[str, str], archivo: str) -> list[str]:
    distribuciones = packages_distributions()
    conocidos = pedidos(archivo)
    return [
        f"{nombre} (lo importa {donde})"
        for nombre, donde in ajenos.items()
        if not {normalizado(d) for d in distribuciones.get(nombre, [nombre])} & set(conocidos)
    ]


def test_lo_que_importa_la_aplicacion_esta_en_requirements() -> None:
    ajenos = importados("app.py", "tablero", "pipelines", "pages")
    assert {"pandas", "streamlit", "yaml"} <= set(ajenos)
    assert sin_pedir(ajenos, "requirements.txt") == []


def test_lo_que_importan_las_pruebas_esta_en_requirements_pruebas() -> None:
    ajenos = importados("tests")
    assert "pytest" in ajenos
    assert sin_pedir(ajenos, "requirements-pruebas.txt") == []


def test_todo_pedido_esta_fijado_y_coincide_con_las_restricciones() -> None:
    restricciones = pedidos("restricciones.txt")
    for archivo in ("requirements.txt", "requirements-pruebas.txt"):
        lineas = (RAIZ / archivo).read_text(encoding="utf-8").splitlines()
        sueltas = [
            linea
            for linea in lineas
            if linea.split("#")[0].strip() and "==" not in linea and not linea.startswith("-r ")
        ]
        assert sueltas == [], f"{archivo}: sin versión exacta"
        distintas = {
            nombre: (version, restricciones.get(nombre))
            for nombre, version in pedidos(archivo).items()
            if restricciones.get(nombre) != version
        }
        assert distintas == {}, f"{archivo}: otra versión que en restricciones.txt"
