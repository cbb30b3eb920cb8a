"""Revisa los marts ya armados. Una validación es una consulta que devuelve las filas que fallan.

Además de ``validaciones/<tabla>__<regla>.sql``: clave única, fuente declarada, conteos
versionados y contradicciones que siguen diciendo lo que se declaró.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import duckdb

from pipelines.definiciones import DefinicionMart
from pipelines.errores import ErrorDeDeclaracion
from pipelines.fallas import Falla, Revision
from pipelines.rutas import Rutas

CONTEOS = "conteos_esperados.csv"
_MAXIMO_FILAS = 20
# Las cifras declaradas en una contradicción llevan los decimales del documento.
_TOLERANCIA = 0.005


def _filas(conexion: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = conexion.execute(sql)
    nombres = [campo[0] for campo in cursor.description or []]
    return [dict(zip(nombres, fila, strict=True)) for fila in cursor.fetchmany(_MAXIMO_FILAS)]


def _como_fallas(tabla: str, regla: str, filas: list[dict[str, Any]]) -> list[Falla]:
    fallas = []
    for fila in filas:
        valores = dict(fila)
        fuente = str(valores.pop("fuente_id", None) or "sin fuente")
        detalle = ", ".join(f"{columna}={valor}" for columna, valor in valores.items())
        fallas.append(Falla(fuente, f"tabla {tabla}", regla, detalle))
    return fallas


def _revisar_claves(
    conexion: duckdb.DuckDBPyConnection, marts: list[DefinicionMart], revision: Revision
) -> None:
    for mart in marts:
        clave = ", ".join(mart.clave)
        tiene_fuente = any(columna.nombre == "fuente_id" for columna in mart.columnas)
        fuente = "any_value(fuente_id) as fuente_id, " if tiene_fuente else ""
        filas = _filas(
            conexion,
            "select " + fuente + clave + ", count(*) as veces from " + mart.nombre
            + " group by " + ", ".join(mart.clave) + " having count(*) > 1 order by all",
        )  # fmt: skip
        revision.anotar("clave_unica", _como_fallas(mart.nombre, "clave_unica", filas))
        if tiene_fuente and mart.nombre != "dim_fuentes":
            huerfanas = _filas(
                conexion,
                "select distinct fuente_id from " + mart.nombre
                + " where fuente_id is null"
                + " or fuente_id not in (select fuente_id from dim_fuentes)",
            )  # fmt: skip
            revision.anotar(
                "fuente_declarada", _como_fallas(mart.nombre, "fuente_declarada", huerfanas)
            )


def _revisar_consultas(
    conexion: duckdb.DuckDBPyConnection,
    rutas: Rutas,
    marts: list[DefinicionMart],
    revision: Revision,
) -> None:
    nombres = {mart.nombre for mart in marts}
    consultas = sorted(rutas.validaciones.glob("*.sql"))
    if not consultas:
        raise ErrorDeDeclaracion(
            que="No hay ninguna validación.",
            donde=str(rutas.validaciones),
            hacer="Recupere la carpeta del repositorio: sin validaciones no se publica.",
        )
    for ruta in consultas:
        tabla, _, regla = ruta.stem.partition("__")
        if tabla not in nombres or not regla:
            raise ErrorDeDeclaracion(
                que="El nombre de la validación no dice una tabla y una regla.",
                donde=f"pipelines/validaciones/{ruta.name}",
                esperado="<tabla>__<regla>.sql con una tabla que exista",
                hacer="Cambie el nombre del archivo.",
            )
        try:
            filas = _filas(conexion, ruta.read_text(encoding="utf-8"))
        except duckdb.ProgrammingError as error:
            raise ErrorDeDeclaracion(
                que=f"La validación no corre: {error}",
                donde=f"pipelines/validaciones/{ruta.name}",
                esperado="una consulta sobre los marts que devuelve las filas que fallan",
                hacer="Corrija el SQL; si un mart cambió de columnas, ajústelo.",
            ) from error
        revision.anotar("validacion", _como_fallas(tabla, regla, filas))


def leer_conteos(ruta: Path) -> dict[str, int]:
    """Filas por tabla versionadas con el código."""
    with ruta.open(encoding="utf-8", newline="") as archivo:
        return {fila["tabla"]: int(fila["filas"]) for fila in csv.DictReader(archivo)}


def escribir_conteos(ruta: Path, filas: dict[str, int]) -> None:
    with ruta.open("w", encoding="utf-8", newline="\n") as archivo:
        escritor = csv.writer(archivo, lineterminator="\n")
        escritor.writerow(["tabla", "filas"])
        escritor.writerows(sorted(filas.items()))


def revisar_conteos(rutas: Rutas, filas: dict[str, int], revision: Revision) -> None:
    """Perder filas es una falla; ganarlas también hasta que alguien lo revise y lo versione."""
    esperados = leer_conteos(rutas.pipelines / CONTEOS)
    for tabla in sorted(set(esperados) | set(filas)):
        antes, ahora = esperados.get(tabla), filas.get(tabla)
        fallas = []
        if antes != ahora:
            detalle = (
                f"{antes} filas versionadas, {ahora} ahora; si el cambio es correcto, "
                "«python -m pipelines contar» y explíquelo en el commit"
            )
            fallas = [Falla("marts", f"tabla {tabla}", "conteo_versionado", detalle)]
        revision.anotar("conteo", fallas)


def _revisar_contradicciones(conexion: duckdb.DuckDBPyConnection, revision: Revision) -> None:
    declaradas = _filas_todas(
        conexion,
        "select contradiccion_id, fuente_id_a, valor_a, comprobacion_a, fuente_id_b, valor_b, "
        "comprobacion_b from preparacion.stg_declaracion__contradicciones order by all",
    )
    for declarada in declaradas:
        for lado in ("a", "b"):
            esperado = declarada[f"valor_{lado}"]
            try:
                fila = conexion.execute(declarada[f"comprobacion_{lado}"]).fetchone()
            except duckdb.Error as error:
                hallado: Any = f"la comprobación no corre: {error}"
            else:
                hallado = fila[0] if fila else None
            igual = isinstance(hallado, (int, float)) and math.isclose(
                float(hallado), float(esperado), abs_tol=_TOLERANCIA
            )
            fallas = []
            if not igual:
                fallas = [
                    Falla(
                        declarada[f"fuente_id_{lado}"],
                        f"contradicción {declarada['contradiccion_id']}, lado {lado}",
                        "contradiccion_vigente",
                        f"se declaró {esperado} y los marts dicen {hallado}",
                    )
                ]
            revision.anotar("contradiccion", fallas)


def _filas_todas(conexion: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = conexion.execute(sql)
    nombres = [campo[0] for campo in cursor.description or []]
    return [dict(zip(nombres, fila, strict=True)) for fila in cursor.fetchall()]


def revisar_marts(
    conexion: duckdb.DuckDBPyConnection,
    rutas: Rutas,
    marts: list[DefinicionMart],
    revision: Revision,
) -> None:
    """Anota en ``revision`` todas las comprobaciones sobre los marts; no lanza por ellas."""
    _revisar_claves(conexion, marts, revision)
    _revisar_consultas(conexion, rutas, marts, revision)
    _revisar_contradicciones(conexion, revision)
