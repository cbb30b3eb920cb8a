"""Un mapa quieto que dice dónde queda un lugar: para la hoja impresa y para la pantalla.

Donde no hay nada que señalar ni tocar, una imagen dice lo mismo que el mapa interactivo y el
navegador la pone veinte veces más rápido.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tablero import estilo
from tablero.estilo import ancho_de_texto, se_pisan
from tablero.graficos.svg import camino, lienzo, texto


@dataclass(frozen=True)
class Posicion:
    """Qué papel tiene cada municipio en el mapa de un lugar, y cómo se ve y se llama cada papel.

    ``clases``: código → papel. ``tramas``: los papeles que además del color llevan rayas.
    ``nombrados``: códigos que llevan su nombre escrito donde quepa, en orden de prioridad.
    """

    clases: Mapping[str, str]
    colores: Mapping[str, str]
    rotulos: Mapping[str, str]
    tramas: Mapping[str, str]
    titulo: str
    nombrados: Sequence[str] = ()

    @property
    def alt(self) -> str:
        return f"Mapa de los 40 municipios. {self.titulo}."


@dataclass(frozen=True)
class Estampa:
    """Un dibujo ya hecho imagen, con los textos que una figura lleva dentro."""

    svg: str
    alt: str
    titulo: str
    subtitulo: str
    pie: str


def mapa_en_svg(
    geo: Any,
    posicion: Posicion,
    ancho: float,
    *,
    letra: str,
    px: float,
    tema: str = "claro",
    contorno: Any = None,
    con_nombres: bool = False,
) -> str:
    """Los municipios con el papel de cada uno y su leyenda debajo.

    ``geo``: la capa de municipios; ``contorno``, una geometría que se traza encima. ``ancho`` y
    ``px``, el tamaño de la letra, van en la misma medida (puntos en el papel, píxeles en pantalla).
    """
    t = estilo.colores(tema)
    oeste, sur, este, norte = (float(lado) for lado in geo.total_bounds)
    # Un grado de longitud mide cos(latitud) veces uno de latitud.
    escala = (ancho - 2) / (este - oeste)
    escala_y = escala / math.cos(math.radians((sur + norte) / 2))
    alto = (norte - sur) * escala_y + 2

    def lugar(x: float, y: float) -> tuple[float, float]:
        return 1 + (x - oeste) * escala, 1 + (norte - y) * escala_y

    partes = [_rayas(clase, posicion.colores[clase], t.fondo) for clase in posicion.tramas]
    for codigo, geometria in zip(geo["divipola"], geo["geometry"], strict=True):
        trazado = "".join(camino(anillo, lugar) for anillo in _anillos(geometria))
        partes.append(
            f'<path d="{trazado}" fill="{_relleno(posicion, posicion.clases[codigo])}" '
            f'fill-rule="evenodd" stroke="{t.tenue}" stroke-width="{px * 0.047:.2f}"/>'
        )
    trazo = f'fill="none" stroke="{t.texto}" stroke-width="1.3" stroke-linejoin="round"'
    if contorno is not None:
        partes += [f'<path d="{camino(a, lugar)}" {trazo}/>' for a in _anillos(contorno)]
    if con_nombres:
        partes += _nombres(geo, posicion, lugar, ancho, px, t)
    cuantos = Counter(posicion.clases.values())
    fila, caja = px * 1.4, px * 1.13
    y = alto + px * 0.67
    for clase in posicion.colores:
        partes.append(
            f'<rect x="0.5" y="{y:.1f}" width="{caja:.1f}" height="{px * 0.93:.1f}" '
            f'fill="{_relleno(posicion, clase)}" stroke="{t.eje}" stroke-width="0.4"/>'
        )
        rotulo = f"{posicion.rotulos[clase]} ({cuantos[clase]})"
        partes.append(texto(caja * 1.53, y + px * 0.84, rotulo, t.texto, px=px))
        y += fila
    if contorno is not None:
        partes.append(f'<path d="M0 {y + px / 2:.1f}h{caja:.1f}" {trazo}/>')
        partes.append(texto(caja * 1.53, y + px * 0.84, "Límite de su subregión", t.texto, px=px))
        y += fila
    return lienzo(ancho, y, partes, letra=letra)


def _relleno(posicion: Posicion, clase: str) -> str:
    return f"url(#{clase})" if clase in posicion.tramas else posicion.colores[clase]


def _rayas(clase: str, color: str, raya: str) -> str:
    return (
        f'<pattern id="{clase}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{color}"/>'
        f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{raya}" stroke-width="1"/></pattern>'
    )


def _nombres(
    geo: Any, posicion: Posicion, lugar: Any, ancho: float, px: float, t: estilo.Tema
) -> list[str]:
    """Los nombres pedidos que caben sin pisarse."""
    filas = {fila["divipola"]: fila for fila in geo.drop(columns="geometry").to_dict("records")}
    puestas: list[tuple[float, float, float, float]] = []
    partes = []
    for codigo in posicion.nombrados:
        fila = filas[codigo]
        propio = posicion.clases[codigo] != "vecino"
        x, y = lugar(float(fila["rotulo_lon"]), float(fila["rotulo_lat"]))
        medio = ancho_de_texto(fila["nombre"], px, negrita=propio) / 2 + 2
        x = min(max(x, medio), ancho - medio)
        caja = (x - medio, x + medio, y - px * 0.6, y + px * 0.6)
        if any(se_pisan(caja, otra) for otra in puestas):
            continue
        puestas.append(caja)
        partes.append(
            texto(
                x, y + px * 0.36, fila["nombre"], t.texto,
                ancla="middle", px=px, negrita=propio, halo=t.fondo,
            )
        )  # fmt: skip
    return partes


def _anillos(geometria: Any) -> Iterator[list[tuple[float, float]]]:
    for poligono in getattr(geometria, "geoms", [geometria]):
        for anillo in (poligono.exterior, *poligono.interiors):
            yield [(float(p[0]), float(p[1])) for p in anillo.coords]
