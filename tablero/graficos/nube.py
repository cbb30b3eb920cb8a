"""Nube de puntos con nombres: dos cifras de cada lugar, una en cada eje."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import PX_NOTA, ancho_de_texto, en_html, se_pisan
from tablero.formato import formatear
from tablero.graficos.ejes import ancho_de_datos, marcas

_IZQUIERDA = 52


def nube(
    datos: pd.DataFrame,
    *,
    unidad_x: str,
    unidad_y: str,
    titulo_x: str,
    titulo_y: str,
    con_nombre: Sequence[str] = (),
    alto: float = 360,
    tema: str = "claro",
) -> go.Figure:
    """Un punto por fila: ``etiqueta``, ``x`` (en escala logarítmica) e ``y`` (desde cero).

    ``con_nombre`` son etiquetas que se escriben junto a su punto, en orden de prioridad: las que
    se pisarían se omiten. Los ceros van huecos. Lanza ``ValueError`` si falta una columna, si no
    hay filas o si una ``x`` no es mayor que cero.
    """
    faltan = [c for c in ("etiqueta", "x", "y") if c not in datos]
    if faltan or datos.empty:
        raise ValueError(
            f"La nube necesita filas con etiqueta, x e y; faltan: {faltan or 'filas'}."
        )
    if (datos["x"] <= 0).any():
        raise ValueError("En escala logarítmica no caben ceros ni negativos en x.")
    t = estilo.colores(tema)
    figura = estilo.figura_nueva(tema, alto_datos=alto, izquierda=_IZQUIERDA, reserva_inferior=42)
    minimo, maximo = float(datos["x"].min()) / 1.3, float(datos["x"].max()) * 1.5
    techo = max(1.0, float(datos["y"].max())) * 1.1
    ceros = datos["y"] == 0
    figura.add_scatter(
        x=datos["x"],
        y=datos["y"],
        mode="markers",
        marker={
            "size": 10,
            "color": [t.fondo if es_cero else t.resto for es_cero in ceros],
            "line": {"color": t.tenue, "width": 1.4},
            "opacity": 0.9,
        },
        hovertext=[
            f"<b>{en_html(str(fila['etiqueta']))}</b><br>{formatear(fila['x'], unidad_x)}<br>"
            f"{titulo_y}: {formatear(fila['y'], unidad_y)}"
            for fila in datos.to_dict("records")
        ],
        hoverinfo="text",
        cliponaxis=False,
        showlegend=False,
    )
    ancho = ancho_de_datos(_IZQUIERDA, estilo.MARGEN)
    por_x = ancho / (math.log10(maximo) - math.log10(minimo))
    lugares = {str(f["etiqueta"]): f for f in datos.to_dict("records")}
    # Un nombre tampoco tapa el punto de otro.
    centros = {
        nombre: ((math.log10(f["x"]) - math.log10(minimo)) * por_x, f["y"] / techo * alto)
        for nombre, f in lugares.items()
    }
    puestas: list[estilo.Caja] = [(x - 5, x + 5, y - 5, y + 5) for x, y in centros.values()]
    for etiqueta in con_nombre:
        fila, (x, y) = lugares[etiqueta], centros[etiqueta]
        largo = ancho_de_texto(etiqueta, PX_NOTA)
        a_la_izquierda = x + 9 + largo > ancho
        caja = (
            (x - 9 - largo, x - 9, y - 7, y + 7)
            if a_la_izquierda
            else (x + 9, x + 9 + largo, y - 7, y + 7)
        )
        if caja[0] < 0 or any(se_pisan(caja, otra) for otra in puestas):
            continue
        puestas.append(caja)
        figura.add_annotation(
            name="etiqueta",
            x=math.log10(fila["x"]),
            y=fila["y"],
            text=en_html(etiqueta),
            font={"size": PX_NOTA, "color": t.texto},
            xanchor="right" if a_la_izquierda else "left",
            xshift=-9 if a_la_izquierda else 9,
            showarrow=False,
            borderpad=0,
        )
    decadas = [
        m * 10**e
        for e in range(math.floor(math.log10(minimo)), math.ceil(math.log10(maximo)) + 1)
        for m in (1, 3)
        if minimo <= m * 10**e <= maximo
    ]
    figura.update_xaxes(
        type="log",
        range=[math.log10(minimo), math.log10(maximo)],
        tickvals=decadas,
        ticktext=[formatear(valor, unidad_x, 0, corto=True) for valor in decadas],
        title={"text": titulo_x},
    )
    alturas = marcas(0, techo)
    figura.update_yaxes(
        range=[-techo * 0.03, techo],
        tickvals=alturas,
        ticktext=[formatear(valor, unidad_y, 0, corto=True) for valor in alturas],
    )
    return figura
