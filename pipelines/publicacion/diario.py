"""Cambiar varios archivos como si fueran uno, aunque el proceso muera en cualquier instante.

::

    empezar     el diario dice «preparando»: nada de lo publicado ha cambiado
    preparar    cada archivo nuevo se copia junto a su destino (``.nombre.publicando``)
    confirmar   el diario dice «confirmado», de un solo renombramiento: desde aquí se termina
    terminar    renombramientos y borrados; el mart, de último; después el corte y la bitácora

Quien encuentre el diario y pueda tomar el turno lo resuelve: lo que se preparaba se deshace y lo
confirmado se termina. Cada paso se puede repetir. El mart se cambia de un renombramiento, así que
quien lo lee ve el anterior o el nuevo.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.errores import ErrorDePublicacion
from pipelines.publicacion import almacen, bitacora
from pipelines.publicacion.almacen import Corte
from pipelines.publicacion.estado import (
    asegurar_carpeta,
    escribir_seguro,
    insistir,
    sha256_del_archivo,
)
from pipelines.rutas import Rutas

PREPARANDO = "preparando"
CONFIRMADO = "confirmado"
_RESERVA = 65_536


@dataclass(frozen=True)
class Plan:
    """Lo que una publicación cambia: ruta → sha256 de lo nuevo, o ``None`` si se borra.

    ``asiento`` es su renglón de la bitácora y ``ensayo``, la carpeta que deja de esperar.
    """

    cambios: dict[str, str | None]
    corte: Corte
    asiento: dict[str, Any]
    ensayo: str | None = None


def _al_lado(destino: Path) -> Path:
    return destino.with_name(f".{destino.name}.publicando")


def _reserva(rutas: Rutas) -> Path:
    return rutas.cortes / ".reserva"


def _escribir(rutas: Rutas, contenido: dict[str, Any]) -> None:
    escribir_seguro(rutas.diario, json.dumps(contenido, ensure_ascii=False).encode())


def _leer(rutas: Rutas) -> dict[str, Any] | None:
    try:
        contenido: dict[str, Any] = json.loads(rutas.diario.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ErrorDePublicacion(
            que="El diario de una publicación a medias está dañado.",
            donde=str(rutas.diario),
            esperado="el que escribió la publicación",
            hacer="Recupere la carpeta de un respaldo y avise a quien mantiene el tablero.",
        ) from error
    return contenido


def empezar(rutas: Rutas) -> None:
    """Deja dicho que hay una publicación en preparación. Con el turno tomado."""
    rutas.cortes.mkdir(parents=True, exist_ok=True)
    _escribir(rutas, {"fase": PREPARANDO, "cambios": {}})


def preparar(rutas: Rutas, plan: Plan) -> None:
    """Copia lo nuevo junto a su destino y confirma. Lanza ``OSError`` si no cabe."""
    _escribir(rutas, {"fase": PREPARANDO, "cambios": plan.cambios})
    for ruta, sha256 in plan.cambios.items():
        if sha256 is None:
            continue
        destino = rutas.raiz / ruta
        destino.parent.mkdir(parents=True, exist_ok=True)
        almacen.copiar_asegurando(almacen.objeto(rutas, sha256), _al_lado(destino))
    # Espacio para lo poco que se escribe después de confirmar, cuando ya no hay vuelta atrás.
    with _reserva(rutas).open("wb") as archivo:
        archivo.write(bytes(_RESERVA))
        archivo.flush()
        os.fsync(archivo.fileno())
    _escribir(
        rutas,
        {
            "fase": CONFIRMADO,
            "cambios": plan.cambios,
            "corte": asdict(plan.corte),
            "asiento": plan.asiento,
            "ensayo": plan.ensayo,
        },
    )


def resolver(rutas: Rutas) -> str | None:
    """Deshace lo que se preparaba o termina lo confirmado; dice cuál, o ``None`` si no había nada.

    Con el turno tomado. Lanza ``ErrorDePublicacion`` si el sistema no deja: el diario se queda y
    se puede repetir.
    """
    contenido = _leer(rutas)
    if contenido is None:
        return None
    try:
        if contenido["fase"] == PREPARANDO:
            _deshacer(rutas, contenido)
        else:
            _terminar(rutas, contenido)
    except OSError as error:
        raise ErrorDePublicacion(
            que=f"Una publicación quedó a medias: el sistema no dejó seguir ({error.strerror}).",
            donde=str(error.filename or rutas.cortes),
            esperado="espacio libre, permisos, y ningún otro programa con esos archivos abiertos",
            hacer="Corrija eso y corra cualquier orden de los pipelines: la publicación se "
            "completa o se deshace sola. El mart publicado está entero.",
        ) from error
    rutas.diario.unlink()
    asegurar_carpeta(rutas.cortes)
    return str(contenido["fase"])


def _deshacer(rutas: Rutas, contenido: dict[str, Any]) -> None:
    for ruta in contenido["cambios"]:
        destino = rutas.raiz / ruta
        _al_lado(destino).unlink(missing_ok=True)
        _quitar_vacias(rutas, destino.parent)
    _reserva(rutas).unlink(missing_ok=True)
    almacen.limpiar(rutas)


def _terminar(rutas: Rutas, contenido: dict[str, Any]) -> None:
    _reserva(rutas).unlink(missing_ok=True)
    mart = rutas.mart.relative_to(rutas.raiz).as_posix()
    cambios: dict[str, str | None] = contenido["cambios"]
    # El mart va de último: hasta ese renombramiento la pantalla muestra lo anterior, entero.
    for ruta in sorted(cambios, key=lambda r: (r == mart, r)):
        sha256 = cambios[ruta]
        if sha256 is None:
            (rutas.raiz / ruta).unlink(missing_ok=True)
            _quitar_vacias(rutas, (rutas.raiz / ruta).parent)
        else:
            _colocar(rutas, rutas.raiz / ruta, sha256)
    for carpeta in sorted({(rutas.raiz / ruta).parent for ruta in cambios}):
        if carpeta.is_dir():
            asegurar_carpeta(carpeta)
    almacen.guardar_ficha(rutas, Corte(**contenido["corte"]))
    bitacora.anotar(rutas, contenido["asiento"])
    if contenido["ensayo"]:
        shutil.rmtree(rutas.ensayos / contenido["ensayo"], ignore_errors=True)
    almacen.limpiar(rutas)


def _colocar(rutas: Rutas, destino: Path, sha256: str) -> None:
    temporal = _al_lado(destino)
    if not temporal.exists() or sha256_del_archivo(temporal) != sha256:
        if destino.is_file() and sha256_del_archivo(destino) == sha256:
            return
        destino.parent.mkdir(parents=True, exist_ok=True)
        almacen.copiar_asegurando(almacen.objeto(rutas, sha256), temporal)
    # La fecha dice cuándo se publicó: la usan la pantalla y quien decide si hay que construir.
    os.utime(temporal)
    insistir(lambda: os.replace(temporal, destino))


def _quitar_vacias(rutas: Rutas, carpeta: Path) -> None:
    """Borra las carpetas de ``data/raw`` que quedaron sin nada."""
    while rutas.datos_crudos in carpeta.parents and carpeta.is_dir():
        try:
            carpeta.rmdir()
        except OSError:
            return
        carpeta = carpeta.parent
