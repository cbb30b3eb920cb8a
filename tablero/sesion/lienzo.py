"""Una figura guardada, vestida para otro sitio: miniatura, con su código al pie o en la sala.

Una figura sale con letra y márgenes para leerla de cerca. En la sala se agranda todo por igual
(letra, márgenes, marcas y líneas), así que sus textos siguen sin pisarse.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from tablero import estilo
from tablero.vistas import VistaCongelada

_PLANTILLA = f"tablero_{estilo.TEMAS['claro'].nombre}"
_DEL_MARCO = ("subtitulo", "pie")
_EN_PIXELES = frozenset(
    {
        "size", "l", "r", "t", "b", "pad", "xshift", "yshift", "ax", "ay", "standoff",
        "ticklen", "entrywidth", "borderpad", "arrowwidth", "itemwidth", "gridwidth",
        "linewidth", "zerolinewidth", "tickwidth", "borderwidth", "shift", "labelstandoff",
        "ticklabelshift", "ticklabelstandoff",
    }
)  # fmt: skip
_ANCHO_DE_LECTURA = 640
# En la sala más pequeña, con título y pie, al dibujo le quedan unos 480 píxeles.
_ALTO_DE_SALA, _LETRA_DE_SALA, _HOLGURA = 480, 1.3, 1.6
_DATOS = frozenset({"x", "y", "text", "customdata", "meta", "ids"})


def con_codigo(vista: VistaCongelada) -> go.Figure:
    """La figura completa con «Código …» debajo de sus fuentes: así sale también en la imagen."""
    figura = _copia(vista)
    lienzo = figura["layout"]
    margen = dict(lienzo.get("margin") or {})
    margen["b"] = margen.get("b", 40) + 18
    lienzo |= {"margin": margen, "height": lienzo.get("height", 400) + 18}
    notas = []
    for nota in lienzo.get("annotations") or ():
        pie = nota.get("name") == "pie"
        texto = f"{nota['text']}<br>Código {vista.codigo}" if pie else nota.get("text")
        notas.append({**nota, "text": texto, **({"yshift": nota["yshift"] - 18} if pie else {})})
    lienzo["annotations"] = notas
    return _figura(figura)


def sin_marco(vista: VistaCongelada) -> dict[str, Any]:
    """La figura sin título, subtítulo ni pie: los pone quien la muestra."""
    figura = _copia(vista)
    lienzo = figura["layout"]
    quitado = lienzo.get("annotations") or ()
    lienzo["annotations"] = [n for n in quitado if n.get("name") not in _DEL_MARCO]
    lienzo["title"] = {"text": ""}
    margen = dict(lienzo.get("margin") or {})
    arriba, abajo = _reservas(quitado, lienzo)
    alto = lienzo.get("height", 400) - (margen.get("t", 0) - arriba) - (margen.get("b", 0) - abajo)
    lienzo |= {"margin": {**margen, "t": arriba, "b": abajo}, "height": alto}
    return figura


def de_sala(vista: VistaCongelada, ancho: int, alto: int) -> go.Figure:
    """La figura para llenar ``ancho`` × ``alto`` píxeles; los de una miniatura también sirven.

    La letra crece o se encoge con el alto. Un dibujo de muchos renglones no cabe con letra grande:
    ahí se encoge menos que el dibujo, que trae sus renglones holgados.
    """
    figura = sin_marco(vista)
    cabe = min(alto / figura["layout"]["height"], ancho / _ANCHO_DE_LECTURA)
    factor = max(cabe, min(_HOLGURA * cabe, _LETRA_DE_SALA * alto / _ALTO_DE_SALA))
    return a_medida(figura, ancho, alto, factor)


def a_medida(figura: Mapping[str, Any], ancho: int, alto: int, factor: float) -> go.Figure:
    """Una figura de ``sin_marco`` de esas medidas, con la letra ``factor`` veces la suya."""
    grande = _por(figura, factor)
    _en_un_renglon(grande["layout"], ancho, factor)
    _enderezar(grande["layout"], figura["layout"]["height"] * factor, alto)
    grande["layout"] |= {"height": alto, "width": ancho, "autosize": False}
    plantilla = _por(pio.templates[_PLANTILLA].to_plotly_json(), factor)
    return go.Figure(grande).update_layout(template=plantilla)


def _enderezar(lienzo: dict[str, Any], antes: float, ahora: float) -> None:
    """Lo que va en píxeles desde el borde de los datos sigue en su sitio si éstos se estiran.

    Un rótulo al final de su línea sube con ella; lo que está sobre los datos (los avisos, sus rayas
    y la leyenda) no se aleja.
    """
    margen = lienzo.get("margin") or {}
    bordes = margen.get("t", 0) + margen.get("b", 0)
    if antes <= bordes or ahora <= bordes:
        return
    razon = (ahora - bordes) / (antes - bordes)

    def afuera(y: float) -> float:
        return 1 + (y - 1) / razon if y > 1 else y

    lienzo["annotations"] = [
        {**nota, "yshift": nota.get("yshift", 0) * razon} if nota.get("name") == "final" else nota
        for nota in lienzo.get("annotations") or ()
    ]
    lienzo["shapes"] = [
        {**forma, "y1": afuera(forma["y1"])} if {"yref", "y1"} <= forma.keys() else forma
        for forma in lienzo.get("shapes") or ()
    ]
    if "y" in (leyenda := lienzo.get("legend") or {}):
        lienzo["legend"] = {**leyenda, "y": afuera(leyenda["y"])}


def _en_un_renglon(lienzo: dict[str, Any], ancho: int, factor: float) -> None:
    """Los rótulos partidos para un teléfono, enteros si caben en la cuarta parte del ancho."""
    eje = lienzo.get("yaxis") or {}
    rotulos = [str(texto) for texto in eje.get("ticktext") or ()]
    enteros = [texto.replace("<br>", " ") for texto in rotulos]
    limpios = [re.sub(r"<[^>]*>", "", texto) for texto in enteros]
    px = estilo.PX_TEXTO * factor
    hace_falta = max((estilo.ancho_de_texto(t, px, negrita=True) for t in limpios), default=0)
    if enteros == rotulos or hace_falta > ancho / 4:
        return
    margen = lienzo["margin"]
    margen["l"] = max(margen.get("l", 0), round(hace_falta + px))
    lienzo["yaxis"] = {**eje, "ticktext": enteros}


def _reservas(notas: Any, lienzo: Mapping[str, Any]) -> tuple[int, int]:
    """Lo que los ejes y la leyenda piden arriba y abajo, sin los textos que se quitaron."""
    margen = lienzo.get("margin") or {}
    por_nombre = {n.get("name"): n for n in notas}
    arriba, abajo = margen.get("t", 24), margen.get("b", 40)
    if (sub := por_nombre.get("subtitulo")) is not None:
        # Está a «yshift» sobre los datos y crece hacia abajo: de ahí a los datos va la leyenda.
        renglones = str(sub["text"]).count("<br>") + 1
        arriba = sub["yshift"] - renglones * sub["font"]["size"] * 1.3
    if (pie := por_nombre.get("pie")) is not None:
        renglones = str(pie["text"]).count("<br>") + 1
        abajo = -pie["yshift"] - renglones * pie["font"]["size"] * 1.3
    return max(int(arriba), 8), max(int(abajo), 8)


def _por(nodo: Any, factor: float, clave: str = "", dentro_de: str = "") -> Any:
    """La estructura con lo que va en píxeles multiplicado; los datos quedan como están."""
    if clave in _DATOS:
        return nodo
    if isinstance(nodo, Mapping):
        return {c: _por(v, factor, c, clave) for c, v in nodo.items()}
    if isinstance(nodo, list | tuple):
        return [_por(v, factor, clave, dentro_de) for v in nodo]
    # El ancho de una barra va en las unidades de su eje; el de una línea, en píxeles.
    en_pixeles = clave in _EN_PIXELES or (clave == "width" and dentro_de == "line")
    if en_pixeles and isinstance(nodo, int | float) and not isinstance(nodo, bool):
        # Algunas medidas de Plotly sólo pueden ser enteras.
        return round(nodo * factor) if isinstance(nodo, int) else nodo * factor
    return nodo


def _copia(vista: VistaCongelada) -> dict[str, Any]:
    if vista.figura is None:
        raise ValueError("Esta vista es una tabla: no tiene dibujo.")
    return copy.deepcopy({"data": vista.figura["data"], "layout": dict(vista.figura["layout"])})


def _figura(figura: Mapping[str, Any]) -> go.Figure:
    return go.Figure(figura).update_layout(template=_PLANTILLA)
