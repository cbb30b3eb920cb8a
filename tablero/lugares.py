"""De qué es parte cada lugar: nación, departamento, jurisdicción de cámara y municipio."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tablero.territorio import NOMBRE_DEL_TERRITORIO, TERRITORIO

NACION = "00"


@dataclass(frozen=True)
class Lugar:
    """Un lugar por su nivel («nacional», «departamento», «camara», «municipio») y su código."""

    nivel: str
    codigo: str
    nombre: str


def linaje(nivel: str, codigo: str, lugares: pd.DataFrame) -> list[Lugar]:
    """El lugar y todo lo que lo contiene, de la nación hacia abajo.

    ``lugares``: ``consultas.datos.lugares``. Las cámaras y los municipios son los de Norte de
    Santander. Lanza ``ValueError`` si el lugar no existe.
    """
    nacion = Lugar("nacional", NACION, "Colombia")
    hallado = lugares[(lugares["nivel"] == nivel) & (lugares["codigo"] == codigo)]
    if hallado.empty:
        raise ValueError(f"No hay un lugar de nivel «{nivel}» con código «{codigo}».")
    fila = hallado.iloc[0]
    if nivel == "nacional":
        return [nacion]
    if nivel == "departamento":
        return [nacion, Lugar(nivel, codigo, str(fila["nombre"]))]
    departamento = Lugar("departamento", TERRITORIO, NOMBRE_DEL_TERRITORIO)
    camara = Lugar("camara", str(fila["camara"]), f"Cámara de {fila['camara']}")
    if nivel == "camara":
        return [nacion, departamento, camara]
    return [nacion, departamento, camara, Lugar(nivel, codigo, str(fila["nombre"]))]
