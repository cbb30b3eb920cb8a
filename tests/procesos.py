"""Construcciones en otro proceso, para matarlas a la mitad o dejarlas esperando.

No es un archivo de pruebas. Está aparte y no importa pytest para que el proceso hijo, que sólo
construye, arranque con lo justo.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
import traceback
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from types import ModuleType
from typing import Any

# Se importan aquí las preparaciones para que el proceso que espera (forkserver) ya las tenga.
from pipelines import descargas, preparacion  # noqa: F401
from pipelines.__main__ import principal
from pipelines.construir import construir
from pipelines.preparacion import (  # noqa: F401
    camaras_prensa,
    cede,
    divipola,
    exportaciones,
    idc,
    informes,
    mgn,
    pdet,
    pib,
    poblacion,
    pobreza_monetaria,
    pobreza_multidimensional,
    ssme,
)
from pipelines.rutas import Rutas


def contexto() -> Any:
    """``forkserver`` donde existe (importa una vez y copia el proceso); en Windows, ``spawn``.

    Los dos vuelven a correr el programa principal en el proceso hijo. Una prueba de pantalla
    anterior deja ahí su página, y el hijo la correría entera, o moriría con ella, antes de
    construir: se le deja un programa vacío.
    """
    sys.modules["__main__"] = ModuleType("__main__")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    propio = multiprocessing.get_context("forkserver")
    propio.set_forkserver_preload([__name__])
    return propio


def _morir() -> None:
    # En Windows no hay SIGKILL; allí os.kill termina el proceso de inmediato con cualquier señal.
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def construir_y_morir_en_el_aviso(raiz: str, ultimo: int) -> None:
    """Construye y se mata al dar el aviso número ``ultimo`` (desde 1)."""
    dados = 0

    def avisar(paso: str) -> None:
        nonlocal dados
        dados += 1
        if dados == ultimo:
            _morir()

    construir(Rutas(Path(raiz)), avisar)


def _morir_al_renombrar(cual: int, antes: bool) -> None:
    """Desde ahora, el proceso se mata justo antes o después del renombramiento ``cual``."""
    original: Any = os.replace
    hechos = 0

    def renombrar(origen: str, destino: str) -> None:
        nonlocal hechos
        hechos += 1
        if antes and hechos == cual:
            _morir()
        original(origen, destino)
        if hechos == cual:
            _morir()

    os.replace = renombrar  # type: ignore[assignment]


def construir_y_morir_al_renombrar(raiz: str, cual: int, *, antes: bool) -> None:
    """Construye y se mata justo antes o justo después del renombramiento número ``cual``."""
    _morir_al_renombrar(cual, antes)
    construir(Rutas(Path(raiz)), lambda paso: None)


def construir_y_avisar(raiz: str, empezo: Event, seguir: Event | None = None) -> None:
    """Construye; dice cuándo empezó y, si se da ``seguir``, espera a la mitad."""

    def avisar(paso: str) -> None:
        empezo.set()
        if seguir is not None and paso == "Armando la geometría":
            seguir.wait(60)

    construir(Rutas(Path(raiz)), avisar)


def correr_orden(argumentos: list[str], salida: str) -> None:
    """Corre ``python -m pipelines …`` y termina con su código; lo escrito queda en ``salida``.

    Es el mismo programa de la terminal sin volver a importar las librerías, que es la mitad de lo
    que tarda cada corrida.
    """
    with (
        Path(salida).open("w", encoding="utf-8") as archivo,
        contextlib.redirect_stdout(archivo),
        contextlib.redirect_stderr(archivo),
    ):
        try:
            codigo = principal(argumentos)
        finally:
            # Lo que ``principal`` no convirtió en mensaje queda escrito, para que la prueba lo vea.
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
    sys.exit(codigo)


def matar_despues(proceso: BaseProcess, empezo: Event, segundos: float) -> None:
    """Arranca el proceso, espera a que empiece a construir y lo mata ``segundos`` más tarde."""
    proceso.start()
    empezo.wait(60)
    time.sleep(segundos)
    proceso.kill()
    proceso.join(60)


def correr_y_morir_al_renombrar(argumentos: list[str], cual: int) -> None:
    """Corre ``python -m pipelines …`` y se mata justo después del renombramiento ``cual``.

    Cada paso de una publicación que ya no se puede olvidar es un renombramiento.
    """
    _morir_al_renombrar(cual, antes=False)
    with Path(os.devnull).open("w") as nada, contextlib.redirect_stdout(nada):
        principal(argumentos)


def actualizar_sin_pausas(argumentos: list[str], salida: str) -> None:
    """La orden sin el segundo de cortesía: si no, casi toda muerte caería en esa espera."""
    ajustes = descargas.Ajustes(pausa_s=0)
    descargas.Ajustes = lambda: ajustes  # type: ignore[assignment, misc]
    correr_orden(argumentos, salida)
