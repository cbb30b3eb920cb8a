"""Listados: un encabezado y una fila por registro (DIVIPOLA, TerriData, plantillas propias).

Las columnas se buscan por cualquiera de los nombres con que se publican, estén donde estén. Un
encabezado de dos filas («Departamento» sobre «Código» y «Nombre») se lee junto.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from pipelines.oficiales.hojas import Hoja, Libro, plano
from pipelines.oficiales.numeros import Celda, Decimal, es_error, numero_de_celda

_MAXIMO_DE_FILAS_ANTES = 30
_DE_PERSONAS = re.compile(
    r"\b(nit|cedula|identificacion|razon social|nombres?|apellidos?|representante|correo)\b"
)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Listado:
    """Una hoja con su encabezado ubicado. ``columnas``: nombre nuestro → columna."""

    hoja: Hoja
    encabezado: int
    columnas: dict[str, int]
    escritas: dict[str, str]

    def filas(self) -> Iterator[int]:
        """Las filas con datos. Una fila con texto sólo en la primera columna es una nota."""
        usadas = sorted(self.columnas.values())
        for fila in range(self.encabezado + 1, len(self.hoja.filas)):
            llenas = [c for c in usadas if self.hoja.celda(fila, c) is not None]
            if len(llenas) > 1:
                yield fila
            elif llenas and isinstance(self.hoja.celda(fila, llenas[0]), float):
                self.hoja.rechazar("La fila trae una cifra y nada más.", "una fila completa",
                                   fila, llenas[0])  # fmt: skip

    def celda(self, fila: int, nombre: str) -> Celda:
        columna = self.columnas.get(nombre)
        return None if columna is None else self.hoja.celda(fila, columna)

    def texto(self, fila: int, nombre: str) -> str:
        """El texto de la celda, o vacío si no hay. Lanza ``ErrorDeFuente`` si no es texto."""
        celda = self.celda(fila, nombre)
        if celda is not None and not isinstance(celda, str):
            self.rechazar(f"Se esperaba texto y hay {celda}.", fila, nombre)
        if es_error(celda):
            self.rechazar(f"La celda trae el error «{celda}».", fila, nombre)
        return celda or ""

    def leer(self, fila: int, nombre: str, leer: Callable[[Celda], _T]) -> _T:
        """``leer(celda)``; su ``ValueError`` se vuelve un error con la celda."""
        try:
            return leer(self.celda(fila, nombre))
        except ValueError as error:
            self.rechazar(str(error), fila, nombre)

    def separador(self, *nombres: str) -> Decimal:
        return self.hoja.separador(self.celdas(*nombres))

    def celdas(self, *nombres: str) -> list[tuple[int, int]]:
        return [(fila, self.columnas[nombre]) for fila in self.filas() for nombre in nombres]

    def numero(self, fila: int, nombre: str, decimal: Decimal) -> float | None:
        return self.leer(fila, nombre, lambda celda: numero_de_celda(celda, decimal))

    def rechazar(self, que: str, fila: int, nombre: str, esperado: str = "") -> NoReturn:
        self.hoja.rechazar(que, esperado or f"la columna «{self.escritas[nombre]}»", fila,
                           self.columnas.get(nombre))  # fmt: skip


def _rotulos(hoja: Hoja, fila: int) -> list[set[str]]:
    """Los nombres posibles de cada columna: el de la fila y, delante, el de la fila de arriba."""
    rotulos: list[set[str]] = []
    grupo = ""
    for columna in range(len(hoja.filas[fila])):
        propio = plano(hoja.texto(fila, columna))
        grupo = plano(hoja.texto(fila - 1, columna)) or grupo
        rotulos.append({propio, f"{grupo} {propio}"} if propio else set())
    return rotulos


def ubicar(
    hoja: Hoja, nombres: dict[str, tuple[str, ...]], obligatorias: tuple[str, ...]
) -> Listado | None:
    """El encabezado que trae esas columnas, o ``None`` si la hoja no se parece.

    ``nombres``: nombre nuestro → nombres llanos con que se publica. Lanza ``ErrorDeFuente`` si
    falta una obligatoria o si una columna está dos veces.
    """
    mejor: tuple[int, int] = (0, 0)
    for fila in range(min(len(hoja.filas), _MAXIMO_DE_FILAS_ANTES)):
        rotulos = _rotulos(hoja, fila)
        cuantas = sum(
            any(set(nombres[nombre]) & suyos for suyos in rotulos) for nombre in obligatorias
        )
        mejor = max(mejor, (cuantas, -fila))
    cuantas, fila = mejor[0], -mejor[1]
    if cuantas < max(2, len(obligatorias) // 2):
        return None
    columnas: dict[str, int] = {}
    escritas = {nombre: posibles[0] for nombre, posibles in nombres.items()}
    for columna, suyos in enumerate(_rotulos(hoja, fila)):
        for nombre, posibles in nombres.items():
            if not suyos & set(posibles):
                continue
            if nombre in columnas:
                hoja.rechazar(f"La columna «{hoja.celda(fila, columna)}» está dos veces.",
                              "una columna de cada una", fila, columna)  # fmt: skip
            columnas[nombre] = columna
            escritas[nombre] = hoja.texto(fila, columna)
    if faltan := [escritas[nombre] for nombre in obligatorias if nombre not in columnas]:
        hoja.rechazar(
            f"Faltan columnas: {', '.join(faltan)}.",
            ", ".join(nombres[nombre][0] for nombre in obligatorias), fila,
        )  # fmt: skip
    return Listado(hoja, fila, columnas, escritas)


def ubicar_plantilla(
    libro: Libro,
    nombres: dict[str, tuple[str, ...]],
    plantilla: tuple[str, ...],
    *,
    opcionales: tuple[str, ...],
) -> Listado:
    """La hoja del libro que trae una plantilla del tablero, con sus columnas y ninguna más.

    Lanza ``ErrorDeFuente`` si no hay una sola hoja así, si trae otras columnas o si son de personas
    (nombres, cédulas, NIT): las plantillas son de agregados.
    """
    obligatorias = tuple(nombre for nombre in plantilla if nombre not in opcionales)
    hallados = [
        listado
        for hoja in libro.hojas()
        if (listado := ubicar(hoja, nombres, obligatorias)) is not None
    ]
    if len(hallados) != 1:
        libro.rechazar(
            f"{len(hallados)} hojas traen la plantilla.", "una hoja con " + ", ".join(plantilla)
        )
    listado = hallados[0]
    for columna, celda in enumerate(listado.hoja.filas[listado.encabezado]):
        if _DE_PERSONAS.search(plano(celda)):
            listado.hoja.rechazar(
                f"La columna «{celda}» es de personas o empresas, una por una.",
                "sólo agregados: " + ", ".join(plantilla), listado.encabezado, columna,
            )  # fmt: skip
        if celda is not None and columna not in listado.columnas.values():
            listado.hoja.rechazar(f"La columna «{celda}» no es de la plantilla.",
                                  ", ".join(plantilla), listado.encabezado, columna)  # fmt: skip
    return listado
