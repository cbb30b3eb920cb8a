"""Medir, partir y poner textos en una diapositiva. Las medidas van en puntos tipográficos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from tablero.estilo import colores, partir

IDIOMA = "es-CO"
INTERLINEA = 1.2
CLARO = colores("claro")
_EMU_POR_PUNTO = 12700
# Los que XML 1.0 no admite ni escapados, más las mitades sueltas de un par sustituto.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Caja:
    """Un rectángulo de la diapositiva, en puntos desde la esquina superior izquierda."""

    x: float
    y: float
    ancho: float
    alto: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        return emu(self.x), emu(self.y), emu(self.ancho), emu(self.alto)

    @property
    def abajo(self) -> float:
        return self.y + self.alto

    @property
    def derecha(self) -> float:
        return self.x + self.ancho


def emu(puntos: float) -> Emu:
    return Emu(round(puntos * _EMU_POR_PUNTO))


def limpio(texto: str) -> str:
    """El texto sin los caracteres con los que PowerPoint diría que el archivo está dañado."""
    return _NO_XML.sub("", texto)


def color_de(css: str) -> tuple[RGBColor, float]:
    """El color y su opacidad, de ``#rrggbb``, ``rgb()`` o ``rgba()``."""
    if css.startswith("#"):
        return RGBColor.from_string(css[1:7].upper()), 1.0
    canales = [float(n) for n in re.findall(r"[\d.]+", css)]
    rojo, verde, azul = (int(c) for c in canales[:3])
    return RGBColor(rojo, verde, azul), canales[3] if len(canales) > 3 else 1.0


def ajustar(
    texto: str, ancho: float, tamanos: Sequence[float], lineas: int, *, negrita: bool = False
) -> tuple[float, list[str]]:
    """El mayor tamaño con que el texto cabe en ``lineas``, y cómo queda partido.

    Si no cabe ni con el menor, se corta en una palabra y termina en «…».
    """
    for tamano in tamanos:
        partidas = partir(texto, ancho, tamano, negrita=negrita)
        if len(partidas) <= lineas:
            return tamano, partidas
    return tamano, recortar(partidas, ancho, tamano, lineas, negrita=negrita)


def recortar(
    partidas: Sequence[str], ancho: float, tamano: float, lineas: int, *, negrita: bool = False
) -> list[str]:
    """Las primeras ``lineas``, con «…» al final si sobraba texto."""
    if len(partidas) <= lineas:
        return list(partidas)
    quedan = list(partidas[:lineas])
    while quedan[-1] and len(partir(f"{quedan[-1]}…", ancho, tamano, negrita=negrita)) > 1:
        quedan[-1] = quedan[-1].rpartition(" ")[0] or quedan[-1][:-1]
    quedan[-1] = quedan[-1].rstrip(" ,;:.") + "…"
    return quedan


def poner_texto(
    formas: Any,
    caja: Caja,
    parrafos: Sequence[str],
    *,
    nombre: str,
    tamano: float,
    color: str = CLARO.texto,
    negrita: bool = False,
    centrado: bool = False,
    al_medio: bool = False,
) -> Any:
    """Un cuadro de texto sin márgenes que no cambia de tamaño; un párrafo por elemento."""
    cuadro = formas.add_textbox(*caja.emu)
    cuadro.name = nombre
    marco = cuadro.text_frame
    marco.margin_left = marco.margin_right = marco.margin_top = marco.margin_bottom = 0
    marco.word_wrap = True
    marco.auto_size = MSO_AUTO_SIZE.NONE
    marco.vertical_anchor = MSO_ANCHOR.MIDDLE if al_medio else MSO_ANCHOR.TOP
    for i, texto in enumerate(parrafos):
        parrafo = marco.paragraphs[0] if i == 0 else marco.add_paragraph()
        parrafo.alignment = PP_ALIGN.CENTER if centrado else PP_ALIGN.LEFT
        tramo = parrafo.add_run()
        tramo.text = texto
        tramo.font.size = Pt(tamano)
        tramo.font.bold = negrita
        tramo.font.color.rgb = color_de(color)[0]
    return cuadro


def alto_de(lineas: int, tamano: float) -> float:
    return lineas * tamano * INTERLINEA


def describir(forma: Any, texto: str) -> None:
    """El texto alternativo de una forma, un grupo, un gráfico o una tabla."""
    (propiedades,) = forma._element.xpath("./*[1]/p:cNvPr")
    propiedades.set("descr", texto)


def sin_estilo(forma: Any) -> None:
    """Quita el estilo del tema: trae una sombra que ensucia los mapas y nadie pidió."""
    estilo = forma._element.find(qn("p:style"))
    if estilo is not None:
        forma._element.remove(estilo)
