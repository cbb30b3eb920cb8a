"""De renglones a trozos limpios: sin marcas de formato y sin encabezados de página.

Un trozo es un pedazo de un renglón (una celda, un párrafo de HTML) que conserva el número de su
renglón. Los párrafos unen trozos que una página, una celda o el ancho del papel cortó.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

# Etiquetas que separan párrafos; las demás sólo dan formato. Con tope, para que un «<» suelto no
# obligue a recorrer el archivo entero.
_ETIQUETA_DE_BLOQUE = re.compile(
    r"</?(?:p|div|li|ul|ol|br|tr|table|tbody|thead|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE
)
_ETIQUETA_DE_CELDA = re.compile(r"</?t[dh]\b[^<>]{0,300}>", re.IGNORECASE)
_OTRA_ETIQUETA = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_ESCAPE_DE_MARKDOWN = re.compile(r"\\([$*_#\[\]().\-])")
_REGLA = re.compile(r"[\s|:=_+\-–—]*")
_VINETA = re.compile(r"^\s*(?:[•▪●◦■‣·*❖➢]|[-–—](?=\s)|#{1,6}(?=\s))\s*")
_ENFASIS = re.compile(r"\*{1,3}|__+")
_ESPACIOS = re.compile(r"[ \t\u00a0\u2007\u202f\u200b]+")
# Los PDF escriben «fi» y «fl» como una sola letra.
_CIFRA_CON_UNIDAD = re.compile(r"\bmillon(?:es)?\b|\bpesos\b|[$%]")
_LIGADURAS = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi"})
_PAGINA = re.compile(r"(?:pag(?:ina)?\.?\s*)?\d{1,4}(?:\s*(?:de|/)\s*\d{1,4})?", re.IGNORECASE)
_FIN_DE_ORACION = (".", ";", "?", "!", ".»", ".”", '."')
_SIGUE = re.compile(
    r"(?:,|:|\b(?:de|del|la|las|los|el|y|e|o|u|en|con|a|al|para|por|san|santa|santo|villa))$"
)
_ANIO_QUE_ABRE = re.compile(r"(?:(?:en|para|durante|año|vigencia) (?:el |la )?)?20\d\d\b", re.I)
REPETICIONES_DE_UN_ENCABEZADO = 3
_LARGO_DE_UN_ENCABEZADO = 120


def sin_tildes(texto: str) -> str:
    """El texto sin tildes ni diéresis, con el mismo número de caracteres (la eñe pasa a ene)."""
    if texto.isascii():
        return texto
    partes = []
    for caracter in texto:
        base = unicodedata.normalize("NFD", caracter)[0]
        partes.append(base if len(base) == 1 else caracter)
    return "".join(partes)


def plano(texto: str) -> str:
    """Minúsculas sin tildes, con el mismo largo: las posiciones sirven en el original."""
    minusculas = sin_tildes(texto).lower()
    if len(minusculas) == len(texto):
        return minusculas
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in sin_tildes(texto))


PALABRAS_VACIAS = frozenset(
    {
        "de", "del", "la", "las", "los", "el", "y", "o", "en", "para", "por", "con", "a", "al",
        "que", "su", "sus", "un", "una", "unos", "unas", "e",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Trozo:
    """Un pedazo de renglón. ``celda``: su puesto entre las celdas llenas; ``de``: cuántas son."""

    linea: int
    texto: str
    celda: int = 0
    de: int = 1
    tras_vacio: bool = False
    tras_encabezado: bool = False
    vineta: bool = False


@dataclass(frozen=True)
class TextoUnido:
    """Un párrafo con el renglón de origen de cada posición."""

    texto: str
    inicios: tuple[int, ...] = field(repr=False)
    lineas: tuple[int, ...] = field(repr=False)

    def linea(self, posicion: int) -> int:
        """El renglón del documento donde está esa posición del párrafo."""
        return self.lineas[max(0, bisect_right(self.inicios, posicion) - 1)]


def limpiar_renglon(renglon: str) -> list[list[str]]:
    """Las celdas del renglón; cada una, con sus párrafos, sin marcas de HTML ni de Markdown."""
    texto = unicodedata.normalize("NFC", renglon).translate(_LIGADURAS)
    if "<" in texto:
        texto = _ETIQUETA_DE_BLOQUE.sub("\n", _ETIQUETA_DE_CELDA.sub("\t", texto))
        texto = _OTRA_ETIQUETA.sub("", texto)
    if "&" in texto:
        texto = html.unescape(texto)
    if "\\" in texto:
        texto = _ESCAPE_DE_MARKDOWN.sub(r"\1", texto)
    if texto.lstrip().startswith("|"):
        texto = texto.replace("|", "\t")
    celdas = []
    for celda in texto.split("\t"):
        parrafos = []
        for parrafo in celda.split("\n"):
            if _REGLA.fullmatch(parrafo):
                continue
            limpio = _ESPACIOS.sub(" ", _ENFASIS.sub("", parrafo)).strip()
            if limpio:
                parrafos.append(limpio)
        celdas.append(parrafos)
    return celdas


def _clave(renglon: str) -> str:
    """El renglón para contar repeticiones: sin tildes, sin números de página, sin espacios."""
    return re.sub(r"\d+", "#", " ".join(plano(renglon).split()))


def encabezados_de_pagina(
    renglones: list[str], protegido: Callable[[str], bool], lugar: Callable[[str], bool]
) -> set[int]:
    """Los índices de los renglones que la maquetación repite en cada página.

    Un renglón corto que aparece tres veces o más es encabezado, salvo los títulos del informe
    (``protegido``), lo que termina una oración, lo que casi siempre va justo después de un título
    (entonces es su contenido) y lo que sólo nombra municipios (``lugar``), si no viene siempre
    pegado a otro renglón repetido.
    """
    indices = [i for i, r in enumerate(renglones) if r.strip() and not _REGLA.fullmatch(r)]
    cortos = {
        i: _clave(" ".join(" ".join(c) for c in limpiar_renglon(renglones[i]) if c))
        for i in indices
        if len(renglones[i]) <= _LARGO_DE_UN_ENCABEZADO
    }
    cuenta = Counter(cortos.values())
    puesto = {indice: k for k, indice in enumerate(indices)}
    por_clave: dict[str, list[int]] = {}
    for indice, clave in cortos.items():
        if clave and cuenta[clave] >= REPETICIONES_DE_UN_ENCABEZADO:
            por_clave.setdefault(clave, []).append(indice)

    def vecino(indice: int, paso: int) -> str:
        k = puesto[indice] + paso
        return cortos.get(indices[k], "") if 0 <= k < len(indices) else ""

    claves: set[str] = set()
    paginas: set[int] = set()
    for clave, donde in por_clave.items():
        muestra = renglones[donde[0]].strip()
        if protegido(muestra):
            continue
        if _PAGINA.fullmatch(muestra):
            # El número de «Meta #», solo en su renglón, no es el de una página.
            paginas |= {i for i in donde if not _titulo_cortado(renglones, indices, puesto[i])}
            continue
        if muestra.endswith((".", ";", ",", ":")) or not re.search(r"[^\W\d_]", muestra):
            continue
        if _CIFRA_CON_UNIDAD.search(plano(muestra)):
            continue
        if not _son_paginas([renglones[i] for i in donde]):
            continue
        tras_titulo = sum(protegido(_anterior(renglones, indices, puesto[i])) for i in donde)
        if tras_titulo * 2 > len(donde):
            continue
        if muestra[:1].islower() or lugar(muestra):
            # Puede ser contenido: sólo vale si va siempre pegado a otro renglón repetido.
            pegados = max(
                Counter(vecino(i, paso) for i in donde).most_common(1)[0][1] for paso in (-1, 1)
            )
            vecinos = {vecino(i, paso) for i in donde for paso in (-1, 1)}
            if pegados < 0.8 * len(donde) or not vecinos & set(por_clave):
                continue
        claves.add(clave)

    hallados = paginas | {i for i, clave in cortos.items() if clave in claves}
    # Variantes partidas del mismo encabezado («Gobernación de», «Norte de Santander»): pegadas a
    # un renglón ya reconocido y contenidas en lo que dice el bloque.
    bloques = _bloques(indices, hallados, cortos)
    for paso in (1, -1):
        for indice in indices[::paso]:
            if indice in hallados or indice not in cortos or len(cortos[indice]) < 4:
                continue
            k = puesto[indice] - paso
            pegado = 0 <= k < len(indices) and indices[k] in hallados - paginas
            renglon = renglones[indice].strip()
            if pegado and not protegido(renglon) and not lugar(renglon):
                clave = cortos[indice]
                if any(f" {clave} " in bloque for bloque in bloques):
                    hallados.add(indice)
    return hallados


def _son_paginas(iguales: list[str]) -> bool:
    """Si lo único que cambia de un renglón a otro, cuando algo cambia, es el número de página."""
    if len(set(iguales)) == 1 or not any(re.search(r"\d", r) for r in iguales):
        return True
    series = list(
        zip(*([int(n) for n in re.findall(r"\d{1,9}", r)] for r in iguales), strict=False)
    )
    variables = [serie for serie in series if len(set(serie)) > 1]
    return len(variables) <= 1 and all(
        antes <= despues for serie in variables for antes, despues in pairwise(serie)
    )


def _titulo_cortado(renglones: list[str], indices: list[int], k: int) -> bool:
    return re.search(r"meta\W*$", _anterior(renglones, indices, k), re.IGNORECASE) is not None


def _anterior(renglones: list[str], indices: list[int], k: int) -> str:
    return renglones[indices[k - 1]].strip() if k else ""


def _bloques(indices: list[int], hallados: set[int], cortos: dict[int, str]) -> set[str]:
    bloques: set[str] = set()
    actual: list[str] = []
    for indice in [*indices, -1]:
        if indice in hallados:
            actual.append(cortos[indice])
        elif actual:
            bloques.add(f" {' '.join(actual)} ")
            actual = []
    return bloques


def trozos(
    renglones: list[str], protegido: Callable[[str], bool], lugar: Callable[[str], bool]
) -> list[Trozo]:
    """Los trozos del informe en orden, sin encabezados de página."""
    fuera = encabezados_de_pagina(renglones, protegido, lugar)
    resultado: list[Trozo] = []
    vacio = encabezado = False
    for indice, renglon in enumerate(renglones):
        if indice in fuera:
            encabezado = True
            continue
        celdas = [celda for celda in limpiar_renglon(renglon) if celda]
        if not celdas:
            vacio = True
            continue
        for puesto, celda in enumerate(celdas):
            for parrafo in celda:
                sin_vineta = _VINETA.sub("", parrafo)
                if not sin_vineta:
                    continue
                resultado.append(
                    Trozo(
                        linea=indice + 1,
                        texto=sin_vineta,
                        celda=puesto,
                        de=len(celdas),
                        tras_vacio=vacio,
                        tras_encabezado=encabezado,
                        vineta=sin_vineta != parrafo,
                    )
                )
                vacio = encabezado = False
    return resultado


def unir(partes: Iterable[Trozo], juntos: Callable[[str, str], bool]) -> list[TextoUnido]:
    """Los párrafos que forman esos trozos.

    ``juntos(antes, después)`` dice si entre los dos renglones quedó partido el nombre de un lugar.
    """
    parrafos: list[TextoUnido] = []
    piezas: list[str] = []
    inicios: list[int] = []
    lineas: list[int] = []
    largo = 0

    def cerrar() -> None:
        nonlocal piezas, inicios, lineas, largo
        if piezas:
            parrafos.append(TextoUnido("".join(piezas), tuple(inicios), tuple(lineas)))
        piezas, inicios, lineas, largo = [], [], [], 0

    for trozo in partes:
        texto = trozo.texto
        if piezas:
            antes = piezas[-1]
            if _continua(antes, trozo, juntos):
                if re.search(r"[^\W\d_]-$", antes) and texto[:1].islower():
                    piezas[-1] = antes[:-1]
                    largo -= 1
                else:
                    piezas[-1] += " "
                    largo += 1
            else:
                cerrar()
        inicios.append(largo)
        lineas.append(trozo.linea)
        piezas.append(texto)
        largo += len(texto)
    cerrar()
    return parrafos


def _continua(antes: str, trozo: Trozo, juntos: Callable[[str, str], bool]) -> bool:
    fin = antes.rstrip()
    # «• 2021: Tunja» y «• 2022: Paipa» son dos párrafos, cada uno con su año.
    if _ANIO_QUE_ABRE.match(trozo.texto) and (trozo.vineta or fin.endswith(_FIN_DE_ORACION)):
        return False
    if _SIGUE.search(plano(fin)[-12:]):
        return True
    if fin.endswith(_FIN_DE_ORACION):
        return trozo.texto[:1].islower() and not trozo.vineta
    if trozo.texto[:1].islower() or juntos(fin, trozo.texto):
        return True
    if trozo.de > 1:
        return False
    return trozo.tras_encabezado or not trozo.tras_vacio
