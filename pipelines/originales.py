"""Los archivos oficiales que se bajan, todas sus ediciones, tal como llegaron.

::

    data/raw/originales/<fuente_id>/<12 cifras del sha256>/<archivo>
                                                          /procedencia.json

Una edición es un contenido: si el productor cambia el archivo sin cambiarle el nombre, queda al
lado de la anterior y cualquier corte se puede rehacer. La carpeta aparece entera de un solo
renombramiento, así que una descarga interrumpida no deja ediciones a medias. No se versiona.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.descargas import (
    Bajado,
    Condicion,
    borrar_parcial,
    direccion_del_parcial,
    sha256_del_archivo,
)
from pipelines.registro import Fuente
from pipelines.rutas import Rutas

PROCEDENCIA = "procedencia.json"
_LARGO = 12
# En bytes caben 255 y una letra con tilde son dos.
_LARGO_DEL_NOMBRE = 100
_RESERVADO = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\.|procedencia\.json$", re.IGNORECASE)
"""Nombres que Windows no deja usar, y el de la ficha que va al lado."""


@dataclass(frozen=True)
class Edicion:
    """Un archivo bajado: de dónde, cuándo llegó y cuándo se vio por última vez (ISO, UTC)."""

    archivo: Path
    direccion: str
    sha256: str
    bytes: int
    descargado: str
    confirmado: str
    condicion: Condicion


def _carpeta(rutas: Rutas, fuente_id: str) -> Path:
    return rutas.originales / fuente_id


def nombre_de(direccion: str) -> str:
    """El nombre con que se guarda: el último tramo de la dirección, que sirva en todo sistema."""
    nombre = re.sub(r"[^\w.-]+", "_", unquote(urlsplit(direccion).path).rsplit("/", 1)[-1])
    base, punto, extension = nombre.rpartition(".")
    nombre = base[:_LARGO_DEL_NOMBRE] + punto + extension
    return f"_{nombre}" if _RESERVADO.match(nombre) else nombre


def parcial_de(rutas: Rutas, fuente_id: str) -> Path:
    """Dónde crece la descarga de una fuente, en el mismo disco que su destino."""
    carpeta = _carpeta(rutas, fuente_id)
    carpeta.mkdir(parents=True, exist_ok=True)
    return carpeta / ".descarga.parcial"


def _leer(carpeta: Path) -> Edicion | None:
    try:
        ficha = json.loads((carpeta / PROCEDENCIA).read_bytes())
        archivo = carpeta / ficha.pop("nombre")
        return Edicion(archivo=archivo, **ficha | {"condicion": Condicion(**ficha["condicion"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _escribir(carpeta: Path, edicion: Edicion) -> None:
    ficha = {clave: valor for clave, valor in asdict(edicion).items() if clave != "archivo"}
    nueva = carpeta / f".{PROCEDENCIA}.nueva"
    with nueva.open("w", encoding="utf-8", newline="\n") as archivo:
        json.dump({"nombre": edicion.archivo.name} | ficha, archivo, indent=1, ensure_ascii=False)
        archivo.write("\n")
        archivo.flush()
        os.fsync(archivo.fileno())
    os.replace(nueva, carpeta / PROCEDENCIA)


def ediciones(rutas: Rutas, fuente_id: str) -> list[Edicion]:
    """Las ediciones guardadas de una fuente; la última es la que el productor publica hoy."""
    carpeta = _carpeta(rutas, fuente_id)
    if not carpeta.is_dir():
        return []
    leidas = [_leer(c) for c in carpeta.iterdir() if c.is_dir() and not c.name.startswith(".")]
    return sorted((e for e in leidas if e is not None), key=lambda e: e.confirmado)


def esta_entera(edicion: Edicion) -> bool:
    """Si los bytes guardados son los que se bajaron."""
    archivo = edicion.archivo
    return (
        archivo.is_file()
        and archivo.stat().st_size == edicion.bytes
        and sha256_del_archivo(archivo) == edicion.sha256
    )


def vigente(guardadas: list[Edicion], direccion: str) -> Edicion | None:
    """La última edición, si es de esa dirección y sigue entera: con ella se pregunta si cambió."""
    if not guardadas or guardadas[-1].direccion != direccion or not esta_entera(guardadas[-1]):
        return None
    return guardadas[-1]


def guardar(
    rutas: Rutas, fuente_id: str, direccion: str, parcial: Path, bajado: Bajado, ahora: str
) -> Edicion:
    """Pone el archivo bajado en la carpeta de su edición; ``parcial`` deja de existir."""
    carpeta = _carpeta(rutas, fuente_id) / bajado.sha256[:_LARGO]
    anterior = _leer(carpeta)
    edicion = Edicion(
        archivo=carpeta / nombre_de(direccion),
        direccion=direccion,
        sha256=bajado.sha256,
        bytes=bajado.bytes,
        descargado=anterior.descargado if anterior else ahora,
        confirmado=ahora,
        condicion=bajado.condicion,
    )
    if carpeta.exists():
        # Un contenido que ya se tenía: se repone por si la copia se dañó, y se anota que volvió.
        os.replace(parcial, edicion.archivo)
        _escribir(carpeta, edicion)
        if anterior and anterior.archivo != edicion.archivo:
            anterior.archivo.unlink(missing_ok=True)
        return edicion
    nueva = carpeta.with_name(f".{carpeta.name}.nueva")
    nueva.mkdir()
    os.replace(parcial, nueva / edicion.archivo.name)
    _escribir(nueva, edicion)
    os.rename(nueva, carpeta)
    return edicion


def confirmar(edicion: Edicion, ahora: str) -> None:
    """Anota que el productor sigue publicando esa edición."""
    _escribir(edicion.archivo.parent, Edicion(**vars(edicion) | {"confirmado": ahora}))


def limpiar(rutas: Rutas, fuentes: list[Fuente]) -> None:
    """Borra lo que dejó una descarga interrumpida y ya no sirve para seguirla.

    Sólo se llama con el turno de actualizar tomado.
    """
    if not rutas.originales.is_dir():
        return
    direcciones = {fuente.fuente_id: fuente.url_descarga for fuente in fuentes}
    for carpeta in rutas.originales.iterdir():
        if not carpeta.is_dir():
            continue
        for resto in carpeta.glob(".*.nueva"):
            shutil.rmtree(resto)
        for edicion in carpeta.iterdir():
            if edicion.is_dir():
                (edicion / f".{PROCEDENCIA}.nueva").unlink(missing_ok=True)
        parcial = carpeta / ".descarga.parcial"
        borrar_parcial(parcial.with_name(parcial.name + ".pagina"))
        direccion = direcciones.get(carpeta.name)
        if direccion is None or direccion_del_parcial(parcial) != direccion:
            borrar_parcial(parcial)
        if not any(carpeta.iterdir()):
            carpeta.rmdir()
