"""Las figuras de la pantalla en SVG, para la hoja impresa: los mismos trazos, sin navegador.

Se leen las trazas ya armadas (líneas, bandas, puntos, polígonos y rótulos), así que una línea que
la pantalla corta en un quiebre sale cortada aquí.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import Any

import plotly.graph_objects as go

from tablero import estilo
from tablero.graficos.ejes import marcas_de_periodo
from tablero.lugar import Posicion

LETRA = "Libertinus Serif"
"""Viaja dentro del compilador (licencia OFL): la hoja es igual en todos los equipos."""

_TEMA = estilo.colores("claro")
_ALTO_FILA = 10.5
_LEYENDA_PT = 7.5

Proyectar = Callable[[float, float], tuple[float, float]]


def mapa_en_svg(geo: Any, posicion: Posicion, ancho: float, contorno: Any = None) -> str:
    """Los municipios con el papel de cada uno y su leyenda debajo.

    ``geo``: la capa de municipios; ``contorno``, una geometría que se traza encima. ``ancho`` va en
    puntos, los del papel: así la letra mide lo que dice.
    """
    oeste, sur, este, norte = (float(lado) for lado in geo.total_bounds)
    # Un grado de longitud mide cos(latitud) veces uno de latitud.
    escala = (ancho - 2) / (este - oeste)
    escala_y = escala / math.cos(math.radians((sur + norte) / 2))
    alto = (norte - sur) * escala_y + 2

    def px(x: float, y: float) -> tuple[float, float]:
        return 1 + (x - oeste) * escala, 1 + (norte - y) * escala_y

    partes = []
    for codigo, geometria in zip(geo["divipola"], geo["geometry"], strict=True):
        camino = "".join(_camino(anillo, px) for anillo in _anillos(geometria))
        partes.append(
            f'<path d="{camino}" fill="{posicion.colores[posicion.clases[codigo]]}" '
            f'fill-rule="evenodd" stroke="{_TEMA.tenue}" stroke-width="0.35"/>'
        )
    trazo = f'fill="none" stroke="{_TEMA.texto}" stroke-width="1.3" stroke-linejoin="round"'
    if contorno is not None:
        partes += [f'<path d="{_camino(a, px)}" {trazo}/>' for a in _anillos(contorno)]
    cuantos = Counter(posicion.clases.values())
    y = alto + 5
    for clase, color in posicion.colores.items():
        partes.append(
            f'<rect x="0.5" y="{y:.1f}" width="8.5" height="7" fill="{color}" '
            f'stroke="{_TEMA.eje}" stroke-width="0.4"/>'
        )
        if posicion.tramas.get(clase):
            partes.append(
                f'<path d="M1.5 {y + 6:.1f}l5 -5" stroke="{_TEMA.fondo}" stroke-width="1"/>'
            )
        rotulo = f"{posicion.rotulos[clase]} ({cuantos[clase]})"
        partes.append(_texto(13, y + 6.3, rotulo, _TEMA.texto, px=_LEYENDA_PT))
        y += _ALTO_FILA
    if contorno is not None:
        partes.append(f'<path d="M0 {y + 4:.1f}h9" {trazo}/>')
        partes.append(_texto(13, y + 6.3, "Límite de su subregión", _TEMA.texto, px=_LEYENDA_PT))
        y += _ALTO_FILA
    return _svg(ancho, y, partes)


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
    for valor, texto in zip(
        figura.layout.yaxis.tickvals, figura.layout.yaxis.ticktext, strict=True
    ):
        _, y = px(x_min, valor)
        partes.append(
            f'<line x1="{izquierda:.1f}" y1="{y:.1f}" x2="{ancho - derecha:.1f}" y2="{y:.1f}" '
            f'stroke="{_TEMA.rejilla}"/>'
        )
        partes.append(_texto(izquierda - 8, y + 4, texto, _TEMA.tenue, ancla="end"))
    lugares, textos = marcas_de_periodo(list(periodos), util, x_min, x_max)
    for lugar, texto in zip(lugares, textos, strict=True):
        x, _ = px(lugar, y_min)
        partes.append(
            f'<line x1="{x:.1f}" y1="{arriba + alto:.1f}" x2="{x:.1f}" '
            f'y2="{arriba + alto + 4:.1f}" stroke="{_TEMA.eje}"/>'
        )
        partes.append(_texto(x, arriba + alto + 16, texto, _TEMA.tenue, ancla="middle"))
    for traza in figura.data:
        partes += [_banda(traza, px)] if traza.fill == "toself" else _linea(traza, px)
    for nota in figura.layout.annotations:
        if nota.name not in ("subtitulo", "pie"):
            partes += _rotulo(nota, px, arriba + alto)
    return _svg(ancho, arriba + alto + 22, partes)


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


def _camino(puntos: Sequence[tuple[float, float]], px: Proyectar) -> str:
    """Un contorno cerrado, sin los puntos que a este tamaño caen en el mismo lugar."""
    lugares = dict.fromkeys(f"{x:.1f} {y:.1f}" for x, y in (px(*punto) for punto in puntos))
    return "M" + "L".join(lugares) + "Z"


def _anillos(geometria: Any) -> Iterator[list[tuple[float, float]]]:
    for poligono in getattr(geometria, "geoms", [geometria]):
        for anillo in (poligono.exterior, *poligono.interiors):
            yield [(float(p[0]), float(p[1])) for p in anillo.coords]


def _banda(traza: Any, px: Proyectar) -> str:
    camino = "".join(_camino(tramo, px) for tramo in _tramos(traza))
    return f'<path d="{camino}" fill="{traza.fillcolor}" stroke="none"/>'


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
        _texto(
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


def _texto(
    x: float,
    y: float,
    texto: str,
    color: str,
    *,
    ancla: str = "start",
    px: float = 12,
    negrita: bool = False,
) -> str:
    peso = ' font-weight="700"' if negrita else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{ancla}" font-size="{px}"'
        f"{peso}>{escape(texto)}</text>"
    )


def _svg(ancho: float, alto: float, partes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ancho:.0f}" height="{alto:.0f}" '
        f'viewBox="0 0 {ancho:.0f} {alto:.0f}" font-family="{LETRA}">{"".join(partes)}</svg>'
    )
