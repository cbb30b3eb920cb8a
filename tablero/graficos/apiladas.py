"""Barras apiladas horizontales: un total por fila partido en clases con palabra, forma y color."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_TEXTO, ancho_de_texto, en_html, partir
from tablero.formato import formatear
from tablero.graficos.ejes import ancho_de_datos

_GRUESO = 22
_AIRE = 12


@dataclass(frozen=True)
class Clase:
    """Una parte de la barra: ``signo`` la distingue sin color; puede quedar vacío."""

    clave: str
    palabra: str
    signo: str
    color: str

    @property
    def rotulo(self) -> str:
        return f"{self.signo} {self.palabra}".strip()


def barras_apiladas(
    datos: pd.DataFrame,
    clases: Sequence[Clase],
    *,
    unidad: str,
    singular: str,
    plural: str,
    decimales: int | None = None,
    tema: str = "claro",
) -> go.Figure:
    """Una barra por ``etiqueta``, en el orden dado, con su nombre encima y su total al final.

    Columnas: ``etiqueta``, ``clase`` (una ``Clase.clave``) y ``valor``. El total va con
    ``singular`` o ``plural`` («54 metas»). Las clases sin ningún valor no salen en la leyenda.
    Lanza ``ValueError`` si no hay filas, falta una columna o una clase no está declarada.
    """
    faltan = [c for c in ("etiqueta", "clase", "valor") if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar las barras: {', '.join(faltan)}.")
    if datos.empty:
        raise ValueError("No hay filas que dibujar: muestre la explicación del vacío.")
    if sueltas := sorted(set(datos["clase"]) - {clase.clave for clase in clases}):
        raise ValueError(f"Clases sin declarar: {', '.join(sueltas)}.")
    t = estilo.colores(tema)
    tabla = datos.pivot_table(
        index="etiqueta", columns="clase", values="valor", aggfunc="sum", sort=False
    ).fillna(0.0)
    etiquetas = [str(e) for e in tabla.index]
    totales = tabla.sum(axis=1).astype(float).tolist()
    ancho = ancho_de_datos(estilo.MARGEN, estilo.MARGEN)
    escritos = [
        f"{formatear(v, unidad, decimales, corto=True)} {singular if v == 1 else plural}".strip()
        for v in totales
    ]
    reserva = max(ancho_de_texto(texto, PX_TEXTO, negrita=True) for texto in escritos) + 8
    maximo = max(totales) or 1.0
    hasta = maximo * ancho / max(60.0, ancho - reserva)

    lineas = [partir(e, ancho, PX_TEXTO) for e in etiquetas]
    altos = [len(ls) * PX_TEXTO * INTERLINEA + _GRUESO + _AIRE for ls in lineas]
    alto = float(sum(altos))
    techos = [alto - sum(altos[:i]) for i in range(len(altos))]
    centros = [techo - a + _AIRE + _GRUESO / 2 for techo, a in zip(techos, altos, strict=True)]

    figura = estilo.figura_nueva(
        tema, alto_datos=alto, izquierda=estilo.MARGEN, derecha=estilo.MARGEN, reserva_inferior=0
    )
    for clase in clases:
        if clase.clave not in tabla or not tabla[clase.clave].any():
            continue
        valores = [float(v) for v in tabla[clase.clave]]
        figura.add_bar(
            x=valores,
            y=centros,
            orientation="h",
            width=[_GRUESO] * len(valores),
            name=en_html(clase.rotulo),
            marker={"color": clase.color, "line": {"width": 1, "color": t.fondo}},
            text=[
                _dentro(valor, clase, valor / hasta * ancho, unidad, decimales) for valor in valores
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": PX_TEXTO, "color": estilo.tinta_sobre(clase.color)},
            hovertext=[
                f"<b>{en_html(e)}</b><br>{en_html(clase.palabra)}: "
                f"{formatear(v, unidad, decimales)} de {formatear(total, unidad, decimales)}"
                for e, v, total in zip(etiquetas, valores, totales, strict=True)
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    comunes = {"showarrow": False, "borderpad": 0, "xanchor": "left"}
    figura.update_layout(
        barmode="stack",
        showlegend=True,
        legend={"traceorder": "normal"},
        annotations=[
            *(
                {
                    "name": "etiqueta", "x": 0, "xref": "paper", "y": techo, "yanchor": "top",
                    "align": "left", "text": "<br>".join(map(en_html, ls)),
                    "font": {"size": PX_TEXTO, "color": t.texto}, **comunes,
                }
                for techo, ls in zip(techos, lineas, strict=True)
            ),
            *(
                {
                    "name": "total", "x": total, "y": centro, "yanchor": "middle", "xshift": 5,
                    "text": f"<b>{texto}</b>",
                    "font": {"size": PX_TEXTO, "color": t.texto}, **comunes,
                }
                for total, centro, texto in zip(totales, centros, escritos, strict=True)
            ),
        ],
    )  # fmt: skip
    figura.update_yaxes(range=[0, alto], visible=False)
    figura.update_xaxes(range=[0, hasta], visible=False)
    return figura


def _dentro(valor: float, clase: Clase, px: float, unidad: str, decimales: int | None) -> str:
    """La forma y la cifra, sólo la cifra o nada, según lo que quepa en el teléfono."""
    if not valor:
        return ""
    cifra = formatear(valor, unidad, decimales, corto=True)
    candidatos = (f"{clase.signo} {cifra}".strip(), cifra, "")
    return next(c for c in candidatos if not c or ancho_de_texto(c, PX_TEXTO) + 6 <= px)
