"""Órdenes de los pipelines: ``python -m pipelines <orden>``.

Aquí se escribe en pantalla y se decide el código de salida; lo demás no imprime.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipelines import imagenes
from pipelines.actualizar import (
    FALLO,
    NUEVO,
    SIN_CAMBIOS,
    SIN_DIRECCION,
    Novedad,
    actualizar,
    siguiente_paso,
)
from pipelines.construir import Avisar, Resultado, construir, validar, validar_fuente
from pipelines.descargas import Avance
from pipelines.documentar import documentar
from pipelines.errores import ErrorDeDescarga, ErrorDelTablero
from pipelines.estado import describir_fuente, describir_mart
from pipelines.huellas import firmar
from pipelines.lector import (
    escribir_propuesta,
    leer_informe,
    leer_municipios,
    municipios_del_proyecto,
)
from pipelines.oficiales import carga_masiva
from pipelines.oficiales.carga import FAMILIAS, cargar, describir
from pipelines.oficiales.masivo import Progreso
from pipelines.orden import AnalizadorEnEspanol
from pipelines.publicacion import bitacora
from pipelines.publicacion import ordenes as de_publicar
from pipelines.publicacion.estado import sha256_del_archivo
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


def _decir_publicado(rutas: Rutas, resultado: Resultado) -> None:
    _resumir(resultado)
    filas = sum(resultado.filas.values())
    print(f"Publicado {rutas.mart}: {len(resultado.filas)} tablas, {filas} filas")


def _anotar(rutas: Rutas, accion: str, resultado: Resultado) -> None:
    """Deja la construcción en la bitácora; si no se puede, lo dice y sigue: ya está publicada."""
    # La bitácora se lee en pantalla: punto de miles.
    filas = f"{sum(resultado.filas.values()):,}".replace(",", ".")
    try:
        contenido = bitacora.asiento(
            accion,
            bitacora.usuario_del_sistema(),
            sha256=sha256_del_archivo(rutas.mart),
            detalle=f"{len(resultado.filas)} tablas, {filas} filas",
        )
        bitacora.anotar(rutas, contenido)
    except OSError as error:
        print(f"Aviso: no se pudo anotar en la bitácora ({error.strerror}).", file=sys.stderr)


def orden_construir(rutas: Rutas, opciones: argparse.Namespace) -> None:
    elegir_fuente(leer_registro(rutas), opciones.fuente)
    resultado = construir(rutas, _avisador())
    _anotar(rutas, "construir", resultado)
    _decir_publicado(rutas, resultado)
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


def _barra() -> Avance | None:
    """Lo que va llegando, en una línea que se reescribe; nada si la salida no es una terminal."""
    if not sys.stderr.isatty():
        return None
    ultima = 0.0

    def avanzar(van: int, total: int | None) -> None:
        nonlocal ultima
        if time.monotonic() - ultima < SEGUNDOS_ENTRE_AVANCES and van != total:
            return
        ultima = time.monotonic()
        cuanto = f"{van / 1e6:.1f} MB" + (f" de {total / 1e6:.1f}" if total else "")
        lleno = int(ANCHO_DE_LA_BARRA * van / total) if total else 0
        barra = f"[{'#' * lleno:<{ANCHO_DE_LA_BARRA}}] " if total else ""
        linea = f"\r  {barra}{cuanto.replace('.', ',')}"
        print(linea.ljust(ANCHO_DE_LINEA), end="\r", file=sys.stderr, flush=True)

    return avanzar


def _progreso() -> Progreso | None:
    """Parte hecha y tiempo que falta, en una línea que se reescribe en la terminal."""
    if not sys.stderr.isatty():
        return None

    def avanzar(parte: float, faltan: float | None) -> None:
        barra = f"[{'#' * int(ANCHO_DE_LA_BARRA * parte):<{ANCHO_DE_LA_BARRA}}] {parte:4.0%}"
        resto = "" if faltan is None else f", faltan {faltan // 60:.0f} min {faltan % 60:.0f} s"
        print(f"\r  {barra}{resto}".ljust(ANCHO_DE_LINEA), end="", file=sys.stderr, flush=True)

    return avanzar


def _informar(rutas: Rutas, novedad: Novedad) -> None:
    archivo = novedad.archivo
    detalle = f": {archivo.relative_to(rutas.raiz).as_posix()}" if archivo else ""
    if novedad.detalle:
        detalle = f": {novedad.detalle}".replace("\n", "\n" + " " * 4)
    print(f"  {novedad.fuente_id:<40}{novedad.estado}{detalle}".ljust(ANCHO_DE_LINEA), flush=True)


def orden_actualizar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    """Baja lo nuevo y publica; lanza ``ErrorDeDescarga`` al final si alguna fuente falló."""
    fuentes = leer_registro(rutas)
    elegidas = elegir_fuente(fuentes, opciones.fuente)
    if opciones.sin_red:
        resultado = construir(rutas, _avisador())
        _anotar(rutas, "actualizar", resultado)
        _decir_publicado(rutas, resultado)
        return
    novedades, resultado = actualizar(
        rutas,
        list(fuentes.values()),
        elegidas,
        avisar=_avisador(),
        informar=lambda novedad: _informar(rutas, novedad),
        avance=_barra(),
    )
    _anotar(rutas, "actualizar", resultado)
    _decir_publicado(rutas, resultado)
    estados = [novedad.estado for novedad in novedades]
    cuenta = (f"{e} {estados.count(e)}" for e in (NUEVO, SIN_CAMBIOS, FALLO, SIN_DIRECCION))
    print("Fuentes: " + ", ".join(cuenta))
    for novedad in novedades:
        if novedad.archivo:
            paso = siguiente_paso(rutas, fuentes[novedad.fuente_id], novedad.archivo)
            print(f"Qué sigue con {novedad.fuente_id}: {paso}")
    if FALLO in estados:
        malas = [novedad.fuente_id for novedad in novedades if novedad.estado == FALLO]
        raise ErrorDeDescarga(
            que=f"No se pudo bajar {len(malas)} de {len(elegidas)} fuentes. Lo demás quedó "
            "publicado.",
            donde=", ".join(malas),
            hacer="Lea arriba qué pasó con cada una.",
        )


def orden_documentar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    for archivo in documentar(rutas):
        print(f"Escrito {archivo}")


def orden_cargar(rutas: Rutas, opciones: argparse.Namespace) -> None:
    """Lee un archivo oficial, dice qué cambia y lo guarda aparte si hace falta."""
    if opciones.fuente in carga_masiva.NOMBRES:
        informe, carpeta = carga_masiva.cargar(
            rutas,
            opciones.fuente,
            opciones.archivo,
            edicion=opciones.edicion,
            simular=opciones.simular,
            progreso=_progreso(),
        )
        print(carga_masiva.describir(informe, carpeta, rutas))
        return
    carga = cargar(
        rutas,
        opciones.fuente,
        opciones.archivo,
        edicion=opciones.edicion,
        simular=opciones.simular,
    )
    print(describir(carga, rutas))


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


ANCHO_DE_LA_BARRA = 30
ANCHO_DE_LINEA = 65
SEGUNDOS_ENTRE_AVANCES = 0.2
CONFIANZA_PARA_REVISAR = 0.8
CARGAR = "cargar"
LEER_INFORME = "leer-informe"
"""La única orden que recibe un archivo y no una fuente declarada."""

ORDENES: dict[str, tuple[Callable[[Rutas, argparse.Namespace], None], str]] = {
    "construir": (orden_construir, "arma los marts, los revisa y los publica"),
    "actualizar": (orden_actualizar, "baja lo que cambió en las fuentes oficiales y publica"),
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
        if nombre == "actualizar":
            orden.add_argument(
                "--sin-red", action="store_true", help="no baja nada: construye con lo que hay"
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
    ayuda = "lee un archivo oficial, lo compara con data/raw y guarda aparte la edición nueva"
    orden = ordenes.add_parser(CARGAR, help=ayuda, description=ayuda)
    orden.add_argument(
        "fuente",
        metavar="FUENTE",
        help=f"un fuente_id o una familia: {', '.join((*FAMILIAS, *carga_masiva.NOMBRES))}",
    )
    orden.add_argument("archivo", metavar="ARCHIVO", type=Path, help="como lo publica su productor")
    orden.add_argument("--simular", action="store_true", help="dice qué cambia, sin guardar")
    orden.add_argument(
        "--edicion", metavar="EDICIÓN", help="sólo si el archivo no la dice, por ejemplo 2025"
    )
    orden.add_argument(
        "--raiz", metavar="CARPETA", type=Path, help="otra copia del proyecto (pruebas)"
    )
    de_publicar.agregar(ordenes)
    orden = ordenes.add_parser(imagenes.NOMBRE, help=imagenes.AYUDA, description=imagenes.AYUDA)
    orden.set_defaults(raiz=None)
    imagenes.agregar_opciones(orden)
    return raiz


def principal(argumentos: list[str] | None = None) -> int:
    opciones = analizador().parse_args(argumentos)
    rutas = Rutas(opciones.raiz.resolve()) if opciones.raiz else RUTAS
    try:
        if opciones.orden in de_publicar.AYUDAS:
            return de_publicar.correr(rutas, opciones)
        de_publicar.resolver_lo_pendiente(rutas)
        if opciones.orden == imagenes.NOMBRE:
            return imagenes.exportar(rutas, opciones)
        if opciones.orden == CARGAR:
            orden_cargar(rutas, opciones)
        elif opciones.orden == LEER_INFORME:
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
