"""Órdenes de los pipelines: ``python -m pipelines <orden>``.

Aquí se escribe en pantalla y se decide el código de salida; lo demás no imprime.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipelines.construir import Avisar, Resultado, construir, validar, validar_fuente
from pipelines.documentar import documentar
from pipelines.errores import ErrorDelTablero
from pipelines.estado import describir_fuente, describir_mart
from pipelines.huellas import firmar
from pipelines.lector import (
    escribir_propuesta,
    leer_informe,
    leer_municipios,
    municipios_del_proyecto,
)
from pipelines.orden import AnalizadorEnEspanol
from pipelines.registro import elegir_fuente, leer_registro
from pipelines.rutas import RUTAS, Rutas
from pipelines.validar import CONTEOS, escribir_conteos, leer_conteos


def _avisador() -> Avisar:
    inicio = time.monotonic()

    def avisar(paso: str) -> None:
        print(f"  {time.monotonic() - inicio:6.1f} s  {paso}", flush=True)

    return avisar


def _resumir(resultado: Resultado) -> None:
    print(f"Comprobaciones: {resultado.revision.total}, todas en orden")
    for clase, cuantas in sorted(resultado.revision.comprobaciones.items()):
        print(f"  {clase:<22}{cuantas:>6}")


def orden_construir(rutas: Rutas, opciones: argparse.Namespace) -> None:
    elegir_fuente(leer_registro(rutas), opciones.fuente)
    resultado = construir(rutas, _avisador())
    _resumir(resultado)
    filas = sum(resultado.filas.values())
    print(f"Publicado {rutas.mart}: {len(resultado.filas)} tablas, {filas} filas")
    if opciones.fuente:
        print(describir_fuente(rutas, leer_registro(rutas)[opciones.fuente]))


def orden_validar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    if opciones.fuente:
        (fuente,) = elegir_fuente(leer_registro(rutas), opciones.fuente)
        _resumir(validar_fuente(rutas, fuente, _avisador()))
    else:
        _resumir(validar(rutas, _avisador()))


def orden_estado(rutas: Rutas, opciones: argparse.Namespace) -> None:
    for fuente in elegir_fuente(leer_registro(rutas), opciones.fuente):
        print(describir_fuente(rutas, fuente), end="\n\n")
    print(describir_mart(rutas))


def orden_todo(rutas: Rutas, opciones: argparse.Namespace) -> None:
    orden_construir(rutas, opciones)
    orden_estado(rutas, opciones)


def orden_firmar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    for fuente in elegir_fuente(leer_registro(rutas), opciones.fuente):
        cambios = firmar(rutas, fuente)
        print(f"{fuente.fuente_id}: " + ("; ".join(cambios) if cambios else "sin cambios"))


def orden_contar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    """Arma los marts, ignora los conteos versionados y escribe los nuevos."""
    ruta = rutas.pipelines / CONTEOS
    antes = leer_conteos(ruta) if ruta.exists() else {}
    filas = validar(rutas, _avisador(), con_conteos=False).filas
    escribir_conteos(ruta, filas)
    for tabla, cuantas in sorted(filas.items()):
        if antes.get(tabla) != cuantas:
            print(f"  {tabla}: {antes.get(tabla, 'nueva')} → {cuantas}")


def orden_documentar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    for archivo in documentar(rutas):
        print(f"Escrito {archivo}")


def orden_leer_informe(rutas: Rutas, opciones: argparse.Namespace) -> None:
    """Propone las tablas de un informe en una carpeta, para que una persona las revise."""
    archivo: Path = opciones.archivo
    if opciones.municipios:
        municipios = leer_municipios(opciones.municipios)
    else:
        municipios = municipios_del_proyecto(rutas)
    propuesta = leer_informe(archivo, municipios, opciones.periodo, rutas=rutas)
    carpeta = opciones.salida or archivo.with_name(f"{archivo.stem}_propuesta")
    escribir_propuesta(propuesta, carpeta, municipios)
    print(f"Periodo: {propuesta.periodo or 'el texto no lo dice'}")
    for nombre, tabla in propuesta.tablas().items():
        dudosas = ""
        if "confianza" in tabla and len(tabla):
            cuantas = int((tabla["confianza"].astype(float) < CONFIANZA_PARA_REVISAR).sum())
            dudosas = f"  ({cuantas} con confianza menor de {CONFIANZA_PARA_REVISAR:.1f})"
        print(f"  {nombre:<22}{len(tabla):>6}{dudosas}")
    print(f"Escrito {carpeta}. Revise cada fila antes de usarla.")


CONFIANZA_PARA_REVISAR = 0.8
LEER_INFORME = "leer-informe"
"""La única orden que recibe un archivo y no una fuente declarada."""

ORDENES: dict[str, tuple[Callable[[Rutas, argparse.Namespace], None], str]] = {
    "construir": (orden_construir, "arma los marts, los revisa y los publica"),
    "validar": (orden_validar, "hace todas las comprobaciones sin publicar"),
    "estado": (orden_estado, "edición, último dato, filas, huella y advertencias por fuente"),
    "todo": (orden_todo, "construir y estado"),
    "firmar": (orden_firmar, "vuelve a declarar los bytes de una fuente ya revisada"),
    "contar": (orden_contar, "versiona de nuevo las filas por tabla"),
    "documentar": (orden_documentar, "reescribe las tablas generadas del README y el diccionario"),
}


def analizador() -> AnalizadorEnEspanol:
    raiz = AnalizadorEnEspanol(prog="python -m pipelines", description=__doc__.splitlines()[0])
    ordenes = raiz.add_subparsers(dest="orden", required=True, metavar="orden")
    for nombre, (_, ayuda) in ORDENES.items():
        orden = ordenes.add_parser(nombre, help=ayuda, description=ayuda)
        orden.add_argument("--fuente", metavar="FUENTE", help="sólo esta fuente (fuente_id)")
        orden.add_argument(
            "--raiz", metavar="CARPETA", type=Path, help="otra copia del proyecto (pruebas)"
        )
    ayuda = "propone las tablas de metas y cobertura de un informe, con la línea de cada dato"
    orden = ordenes.add_parser(LEER_INFORME, help=ayuda, description=ayuda)
    orden.add_argument(
        "archivo",
        metavar="ARCHIVO",
        type=Path,
        help="el informe: .txt, .md, .docx o .pdf con texto",
    )
    orden.add_argument(
        "--salida", metavar="CARPETA", type=Path, help="por omisión, ARCHIVO_propuesta junto a él"
    )
    orden.add_argument("--periodo", metavar="AÑOS", help="por ejemplo 2020-2023")
    orden.add_argument(
        "--municipios", metavar="CSV", type=Path, help="lista de otro departamento: divipola,nombre"
    )
    orden.add_argument(
        "--raiz", metavar="CARPETA", type=Path, help="otra copia del proyecto (pruebas)"
    )
    return raiz


def principal(argumentos: list[str] | None = None) -> int:
    opciones = analizador().parse_args(argumentos)
    rutas = Rutas(opciones.raiz.resolve()) if opciones.raiz else RUTAS
    try:
        if opciones.orden == LEER_INFORME:
            orden_leer_informe(rutas, opciones)
        else:
            ORDENES[opciones.orden][0](rutas, opciones)
    except ErrorDelTablero as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Error: el sistema no dejó leer o escribir {error.filename or 'un archivo'} "
            f"({error.strerror}).\n  Qué hacer: revise el espacio libre y los permisos de la "
            "carpeta. El mart publicado no se tocó.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrumpido. El mart publicado no se tocó.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(principal())
