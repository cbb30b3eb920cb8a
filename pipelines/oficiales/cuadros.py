"""Los cuadros del DANE: un departamento por fila y uno o más años por columna.

Todo se ubica por lo que dicen las celdas. Una fila con cifras que no es de un departamento
conocido, un año que falta en la mitad o unas cifras después del pie se rechazan: nunca se lee una
parte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipelines.lectura import EstadoDeCifra
from pipelines.oficiales.hojas import Hoja, plano
from pipelines.oficiales.lugares import codigo_de_departamento
from pipelines.oficiales.numeros import (
    anio_de_celda,
    es_anio,
    es_vacia,
    numero_de_celda,
    rango_de_anios,
)

_CALCULADAS = ("variacion", "diferencia", "cambio")
"""Columnas que algunas ediciones añaden a la derecha y que no son de un año."""
_DEPARTAMENTO = {"departamento", "departamentos"}
_SALTO = 0.15
_APARTADA = 0.06


@dataclass(frozen=True)
class Anio:
    """Un año del encabezado: su columna y si la cifra es definitiva, provisional o preliminar."""

    anio: int
    estado: EstadoDeCifra
    columna: int


def ubicar_encabezado(hoja: Hoja) -> tuple[int, int]:
    """La única celda «Departamento» de la hoja. Lanza ``ErrorDeFuente`` si no es una."""
    halladas = hoja.buscar(lambda texto: texto in _DEPARTAMENTO)
    if len(halladas) != 1:
        fila, columna = halladas[1] if halladas else (None, None)
        hoja.rechazar(
            f"Hay {len(halladas)} encabezados «Departamento».", "un solo cuadro por departamento",
            fila, columna,
        )  # fmt: skip
    return halladas[0]


def anios_del_encabezado(
    hoja: Hoja, fila: int, desde: int, hasta: int | None = None, *, en_grupos: bool = False
) -> list[Anio]:
    """Los años de una fila, en sus columnas. Deben ser seguidos y crecientes, sin repetirse.

    ``en_grupos``: cada año encabeza varias columnas; quien descombinó las celdas pudo repetirlo en
    todas, y vale la primera.
    """
    anios: list[Anio] = []
    for columna in range(desde, len(hoja.filas[fila]) if hasta is None else hasta):
        celda = hoja.celda(fila, columna)
        if es_anio(celda):
            anio = Anio(*anio_de_celda(celda), columna)
            if not (en_grupos and anios and anios[-1].anio == anio.anio):
                anios.append(anio)
    if not anios:
        hay = ", ".join(f"«{c}»" for c in hoja.filas[fila][desde : desde + 3] if c is not None)
        hoja.rechazar(f"No hay años en el encabezado: hay {hay or 'celdas vacías'}.",
                      "años como 2023 o «2024pr»", fila, desde)  # fmt: skip
    for anterior, siguiente in pairwise(anios):
        if siguiente.anio != anterior.anio + 1:
            hoja.rechazar(
                f"Después de {anterior.anio} viene {siguiente.anio}.",
                "años seguidos, sin faltar ni repetirse", fila, siguiente.columna,
            )  # fmt: skip
    return anios


def sin_huecos(hoja: Hoja, fila: int, anios: list[Anio]) -> None:
    """Entre un año y el siguiente no hay columnas. Lanza ``ErrorDeFuente`` con la que sobra."""
    for anterior, siguiente in pairwise(anios):
        if siguiente.columna != anterior.columna + 1:
            hoja.rechazar(
                f"Entre {anterior.anio} y {siguiente.anio} hay una columna que no es un año.",
                "una columna por año", fila, anterior.columna + 1,
            )  # fmt: skip


def contrastar_titulo(hoja: Hoja, anios: list[Anio], hasta: int) -> None:
    """Si el título de la hoja dice de qué año a qué año va, deben ser los del encabezado."""
    for fila, columna, texto in hoja.textos(0, hasta):
        rango = rango_de_anios(texto)
        if rango and rango != (anios[0].anio, anios[-1].anio):
            hoja.rechazar(
                f"El título dice {rango[0]}-{rango[1]} y el cuadro trae "
                f"{anios[0].anio}-{anios[-1].anio}.",
                "todos los años que el título anuncia", fila, columna,
            )  # fmt: skip


def exigir_primer_anio(hoja: Hoja, fila: int, columna: int, anios: list[Anio]) -> None:
    """El primer año va en la columna que sigue al nombre: antes habría cifras de nadie."""
    if anios[0].columna != columna:
        hoja.rechazar(
            f"El primer año que se reconoce es {anios[0].anio} y antes hay "
            f"«{hoja.celda(fila, columna) or ''}».",
            "el primer año, como 2023 o «2023p»", fila, columna,
        )  # fmt: skip


def _hay_cifras(hoja: Hoja, fila: int, columnas: list[int]) -> bool:
    for columna in columnas:
        celda = hoja.celda(fila, columna)
        if es_vacia(celda):
            continue
        if not isinstance(celda, str):
            return True
        for decimal in (",", "."):
            try:
                numero_de_celda(celda, decimal)
            except ValueError:
                continue
            return True
    return False


def filas_de_departamentos(
    hoja: Hoja, desde: int, nombre: int, columnas: list[int]
) -> dict[str, int]:
    """Código → fila de cada departamento (y «00» del total) entre el encabezado y el pie."""
    filas: dict[str, int] = {}
    pie: int | None = None
    for fila in range(desde, len(hoja.filas)):
        texto = hoja.texto(fila, nombre)
        hay_cifras = _hay_cifras(hoja, fila, columnas)
        codigo = codigo_de_departamento(texto) if texto else None
        if codigo is None and not hay_cifras:
            pie = fila if texto and pie is None else pie
            continue
        if codigo is None:
            hoja.rechazar(
                f"Hay cifras en la fila de «{texto}», que no es un departamento conocido."
                if texto else "Hay cifras en una fila sin departamento.",
                "el nombre de un departamento, tal como está en pipelines/homologacion",
                fila, nombre,
            )  # fmt: skip
        if not hay_cifras:
            hay = next((f": hay «{c}»" for c in (hoja.celda(fila, columna) for columna in columnas)
                        if c is not None), "")  # fmt: skip
            hoja.rechazar(f"La fila de «{texto}» no trae cifras{hay}.", "cifras", fila,
                          columnas[0])  # fmt: skip
        if pie is not None:
            hoja.rechazar(
                f"«{texto}» está después del pie del cuadro.",
                "todos los departamentos antes de las notas", fila, nombre,
            )  # fmt: skip
        if codigo in filas:
            hoja.rechazar(
                f"«{texto}» está dos veces (antes, en la fila {filas[codigo] + 1}).",
                "una fila por departamento", fila, nombre,
            )  # fmt: skip
        filas[codigo] = fila
    return filas


def titulo(hoja: Hoja, hasta: int) -> str:
    """Los textos que van antes del encabezado, llanos y juntos."""
    return " ".join(plano(texto) for _, _, texto in hoja.textos(0, hasta))


Cifras = dict[tuple[str, int], float]


def leer_cifras(
    hoja: Hoja, filas: dict[str, int], columnas: dict[int, int], minimo: float, maximo: float
) -> Cifras:
    """(código, año) → cifra. ``columnas``: año → columna. Ninguna puede faltar ni salirse."""
    celdas = [(fila, columna) for fila in filas.values() for columna in columnas.values()]
    decimal = hoja.separador(celdas)
    cifras: Cifras = {}
    for codigo, fila in filas.items():
        for anio, columna in columnas.items():
            valor = hoja.numero(fila, columna, decimal)
            if valor is None:
                hoja.rechazar(
                    f"Falta la cifra de {anio}.", "una cifra por departamento y año", fila, columna
                )
            exigir_rango(hoja, fila, columna, valor, minimo, maximo)
            cifras[codigo, anio] = valor
    return cifras


def exigir_porcentajes(hoja: Hoja, valores: Iterable[float | None]) -> None:
    """Una incidencia guardada como fracción (0,37) se leería cien veces menor."""
    if max((valor for valor in valores if valor is not None), default=0.0) <= 1:
        hoja.rechazar("Ninguna cifra pasa de 1: parecen fracciones.", "porcentajes, de 0 a 100")


def exigir_rango(
    hoja: Hoja, fila: int, columna: int, valor: float, minimo: float, maximo: float
) -> None:
    if not minimo <= valor <= maximo:
        hoja.rechazar(f"La cifra {valor} no puede ser.", f"entre {minimo:g} y {maximo:g}",
                      fila, columna)  # fmt: skip


def exigir_sin_saltos(hoja: Hoja, nombre: str, poblaciones: dict[int, int]) -> None:
    """Una población por años apenas se aparta de sus vecinas: si no, alguna cifra es de otro.

    Lanza ``ErrorDeFuente`` con el año. En las ediciones conocidas lo más que cambia de un año a
    otro es 6,6 % y lo más que se aparta del promedio del anterior y el siguiente es 1,7 %.
    """
    for anio, ahora in poblaciones.items():
        antes = poblaciones.get(anio - 1, ahora)
        despues = poblaciones.get(anio + 1, 2 * ahora - antes)
        if abs(ahora - antes) > _SALTO * antes or abs(antes + despues - 2 * ahora) > (
            2 * _APARTADA * ahora
        ):
            hoja.rechazar(
                f"La población de {nombre} es {antes} en {anio - 1}, {ahora} en {anio} y {despues} "
                f"en {anio + 1}.",
                "una población que no salta de un año a otro",
            )


def leer_un_anio_por_columna(
    hoja: Hoja, minimo: float, maximo: float
) -> tuple[Cifras, dict[str, int], int]:
    """Las cifras de una hoja con un solo cuadro, las filas de sus departamentos y su encabezado.

    Los años pueden estar en la fila de «Departamento» o en la siguiente. Fuera de variaciones y
    diferencias, no admite cifras a la derecha del último año: serían de otra medida.
    """
    fila, nombre = ubicar_encabezado(hoja)
    de_anios = next(
        (
            candidata
            for candidata in (fila, fila + 1)
            if candidata < len(hoja.filas)
            and any(es_anio(celda) for celda in hoja.filas[candidata][nombre + 1 :])
        ),
        fila,
    )
    anios = anios_del_encabezado(hoja, de_anios, nombre + 1)
    sin_huecos(hoja, de_anios, anios)
    contrastar_titulo(hoja, anios, fila)
    columnas = {anio.anio: anio.columna for anio in anios}
    todas = [
        c
        for c in range(nombre + 1, max(map(len, hoja.filas)))
        if not any(plano(hoja.texto(f, c)).startswith(_CALCULADAS) for f in (fila, de_anios))
    ]
    filas = filas_de_departamentos(hoja, de_anios + 1, nombre, todas)
    for actual in filas.values():
        for columna in todas:
            if columna not in columnas.values() and hoja.celda(actual, columna) is not None:
                hoja.rechazar(
                    "Hay cifras en una columna sin año.", "una columna por año", actual, columna
                )
    return leer_cifras(hoja, filas, columnas, minimo, maximo), filas, fila
