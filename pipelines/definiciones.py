"""Lee y revisa las definiciones de los marts: ``marts/<tabla>.sql`` + ``.yml`` y el diccionario."""

from __future__ import annotations

import graphlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.errores import ErrorDeDeclaracion
from pipelines.registro import leer_yaml
from pipelines.rutas import Rutas

_CAMPOS_MART = {"descripcion", "grano", "clave", "familias", "depende_de", "columnas",
                "procesamiento"}  # fmt: skip
_TIPOS = {"varchar", "integer", "bigint", "double", "boolean", "date"}


@dataclass(frozen=True)
class Columna:
    """Una columna del diccionario: tipo en DuckDB, unidad, rótulo y significado."""

    nombre: str
    tipo: str
    unidad: str
    etiqueta: str
    descripcion: str
    decimales: int | None
    admite_vacio: bool = False


@dataclass(frozen=True)
class DefinicionMart:
    """Una tabla del mart: qué es una fila, qué la identifica, de dónde sale y cómo se calcula."""

    nombre: str
    descripcion: str
    grano: str
    clave: tuple[str, ...]
    familias: tuple[str, ...]
    depende_de: tuple[str, ...]
    procesamiento: str
    columnas: tuple[Columna, ...]
    sql: str


def leer_diccionario(rutas: Rutas) -> dict[str, Columna]:
    """El diccionario único de columnas. Lanza ``ErrorDeDeclaracion`` si una entrada está mal."""
    unidades = leer_yaml(rutas.pipelines / "unidades.yml")
    diccionario = {}
    for nombre, campos in leer_yaml(rutas.pipelines / "diccionario.yml").items():
        lugar = f"pipelines/diccionario.yml, columna «{nombre}»"
        if set(campos) - {"tipo", "unidad", "etiqueta", "descripcion", "decimales"}:
            raise ErrorDeDeclaracion(
                que="La columna tiene campos que no existen.",
                donde=lugar,
                esperado="tipo, unidad, etiqueta, descripcion, decimales",
                hacer="Quite los demás.",
            )
        if campos["tipo"] not in _TIPOS or campos["unidad"] not in unidades:
            raise ErrorDeDeclaracion(
                que="El tipo o la unidad no existen.",
                donde=lugar,
                esperado=f"tipo: {sorted(_TIPOS)}; unidad: {sorted(unidades)}",
                hacer="Use una de esas claves.",
            )
        diccionario[nombre] = Columna(
            nombre=nombre,
            tipo=campos["tipo"],
            unidad=campos["unidad"],
            etiqueta=campos["etiqueta"],
            descripcion=campos["descripcion"],
            decimales=campos.get("decimales"),
        )
    return diccionario


def _columnas_del_mart(
    lugar: str, declaradas: list[str | dict[str, Any]], diccionario: dict[str, Columna]
) -> tuple[Columna, ...]:
    columnas = []
    for declarada in declaradas:
        nombre: str = declarada if isinstance(declarada, str) else declarada["nombre"]
        if nombre not in diccionario:
            raise ErrorDeDeclaracion(
                que=f"La columna «{nombre}» no está en el diccionario.",
                donde=lugar,
                esperado="toda columna descrita una vez en pipelines/diccionario.yml",
                hacer="Agréguela al diccionario con tipo, unidad, etiqueta y descripción.",
            )
        columna = diccionario[nombre]
        if isinstance(declarada, dict):
            # En esta tabla la misma columna significa algo más preciso que en el diccionario.
            columna = replace(columna, **declarada)
        columnas.append(columna)
    return tuple(columnas)


def leer_mart(ruta: Path, diccionario: dict[str, Columna]) -> DefinicionMart:
    """Una definición. Lanza ``ErrorDeDeclaracion`` si falta el SQL, un campo o una columna."""
    campos = leer_yaml(ruta)
    lugar = f"pipelines/marts/{ruta.name}"
    if set(campos) != _CAMPOS_MART:
        raise ErrorDeDeclaracion(
            que="La definición del mart no tiene los campos debidos.",
            donde=lugar,
            esperado=", ".join(sorted(_CAMPOS_MART)),
            hacer="Compárela con otra definición de la misma carpeta.",
        )
    archivo_sql = ruta.with_suffix(".sql")
    if not archivo_sql.exists():
        raise ErrorDeDeclaracion(
            que="Falta la sentencia del mart.",
            donde=f"pipelines/marts/{archivo_sql.name}",
            hacer="Escriba el select que arma la tabla.",
        )
    columnas = _columnas_del_mart(lugar, campos["columnas"], diccionario)
    ausentes = set(campos["clave"]) - {columna.nombre for columna in columnas}
    if ausentes:
        raise ErrorDeDeclaracion(
            que=f"La clave usa columnas que la tabla no tiene: {', '.join(sorted(ausentes))}.",
            donde=lugar,
            hacer="Corrija la clave o agregue la columna.",
        )
    return DefinicionMart(
        nombre=ruta.stem,
        descripcion=campos["descripcion"],
        grano=campos["grano"],
        clave=tuple(campos["clave"]),
        familias=tuple(campos["familias"]),
        depende_de=tuple(campos["depende_de"]),
        procesamiento=campos["procesamiento"],
        columnas=columnas,
        sql=archivo_sql.read_text(encoding="utf-8"),
    )


def leer_marts(rutas: Rutas) -> list[DefinicionMart]:
    """Todas las definiciones, en el orden en que se pueden construir."""
    diccionario = leer_diccionario(rutas)
    marts = {
        ruta.stem: leer_mart(ruta, diccionario)
        for ruta in sorted(rutas.definiciones_marts.glob("*.yml"))
    }
    dependencias = {nombre: sorted(mart.depende_de) for nombre, mart in marts.items()}
    try:
        orden = list(graphlib.TopologicalSorter(dependencias).static_order())
        return [marts[nombre] for nombre in orden]
    except (graphlib.CycleError, KeyError) as error:
        raise ErrorDeDeclaracion(
            que=f"Las dependencias entre marts no se pueden ordenar: {error}.",
            donde="pipelines/marts/*.yml, campo depende_de",
            esperado="marts que existen y sin círculos",
            hacer="Corrija depende_de.",
        ) from error
