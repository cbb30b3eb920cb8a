"""El registro de vistas: de un código impreso a la vista de la que salió.

Cuando el tablero emite un código (en una diapositiva, una hoja, una imagen o la pantalla) la vista
queda aquí con sus cifras. Cada una es una carpeta de sesión de una sola vista, ``<código>.zip``,
con el mismo formato y las mismas revisiones que ``tablero.sesion.archivo``: un archivo ajeno o
dañado no se abre, y la página Sesión abre cualquiera de éstos.

Sólo guarda cifras publicadas, que cualquiera puede volver a ver. Por eso es acotado (al pasar de un
número de vistas o de bytes salen las más viejas) y prescindible: se puede borrar entero, y donde el
disco no se deja escribir queda en la memoria del proceso.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pipelines.rutas import RUTAS
from tablero.sesion.archivo import ErrorDeCarpeta, abrir, guardar
from tablero.sesion.carpeta import Carpeta, VistaGuardada
from tablero.vistas import CODIGO

MAXIMO_DE_VISTAS = 2_000
MAXIMO_DE_BYTES = 200_000_000
EN_MEMORIA = 50
"""Cuántas caben donde el disco no se deja escribir."""

_ABIERTAS = 16
_ES_CODIGO = re.compile(CODIGO)
_REGISTRO = logging.getLogger(__name__)


class Registro:
    """Las vistas guardadas en una carpeta, por su código. Varios hilos pueden usarlo a la vez."""

    def __init__(
        self,
        carpeta: Path,
        *,
        maximo_de_vistas: int = MAXIMO_DE_VISTAS,
        maximo_de_bytes: int = MAXIMO_DE_BYTES,
    ) -> None:
        self.carpeta = carpeta
        self._maximo_de_vistas = maximo_de_vistas
        self._maximo_de_bytes = maximo_de_bytes
        self._en_memoria: OrderedDict[str, bytes] = OrderedDict()
        self._abiertas: OrderedDict[str, VistaGuardada] = OrderedDict()
        self._turno = threading.Lock()

    def tiene(self, codigo: str) -> bool:
        """Si la vista de ese código está guardada. No la abre; ``codigo`` va ya normalizado."""
        # ``Path.exists`` falla si no se puede ni mirar la carpeta; éste dice que no está.
        return codigo in self._en_memoria or os.path.exists(self._archivo(codigo))

    def anotar(self, codigo: str, armar: Callable[[], VistaGuardada]) -> None:
        """Guarda la vista de ese código. Si ya está no hace nada: ni llama a ``armar``."""
        if self.tiene(codigo):
            return
        contenido = guardar(Carpeta(vistas=(armar(),)))
        try:
            self._escribir(codigo, contenido)
        except OSError as error:
            _REGISTRO.warning("No se pudo guardar la vista %s en el disco: %s", codigo, error)
            with self._turno:
                self._en_memoria[codigo] = contenido
                while len(self._en_memoria) > EN_MEMORIA:
                    self._en_memoria.popitem(last=False)

    def buscar(self, codigo: str) -> VistaGuardada | None:
        """La vista de ese código, o ``None`` si no está. ``codigo`` va ya normalizado.

        Un archivo dañado, o cuya vista no da ese código, se avisa y se quita: la próxima vez que
        alguien mire la vista se vuelve a guardar.
        """
        if not _ES_CODIGO.fullmatch(codigo):
            return None
        # Con el archivo borrado, lo abierto antes tampoco vale.
        if not self.tiene(codigo):
            return None
        with self._turno:
            contenido = self._en_memoria.get(codigo)
            if abierta := self._abiertas.get(codigo):
                return abierta
        if contenido is None:
            try:
                contenido = self._archivo(codigo).read_bytes()
            except OSError:
                return None
        guardada = _leer(codigo, contenido)
        if guardada is None:
            self._olvidar(codigo)
            return None
        with self._turno:
            self._abiertas[codigo] = guardada
            while len(self._abiertas) > _ABIERTAS:
                self._abiertas.popitem(last=False)
        return guardada

    def _archivo(self, codigo: str) -> Path:
        return self.carpeta / f"{codigo}.zip"

    def _escribir(self, codigo: str, contenido: bytes) -> None:
        """En un archivo aparte que toma su nombre al final: nadie lee una vista a medias."""
        self.carpeta.mkdir(parents=True, exist_ok=True)
        descriptor, aparte = tempfile.mkstemp(suffix=".parte", dir=self.carpeta)
        try:
            with os.fdopen(descriptor, "wb") as archivo:
                archivo.write(contenido)
            os.replace(aparte, self._archivo(codigo))
        except OSError:
            Path(aparte).unlink(missing_ok=True)
            raise
        self._acotar()

    def _acotar(self) -> None:
        """Quita las más viejas hasta que lo que queda cabe."""
        guardadas = []
        for archivo in self.carpeta.glob("*.zip"):
            try:
                estado = archivo.stat()
            except OSError:  # otro proceso la quitó entretanto
                continue
            guardadas.append((estado.st_mtime_ns, estado.st_size, archivo))
        guardadas.sort(reverse=True)
        ocupado = 0
        for lugar, (_, tamano, archivo) in enumerate(guardadas, start=1):
            ocupado += tamano
            if lugar > self._maximo_de_vistas or (ocupado > self._maximo_de_bytes and lugar > 1):
                self._olvidar(archivo.stem)

    def _olvidar(self, codigo: str) -> None:
        with self._turno:
            self._en_memoria.pop(codigo, None)
            self._abiertas.pop(codigo, None)
        try:
            self._archivo(codigo).unlink(missing_ok=True)
        except OSError as error:
            _REGISTRO.warning("No se pudo quitar la vista %s del registro: %s", codigo, error)


def _leer(codigo: str, contenido: bytes) -> VistaGuardada | None:
    try:
        vistas = abrir(contenido).vistas
    except ErrorDeCarpeta as error:
        _REGISTRO.warning("La vista guardada %s no se puede leer: %s", codigo, error)
        return None
    if len(vistas) != 1 or vistas[0].alterada or vistas[0].vista.codigo != codigo:
        _REGISTRO.warning("La vista guardada %s se cambió fuera del tablero: no se usa", codigo)
        return None
    return vistas[0]


@cache
def registro() -> Registro:
    """El de este tablero: lo comparten la pantalla y la API, que van en el mismo proceso."""
    return Registro(RUTAS.vistas)
