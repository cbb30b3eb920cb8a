"""Qué lleva una carpeta y cómo se cambia: cada operación devuelve otra carpeta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, get_args

from tablero.vistas import VistaCongelada

VERSION = 1
"""La del formato que ``archivo`` escribe."""

MAXIMO_DE_VISTAS = 40
MAXIMO_DE_RENGLONES = 200
LARGO_DE_TEXTO = 4000

Estado = Literal["pendiente", "en curso", "cumplido"]
ESTADOS: tuple[str, ...] = get_args(Estado)
VENCIDO = "vencido"


@dataclass(frozen=True)
class Receta:
    """Cómo volver a calcular los datos de una vista: la consulta y con qué se pidió.

    ``pregunta`` es el nombre completo de una función de ``tablero.consultas``; ``llave``, las
    columnas que distinguen una fila de otra. ``parcial``: la página muestra sólo algunas filas.
    """

    pregunta: str
    argumentos: tuple[Any, ...]
    llave: tuple[str, ...]
    parcial: bool


@dataclass(frozen=True, eq=False)
class VistaGuardada:
    """Una vista quieta dentro de la carpeta, con lo que alguien anotó.

    ``huellas``: la de los archivos de cada fuente el día en que se guardó, por ``fuente_id``.
    ``receta`` es ``None`` si sus datos no salen tal cual de una consulta. ``alterada``: la carpeta
    se abrió de un archivo y algo de esta vista se cambió fuera del tablero.
    """

    vista: VistaCongelada
    nota: str = ""
    huellas: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    receta: Receta | None = None
    alterada: bool = False

    @property
    def identidad(self) -> tuple[str, str]:
        """La misma vista de la misma dirección, aunque sus cifras cambien."""
        return self.vista.clave, self.vista.direccion


@dataclass(frozen=True)
class Compromiso:
    """Lo que alguien quedó de hacer. ``fecha`` puede faltar; ``estado`` lo dice una persona."""

    que: str
    responsable: str = ""
    fecha: date | None = None
    estado: Estado = "pendiente"

    def estado_al(self, hoy: date) -> str:
        """El dicho, o «vencido» si la fecha ya pasó y no se ha cumplido."""
        if self.estado != "cumplido" and self.fecha is not None and self.fecha < hoy:
            return VENCIDO
        return self.estado


@dataclass(frozen=True, eq=False)
class Carpeta:
    """Una sesión: de qué se trata, las vistas en orden y los compromisos."""

    titulo: str = ""
    fecha: date | None = None
    lugar: str = ""
    agenda: tuple[str, ...] = ()
    vistas: tuple[VistaGuardada, ...] = ()
    compromisos: tuple[Compromiso, ...] = ()

    @property
    def vacia(self) -> bool:
        return not (self.titulo or self.lugar or self.agenda or self.vistas or self.compromisos)

    @property
    def nombre(self) -> str:
        return self.titulo or "Sesión"

    def con_codigo(self, codigo: str) -> VistaGuardada | None:
        return next((g for g in self.vistas if g.vista.codigo == codigo), None)


def agregar(carpeta: Carpeta, guardada: VistaGuardada) -> Carpeta:
    """La carpeta con esa vista al final; la misma carpeta si ya la tiene con las mismas cifras.

    Lanza ``ValueError`` si ya no caben más.
    """
    if carpeta.con_codigo(guardada.vista.codigo):
        return carpeta
    if len(carpeta.vistas) >= MAXIMO_DE_VISTAS:
        raise ValueError(f"En una carpeta caben {MAXIMO_DE_VISTAS} vistas.")
    return replace(carpeta, vistas=(*carpeta.vistas, guardada))


def quitar(carpeta: Carpeta, lugar: int) -> Carpeta:
    """Sin la vista que está en ``lugar`` (la primera es la 0)."""
    _exigir_lugar(carpeta, lugar)
    return replace(carpeta, vistas=(*carpeta.vistas[:lugar], *carpeta.vistas[lugar + 1 :]))


def mover(carpeta: Carpeta, lugar: int, pasos: int) -> Carpeta:
    """Con la vista de ``lugar`` corrida ``pasos`` (negativo, hacia arriba), sin salirse."""
    _exigir_lugar(carpeta, lugar)
    vistas = list(carpeta.vistas)
    destino = min(max(lugar + pasos, 0), len(vistas) - 1)
    vistas.insert(destino, vistas.pop(lugar))
    return replace(carpeta, vistas=tuple(vistas))


def anotar(carpeta: Carpeta, lugar: int, nota: str) -> Carpeta:
    """Con otra nota en la vista de ``lugar``."""
    _exigir_lugar(carpeta, lugar)
    vistas = list(carpeta.vistas)
    vistas[lugar] = replace(vistas[lugar], nota=nota.strip()[:LARGO_DE_TEXTO])
    return replace(carpeta, vistas=tuple(vistas))


def describir(carpeta: Carpeta, titulo: str, fecha: date | None, lugar: str) -> Carpeta:
    """Con otro título, otra fecha y otro lugar."""
    return replace(
        carpeta,
        titulo=titulo.strip()[:LARGO_DE_TEXTO],
        fecha=fecha,
        lugar=lugar.strip()[:LARGO_DE_TEXTO],
    )


def poner_agenda(carpeta: Carpeta, puntos: Sequence[str]) -> Carpeta:
    """Con otra agenda; los renglones en blanco no cuentan."""
    limpios = [punto.strip()[:LARGO_DE_TEXTO] for punto in puntos if punto.strip()]
    return replace(carpeta, agenda=tuple(limpios[:MAXIMO_DE_RENGLONES]))


def poner_compromisos(carpeta: Carpeta, compromisos: Sequence[Compromiso]) -> Carpeta:
    """Con otros compromisos; los que no dicen qué no cuentan."""
    dichos = [c for c in compromisos if c.que.strip()]
    return replace(carpeta, compromisos=tuple(dichos[:MAXIMO_DE_RENGLONES]))


def _exigir_lugar(carpeta: Carpeta, lugar: int) -> None:
    if not 0 <= lugar < len(carpeta.vistas):
        raise ValueError(f"La carpeta tiene {len(carpeta.vistas)} vistas y se pidió la {lugar}.")
