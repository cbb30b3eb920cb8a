"""Aplica los errores conocidos de la fuente que están declarados en ``correcciones/``.

Cada corrección dice qué celda espera encontrar. Si la fuente se corrigió sola, o si la fila ya no
está, la guarda falla y la construcción se detiene: nadie corrige en silencio.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipelines.errores import ErrorDeCorreccion, ErrorDeDeclaracion
from pipelines.registro import Fuente, leer_yaml
from pipelines.rutas import Rutas

_CAMPOS = {"tabla", "donde", "columna", "espera", "accion", "valor", "motivo", "estado"}


@dataclass(frozen=True)
class Correccion:
    """Una celda con error conocido. ``accion``: ``anular`` (queda vacía) o ``reemplazar``."""

    fuente_id: str
    tabla: str
    donde: dict[str, str]
    columna: str
    espera: str
    accion: str
    valor: str | None
    motivo: str
    estado: str


def leer_correcciones(rutas: Rutas) -> list[Correccion]:
    """Todas las correcciones declaradas. Lanza ``ErrorDeDeclaracion`` si una está mal escrita."""
    correcciones = []
    for ruta in sorted(rutas.correcciones.glob("*.yml")):
        for numero, campos in enumerate(leer_yaml(ruta), start=1):
            if set(campos) != _CAMPOS or campos["accion"] not in {"anular", "reemplazar"}:
                raise ErrorDeDeclaracion(
                    que="La corrección está mal escrita.",
                    donde=f"pipelines/correcciones/{ruta.name}, número {numero}",
                    esperado=f"campos {sorted(_CAMPOS)}; accion: anular o reemplazar",
                    hacer="Compárela con otra corrección.",
                )
            correcciones.append(Correccion(fuente_id=ruta.stem, **campos))
    return correcciones


def exigir_destino(correcciones: Iterable[Correccion], fuentes: Iterable[Fuente]) -> None:
    """Cada corrección apunta a una tabla de una fuente declarada.

    Con la fuente o la tabla mal escritas no se aplicaría nunca y nadie lo notaría. Lanza
    ``ErrorDeDeclaracion`` con las tablas que hay.
    """
    tablas = {f.fuente_id: sorted({archivo.tabla for archivo in f.archivos}) for f in fuentes}
    for correccion in correcciones:
        propias = tablas.get(correccion.fuente_id)
        if propias is not None and correccion.tabla in propias:
            continue
        posibles = tablas if propias is None else {correccion.fuente_id: propias}
        raise ErrorDeDeclaracion(
            que=f"La corrección apunta a una tabla que no existe: «{correccion.tabla}» de "
            f"«{correccion.fuente_id}».",
            donde=f"pipelines/correcciones/{correccion.fuente_id}.yml",
            esperado="; ".join(f"{f}: {', '.join(t)}" for f, t in sorted(posibles.items())),
            hacer="El nombre del archivo es el fuente_id y «tabla» una de las que declara.",
        )


def aplicar(tabla: pd.DataFrame, correcciones: list[Correccion]) -> pd.DataFrame:
    """Corrige una tabla de texto. Lanza ``ErrorDeCorreccion`` si la guarda no se cumple."""
    corregida = tabla.copy()
    for correccion in correcciones:
        ausentes = {correccion.columna, *correccion.donde} - set(corregida.columns)
        if ausentes:
            raise ErrorDeCorreccion(
                que=f"La corrección usa columnas que no hay: {', '.join(sorted(ausentes))}.",
                donde=f"pipelines/correcciones/{correccion.fuente_id}.yml: {correccion.donde}",
                esperado=", ".join(corregida.columns),
                hacer="Corrija «columna» o «donde».",
            )
        filas = corregida["fuente_id"] == correccion.fuente_id
        for columna, valor in correccion.donde.items():
            filas &= corregida[columna] == str(valor)
        hallados = corregida.loc[filas, correccion.columna].tolist()
        if hallados != [str(correccion.espera)]:
            raise ErrorDeCorreccion(
                que="Una corrección declarada ya no encuentra lo que corregía.",
                donde=f"pipelines/correcciones/{correccion.fuente_id}.yml: {correccion.donde}, "
                f"columna {correccion.columna}",
                esperado=f"una sola fila con «{correccion.espera}»; se hallaron {hallados}",
                hacer="Si la fuente ya se corrigió, quite la corrección; si cambió, revísela.",
            )
        nuevo = "" if correccion.accion == "anular" else str(correccion.valor)
        corregida.loc[filas, correccion.columna] = nuevo
    return corregida
