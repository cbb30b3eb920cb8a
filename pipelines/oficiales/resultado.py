"""Lo que devuelve todo lector de archivos oficiales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

CITA = "OFICIAL"
"""Clave de ``citas_de_fila`` de lo leído en el archivo del publicador."""


@dataclass(frozen=True)
class Lectura(Mapping[str, pd.DataFrame]):
    """Las tablas de un archivo oficial, con las columnas de ``data/raw`` y todo como texto.

    ``edicion`` y ``publicado`` (fecha ISO) son lo que el archivo dice de sí mismo; ``None`` si no
    lo dice. ``ultimo_dato``: el último año con cifra. ``avisos``: lo que se leyó bien y conviene
    saber.
    """

    familia: str
    edicion: str | None
    ultimo_dato: str
    tablas: dict[str, pd.DataFrame]
    publicado: str | None = None
    avisos: tuple[str, ...] = field(default=())

    def __getitem__(self, tabla: str) -> pd.DataFrame:
        return self.tablas[tabla]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tablas)

    def __len__(self) -> int:
        return len(self.tablas)


def en_texto(filas: list[dict[str, str]], columnas: list[str]) -> pd.DataFrame:
    """La tabla con esas columnas, como la deja ``leer_csv_estricto``: todo texto."""
    return pd.DataFrame(filas, columns=columnas, dtype="str")
