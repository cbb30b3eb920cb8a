"""Las palabras del tablero explicadas, leídas de ``glosario.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from pipelines.rutas import RUTAS


@dataclass(frozen=True)
class Termino:
    """Un término: su ``clave`` va en la dirección; ``otros`` son las otras maneras de llamarlo."""

    clave: str
    termino: str
    otros: tuple[str, ...]
    definicion: str
    indicadores: tuple[str, ...]


@cache
def terminos() -> tuple[Termino, ...]:
    """El glosario completo, en el orden en que se lee."""
    texto = (RUTAS.raiz / "tablero" / "glosario.yml").read_text(encoding="utf-8")
    return tuple(
        Termino(
            clave=entrada["clave"],
            termino=entrada["termino"],
            otros=tuple(entrada["otros"]),
            definicion=entrada["definicion"],
            indicadores=tuple(entrada["indicadores"]),
        )
        for entrada in yaml.safe_load(texto)
    )
