"""De los nombres de lugar de los libros oficiales a códigos DIVIPOLA, con la homologación revisada.

Se admite que cambien mayúsculas, tildes y puntuación; un nombre que no está se rechaza con su
celda. El primer nombre de cada código en la homologación es el que se escribe en ``data/raw``.
"""

from __future__ import annotations

from functools import cache

from pipelines.lote import leer_homologacion
from pipelines.oficiales.hojas import Hoja, plano
from pipelines.rutas import RUTAS

NACIONAL = "00"
SIN_ENCUESTA_DE_INGRESOS = frozenset({"81", "85", "86", "88", "91", "94", "95", "97", "99"})
"""Arauca, Casanare, Putumayo, San Andrés, Amazonas, Guainía, Guaviare, Vaupés y Vichada: la
pobreza monetaria no los cubre (fuentes, §2.2)."""
TERRITORIO = "54"


@cache
def _codigos(archivo: str, columna: str) -> tuple[dict[str, str], dict[str, str]]:
    """(nombre llano → código, código → nombre de uso) de una homologación."""
    homologados = leer_homologacion(RUTAS, archivo, columna).codigos
    de_uso: dict[str, str] = {}
    por_llano: dict[str, set[str]] = {}
    for nombre, codigo in homologados.items():
        de_uso.setdefault(codigo, nombre)
        por_llano.setdefault(plano(nombre), set()).add(codigo)
    return {llano: min(c) for llano, c in por_llano.items() if len(c) == 1}, de_uso


def departamentos() -> dict[str, str]:
    """Código → nombre de uso de los 33 departamentos (32 y Bogotá), sin el total nacional."""
    de_uso = _codigos("departamentos.csv", "cod_departamento")[1]
    return {codigo: nombre for codigo, nombre in de_uso.items() if codigo != NACIONAL}


def municipios() -> dict[str, str]:
    """Código → nombre de uso de los 40 municipios de Norte de Santander."""
    return _codigos("municipios.csv", "divipola")[1]


def codigo_de_departamento(nombre: str) -> str | None:
    """El código de un departamento, «00» si es el total del país, o ``None`` si no se conoce."""
    return _codigos("departamentos.csv", "cod_departamento")[0].get(plano(nombre))


def codigo_de_municipio(nombre: str) -> str | None:
    """El código de un municipio de Norte de Santander, o ``None`` si no se conoce."""
    return _codigos("municipios.csv", "divipola")[0].get(plano(nombre))


def exigir_departamentos(
    hoja: Hoja, hallados: set[str], esperados: set[str], fila: int | None = None
) -> None:
    """Lanza ``ErrorDeFuente`` si en la hoja no están exactamente esos departamentos."""
    if hallados == esperados:
        return
    nombres = departamentos() | {NACIONAL: "total nacional"}
    faltan = ", ".join(nombres.get(c, c) for c in sorted(esperados - hallados)) or "ninguno"
    sobran = ", ".join(nombres.get(c, c) for c in sorted(hallados - esperados)) or "ninguno"
    hoja.rechazar(
        f"No están los departamentos que debían estar: faltan {faltan}; sobran {sobran}.",
        f"{len(esperados)} territorios, cada uno una vez", fila, None,
    )  # fmt: skip
