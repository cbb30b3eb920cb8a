"""Cuántas peticiones se atienden a la vez y hasta cuándo se espera a cada una.

El ciclo de eventos es el mismo que atiende la pantalla: aquí sólo se anota y se espera; el trabajo
va en unos pocos hilos propios.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from tablero.api.errores import MuchasDeUno, PlazoVencido, SinTurno

_T = TypeVar("_T")


@dataclass(frozen=True)
class Limites:
    """Peticiones que trabajan y que esperan, cuántas de un mismo origen, y el plazo de cada una.

    Trabajan dos: con más, cada una tarda lo mismo más la espera de las otras (Python corre un hilo
    a la vez) y la pantalla, que va en el mismo proceso, espera a todas.
    """

    trabajando: int = 2
    esperando: int = 32
    de_un_origen: int = 24
    plazo_s: float = 10.0
    largo_de_direccion: int = 8_000


class Plazo:
    """Avisa a quien trabaja que ya nadie espera el resultado."""

    def __init__(self) -> None:
        self._vencido = threading.Event()
        self._cortar: Callable[[], None] | None = None

    def al_vencer(self, cortar: Callable[[], None]) -> None:
        """``cortar`` se llama desde otro hilo si el plazo se vence."""
        self._cortar = cortar
        if self._vencido.is_set():
            cortar()

    def vencer(self) -> None:
        self._vencido.set()
        if self._cortar is not None:
            self._cortar()

    def exigir(self) -> None:
        """Lanza ``PlazoVencido`` si ya se venció: lo que sigue sería trabajo perdido."""
        if self._vencido.is_set():
            raise _vencido()


class Turnos:
    """Reparte el trabajo en hilos contados; lo que no cabe se niega en el acto."""

    def __init__(self, limites: Limites) -> None:
        self._limites = limites
        self._hilos = ThreadPoolExecutor(limites.trabajando, thread_name_prefix="api")
        self._cuenta = threading.Lock()
        self._por_origen: Counter[str] = Counter()

    async def correr(self, hacer: Callable[[Plazo], _T], origen: str) -> _T:
        """Lo que devuelve ``hacer``. Lanza ``SinTurno``, ``MuchasDeUno`` o ``PlazoVencido``."""
        futuro, plazo = self._anotar(hacer, origen)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(futuro), self._limites.plazo_s)
        except TimeoutError:
            plazo.vencer()
            raise _vencido() from None

    def _anotar(self, hacer: Callable[[Plazo], _T], origen: str) -> tuple[Future[_T], Plazo]:
        with self._cuenta:
            if self._por_origen.total() >= self._limites.trabajando + self._limites.esperando:
                raise SinTurno(
                    que="Todos los turnos están ocupados.",
                    esperado=f"hasta {self._limites.trabajando} consultas andando y "
                    f"{self._limites.esperando} en espera",
                    hacer="Repita en los segundos que dice Retry-After.",
                )
            if self._por_origen[origen] >= self._limites.de_un_origen:
                raise MuchasDeUno(
                    que="Su equipo tiene demasiadas peticiones en curso.",
                    esperado=f"hasta {self._limites.de_un_origen} a la vez",
                    hacer="Espere las que están en curso; repita en los segundos de Retry-After.",
                )
            self._por_origen[origen] += 1
        plazo = Plazo()
        futuro = self._hilos.submit(hacer, plazo)
        # El turno se libera cuando el hilo termina de verdad, no cuando se deja de esperar.
        futuro.add_done_callback(lambda _: self._soltar(origen))
        return futuro, plazo

    def _soltar(self, origen: str) -> None:
        with self._cuenta:
            self._por_origen[origen] -= 1
            if not self._por_origen[origen]:
                del self._por_origen[origen]


def _vencido() -> PlazoVencido:
    return PlazoVencido(
        que="La consulta pasó del plazo y se cortó.",
        hacer="Pida menos filas o columnas, o repita en los segundos que dice Retry-After.",
    )
