"""Perfil: un punto por aspecto en una misma escala, agrupados, para una o varias series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, PX_TEXTO, ancho_de_texto, en_html, partir
from tablero.formato import SIN_DATO, numero

_ANCHO_ETIQUETA = 138
_CARRIL = 15
_RELLENO = 10
_SIMBOLOS = ("circle", "square", "triangle-up", "diamond", "cross", "x")


@dataclass(frozen=True)
class Fila:
    """Un renglón del perfil. ``resume``: lo encabeza una raya y va en negrita."""

    clave: str
    etiqueta: str
    resume: bool = False


def perfil(
    filas: Sequence[Fila],
    datos: pd.DataFrame,
    *,
    escala: tuple[int, int],
    neutra: str | None = None,
    tema: str = "claro",
) -> go.Figure:
    """Un renglón por fila y, en él, un carril por serie: los puntos iguales no se tapan.

    Columnas de ``datos``: ``clave`` (la de una fila), ``serie``, ``valor`` y ``nota`` (se lee al
    señalar el punto). ``escala``: el menor y el mayor valor posibles; se marca cada entero. La
    serie ``neutra`` (una referencia) va en gris. Una fila sin ningún valor dice «sin dato». Lanza
    ``ValueError`` si falta una columna, si no hay valores o si son más de seis series.
    """
    faltan = [c for c in ("clave", "serie", "valor", "nota") if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar el perfil: {', '.join(faltan)}.")
    if datos.empty:
        raise ValueError("No hay ningún valor que dibujar: muestre la explicación del vacío.")
    t = estilo.colores(tema)
    series = list(dict.fromkeys(datos["serie"]))
    partidas = [partir(f.etiqueta, _ANCHO_ETIQUETA, PX_TEXTO, negrita=f.resume) for f in filas]
    anchos = [
        ancho_de_texto(linea, PX_TEXTO, negrita=fila.resume)
        for fila, lineas in zip(filas, partidas, strict=True)
        for linea in lineas
    ]
    altos = [
        max(len(lineas) * PX_TEXTO * INTERLINEA, len(series) * _CARRIL) + _RELLENO
        for lineas in partidas
    ]
    total = sum(altos)
    centros = {fila.clave: total - sum(altos[:i]) - altos[i] / 2 for i, fila in enumerate(filas)}
    figura = estilo.figura_nueva(
        tema, alto_datos=total, izquierda=estilo.MARGEN + 8 + max(anchos), reserva_inferior=22
    )
    desde, hasta = escala
    # El aire de la derecha es para la cifra del punto que llega al mayor valor.
    rango = [desde - 0.08, hasta + 0.42]
    figura.add_traces(_trazas(series, datos, filas, centros, neutra, t))
    vacias = [fila.clave for fila in filas if fila.clave not in set(datos["clave"])]
    enteros = list(range(desde, hasta + 1))
    figura.update_layout(
        showlegend=len(series) > 1,
        shapes=[
            *_rayas_de_la_escala(enteros, total, t),
            *_rayas_de_grupo(filas, altos, total, rango, t),
        ],
        annotations=[
            {
                "name": "vacia",
                "x": desde,
                "y": centros[clave],
                "text": SIN_DATO,
                "xanchor": "left",
                "xshift": 4,
                "font": {"size": PX_NOTA, "color": t.tenue},
                "bgcolor": t.fondo,
                "showarrow": False,
                "borderpad": 1,
            }
            for clave in vacias
        ],
        xaxis={
            "range": rango,
            "tickvals": enteros,
            "ticktext": [str(valor) for valor in enteros],
            "showline": False,
        },
        yaxis={
            "range": [0, total],
            "tickvals": list(centros.values()),
            "ticktext": [
                "<br>".join(
                    f"<b>{en_html(linea)}</b>" if fila.resume else en_html(linea)
                    for linea in lineas
                )
                for fila, lineas in zip(filas, partidas, strict=True)
            ],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickfont": {"color": t.texto, "size": PX_TEXTO},
        },
    )
    return figura


def _trazas(
    series: Sequence[str],
    datos: pd.DataFrame,
    filas: Sequence[Fila],
    centros: dict[str, float],
    neutra: str | None,
    t: estilo.Tema,
) -> list[dict[str, Any]]:
    """Una traza por serie; cada una va en su carril, de arriba abajo como en la leyenda."""
    de_color = [serie for serie in series if serie != neutra]
    tonos = [t.acento] if len(de_color) == 1 else estilo.categoricos(max(1, len(de_color)))
    color = dict(zip(de_color, tonos, strict=False))
    etiquetas = {fila.clave: fila.etiqueta for fila in filas}
    trazas = []
    for i, serie in enumerate(series):
        corrido = ((len(series) - 1) / 2 - i) * _CARRIL
        suyos = datos[datos["serie"] == serie].to_dict("records")
        trazas.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": en_html(serie),
                "x": [float(punto["valor"]) for punto in suyos],
                "y": [centros[punto["clave"]] + corrido for punto in suyos],
                "text": [numero(punto["valor"]) for punto in suyos],
                "textposition": "middle right",
                "textfont": {"size": PX_NOTA, "color": t.texto},
                "marker": {
                    "size": 11,
                    "symbol": _SIMBOLOS[i],
                    "color": color.get(serie, t.resto),
                    "line": {"width": 1, "color": t.fondo},
                },
                "hovertext": [
                    f"<b>{en_html(serie)}</b><br>{en_html(etiquetas[punto['clave']])}: "
                    f"{numero(punto['valor'], 2)}<br>{en_html(str(punto['nota']))}"
                    for punto in suyos
                ],
                "hoverinfo": "text",
                "cliponaxis": False,
            }
        )
    return trazas


def _rayas_de_la_escala(enteros: list[int], total: float, t: estilo.Tema) -> list[dict[str, Any]]:
    return [
        {
            "name": "escala",
            "type": "line",
            "x0": valor,
            "x1": valor,
            "y0": 0,
            "y1": total,
            "line": {"color": t.rejilla, "width": 1},
            "layer": "below",
        }
        for valor in enteros
    ]


def _rayas_de_grupo(
    filas: Sequence[Fila], altos: Sequence[float], total: float, rango: list[float], t: estilo.Tema
) -> list[dict[str, Any]]:
    return [
        {
            "name": "grupo",
            "type": "line",
            "x0": rango[0],
            "x1": rango[1],
            "y0": total - sum(altos[:i]),
            "y1": total - sum(altos[:i]),
            "line": {"color": t.eje, "width": 1},
            "layer": "below",
        }
        for i, fila in enumerate(filas)
        if fila.resume
    ]
