"""Listados: un encabezado y una fila por registro (DIVIPOLA, TerriData, plantillas propias).

Las columnas se buscan por cualquiera de los nombres con que se publican, estén donde estén. Un
encabezado de dos filas («Departamento» sobre «Código» y «Nombre») se lee junto.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import NoReturn, TypeVar

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales.hojas import Hoja, Libro, plano
from pipelines.oficiales.numeros import Celda, Decimal, es_error, numero_de_celda
from pipelines.oficiales.resultado import Lectura

_MAXIMO_DE_FILAS_ANTES = 30
_DE_PERSONAS = re.compile(
    r"\b(nit|cedula|identificacion|razon social|nombres?|apellidos?|representante|correo)\b"
)
# «12 %», «US$ 500» y «1,23E+11» (lo que Excel escribe al guardar en .csv una cifra larga) no son
# la cifra que pide una plantilla, aunque traigan un número.
_NO_ES_LA_CIFRA = re.compile(r"%|us|\de", re.IGNORECASE)
_CORREGIR = (
    "Corrija la plantilla en ese lugar, o pida a quien la envió que la corrija, y repita la orden."
)
_T = TypeVar("_T")
_E = TypeVar("_E")


def _es_cifra(celda: Celda) -> bool:
    try:
        return numero_de_celda(celda, ",") is not None
    except ValueError:
        return False


def de_plantilla(leer: Callable[[_E], Lectura]) -> Callable[[_E], Lectura]:
    """Lo que falla al leer una plantilla se corrige en ella: no se baja de ningún sitio."""

    @wraps(leer)
    def leer_plantilla(entrada: _E) -> Lectura:
        try:
            return leer(entrada)
        except ErrorDeFuente as error:
            raise ErrorDeFuente(
                que=error.que, donde=error.donde, esperado=error.esperado, hacer=_CORREGIR
            ) from error

    return leer_plantilla


@dataclass(frozen=True)
class Listado:
    """Una hoja con su encabezado ubicado. ``columnas``: nombre nuestro → columna."""

    hoja: Hoja
    encabezado: int
    columnas: dict[str, int]
    escritas: dict[str, str]

    def filas(self) -> Iterator[int]:
        """Las filas con datos. Una fila con una sola celda, si es de texto, es una nota."""
        usadas = sorted(self.columnas.values())
        for fila in range(self.encabezado + 1, len(self.hoja.filas)):
            llenas = [c for c in usadas if self.hoja.celda(fila, c) is not None]
            if len(llenas) > 1:
                if fila == len(self.hoja.filas) - 1 and len(self.hoja.filas[fila]) <= usadas[-1]:
                    self.hoja.rechazar("La última fila está cortada: le faltan columnas.",
                                       "el archivo entero", fila)  # fmt: skip
                yield fila
            elif llenas and _es_cifra(self.hoja.celda(fila, llenas[0])):
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

    def escrito(self, fila: int, nombre: str) -> str:
        """Lo que hay en la celda, para decirlo en un error."""
        celda = self.celda(fila, nombre)
        return "una celda vacía" if celda is None else f"«{celda}»"

    def leer(self, fila: int, nombre: str, leer: Callable[[Celda], _T], esperado: str = "") -> _T:
        """``leer(celda)``; su ``ValueError`` se vuelve un error con la celda."""
        try:
            return leer(self.celda(fila, nombre))
        except ValueError as error:
            self.rechazar(str(error), fila, nombre, esperado)

    def separador(self, *nombres: str) -> Decimal:
        return self.hoja.separador(self.celdas(*nombres))

    def celdas(self, *nombres: str) -> list[tuple[int, int]]:
        return [(fila, self.columnas[nombre]) for fila in self.filas() for nombre in nombres]

    def numero(self, fila: int, nombre: str, decimal: Decimal) -> float | None:
        return self.leer(fila, nombre, lambda celda: numero_de_celda(celda, decimal), "un número")

    def cifra(self, fila: int, nombre: str, decimal: Decimal, esperado: str) -> float | None:
        """Como ``numero``, sin porcentajes, dólares ni notación científica escritos como texto."""
        celda = self.celda(fila, nombre)
        if isinstance(celda, str) and _NO_ES_LA_CIFRA.search(celda):
            self.rechazar(f"En «{nombre}» hay «{celda}».", fila, nombre, esperado)
        return self.leer(fila, nombre, lambda c: numero_de_celda(c, decimal), esperado)

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
            f"{cuantas_hojas(len(hallados))} el encabezado de la plantilla.",
            f"una sola hoja con {', '.join(plantilla)} en sus primeras {_MAXIMO_DE_FILAS_ANTES} "
            "filas",
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
    _exigir_columnas_con_nombre(listado)
    return listado


def cuantas_hojas(cuantas: int) -> str:
    return f"{cuantas} hojas traen" if cuantas > 1 else "Ninguna hoja trae"


def _exigir_columnas_con_nombre(listado: Listado) -> None:
    """Una columna llena a la que se le borró el nombre no se pierde sin decirlo."""
    propias = set(listado.columnas.values())
    for fila in range(listado.encabezado + 1, len(listado.hoja.filas)):
        for columna, celda in enumerate(listado.hoja.filas[fila]):
            if celda is not None and columna not in propias:
                listado.hoja.rechazar("Hay datos en una columna sin nombre en el encabezado.",
                                      "cada columna con su nombre", fila, columna)  # fmt: skip
