"""Publicar un ensayo y volver a un corte. Lo publicado cambia entero, de una vez, o no cambia."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines import publicar as publicacion
from pipelines.construir import armar
from pipelines.errores import ErrorDeDeclaracion, ErrorDePublicacion
from pipelines.fallas import Revision
from pipelines.geometria import escribir_geometria
from pipelines.publicacion import almacen, bitacora, diario, ensayo
from pipelines.publicacion.almacen import Corte
from pipelines.publicacion.estado import (
    archivos_publicados,
    contenido_del_mart,
    copiar_proyecto,
    huella_de_la_base,
    huella_del_codigo,
    relativa,
    sha256_del_archivo,
)
from pipelines.rutas import Rutas
from pipelines.validar import CONTEOS, escribir_conteos

_LARGO_DEL_NOMBRE = 120
Avisar = Callable[[str], None]


def exigir_quien(quien: str) -> str:
    """El nombre de quien decide, en un renglón. Lanza ``ErrorDeDeclaracion`` si está vacío."""
    nombre = " ".join(quien.split())
    if not nombre or len(nombre) > _LARGO_DEL_NOMBRE or not nombre.isprintable():
        raise ErrorDeDeclaracion(
            que="Falta decir quién lo hace.",
            donde="--quien",
            esperado=f"un nombre de hasta {_LARGO_DEL_NOMBRE} letras",
            hacer='Escríbalo así: --quien "Nombre y apellido".',
        )
    return nombre


def listar(rutas: Rutas) -> list[dict[str, Any]]:
    """Los cortes a los que se puede volver, del más reciente (el vigente) al más antiguo."""
    todos = almacen.listar(rutas)
    return [corte.para_mostrar(corte is todos[0]) for corte in todos]


@contextmanager
def _deshacer_si_falla(rutas: Rutas) -> Iterator[None]:
    """Lo que falle antes de confirmar se deshace; lo confirmado se termina."""
    try:
        diario.empezar(rutas)
        yield
    except OSError as error:
        if diario.resolver(rutas) == diario.CONFIRMADO:
            return
        raise ErrorDePublicacion(
            que=f"El sistema no dejó escribir ({error.strerror or error}).",
            donde=str(error.filename or rutas.cortes),
            esperado="espacio libre en el disco y permiso de escritura",
            hacer="Libere espacio o revise los permisos y repita la orden. Lo publicado no se "
            "tocó.",
        ) from error
    finally:
        diario.resolver(rutas)


def publicar(rutas: Rutas, ensayo_id: str, quien: str, avisar: Avisar) -> dict[str, Any]:
    """Publica un ensayo: tablas, declaración, huellas, conteos, geometría y mart, de una vez.

    Devuelve el corte nuevo. Lanza ``ErrorDePublicacion``, sin tocar nada, si el ensayo no está
    listo, si lo publicado cambió desde que se ensayó, si hay otra orden en curso o si no hay
    espacio.
    """
    quien = exigir_quien(quien)
    with publicacion.turno(rutas):
        avisar("Comprobando el ensayo")
        datos = ensayo.leer(rutas, ensayo_id)
        propuesto = ensayo.leer_propuesta(rutas, ensayo_id)
        _exigir_publicable(rutas, datos, propuesto)
        carpeta = rutas.ensayos / ensayo_id / "propuesta"
        operacion = uuid.uuid4().hex
        with _deshacer_si_falla(rutas):
            avisar("Guardando lo que hay para poder volver")
            anterior = almacen.guardar_lo_de_hoy(rutas)
            avisar("Publicando")
            for ruta, sha256 in propuesto.archivos.items():
                almacen.guardar_objeto(rutas, carpeta / ruta, sha256)
            corte = almacen.nueva_ficha(
                rutas,
                anterior.archivos | propuesto.archivos,
                contenido_del_mart(carpeta / relativa(rutas, rutas.mart)),
                quien=quien,
                accion="publicar",
                ensayo=ensayo_id,
                archivo=datos["archivo"]["nombre"],
                sha256=datos["archivo"]["sha256"],
                detalle=_detalle(datos),
            )
            diario.preparar(
                rutas,
                diario.Plan(dict(propuesto.archivos), corte, _asiento(corte, operacion), ensayo_id),
            )
    return corte.para_mostrar(vigente=True)


def _detalle(datos: dict[str, Any]) -> str:
    que = "revisión de" if datos["fuente_id"] else "edición nueva:"
    return f"{que} {datos['fuente_nueva']}".capitalize()


def _asiento(corte: Corte, operacion: str) -> dict[str, Any]:
    return bitacora.asiento(
        corte.accion, corte.quien, ensayo=corte.ensayo, corte=corte.id, archivo=corte.archivo,
        sha256=corte.sha256 or corte.mart_sha256, detalle=corte.detalle, operacion=operacion,
    )  # fmt: skip


def _exigir_publicable(rutas: Rutas, datos: dict[str, Any], propuesto: ensayo.LoPropuesto) -> None:
    if datos["estado"] == ensayo.IGUAL:
        raise ErrorDePublicacion(
            que="No hay nada que publicar: el archivo dice lo mismo que lo publicado.",
            donde=datos["id"],
            hacer="Descarte el ensayo.",
        )
    if datos["estado"] != ensayo.LISTO:
        raise ErrorDePublicacion(
            que="El ensayo tiene comprobaciones que fallan y no se puede publicar.",
            donde=datos["id"],
            esperado="un ensayo en estado «listo»",
            hacer="Lea qué falla; corrija el archivo o las declaraciones y ensaye otra vez.",
        )
    if huella_de_la_base(rutas) != propuesto.base:
        raise ErrorDePublicacion(
            que="Lo publicado cambió desde que se hizo este ensayo.",
            donde=datos["id"],
            esperado="publicar sobre lo mismo que se comparó",
            hacer="Ensaye otra vez el archivo, mire de nuevo qué cambia y publíquelo.",
        )


# ── Volver ─────────────────────────────────────────────────────────────────────────────────────


def volver(rutas: Rutas, corte_id: str, quien: str, avisar: Avisar) -> dict[str, Any]:
    """Deja lo publicado como estaba en un corte; es otro corte, así que también se deshace.

    Con el mismo código, los bytes son los de entonces; si el tablero cambió desde entonces, el mart
    se arma otra vez con las tablas de entonces y el código de hoy. Devuelve el corte nuevo. Lanza
    ``ErrorDePublicacion``, sin tocar nada, si el corte está dañado, ya es lo publicado, o no hay
    espacio, y ``ErrorDeValidacion`` si con el código de hoy no pasa las comprobaciones.
    """
    quien = exigir_quien(quien)
    with publicacion.turno(rutas), tempfile.TemporaryDirectory(prefix="tablero-") as temporal:
        corte = almacen.elegir(rutas, corte_id)
        avisar("Comprobando el corte")
        almacen.exigir_entero(rutas, corte)
        mart = relativa(rutas, rutas.mart)
        hoy = {r: sha256_del_archivo(rutas.raiz / r) for r in archivos_publicados(rutas)}
        if rutas.mart.exists() and almacen.es_lo_de_hoy(
            corte, hoy, contenido_del_mart(rutas.mart), mart
        ):
            raise ErrorDePublicacion(
                que=f"El corte {corte.id} ya es lo publicado.",
                donde="CORTE",
                hacer="Elija otro con «python -m pipelines cortes».",
            )
        operacion = uuid.uuid4().hex
        with _deshacer_si_falla(rutas):
            avisar("Guardando lo que hay para poder volver")
            if rutas.mart.exists():
                almacen.guardar_lo_de_hoy(rutas)
            archivos = dict(corte.archivos)
            origen = almacen.objeto(rutas, archivos[mart])
            if corte.codigo != huella_del_codigo(rutas):
                avisar("El tablero cambió desde ese corte: se arma otra vez con sus tablas")
                rehechos = _rearmar(rutas, corte, Path(temporal), avisar)
                archivos |= {r: almacen.guardar_objeto(rutas, p) for r, p in rehechos.items()}
                origen = rehechos[mart]
            nuevo = almacen.nueva_ficha(
                rutas, archivos, contenido_del_mart(origen), quien=quien, accion="volver",
                ensayo=corte.ensayo, archivo=corte.archivo, sha256=corte.sha256,
                detalle=f"Se volvió al corte {corte.id}",
            )  # fmt: skip
            cambios: dict[str, str | None] = {
                ruta: sha256 for ruta, sha256 in archivos.items() if hoy.get(ruta) != sha256
            }
            cambios |= {ruta: None for ruta in hoy if ruta not in archivos}
            avisar("Publicando")
            diario.preparar(rutas, diario.Plan(cambios, nuevo, _asiento(nuevo, operacion)))
    return nuevo.para_mostrar(vigente=True)


def _rearmar(rutas: Rutas, corte: Corte, carpeta: Path, avisar: Avisar) -> dict[str, Path]:
    """Arma el mart con las tablas y declaraciones de un corte y el código de hoy."""
    copia = copiar_proyecto(rutas, carpeta / "arbol")
    for ruta in archivos_publicados(rutas):
        if ruta not in corte.archivos:
            (copia.raiz / ruta).unlink(missing_ok=True)
    for ruta, sha256 in corte.archivos.items():
        (copia.raiz / ruta).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(almacen.objeto(rutas, sha256), copia.raiz / ruta)
    copia.mart.unlink(missing_ok=True)
    revision = Revision()
    armado = armar(copia, copia.mart, revision, avisar, con_conteos=False)
    escribir_conteos(copia.pipelines / CONTEOS, armado.filas)
    capas = escribir_geometria(armado.capas, copia.geo)
    hechos = [copia.mart, copia.pipelines / CONTEOS, *capas]
    return {relativa(copia, ruta): ruta for ruta in hechos}
