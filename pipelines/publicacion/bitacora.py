"""Quién ensayó, publicó o deshizo qué, cuándo y con qué archivo. Sólo se agrega, nunca se edita.

Un renglón JSON por asiento en ``data/cortes/bitacora.jsonl``. Un asiento está o no está: se escribe
de una vez y se asegura en el disco; si el equipo se apaga a la mitad, el renglón roto se señala al
leer y no impide leer los demás.
"""

from __future__ import annotations

import getpass
import json
import os
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock

from pipelines.rutas import Rutas

CAMPOS = ("cuando", "quien", "accion", "ensayo", "corte", "archivo", "sha256", "detalle")
ACCIONES = ("ensayar", "publicar", "descartar", "volver", "construir", "actualizar")
_ESPERA_SEGUNDOS = 10


def ahora() -> str:
    """La hora universal, en ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def usuario_del_sistema() -> str:
    """Con qué nombre entró al equipo quien corre la orden."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "sin nombre"


def asiento(accion: str, quien: str | None, **campos: Any) -> dict[str, Any]:
    """Un asiento con todos sus campos; los que no se dan van vacíos (``None``)."""
    assert accion in ACCIONES, accion
    return dict.fromkeys(CAMPOS) | {"cuando": ahora(), "quien": quien, "accion": accion} | campos


def anotar(rutas: Rutas, contenido: dict[str, Any]) -> None:
    """Agrega un asiento; si trae ``operacion`` y ya está, no lo repite. Lanza ``OSError``."""
    rutas.cortes.mkdir(parents=True, exist_ok=True)
    with FileLock(rutas.cortes / ".bitacora.lock", timeout=_ESPERA_SEGUNDOS):
        operacion = contenido.get("operacion")
        if operacion and any(a.get("operacion") == operacion for a in _leer(rutas)[0]):
            return
        renglon = json.dumps(contenido, ensure_ascii=False).encode() + b"\n"
        with rutas.bitacora.open("ab+") as archivo:
            if archivo.tell():
                archivo.seek(-1, os.SEEK_END)
                if archivo.read(1) != b"\n":
                    # Un asiento anterior quedó cortado: el nuevo no se le pega.
                    renglon = b"\n" + renglon
            archivo.write(renglon)
            archivo.flush()
            os.fsync(archivo.fileno())


def _leer(rutas: Rutas) -> tuple[list[dict[str, Any]], list[int]]:
    if not rutas.bitacora.exists():
        return [], []
    asientos, rotos = [], []
    for numero, renglon in enumerate(rutas.bitacora.read_bytes().split(b"\n"), start=1):
        if not renglon:
            continue
        try:
            contenido = json.loads(renglon)
        except ValueError:
            rotos.append(numero)
            continue
        if isinstance(contenido, dict):
            asientos.append(contenido)
        else:
            rotos.append(numero)
    return asientos, rotos


def leer(rutas: Rutas) -> tuple[list[dict[str, Any]], list[str]]:
    """(asientos del más reciente al más antiguo, avisos de los renglones que no se leen)."""
    asientos, rotos = _leer(rutas)
    avisos = [
        f"El renglón {numero} de {rutas.bitacora.name} quedó cortado y no se lee."
        for numero in rotos
    ]
    return [{campo: a.get(campo) for campo in CAMPOS} for a in reversed(asientos)], avisos
