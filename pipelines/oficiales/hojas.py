"""Abrir un libro (.xlsx, .xls, .ods) o un .csv y hablar de sus celdas por hoja y referencia.

Una hoja es una lista de filas; una celda es texto sin espacios de sobra, número, valor lógico,
fecha o ``None``. El archivo se reconoce por sus bytes y no por su nombre: lo que no es un libro, o
llegó cortado, se rechaza antes de leer una celda.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import struct
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales.numeros import (
    Celda,
    Decimal,
    fecha_de_texto,
    numero_de_celda,
    separador_decimal,
)

MAXIMO_BYTES = 120_000_000
MAXIMO_DESCOMPRIMIDO = 3_000_000_000
MAXIMO_CELDAS = 8_000_000
COLUMNAS_DE_EXCEL = 16_384
COLUMNAS_DE_UNA_HOJA_ENORME = 40
MAXIMO_RECTANGULO = 1_048_576 * COLUMNAS_DE_UNA_HOJA_ENORME
HACER = "Vuelva a bajar el archivo del sitio del publicador y repita la orden con ese archivo."

_SECTOR_LIBRE = 0xFFFFFFFF
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESPACIOS = re.compile(r"\s+")
_NO_PALABRA = re.compile(r"[^a-z0-9%]+")
_INVISIBLES = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_MARCA_DE_TEXTO = re.compile(r"'(?=[-−–+]?\d)")
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_CELDA_CON_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*(?<!/)>(?:' + _FORMULA + rb")?"
    rb"<(?:\w+:)?v>(#[^<]*)<"
)
# Con t="str" el resultado es texto y puede ser vacío: eso sí es un resultado.
_FORMULA_SIN_RESULTADO = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*\bt="str")[^>]*\br="([A-Z]+)(\d+)"[^>]*(?<!/)>'
    + _FORMULA
    + rb"(?:<(?:\w+:)?v(?:/>|></(?:\w+:)?v>))?</(?:\w+:)?c>"
)
_CELDA_LLENA_EN = rb'\br="%s(\d+)"[^<>]*(?<!/)>(?!\s*</)'
_TRAMO = 1 << 16
SIN_RESULTADO = "fórmula sin resultado"


def plano(texto: object) -> str:
    """Minúsculas, sin tildes ni puntuación y con un espacio entre palabras: para comparar."""
    return _plano(str(texto))


# Los mismos nombres se repiten en miles de filas.
@lru_cache(maxsize=20_000)
def _plano(texto: str) -> str:
    sin_tildes = "".join(
        letra
        for letra in unicodedata.normalize("NFD", texto.casefold())
        if not unicodedata.combining(letra)
    )
    return _NO_PALABRA.sub(" ", sin_tildes).strip()


def referencia(fila: int, columna: int) -> str:
    """La celda como la nombra Excel: (0, 0) es «A1»."""
    letras = ""
    columna += 1
    while columna:
        columna, resto = divmod(columna - 1, 26)
        letras = chr(65 + resto) + letras
    return f"{letras}{fila + 1}"


def limpia(celda: object) -> Celda:
    """La celda sin espacios de sobra; vacía es ``None``."""
    if type(celda) is float:
        return celda
    if type(celda) is int:
        # El formato .xls distingue enteros; aquí un año es el mismo venga como venga.
        return float(celda)
    if isinstance(celda, str):
        # Los espacios duros y los saltos de línea de los encabezados del DANE no dicen nada, ni la
        # comilla con que Excel fuerza un texto («'32,8»), que algunos programas dejan escrita.
        texto = unicodedata.normalize("NFC", celda).translate(_INVISIBLES)
        return _MARCA_DE_TEXTO.sub("", _ESPACIOS.sub(" ", texto).strip(), count=1) or None
    return celda  # type: ignore[return-value]


@dataclass(frozen=True)
class Hoja:
    """Una hoja de un libro. Filas y columnas se cuentan desde 0; en los errores, como en Excel."""

    libro: str
    nombre: str
    filas: list[list[Celda]]

    def celda(self, fila: int, columna: int) -> Celda:
        if 0 <= fila < len(self.filas) and 0 <= columna < len(self.filas[fila]):
            return self.filas[fila][columna]
        return None

    def texto(self, fila: int, columna: int) -> str:
        """El texto de una celda, o vacío si no es texto."""
        celda = self.celda(fila, columna)
        return celda if isinstance(celda, str) else ""

    def lugar(self, fila: int | None = None, columna: int | None = None) -> str:
        """«archivo.xlsx, hoja "IP Act.Met.", celda B15»."""
        donde = f'{self.libro}, hoja "{self.nombre}"'
        if fila is not None and columna is not None:
            return f"{donde}, celda {referencia(fila, columna)}"
        return f"{donde}, fila {fila + 1}" if fila is not None else donde

    def rechazar(
        self, que: str, esperado: str, fila: int | None = None, columna: int | None = None
    ) -> NoReturn:
        raise ErrorDeFuente(
            que=que, donde=self.lugar(fila, columna), esperado=esperado, hacer=HACER
        )

    def esta_vacia(self, fila: int) -> bool:
        return all(celda is None for celda in self.filas[fila])

    def textos(self, desde: int = 0, hasta: int | None = None) -> Iterator[tuple[int, int, str]]:
        """(fila, columna, texto) de cada celda de texto, en orden de lectura."""
        for fila in range(desde, len(self.filas) if hasta is None else hasta):
            for columna, celda in enumerate(self.filas[fila]):
                if isinstance(celda, str):
                    yield fila, columna, celda

    def buscar(self, cumple: Callable[[str], bool], desde: int = 0) -> list[tuple[int, int]]:
        """Las celdas cuyo texto llano (``plano``) cumple, en orden de lectura."""
        return [(f, c) for f, c, texto in self.textos(desde) if cumple(plano(texto))]

    def separador(self, celdas: list[tuple[int, int]]) -> Decimal:
        """Como ``separador_comun``, de las celdas de esta hoja."""
        return separador_comun([(self, celdas)])

    def numero(self, fila: int, columna: int, decimal: Decimal = ".") -> float | None:
        """El número de una celda o ``None``. Lanza ``ErrorDeFuente`` con la celda."""
        try:
            return numero_de_celda(self.celda(fila, columna), decimal)
        except ValueError as error:
            self.rechazar(str(error), "un número o una marca de vacío", fila, columna)

    def fecha_del_pie(self, *marcas: str) -> str | None:
        """La fecha ISO de los pies que empiezan por una marca («actualizado», «fecha de public…»).

        Lanza ``ErrorDeFuente`` si dos pies de la hoja no dicen la misma o la fecha no existe.
        """
        halladas: dict[str, tuple[int, int]] = {}
        for fila, columna, texto in self.textos():
            if plano(texto).startswith(marcas):
                try:
                    fecha = fecha_de_texto(texto)
                except ValueError as error:
                    self.rechazar(str(error), "la fecha de publicación", fila, columna)
                if fecha:
                    halladas.setdefault(fecha, (fila, columna))
        if len(halladas) > 1:
            (fila, columna) = list(halladas.values())[1]
            self.rechazar(
                f"El pie dice dos fechas distintas: {', '.join(halladas)}.",
                "una sola fecha de publicación", fila, columna,
            )  # fmt: skip
        return next(iter(halladas), None)


def separador_comun(grupos: list[tuple[Hoja, list[tuple[int, int]]]]) -> Decimal:
    """El separador decimal de los números que llegaron como texto en las celdas de unas hojas.

    Lanza ``ErrorDeFuente`` si no se puede saber.
    """
    textos: dict[str, tuple[Hoja, int, int]] = {}
    for hoja, celdas in grupos:
        for fila, columna in celdas:
            celda = hoja.celda(fila, columna)
            if not isinstance(celda, str) or celda in textos:
                continue
            try:
                if numero_de_celda(celda, ".") is None:
                    continue
            except ValueError:
                pass
            textos[celda] = (hoja, fila, columna)
    try:
        return separador_decimal(textos)
    except ValueError as error:
        hoja, fila, columna = next(
            lugar for texto, lugar in textos.items() if f"«{texto}»" in str(error)
        )
        hoja.rechazar(str(error), "números, o textos con un solo separador", fila, columna)


class Libro:
    """Un libro abierto. Las hojas se leen cuando se piden."""

    def __init__(self, ruta: Path, nombres: list[str], leer: Callable[[str], Hoja]) -> None:
        self.ruta = ruta
        self.nombres = nombres
        self._leer = leer
        self._leidas: dict[str, Hoja] = {}

    def hoja(self, nombre: str) -> Hoja:
        if nombre not in self._leidas:
            self._leidas[nombre] = self._leer(nombre)
        return self._leidas[nombre]

    def hojas(self) -> Iterator[Hoja]:
        for nombre in self.nombres:
            yield self.hoja(nombre)

    def buscar_hoja(self, cumple: Callable[[str], bool], esperada: str) -> Hoja:
        """La única hoja cuyo nombre llano cumple. Lanza ``ErrorDeFuente`` si no es una."""
        halladas = [nombre for nombre in self.nombres if cumple(plano(nombre))]
        if len(halladas) != 1:
            self.rechazar(
                f"No está la hoja {esperada}."
                if not halladas
                else f"Hay más de una hoja {esperada}: {', '.join(halladas)}.",
                f'una hoja {esperada}; el libro trae: "' + '", "'.join(self.nombres) + '"',
            )
        return self.hoja(halladas[0])

    def rechazar(self, que: str, esperado: str) -> NoReturn:
        raise ErrorDeFuente(que=que, donde=self.ruta.name, esperado=esperado, hacer=HACER)


class _PartesXlsx:
    """El XML de las hojas de un .xlsx, para ver lo que calamine calla.

    calamine entrega vacías las celdas con error (#REF!, #N/A) y las fórmulas sin resultado: sin
    esto se leerían como un dato que no hay. Y reserva el rectángulo entero de la hoja: una celda
    perdida en XFD1048576 agota la memoria y tumba el proceso.
    """

    def __init__(self, contenido: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(contenido))

    @cached_property
    def _hojas(self) -> dict[str, str]:
        nombres = set(self._zip.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= nombres:
            return {}
        destinos = {
            parte.get("Id"): str(parte.get("Target"))
            for parte in ElementTree.fromstring(self._zip.read("xl/_rels/workbook.xml.rels"))
        }
        hojas = {}
        for nodo in ElementTree.fromstring(self._zip.read("xl/workbook.xml")).iter():
            if not nodo.tag.endswith("}sheet"):
                continue
            destino = destinos.get(next((v for k, v in nodo.items() if k.endswith("}id")), ""), "")
            ruta = destino.lstrip("/") if destino.startswith("/") else f"xl/{destino}"
            if ruta in nombres:
                hojas[str(nodo.get("name"))] = ruta
        return hojas

    def xml(self, hoja: str) -> bytes:
        ruta = self._hojas.get(hoja)
        return b"" if ruta is None else self._zip.read(ruta)


def _extremo(xml: bytes) -> tuple[int, int]:
    """(última fila y última columna con contenido), contadas desde 1; la columna, hacia arriba.

    Se busca del final hacia atrás y por letras: recorrer millones de celdas costaría segundos.
    """
    filas = 0
    for fin in range(len(xml), 0, -_TRAMO):
        tramo = xml[max(0, fin - _TRAMO - 200) : fin]
        if numeros := re.findall(_CELDA_LLENA_EN % rb"[A-Z]+", tramo):
            filas = max(map(int, numeros))
            break
    if filas * COLUMNAS_DE_EXCEL <= MAXIMO_RECTANGULO:
        return filas, COLUMNAS_DE_EXCEL
    if not re.search(_CELDA_LLENA_EN % rb"[A-Z]{2,3}", xml):
        return filas, 26
    if re.search(_CELDA_LLENA_EN % rb"[A-Z]{3}", xml):
        return filas, COLUMNAS_DE_EXCEL
    primera = _ultima_letra(xml, b"%s[A-Z]")
    return filas, _columna(primera + _ultima_letra(xml, primera + b"%s")) + 1


def _ultima_letra(xml: bytes, columnas: bytes) -> bytes:
    letras = (b"%c" % codigo for codigo in range(ord("Z"), ord("A"), -1))
    return next((c for c in letras if re.search(_CELDA_LLENA_EN % (columnas % c), xml)), b"A")


def _calladas(xml: bytes) -> dict[tuple[int, int], str]:
    """(fila, columna) → lo que hay que leer en las celdas con error y fórmulas sin resultado."""
    halladas: dict[tuple[int, int], str] = {}
    if b't="e"' in xml:
        for letras, fila, error in _CELDA_CON_ERROR.findall(xml):
            halladas[int(fila) - 1, _columna(letras)] = error.decode()
    if b"<f" in xml or b":f" in xml:
        for letras, fila in _FORMULA_SIN_RESULTADO.findall(xml):
            halladas[int(fila) - 1, _columna(letras)] = SIN_RESULTADO
    return halladas


def _columna(letras: bytes) -> int:
    columna = 0
    for letra in letras:
        columna = 26 * columna + letra - 64
    return columna - 1


def _rechazar(ruta: Path, que: str, esperado: str) -> NoReturn:
    raise ErrorDeFuente(que=que, donde=ruta.name, esperado=esperado, hacer=HACER)


_UN_LIBRO = "un libro de Excel (.xlsx o .xls) o un .csv"


def _leer_bytes(ruta: Path) -> bytes:
    if not ruta.is_file():
        raise ErrorDeFuente(
            que="El archivo no está.",
            donde=str(ruta),
            esperado=_UN_LIBRO,
            hacer="Revise la ruta que escribió.",
        )
    if ruta.stat().st_size > MAXIMO_BYTES:
        _rechazar(
            ruta,
            f"El archivo pesa {ruta.stat().st_size} bytes.",
            f"un libro de menos de {MAXIMO_BYTES} bytes",
        )
    return ruta.read_bytes()


def _revisar_zip(ruta: Path, contenido: bytes) -> None:
    """Cada parte comprimida debe estar entera: así un archivo cortado no se lee a medias."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as comprimido:
            if sum(parte.file_size for parte in comprimido.infolist()) > MAXIMO_DESCOMPRIMIDO:
                _rechazar(ruta, "El archivo se descomprime en demasiados bytes.", _UN_LIBRO)
            rota = comprimido.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
            NotImplementedError) as error:  # fmt: skip
        _rechazar(ruta, f"El libro llegó cortado o dañado ({error}).", _UN_LIBRO)
    if rota:
        _rechazar(ruta, f"El libro llegó dañado: no se puede leer {rota}.", _UN_LIBRO)


