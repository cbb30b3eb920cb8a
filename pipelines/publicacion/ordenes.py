"""Las órdenes de publicar y deshacer: ``ensayar``, ``ensayos``, ``publicar``, ``descartar``,
``cortes``, ``volver`` y ``bitacora``.

Con ``--json`` hablan con otro programa: cada renglón de la salida es un objeto, ``{"aviso": …}``
mientras trabaja y al final ``{"resultado": …}`` o ``{"error": …}``. Sin él, con una persona.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines import publicar
from pipelines.errores import ErrorDeDeclaracion, ErrorDelTablero
from pipelines.oficiales import carga_masiva
from pipelines.oficiales.carga import FAMILIAS
from pipelines.publicacion import bitacora, cortes, ensayo
from pipelines.rutas import Rutas

Avisar = Callable[[str], None]
AYUDAS = {
    "ensayar": "arma aparte lo que un archivo oficial publicaría y dice qué cambia, sin publicar",
    "ensayos": "los ensayos que esperan que alguien decida",
    "publicar": "publica un ensayo, de una vez",
    "descartar": "borra un ensayo sin publicarlo",
    "cortes": "las publicaciones a las que se puede volver",
    "volver": "deja lo publicado como estaba en un corte",
    "bitacora": "quién ensayó, publicó o deshizo qué y cuándo",
}
_MUESTRA = 10


def agregar(ordenes: Any) -> None:
    """Declara las órdenes en el analizador de la terminal."""
    for nombre, ayuda in AYUDAS.items():
        orden = ordenes.add_parser(nombre, help=ayuda, description=ayuda)
        if nombre == "ensayar":
            _de_ensayar(orden)
        if nombre in ("publicar", "descartar"):
            orden.add_argument("id", metavar="ENSAYO", help="el que dijo «ensayar»")
        if nombre == "volver":
            orden.add_argument("id", metavar="CORTE", help="uno de los de «cortes»")
        if nombre in ("publicar", "descartar", "volver"):
            orden.add_argument("--quien", metavar="NOMBRE", required=True, help="quién lo decide")
        orden.add_argument(
            "--json", action="store_true", help="un objeto JSON por renglón, para otro programa"
        )
        orden.add_argument(
            "--raiz", metavar="CARPETA", type=Path, help="otra copia del proyecto (pruebas)"
        )


def _de_ensayar(orden: argparse.ArgumentParser) -> None:
    orden.add_argument(
        "fuente",
        metavar="FUENTE",
        help=f"un fuente_id o una familia: {', '.join((*FAMILIAS, *carga_masiva.NOMBRES))}",
    )
    orden.add_argument(
        "archivo", metavar="ARCHIVO", type=Path, nargs="?", help="como lo publica su productor"
    )
    orden.add_argument(
        "--traer", action="store_true", help="lo baja de la dirección que declara la fuente"
    )
    orden.add_argument(
        "--edicion", metavar="EDICIÓN", help="sólo si el archivo no la dice, por ejemplo 2025"
    )
    orden.add_argument("--quien", metavar="NOMBRE", help="quién lo ensaya")


def resolver_lo_pendiente(rutas: Rutas) -> None:
    """Lo que una publicación o un ensayo dejó a medias al morir se termina o se deshace."""
    publicar.resolver_lo_pendiente(rutas)
    ensayo.limpiar(rutas)


def correr(rutas: Rutas, opciones: argparse.Namespace) -> int:
    """Corre una de las órdenes y devuelve el código de salida. Los errores salen en español."""
    try:
        resolver_lo_pendiente(rutas)
        resultado = _hacer(rutas, opciones, _avisador(opciones.json))
    except ErrorDelTablero as error:
        return _fallar(opciones.json, error)
    except OSError as error:
        return _fallar(
            opciones.json,
            ErrorDelTablero(
                que=f"El sistema no dejó leer o escribir ({error.strerror or error}).",
                donde=str(error.filename or ""),
                esperado="espacio libre en el disco y permisos en la carpeta",
                hacer="Revise el espacio y los permisos y repita la orden. El mart publicado está "
                "entero.",
            ),
        )
    if opciones.json:
        _decir_json({"resultado": resultado})
    else:
        print(_EN_ESPANOL[opciones.orden](resultado))
    return 0


def _hacer(rutas: Rutas, opciones: argparse.Namespace, avisar: Avisar) -> Any:
    if opciones.orden == "ensayar":
        return _ensayar(rutas, opciones, avisar)
    if opciones.orden == "ensayos":
        return ensayo.pendientes(rutas)
    if opciones.orden == "publicar":
        return cortes.publicar(rutas, opciones.id, opciones.quien, avisar)
    if opciones.orden == "descartar":
        return ensayo.descartar(rutas, opciones.id, cortes.exigir_quien(opciones.quien))
    if opciones.orden == "cortes":
        return cortes.listar(rutas)
    if opciones.orden == "volver":
        return cortes.volver(rutas, opciones.id, opciones.quien, avisar)
    asientos, avisos = bitacora.leer(rutas)
    for aviso in avisos:
        avisar(aviso)
    return asientos


def _ensayar(rutas: Rutas, opciones: argparse.Namespace, avisar: Avisar) -> dict[str, Any]:
    if opciones.traer == (opciones.archivo is not None):
        raise ErrorDeDeclaracion(
            que="Hay que dar un archivo o pedir que se traiga, y sólo una de las dos cosas.",
            donde="ARCHIVO o --traer",
            esperado="«ensayar FUENTE ARCHIVO» o «ensayar FUENTE --traer»",
            hacer="Repita la orden con una de las dos.",
        )
    quien = cortes.exigir_quien(opciones.quien) if opciones.quien else None
    if opciones.traer:
        return ensayo.traer_y_ensayar(
            rutas, opciones.fuente, edicion=opciones.edicion, quien=quien, avisar=avisar
        )
    return ensayo.ensayar(
        rutas, opciones.fuente, opciones.archivo, edicion=opciones.edicion, quien=quien,
        avisar=avisar,
    )  # fmt: skip


# ── Decirlo ────────────────────────────────────────────────────────────────────────────────────


def _decir_json(contenido: dict[str, Any]) -> None:
    print(json.dumps(contenido, ensure_ascii=False, allow_nan=False), flush=True)


def _avisador(en_json: bool) -> Avisar:
    inicio = time.monotonic()

    def avisar(paso: str) -> None:
        if en_json:
            _decir_json({"aviso": paso})
        else:
            print(f"  {time.monotonic() - inicio:6.1f} s  {paso}", flush=True)

    return avisar


def _fallar(en_json: bool, error: ErrorDelTablero) -> int:
    if en_json:
        partes = ("que", "donde", "esperado", "hacer")
        _decir_json({"error": {parte: getattr(error, parte) for parte in partes}})
    else:
        print(f"Error: {error}", file=sys.stderr)
    return 1


def _entero(numero: int) -> str:
    return f"{numero:,}".replace(",", ".")


def _cifra(valor: float | None) -> str:
    if valor is None:
        return "sin cifra"
    return f"{valor:,.6g}".translate(str.maketrans(",.", ".,"))


def _de_un_ensayo(datos: dict[str, Any]) -> str:
    archivo = datos["archivo"]
    edicion = datos["edicion"] or "no la dice el archivo"
    partes = [
        f"Ensayo {datos['id']}",
        f"Archivo: {archivo['nombre']} ({_entero(archivo['bytes'])} bytes, sha256 "
        f"{archivo['sha256'][:12]}…)",
        f"Es: {datos['familia']}; edición: {edicion}; "
        + (f"revisa {datos['fuente_id']}" if datos["fuente_id"] else "edición nueva"),
        *(f"Aviso: {aviso}" for aviso in datos["avisos"]),
        "",
        f"{'tabla del archivo':<26}{'filas':>8}{'iguales':>9}{'distintas':>11}{'nuevas':>8}"
        f"{'faltan':>8}",
        *(
            f"{c['tabla']:<26}{_entero(c['leidas']):>8}{_entero(c['iguales']):>9}"
            f"{_entero(c['distintas']):>11}{_entero(c['nuevas']):>8}{_entero(c['faltan']):>8}"
            for c in datos["crudo"]
        ),
    ]
    if datos["marts"]:
        partes += [
            "",
            f"{'tabla publicada':<26}{'antes':>8}{'después':>9}{'nuevas':>8}{'cambian':>9}"
            f"{'pierde':>8}",
            *(
                f"{m['tabla']:<26}{_entero(m['filas_antes']):>8}{_entero(m['filas_despues']):>9}"
                f"{_entero(m['nuevas']):>8}{_entero(m['cambiadas']):>9}"
                f"{_entero(m['perdidas']):>8}"
                for m in datos["marts"]
            ),
        ]
    if datos["movimientos"]:
        partes += ["", "Las cifras que más se mueven:"]
        partes += [
            f"  {m['indicador']} · {m['lugar']} · {m['periodo']}: {_cifra(m['antes'])} → "
            f"{_cifra(m['ahora'])}  ({m['tabla']}: {m['fila']})"
            for m in datos["movimientos"][:_MUESTRA]
        ]
    # Lo que falla se dice al final, con su fuente y su regla.
    if rompe := datos["rompe"][len(datos["comprobaciones"]["fallas"]) :]:
        partes += ["", "Qué más cambia:"]
        partes += [f"  {r['que']}. {r['detalle']}" for r in rompe[:_MUESTRA]]
    hechas = datos["comprobaciones"]
    if datos["estado"] == ensayo.IGUAL:
        desenlace = ["Dice lo mismo que lo publicado: no hay nada que publicar."]
    elif datos["estado"] == ensayo.CON_FALLAS:
        desenlace = [
            f"No se puede publicar. Comprobaciones que fallan: {len(hechas['fallas'])}; que pasan: "
            f"{hechas['pasan']}.",
            *(f"  [{f['fuente']}] {f['donde']} · {f['regla']}: {f['que']}"
              for f in hechas["fallas"][:_MUESTRA]),
        ]  # fmt: skip
    else:
        desenlace = [
            f"Pasan las {hechas['pasan']} comprobaciones. Lo publicado no cambió. Para publicarlo:",
            f'  python -m pipelines publicar {datos["id"]} --quien "SU NOMBRE"',
        ]
    return "\n".join([*partes, "", *desenlace])


def _de_los_ensayos(datos: list[dict[str, Any]]) -> str:
    if not datos:
        return "No hay ensayos esperando."
    return "\n".join(f"{d['id']:<58}{d['estado']:<12}{d['archivo']['nombre']}" for d in datos)


def _de_un_corte(datos: dict[str, Any]) -> str:
    return (
        f"Publicado: corte {datos['id']} ({datos['detalle']}). "
        f"{len(datos['filas'])} tablas, {_entero(sum(datos['filas'].values()))} filas.\n"
        "Para deshacerlo: python -m pipelines cortes, y volver al que quiera."
    )


def _de_los_cortes(datos: list[dict[str, Any]]) -> str:
    if not datos:
        return "Todavía no hay cortes: el primero se guarda al publicar."
    return "\n".join(
        f"{'*' if d['vigente'] else ' '} {d['id']:<32}{d['creado'][:16]:<18}{d['accion']:<10}"
        f"{d['quien'] or '':<20}{d['detalle']}"
        for d in datos
    )


def _de_la_bitacora(datos: list[dict[str, Any]]) -> str:
    if not datos:
        return "La bitácora está vacía."
    return "\n".join(
        f"{d['cuando'][:16]}  {d['accion']:<11}{d['quien'] or '—':<20}"
        f"{d['corte'] or d['ensayo'] or '':<58}{d['archivo'] or ''}  {d['detalle'] or ''}".rstrip()
        for d in datos
    )


_EN_ESPANOL: dict[str, Callable[[Any], str]] = {
    "ensayar": _de_un_ensayo,
    "ensayos": _de_los_ensayos,
    "publicar": _de_un_corte,
    "descartar": lambda datos: f"Descartado {datos['id']}.",
    "cortes": _de_los_cortes,
    "volver": _de_un_corte,
    "bitacora": _de_la_bitacora,
}
