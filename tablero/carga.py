"""Lo que se necesita para cargar una cifra que falta: plantilla, notas y pasos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Carga:
    """Una plantilla CSV, qué va en cada columna y los pasos para publicarla.

    ``plantilla`` son los bytes del CSV que lee el pipeline; ``columnas``, sus encabezados con lo
    que se escribe en cada uno; ``pasos`` van en Markdown.
    """

    archivo: str
    plantilla: bytes
    columnas: Mapping[str, str]
    pasos: Sequence[str]

    @property
    def notas(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"Columna": list(self.columnas), "Qué se escribe": list(self.columnas.values())}
        )
