"""Mapas como formas libres de PowerPoint: cada municipio se selecciona, se pinta y se mueve."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt
from shapely import LineString

from tablero.estilo import ancho_de_texto
from tablero.presentacion.lectura import Circulo, Entidad, Mapa, Relleno
from tablero.presentacion.textos import (
    CLARO,
    Caja,
    alto_de,
    color_de,
    describir,
    emu,
    poner_texto,
    sin_estilo,
)

_TOLERANCIA = 0.35  # puntos: menos que media línea de contorno
_TRAMAS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "\\": MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL,
    "x": MSO_PATTERN.DIAGONAL_CROSS,
    "-": MSO_PATTERN.NARROW_HORIZONTAL,
    "|": MSO_PATTERN.NARROW_VERTICAL,
    "+": MSO_PATTERN.CROSS,
    ".": MSO_PATTERN.PERCENT_20,
}
_TAMANO_LEYENDA = 11.0
# La figura mide los círculos para 334 píxeles de ancho, el del teléfono.
_ANCHO_DE_LA_FIGURA = 334.0

Anillo = Sequence[tuple[float, float]]


class _Lienzo:
    """Lleva grados a puntos de la diapositiva, con la misma escala en los dos sentidos."""

    def __init__(self, mapa: Mapa, caja: Caja) -> None:
        oeste, este, sur, norte = mapa.caja
        ancho, alto = este - oeste, (norte - sur) * mapa.razon
        self.escala = min(caja.ancho / ancho, caja.alto / alto)
        self.ancho, self.alto = ancho * self.escala, alto * self.escala
        self._x, self._y = caja.x, caja.y
        self._oeste, self._norte, self._razon = oeste, norte, mapa.razon

    def punto(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            self._x + (lon - self._oeste) * self.escala,
            self._y + (self._norte - lat) * self._razon * self.escala,
        )

    def simple(self, anillo: Anillo) -> list[tuple[float, float]]:
        """El anillo en puntos, sin los vértices que a este tamaño no se ven."""
        linea = LineString([self.punto(*p) for p in anillo]).simplify(_TOLERANCIA)
        vertices = list(linea.coords)
        return vertices if len(vertices) > 3 else [self.punto(*p) for p in anillo]


def ancho_del_mapa(mapa: Mapa, alto: float) -> float:
    """El ancho en puntos de un mapa que ocupa ``alto``."""
    oeste, este, sur, norte = mapa.caja
    return alto * (este - oeste) / ((norte - sur) * mapa.razon)


def poner_mapa(formas: Any, caja: Caja, mapa: Mapa, *, nombre: str, alt: str) -> None:
    """El grupo de entidades, los contornos, los círculos y los nombres escritos, en ``caja``."""
    lienzo = _Lienzo(mapa, caja)
    if mapa.fondo:
        fondo = _forma_libre(formas, lienzo, mapa.fondo)
        fondo.name = "Límites"
        describir(fondo, "Límites de las entidades del mapa.")
        _rellenar(fondo, Relleno(CLARO.superficie))
        _contornear(fondo, CLARO.resto, 0.7)
    if mapa.entidades:
        grupo = formas.add_group_shape()
        grupo.name = nombre
        describir(grupo, alt)
        # Las de borde grueso van encima, para que sus vecinas no se lo tapen.
        for entidad in sorted(mapa.entidades, key=lambda e: e.grueso):
            _poner_entidad(grupo.shapes, lienzo, entidad)
    for contorno in mapa.contornos:
        raya = _forma_libre(formas, lienzo, contorno)
        raya.name = "Contorno"
        describir(raya, "Contorno de los grupos del mapa.")
        raya.fill.background()
        _contornear(raya, CLARO.texto, 1.8)
    if mapa.circulos:
        grupo = formas.add_group_shape()
        grupo.name = "Puntos sobre el mapa" if mapa.entidades else nombre
        describir(grupo, "Puntos que señalan entidades del mapa." if mapa.entidades else alt)
        # Los grandes primero, para que los chicos queden encima.
        for circulo in sorted(mapa.circulos, key=lambda c: -c.diametro):
            _poner_circulo(grupo.shapes, lienzo, circulo)
    _poner_nombres(formas, lienzo, mapa.nombres)


def _forma_libre(formas: Any, lienzo: _Lienzo, anillos: Iterable[Anillo]) -> Any:
    """Una forma con todos los anillos como contornos: los huecos quedan huecos."""
    en_puntos = [lienzo.simple(anillo) for anillo in anillos]
    (x, y), *resto = en_puntos[0]
    # Diez unidades por punto: el constructor trabaja con enteros.
    trazo = formas.build_freeform(round(x * 10), round(y * 10), scale=1270)
    trazo.add_line_segments([(round(a * 10), round(b * 10)) for a, b in resto], close=True)
    for anillo in en_puntos[1:]:
        (x, y), *resto = anillo
        trazo.move_to(round(x * 10), round(y * 10))
        trazo.add_line_segments([(round(a * 10), round(b * 10)) for a, b in resto], close=True)
    forma = trazo.convert_to_shape()
    sin_estilo(forma)
    return forma


def _poner_entidad(formas: Any, lienzo: _Lienzo, entidad: Entidad) -> None:
    forma = _forma_libre(formas, lienzo, entidad.anillos)
    forma.name = entidad.nombre
    describir(forma, f"{entidad.nombre}: {entidad.valor}")
    _rellenar(forma, entidad.relleno)
    grueso = entidad.grueso > 1
    _contornear(forma, CLARO.texto if grueso else CLARO.tenue, entidad.grueso)


def _rellenar(forma: Any, relleno: Relleno) -> None:
    if relleno.trama:
        forma.fill.patterned()
        forma.fill.pattern = _TRAMAS[relleno.trama]
        forma.fill.fore_color.rgb = color_de(relleno.rayas or CLARO.sin_dato)[0]
        forma.fill.back_color.rgb = color_de(relleno.color)[0]
        return
    forma.fill.solid()
    color, opacidad = color_de(relleno.color)
    forma.fill.fore_color.rgb = color
    if opacidad < 1:
        (tono,) = forma._element.spPr.iter(qn("a:srgbClr"))
        tono.append(tono.makeelement(qn("a:alpha"), {"val": str(round(opacidad * 100_000))}))


def _contornear(forma: Any, color: str, grueso: float) -> None:
    forma.line.color.rgb = color_de(color)[0]
    forma.line.width = Pt(grueso)


def _poner_circulo(formas: Any, lienzo: _Lienzo, circulo: Circulo) -> None:
    x, y = lienzo.punto(circulo.x, circulo.y)
    diametro = max(5.0, circulo.diametro * lienzo.ancho / _ANCHO_DE_LA_FIGURA)
    caja = Caja(x - diametro / 2, y - diametro / 2, diametro, diametro)
    forma = formas.add_shape(MSO_SHAPE.OVAL, *caja.emu)
    forma.name = circulo.nombre
    describir(forma, f"{circulo.nombre}: {circulo.valor}")
    sin_estilo(forma)
    _rellenar(forma, Relleno(circulo.relleno))
    _contornear(forma, circulo.borde, 1)


def _poner_nombres(
    formas: Any, lienzo: _Lienzo, nombres: Sequence[tuple[float, float, str]]
) -> None:
    if not nombres:
        return
    grupo = formas.add_group_shape()
    grupo.name = "Nombres en el mapa"
    describir(grupo, "Nombres escritos sobre el mapa.")
    for lon, lat, texto in nombres:
        x, y = lienzo.punto(lon, lat)
        ancho = ancho_de_texto(texto, 10, negrita=True) + 6
        cuadro = poner_texto(
            grupo.shapes,
            Caja(x - ancho / 2, y - 7, ancho, 14),
            [texto],
            nombre=f"Nombre {texto}",
            tamano=10,
            negrita=True,
            centrado=True,
            al_medio=True,
        )
        cuadro.fill.solid()
        cuadro.fill.fore_color.rgb = color_de(CLARO.fondo)[0]
        (tono,) = cuadro._element.spPr.iter(qn("a:srgbClr"))
        tono.append(tono.makeelement(qn("a:alpha"), {"val": "80000"}))


def alto_de_leyenda(mapa: Mapa) -> float:
    return len(mapa.leyenda) * alto_de(1, _TAMANO_LEYENDA + 4)


def poner_leyenda(formas: Any, caja: Caja, mapa: Mapa) -> None:
    """Una muestra por clase, con sus cortes y cuántas entidades hay."""
    if not mapa.leyenda:
        return
    grupo = formas.add_group_shape()
    grupo.name = "Leyenda"
    describir(grupo, "Leyenda: " + "; ".join(rotulo for rotulo, _ in mapa.leyenda))
    paso = alto_de(1, _TAMANO_LEYENDA + 4)
    for i, (rotulo, relleno) in enumerate(mapa.leyenda):
        y = caja.y + i * paso
        muestra = grupo.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, emu(caja.x), emu(y + 1), emu(16), emu(11)
        )
        muestra.name = f"Clase {rotulo}"
        sin_estilo(muestra)
        _rellenar(muestra, relleno)
        _contornear(muestra, CLARO.tenue, 0.6)
        poner_texto(
            grupo.shapes,
            Caja(caja.x + 22, y, caja.ancho - 22, math.ceil(alto_de(1, _TAMANO_LEYENDA))),
            [rotulo],
            nombre=f"Rótulo {rotulo}",
            tamano=_TAMANO_LEYENDA,
        )
