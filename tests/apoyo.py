"""Herramientas de las pruebas: copiar el proyecto, dañarlo con precisión y correr sus órdenes.

No es un archivo de pruebas. Las fixtures que usan esto están en ``tests/conftest.py``.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest

from pipelines.__main__ import principal
from pipelines.huellas import firmar
from pipelines.registro import leer_registro
from pipelines.rutas import Rutas

RAIZ = Path(__file__).resolve().parent.parent
DATOS_ORIGINALES = RAIZ.parent / "shared" / "datos"
"""Libros de los publicadores. No se versionan: las pruebas que los usan se omiten si no están."""

_NO_SE_COPIA = shutil.ignore_patterns("__pycache__", "*.py", "textos", "originales")

_T = TypeVar("_T")


def en_otro_hilo(hacer: Callable[[], _T]) -> _T:
    """Lo que devuelve ``hacer()``, corrido en un hilo sin ciclo de asyncio.

    El navegador de las pruebas deja uno andando en el hilo principal, y dos no pueden convivir.
    """
    with ThreadPoolExecutor(max_workers=1) as hilo:
        return hilo.submit(hacer).result()


@dataclass(frozen=True)
class Arbol:
    """Una copia del proyecto que la prueba puede dañar sin tocar el repositorio."""

    rutas: Rutas

    @property
    def raiz(self) -> Path:
        return self.rutas.raiz

    def crudo(self, ruta: str) -> Path:
        """La ruta completa de un archivo de ``data/raw``."""
        return self.rutas.datos_crudos / ruta

    def cambiar_texto(self, archivo: str, antes: str, despues: str) -> None:
        """Cambia un texto que debe estar una sola vez en un archivo del árbol."""
        ruta = self.raiz / archivo
        texto = ruta.read_text(encoding="utf-8")
        assert texto.count(antes) == 1, f"«{antes}» está {texto.count(antes)} veces en {archivo}"
        ruta.write_text(texto.replace(antes, despues), encoding="utf-8", newline="\n")

    def cambiar_celda(self, archivo: str, columna: str, valor: str, **donde: str) -> int:
        """Cambia una celda de un CSV de ``data/raw`` y devuelve su fila (la 1 es el encabezado)."""
        return cambiar_celda(self.crudo(archivo), columna, valor, **donde)

    def quitar_fila(self, archivo: str, **donde: str) -> int:
        """Quita una fila de un CSV de ``data/raw`` y devuelve el número que tenía."""
        ruta = self.crudo(archivo)
        tabla = leer_filas(ruta)
        fila = _unica(tabla, donde)
        del tabla[fila - 1]
        escribir_filas(ruta, tabla)
        return fila

    def firmar(self, fuente_id: str) -> list[str]:
        """Vuelve a declarar una fuente, como haría quien revisó el cambio."""
        return firmar(self.rutas, leer_registro(self.rutas)[fuente_id])

    def publicar(self, mart: Path) -> bytes:
        """Pone un mart sano como publicado y devuelve sus bytes, para compararlos después."""
        self.rutas.marts.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(mart, self.rutas.mart)
        return self.rutas.mart.read_bytes()


def copiar_arbol(destino: Path) -> Arbol:
    """Copia declaraciones, SQL y datos crudos; el código que corre es el del repositorio."""
    for carpeta in ("pipelines", "data/raw"):
        shutil.copytree(RAIZ / carpeta, destino / carpeta, ignore=_NO_SE_COPIA)
    return Arbol(Rutas(destino))


def leer_filas(ruta: Path) -> list[list[str]]:
    """Las filas de un CSV, encabezado incluido, todo como texto."""
    return list(csv.reader(io.StringIO(ruta.read_text(encoding="utf-8"), newline="")))


def escribir_filas(ruta: Path, filas: list[list[str]]) -> None:
    """Escribe un CSV como los de ``data/raw``: UTF-8, coma, LF."""
    memoria = io.StringIO(newline="")
    csv.writer(memoria, lineterminator="\n").writerows(filas)
    ruta.write_bytes(memoria.getvalue().encode("utf-8"))


def _unica(tabla: list[list[str]], donde: dict[str, str]) -> int:
    encabezado = tabla[0]
    halladas = [
        numero
        for numero, fila in enumerate(tabla[1:], start=2)
        if all(fila[encabezado.index(columna)] == valor for columna, valor in donde.items())
    ]
    assert len(halladas) == 1, f"{donde} está en {len(halladas)} filas"
    return halladas[0]


def cambiar_celda(ruta: Path, columna: str, valor: str, **donde: str) -> int:
    """Cambia una celda de la única fila que cumple ``donde`` y devuelve su número."""
    tabla = leer_filas(ruta)
    fila = _unica(tabla, donde)
    posicion = tabla[0].index(columna)
    assert tabla[fila - 1][posicion] != valor, "el daño no cambia nada"
    tabla[fila - 1][posicion] = valor
    escribir_filas(ruta, tabla)
    return fila


def sin_ediciones_del_idc(mart: Path, carpeta: Path, ediciones: tuple[str, ...]) -> Path:
    """Una copia del mart de cuando esas ediciones del IDC no se habían cargado."""
    copia = carpeta / mart.name
    shutil.copyfile(mart, copia)
    with duckdb.connect(str(copia)) as base:
        for tabla in ("idc", "observaciones", "dim_fuentes"):
            familia = "" if tabla == "idc" else "and fuente_id like 'idc_%'"
            base.execute(
                f"delete from {tabla} where edicion in $cuales {familia}",
                {"cuales": list(ediciones)},
            )
    return copia


def con_todos_los_indicadores(mart: Path, carpeta: Path) -> Path:
    """Una copia del mart con los 102 indicadores y los 25 subpilares de la edición 2024.

    Los que el repositorio no trae llevan cifras inventadas: cada uno, el puntaje y el puesto de su
    pilar, que así sigue siendo el promedio de lo suyo; de dato original, diez veces el puntaje.
    """
    copia = carpeta / mart.name
    shutil.copyfile(mart, copia)
    with duckdb.connect(str(copia)) as base:
        base.execute(
            """
            create temp table nuevos as
            select codigo, nombre, cod_pilar, 'indicador' as nivel, es_inversa
            from idc_estructura where edicion = '2024'
            union
            select
                split_part(subpilar, ' ', 1), substr(subpilar, strpos(subpilar, ' ') + 1),
                cod_pilar, 'subpilar', false
            from idc_estructura where edicion = '2024' and subpilar is not null;
            delete from nuevos where codigo in (select codigo from idc where edicion = '2024');
            insert into idc by name
            select
                p.* replace (
                    n.nivel as nivel, n.codigo as codigo, n.nombre as nombre,
                    'idc_' || n.nivel || '_' || replace(lower(n.codigo), '-', '_') as indicador_id,
                    if(n.nivel = 'indicador', 10 * p.puntaje_0_10, null) as valor_original
                )
            from idc as p
            inner join nuevos as n on p.codigo = n.cod_pilar
            where p.edicion = '2024' and p.nivel = 'pilar';
            insert into dim_indicadores by name
            select
                'idc_' || n.nivel || '_' || replace(lower(n.codigo), '-', '_') as indicador_id,
                n.nombre || ' (IDC ' || n.codigo || ')' as nombre, n.nombre as nombre_corto,
                if(n.nivel = 'indicador', 'no_declarada', 'puntaje_0_10') as unidad,
                if(n.es_inversa, 'menos_es_mejor', 'mas_es_mejor') as sentido,
                'departamento' as nivel, 'idc' as familia, 'idc_2024' as fuente_id
            from nuevos as n;
            """
        )
    return copia


def correr(*argumentos: str, raiz: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Lo mismo que ``ejecutar``, en este proceso: sin arrancar otro Python ni importar de nuevo.

    Es más de la mitad de lo que tarda una orden. Que el programa arranque y termine bien en su
    propio proceso lo comprueban las pruebas que usan ``ejecutar``.
    """
    salida, errores = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(salida), contextlib.redirect_stderr(errores):
        codigo = principal([*argumentos, *(["--raiz", str(raiz)] if raiz else [])])
    return subprocess.CompletedProcess(argumentos, codigo, salida.getvalue(), errores.getvalue())


def leer_sin_otro_proceso(monkeypatch: pytest.MonkeyPatch) -> None:
    """La página Actualizar lee el informe en este proceso.

    Que lo lea en otro lo comprueban ``test_lee_en_otro_proceso_y_cuenta`` y la prueba de navegador.
    """

    def leer(args: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert args[:3] == [sys.executable, "-m", "pipelines"]
        return correr(*args[3:])

    monkeypatch.setattr(subprocess, "run", leer)


def ejecutar(
    *argumentos: str, raiz: Path | None = None, entorno: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Corre ``python -m pipelines …`` en otro proceso, sobre el árbol ``raiz`` si se da."""
    orden = [sys.executable, "-m", "pipelines", *argumentos]
    if raiz is not None:
        orden += ["--raiz", str(raiz)]
    return subprocess.run(
        orden,
        cwd=RAIZ,
        env={**os.environ, "PYTHONUTF8": "1", **(entorno or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
