"""Las figuras de la pantalla en SVG, para la hoja impresa: los mismos trazos, sin navegador.

Se leen las trazas ya armadas (líneas, bandas, puntos, polígonos y rótulos), así que una línea que
la pantalla corta en un quiebre sale cortada aquí.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

import plotly.graph_objects as go

from tablero import estilo
from tablero.graficos.ejes import marcas_de_periodo
from tablero.graficos.svg import Proyectar, camino, lienzo, texto

LETRA = "Libertinus Serif"
"""Viaja dentro del compilador (licencia OFL): la hoja es igual en todos los equipos."""

_TEMA = estilo.colores("claro")


def serie_en_svg(figura: go.Figure, periodos: Sequence[str], ancho: float = 640) -> str:
    """Una serie de tiempo con sus ejes y los rótulos de sus puntas.

    ``figura``: la de ``series.linea_con_quiebres``; ``periodos``, los de sus datos, para repartir
    las marcas del eje en el ancho de la hoja, que es mayor que el del teléfono.
    """
    margen = figura.layout.margin
    alto = float(figura.layout.height - margen.t - margen.b)
    izquierda, derecha, arriba = float(margen.l), float(margen.r), 14.0
    x_min, x_max = figura.layout.xaxis.range
    y_min, y_max = figura.layout.yaxis.range
    util = ancho - izquierda - derecha

    def px(x: float, y: float) -> tuple[float, float]:
        return (
            izquierda + (x - x_min) / (x_max - x_min) * util,
            arriba + (y_max - y) / (y_max - y_min) * alto,
        )

    partes = []
    for valor, marca in zip(
        figura.layout.yaxis.tickvals, figura.layout.yaxis.ticktext, strict=True
    ):
        _, y = px(x_min, valor)
        partes.append(
            f'<line x1="{izquierda:.1f}" y1="{y:.1f}" x2="{ancho - derecha:.1f}" y2="{y:.1f}" '
            f'stroke="{_TEMA.rejilla}"/>'
        )
        partes.append(texto(izquierda - 8, y + 4, marca, _TEMA.tenue, ancla="end"))
    lugares, textos = marcas_de_periodo(list(periodos), util, x_min, x_max)
    for lugar, marca in zip(lugares, textos, strict=True):
        x, _ = px(lugar, y_min)
        partes.append(
            f'<line x1="{x:.1f}" y1="{arriba + alto:.1f}" x2="{x:.1f}" '
            f'y2="{arriba + alto + 4:.1f}" stroke="{_TEMA.eje}"/>'
        )
        partes.append(texto(x, arriba + alto + 16, marca, _TEMA.tenue, ancla="middle"))
    for traza in figura.data:
        partes += [_banda(traza, px)] if traza.fill == "toself" else _linea(traza, px)
    for nota in figura.layout.annotations:
        if nota.name not in ("subtitulo", "pie"):
            partes += _rotulo(nota, px, arriba + alto)
    return lienzo(ancho, arriba + alto + 22, partes, letra=LETRA, px=12)


# ── Trazos ─────────────────────────────────────────────────────────────────────────────────────


def _tramos(traza: Any) -> Iterator[list[tuple[float, float]]]:
    """Los puntos seguidos de una traza; un vacío los separa."""
    tramo: list[tuple[float, float]] = []
    for x, y in zip(traza.x, traza.y, strict=True):
        if x is None or y is None or math.isnan(x) or math.isnan(y):
            if tramo:
                yield tramo
            tramo = []
        else:
            tramo.append((float(x), float(y)))
    if tramo:
        yield tramo


def _banda(traza: Any, px: Proyectar) -> str:
    trazado = "".join(camino(tramo, px) for tramo in _tramos(traza))
    return f'<path d="{trazado}" fill="{traza.fillcolor}" stroke="none"/>'


def _linea(traza: Any, px: Proyectar) -> list[str]:
    color, grueso = traza.line.color, traza.line.width
    guiones = re.sub("px", "", traza.line.dash or "solid")
    guion = "" if guiones == "solid" else f' stroke-dasharray="{guiones}"'
    partes = []
    for tramo in _tramos(traza):
        if len(tramo) > 1:
            puntos = " ".join(f"{x:.1f},{y:.1f}" for x, y in (px(*p) for p in tramo))
            partes.append(
                f'<polyline points="{puntos}" fill="none" stroke="{color}" '
                f'stroke-width="{grueso}" stroke-linejoin="round"{guion}/>'
            )
    marca = traza.marker
    rellenos = zip(traza.x, traza.y, marca.size, marca.color, strict=True)
    for x, y, tamano, relleno in rellenos:
        if y is None or math.isnan(y) or not tamano:
            continue
        a, b = px(float(x), float(y))
        partes.append(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{tamano / 2:.1f}" fill="{relleno}" '
            f'stroke="{marca.line.color}" stroke-width="{marca.line.width}"/>'
        )
    return partes


_ANCLAS = {"left": "start", "center": "middle", "right": "end"}


def _rotulo(nota: Any, px: Proyectar, suelo: float) -> list[str]:
    """Un rótulo del dibujo: junto a su punto, o a una altura en píxeles desde el eje."""
    x, y = px(float(nota.x), float(nota.y))
    y = suelo if nota.yref == "paper" else y
    x, y = x + float(nota.xshift or 0), y - float(nota.yshift or 0)
    renglones = str(nota.text).split("<br>")
    alto = nota.font.size * estilo.INTERLINEA
    primera = {
        "top": y + nota.font.size * 0.9,
        "bottom": y - alto * (len(renglones) - 1) - 3,
    }.get(nota.yanchor, y - alto * (len(renglones) - 1) / 2 + nota.font.size * 0.36)
    return [
        texto(
            x,
            primera + i * alto,
            unescape(re.sub("<[^>]+>", "", renglon)),
            nota.font.color,
            ancla=_ANCLAS.get(nota.xanchor, "middle"),
            px=nota.font.size,
            negrita="<b>" in renglon,
        )
        for i, renglon in enumerate(renglones)
    ]
