"""Tabla de calor: una fila por cosa, una columna por período y la cifra escrita en cada celda."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_TEXTO, ancho_de_texto, en_html, partir, tinta_sobre
from tablero.formato import SIN_DATO, es_vacio
from tablero.graficos.ejes import ancho_de_datos

_ANCHO_ETIQUETA = 132
_ALTO_MINIMO = 26
_ALTO_ENCABEZADO = 22
_COLUMNAS = ("fila", "columna", "valor", "texto")


@dataclass(frozen=True)
class ClaseDeCalor:
    """Un tramo de valores: incluye ``desde`` y llega hasta antes de ``hasta``."""

    desde: float
    hasta: float
    rotulo: str


def tabla_de_calor(
    datos: pd.DataFrame,
    *,
    clases: Sequence[ClaseDeCalor],
    tema: str = "claro",
) -> go.Figure:
    """Celdas pintadas por clase, con su cifra. La leyenda dice los cortes y sus cuentas.

    Columnas: ``fila``, ``columna``, ``valor`` y ``texto`` (lo escrito en la celda); si está,
    ``nota`` se lee al señalar. Las filas y columnas van en el orden dado. ``clases`` van de la peor
    a la mejor: el tono más fuerte es lo mejor. Un vacío va rayado y dice «sin dato». Lanza
    ``ValueError`` si falta una columna, no hay celdas o un valor no cabe en ninguna clase.
    """
    t = estilo.colores(tema)
    faltan = [c for c in _COLUMNAS if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para la tabla de calor: {', '.join(faltan)}.")
    if datos.empty:
        raise ValueError("No hay celdas que pintar: muestre la explicación del vacío.")
    filas = list(dict.fromkeys(datos["fila"].astype(str)))
    columnas = list(dict.fromkeys(datos["columna"].astype(str)))
    partidas = [partir(fila, _ANCHO_ETIQUETA, PX_TEXTO) for fila in filas]
    izquierda = (
        6
        + estilo.MARGEN
        + max(ancho_de_texto(linea, PX_TEXTO) for lineas in partidas for linea in lineas)
    )
    altos = [max(_ALTO_MINIMO, len(lineas) * PX_TEXTO * INTERLINEA + 6) for lineas in partidas]
    total = sum(altos)
    bordes = [total - sum(altos[:i]) for i in range(len(altos) + 1)]
    centros = [(bordes[i] + bordes[i + 1]) / 2 for i in range(len(altos))]
    figura = estilo.figura_nueva(
        tema,
        alto_datos=total,
        izquierda=izquierda,
        reserva_superior=_ALTO_ENCABEZADO,
        reserva_inferior=0,
    )
    tonos = estilo.secuencial(max(2, len(clases)), tema)[-len(clases) :]
    celdas = [
        (filas.index(str(f["fila"])), columnas.index(str(f["columna"])), f)
        for f in datos.to_dict("records")
    ]
    por_clase: dict[int | None, int] = {}
    # Se ponen de una vez: agregarlas una a una revisa todas las anteriores cada vez.
    formas: list[dict[str, object]] = []
    rotulos: list[dict[str, object]] = []
    letra_cabe = ancho_de_datos(izquierda, estilo.MARGEN) / len(columnas) - 4
    for i, j, fila in celdas:
        clase = _clase_de(fila["valor"], clases)
        por_clase[clase] = por_clase.get(clase, 0) + 1
        fondo = t.fondo if clase is None else tonos[clase]
        texto = SIN_DATO if clase is None else str(fila["texto"])
        formas.append(
            {
                "name": "celda",
                "type": "rect",
                "x0": j,
                "x1": j + 1,
                "y0": bordes[i],
                "y1": bordes[i + 1],
                "fillcolor": fondo,
                "line": {"color": t.fondo, "width": 1.5},
                "layer": "below",
            }
        )
        rotulos.append(
            {
                "name": "celda",
                "x": j + 0.5,
                "y": centros[i],
                "text": en_html(texto if ancho_de_texto(texto, PX_TEXTO) <= letra_cabe else "–"),
                "font": {
                    "size": PX_TEXTO,
                    "color": t.tenue if clase is None else tinta_sobre(fondo),
                },
                "showarrow": False,
                "borderpad": 0,
            }
        )
    figura.update_layout(shapes=formas, annotations=rotulos)
    notas = datos["nota"].tolist() if "nota" in datos.columns else [""] * len(datos)
    # Las celdas son dibujo: estos puntos invisibles responden al señalarlas.
    figura.add_scatter(
        x=[j + 0.5 for _, j, _ in celdas],
        y=[centros[i] for i, _, _ in celdas],
        mode="markers",
        marker={"size": 22, "color": t.texto, "opacity": 0},
        hovertext=[
            f"<b>{en_html(filas[i])}</b><br>{en_html(columnas[j])}: {en_html(str(fila['texto']))}"
            + (f"<br>{en_html(str(nota))}" if nota else "")
            for (i, j, fila), nota in zip(celdas, notas, strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
    )
    for numero, tramo in enumerate(clases):
        figura.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=f"{en_html(tramo.rotulo)} ({por_clase.get(numero, 0)})",
            marker={
                "symbol": "square",
                "size": 13,
                "color": tonos[numero],
                "line": {"color": t.eje, "width": 0.6},
            },
            hoverinfo="skip",
        )
    figura.update_layout(showlegend=True)
    figura.update_xaxes(
        range=[0, len(columnas)],
        tickvals=[j + 0.5 for j in range(len(columnas))],
        ticktext=[en_html(c) for c in columnas],
        side="top",
        showline=False,
        tickangle=0,
        tickfont={"color": t.texto, "size": PX_TEXTO},
    )
    figura.update_yaxes(
        range=[0, total],
        tickvals=centros,
        ticktext=["<br>".join(map(en_html, lineas)) for lineas in partidas],
        showgrid=False,
        ticklabelstandoff=4,
        tickfont={"color": t.texto, "size": PX_TEXTO},
    )
    return figura


def _clase_de(valor: object, clases: Sequence[ClaseDeCalor]) -> int | None:
    if es_vacio(valor):
        return None
    numero = float(valor)  # type: ignore[arg-type]
    for i, clase in enumerate(clases):
        if clase.desde <= numero < clase.hasta:
            return i
    raise ValueError(f"El valor {numero:g} no cabe en ninguna clase de la tabla de calor.")


def clases_de_puesto(evaluados: int, cuantas: int = 5) -> list[ClaseDeCalor]:
    """Los puestos repartidos en grupos parejos, del último al primero: «28-33», …, «1-7»."""
    bordes = [1 + math.ceil(evaluados * i / cuantas) for i in range(cuantas + 1)]
    return [
        ClaseDeCalor(bordes[i], bordes[i + 1], f"{bordes[i]}-{bordes[i + 1] - 1}")
        for i in reversed(range(cuantas))
    ]


def clases_de_puntaje(cuantas: int = 5) -> list[ClaseDeCalor]:
    """El puntaje de 0 a 10 en tramos iguales: «0 a <2», …, «8 a 10»."""
    ancho = 10 / cuantas
    tramos = [(i * ancho, (i + 1) * ancho) for i in range(cuantas)]
    return [
        ClaseDeCalor(desde, math.inf, f"{desde:g} a {hasta:g}")
        if hasta == 10
        else ClaseDeCalor(desde, hasta, f"{desde:g} a <{hasta:g}")
        for desde, hasta in tramos
    ]
