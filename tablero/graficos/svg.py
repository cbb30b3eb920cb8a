"""Lo común de los dibujos en SVG: el lienzo, el texto y los contornos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Proyectar = Callable[[float, float], tuple[float, float]]
"""De las coordenadas del dato a las del lienzo."""


def texto(
    x: float,
    y: float,
    que: str,
    color: str,
    *,
    ancla: str = "start",
    px: float | None = None,
    negrita: bool = False,
    halo: str = "",
) -> str:
    """Un texto; sin ``px``, del tamaño del lienzo. ``halo``: color que lo separa de lo de abajo."""
    atributos = "" if px is None else f' font-size="{px:g}"'
    if negrita:
        atributos += ' font-weight="700"'
    if halo:
        atributos += f' stroke="{halo}" stroke-width="3" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{ancla}"{atributos}>'
        f"{escape(que)}</text>"
    )


def camino(puntos: Sequence[tuple[float, float]], px: Proyectar) -> str:
    """Un contorno cerrado, sin los puntos que a este tamaño caen en el mismo lugar."""
    lugares = dict.fromkeys(f"{x:.1f} {y:.1f}" for x, y in (px(*punto) for punto in puntos))
    return "M" + "L".join(lugares) + "Z"


def lienzo(
    ancho: float,
    alto: float,
    partes: Sequence[str],
    *,
    letra: str,
    px: float | None = None,
    descripcion: str = "",
) -> str:
    """El ``<svg>`` completo. Con ``descripcion`` lleva ``role="img"`` y ``<title>``."""
    segura = escape(descripcion, quote=True)
    nombre = f' role="img" aria-label="{segura}"' if descripcion else ""
    titulo = f"<title>{segura}</title>" if descripcion else ""
    tamano = "" if px is None else f' font-size="{px:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{nombre} width="{ancho:.0f}" '
        f'height="{alto:.0f}" viewBox="0 0 {ancho:.0f} {alto:.0f}" '
        f'font-family="{escape(letra, quote=True)}"{tamano}>{titulo}{"".join(partes)}</svg>'
    )