def _revisar_ole(ruta: Path, contenido: bytes) -> None:
    """Un .xls es un disco pequeño: su tabla de sectores dice hasta dónde llega el archivo."""
    que = "El libro llegó cortado o dañado: faltan sectores."
    if len(contenido) < 512:
        _rechazar(ruta, que, _UN_LIBRO)
    (potencia,), (tablas,) = (
        struct.unpack_from("<H", contenido, 30),
        struct.unpack_from("<I", contenido, 44),
    )
    tamano = 1 << potencia
    if potencia not in (9, 12) or tablas * tamano > len(contenido):
        _rechazar(ruta, que, _UN_LIBRO)
    ultimo = 0
    for n, sector in enumerate(struct.unpack_from(f"<{min(tablas, 109)}I", contenido, 76)):
        inicio = (sector + 1) * tamano
        entradas = contenido[inicio : inicio + tamano]
        if len(entradas) < tamano:
            _rechazar(ruta, que, _UN_LIBRO)
        for k, (entrada,) in enumerate(struct.iter_unpack("<I", entradas)):
            if entrada != _SECTOR_LIBRE:
                ultimo = n * (tamano // 4) + k
    if (ultimo + 1) * tamano >= len(contenido):
        _rechazar(ruta, que, _UN_LIBRO)


@contextmanager
def _sin_panico(ruta: Path) -> Iterator[None]:
    """Un .xls dañado puede tumbar el lector por dentro: eso también es un archivo que no sirve."""
    entero = False
    try:
        yield
        entero = True
    finally:
        tipo = sys.exc_info()[0]
        # La excepción de Rust no hereda de Exception y no se puede importar.
        if not entero and tipo is not None and tipo.__module__ == "pyo3_runtime":
            _rechazar(ruta, "El libro está dañado: no se puede leer su estructura.", _UN_LIBRO)


def _exigir_rectangulo(ruta: Path, nombre: str, xml: bytes) -> None:
    filas, columnas = _extremo(xml)
    if filas * columnas > MAXIMO_RECTANGULO:
        raise ErrorDeFuente(
            que=f"La hoja tiene celdas hasta {referencia(filas - 1, columnas - 1)}, muy lejos del "
            "cuadro.",
            donde=f'{ruta.name}, hoja "{nombre}"',
            esperado=f"un cuadro de menos de {MAXIMO_RECTANGULO} celdas",
            hacer="Borre lo que haya lejos del cuadro, o vuelva a bajar el archivo del publicador.",
        )


def _abrir_libro(ruta: Path, contenido: bytes, partes: _PartesXlsx | None) -> Libro:
    try:
        with _sin_panico(ruta):
            calamine = CalamineWorkbook.from_filelike(io.BytesIO(contenido))
            nombres = [
                hoja.name
                for hoja in calamine.sheets_metadata
                if hoja.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError:
        _rechazar(ruta, "El libro está cifrado con contraseña.", "un libro sin contraseña")
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        _rechazar(ruta, f"El libro no se puede abrir ({error}).", _UN_LIBRO)

    def leer(nombre: str) -> Hoja:
        try:
            xml = partes.xml(nombre) if partes else b""
            _exigir_rectangulo(ruta, nombre, xml)
            with _sin_panico(ruta):
                hoja_cruda = calamine.get_sheet_by_name(nombre)
                celdas = hoja_cruda.total_height * hoja_cruda.total_width
                # Las proyecciones por edad simple traen 300 columnas: las primeras son los totales.
                ancho = None if celdas <= MAXIMO_CELDAS else COLUMNAS_DE_UNA_HOJA_ENORME
                crudas = (
                    hoja_cruda.to_python(skip_empty_area=False)
                    if ancho is None
                    else [fila[:ancho] for fila in hoja_cruda.iter_rows()]
                )
        except (CalamineError, XmlError, ZipError, WorksheetNotFound, OSError, ValueError,
                ElementTree.ParseError) as error:  # fmt: skip
            _rechazar(ruta, f'La hoja "{nombre}" no se puede leer ({error}).', _UN_LIBRO)
        # Un millón de filas vacías no cuesta nada si no se mira celda por celda.
        filas: list[list[Celda]] = [
            [] if fila.count("") == len(fila) else [limpia(celda) for celda in fila]
            for fila in crudas
        ]
        for (f, c), texto in _calladas(xml).items():
            if ancho is not None and c >= ancho:
                continue
            filas.extend([] for _ in range(f + 1 - len(filas)))
            filas[f].extend([None] * (c + 1 - len(filas[f])))
            filas[f][c] = texto
        return Hoja(ruta.name, nombre, filas)

    return Libro(ruta, nombres, leer)


def _abrir_csv(ruta: Path, contenido: bytes) -> Libro:
    # «Texto Unicode» de Excel es UTF-16; en español guarda los .csv en Windows-1252.
    de_excel = contenido.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        texto = contenido.decode("utf-16" if de_excel else "utf-8-sig")
    except UnicodeDecodeError:
        texto = contenido.decode("cp1252", errors="replace")
    if "\x00" in texto or "\ufffd" in texto:
        _rechazar(ruta, "El archivo no es un libro ni un texto que se pueda leer.", _UN_LIBRO)
    anchos = {
        separador: [linea.count(separador) for linea in texto.splitlines()[:50] if linea.strip()]
        for separador in (";", "\t", "|", ",")
    }
    # Los títulos y el pie pueden no traer separadores.
    con_columnas = {s: n for s, n in anchos.items() if 2 * sum(map(bool, n)) > len(n)}
    if not con_columnas:
        _rechazar(ruta, "El texto no tiene columnas separadas por coma o punto y coma.", _UN_LIBRO)
    # El separador de verdad aparece las mismas veces en todas las líneas.
    separador = min(con_columnas, key=lambda s: (len(set(con_columnas[s])), -max(con_columnas[s])))
    try:
        lector = csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True)
        filas = [[limpia(celda) for celda in fila] for fila in lector]
    except csv.Error as error:
        _rechazar(ruta, f"El CSV está mal formado ({error}).", "campos bien separados y citados")
    hoja = Hoja(ruta.name, ruta.stem, filas)
    return Libro(ruta, [hoja.nombre], lambda _nombre: hoja)


def abrir(ruta: Path) -> Libro:
    """Abre un .xlsx, .xls, .ods o .csv. Lanza ``ErrorDeFuente`` si no es un libro entero."""
    contenido = _leer_bytes(ruta)
    if not contenido.strip():
        _rechazar(ruta, "El archivo está vacío.", _UN_LIBRO)
    if contenido.startswith(_ZIP):
        _revisar_zip(ruta, contenido)
        return _abrir_libro(ruta, contenido, _PartesXlsx(contenido))
    if contenido.startswith(_OLE):
        _revisar_ole(ruta, contenido)
        return _abrir_libro(ruta, contenido, None)
    if contenido.startswith(b"%PDF"):
        _rechazar(ruta, "El archivo es un PDF, aunque se llame como un libro.", _UN_LIBRO)
    if contenido.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        _rechazar(
            ruta,
            "El archivo es una página web o un XML, aunque se llame como un libro.",
            _UN_LIBRO,
        )
    return _abrir_csv(ruta, contenido)
