"""Columnas por período en paneles apilados, con la misma escala: para series cortas con huecos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, PX_TEXTO, ancho_de_texto, en_html
from tablero.formato import es_vacio, formatear
from tablero.graficos.ejes import ancho_de_datos

_ALTO_PANEL = 96
_ALTO_ROTULO = 2 * INTERLINEA * PX_TEXTO
_ALTO_NUMERO = INTERLINEA * PX_NOTA + 3
_COLUMNAS = ("panel", "periodo", "valor")


def columnas_por_panel(
    datos: pd.DataFrame,
    *,
    unidad: str,
    decimales: int | None = None,
    colores_de_panel: Mapping[str, str] | None = None,
    vacio: str = "sin cifra",
    tema: str = "claro",
) -> go.Figure:
    """Un panel por categoría, una columna por período y su valor escrito encima.

    Columnas: ``panel``, ``periodo`` (texto) y ``valor``; si están, ``dudoso`` (verdadero raya la
    columna y agrega «?» al valor) y ``nota`` (se lee al señalar). Los negativos bajan del cero. Un
    hueco no se dibuja: lleva escrito ``vacio``. Todos los paneles comparten escala y períodos.
    Los paneles van en el color de ``colores_de_panel`` o en gris.
    Lanza ``ValueError`` si falta una columna o no hay ningún valor.
    """
    t = estilo.colores(tema)
    faltan = [c for c in _COLUMNAS if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar los paneles: {', '.join(faltan)}.")
    numeros = datos["valor"].dropna().astype(float)
    if numeros.empty:
        raise ValueError("No hay ningún valor que dibujar: muestre la explicación del vacío.")
    paneles = list(dict.fromkeys(str(p) for p in datos["panel"]))
    periodos = sorted({str(p) for p in datos["periodo"]})

    maximo, minimo = max(0.0, float(numeros.max())), min(0.0, float(numeros.min()))
    # El número cabe sobre la columna más alta y, si hay negativos, bajo la más honda.
    letras = _ALTO_NUMERO * (2 if minimo < 0 else 1)
    por_px = (maximo - minimo) / (_ALTO_PANEL - letras) or 1.0
    paso = (_ALTO_PANEL + _ALTO_ROTULO) * por_px
    total = paso * len(paneles)
    bajo_cero = _ALTO_NUMERO * por_px - minimo if minimo < 0 else 0.0
    figura = estilo.figura_nueva(
        tema, alto_datos=(_ALTO_PANEL + _ALTO_ROTULO) * len(paneles), reserva_inferior=24
    )
    escritura = _Escritura(
        unidad,
        decimales,
        vacio,
        ancho_de_datos(estilo.MARGEN, estilo.MARGEN) / len(periodos),
        t,
    )
    anotaciones: list[dict[str, Any]] = []
    lineas: list[dict[str, Any]] = []
    for i, panel in enumerate(paneles):
        techo = total - i * paso
        cero = techo - paso + bajo_cero
        color = (colores_de_panel or {}).get(panel, t.resto)
        filas = [
            {**fila, "x": periodos.index(str(fila["periodo"]))}
            for fila in datos[datos["panel"].astype(str) == panel].to_dict("records")
        ]
        figura.add_trace(escritura.columnas(panel, filas, cero, color))
        anotaciones.append(escritura.nombre(panel, techo))
        anotaciones += [escritura.numero(fila, cero) for fila in filas]
        lineas.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": cero,
                "y1": cero,
                "line": {"color": t.eje, "width": 1},
            }
        )
    # De una vez: agregarlas una por una vuelve a revisar todas las anteriores.
    figura.update_layout(barmode="overlay", annotations=anotaciones, shapes=lineas)
    figura.update_yaxes(range=[0, total], visible=False)
    figura.update_xaxes(
        range=[-0.5, len(periodos) - 0.5],
        tickvals=list(range(len(periodos))),
        ticktext=periodos,
        showline=False,
        tickangle=0,
    )
    return figura


def _es_dudosa(fila: Mapping[str, Any]) -> bool:
    dudoso = fila.get("dudoso")
    return not es_vacio(dudoso) and bool(dudoso)


@dataclass(frozen=True)
class _Escritura:
    """Cómo se escribe y se dibuja una fila: unidad, texto del hueco y ancho de cada período."""

    unidad: str
    decimales: int | None
    vacio: str
    ancho: float
    t: estilo.Tema

    def columnas(self, panel: str, filas: list[dict[str, Any]], cero: float, color: str) -> go.Bar:
        con_valor = [fila for fila in filas if not es_vacio(fila["valor"])]
        return go.Bar(
            x=[fila["x"] for fila in con_valor],
            y=[float(fila["valor"]) for fila in con_valor],
            base=[cero] * len(con_valor),
            width=0.62,
            name=panel,
            marker={
                "color": color,
                "line": {"width": 1, "color": color},
                "pattern": {
                    "shape": ["/" if _es_dudosa(fila) else "" for fila in con_valor],
                    "fgcolor": color,
                    "bgcolor": self.t.fondo,
                    "size": 6,
                    "solidity": 0.35,
                },
            },
            hovertext=[self._al_senalar(fila) for fila in con_valor],
            hoverinfo="text",
            showlegend=False,
        )

    def _al_senalar(self, fila: Mapping[str, Any]) -> str:
        lineas = [
            f"<b>{en_html(str(fila['panel']))}</b>",
            f"{fila['periodo']}: {formatear(fila['valor'], self.unidad, self.decimales)}",
        ]
        if fila.get("nota"):
            lineas.append(en_html(str(fila["nota"])))
        return "<br>".join(lineas)

    def nombre(self, panel: str, techo: float) -> dict[str, Any]:
        return {
            "name": "panel",
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": techo,
            "yanchor": "top",
            "text": f"<b>{en_html(panel)}</b>",
            "font": {"size": PX_TEXTO, "color": self.t.texto},
            "showarrow": False,
            "borderpad": 0,
        }

    def numero(self, fila: Mapping[str, Any], cero: float) -> dict[str, Any]:
        """El valor junto a su columna, o el texto del hueco sobre la línea del cero."""
        comunes = {"name": "valor", "x": fila["x"], "showarrow": False, "borderpad": 0}
        if es_vacio(fila["valor"]):
            cabe = ancho_de_texto(self.vacio, PX_NOTA) <= self.ancho
            return {
                **comunes,
                "y": cero,
                "yanchor": "bottom",
                "yshift": 2,
                "text": self.vacio if cabe else "–",
                "hovertext": en_html(str(fila["nota"])) if fila.get("nota") else None,
                "font": {"size": PX_NOTA, "color": self.t.tenue},
            }
        valor = float(fila["valor"])
        texto = formatear(valor, self.unidad, self.decimales, corto=True)
        return {
            **comunes,
            "y": cero + valor,
            "yanchor": "top" if valor < 0 else "bottom",
            "yshift": -2 if valor < 0 else 2,
            "text": f"<b>{texto}{' ?' if _es_dudosa(fila) else ''}</b>",
            "font": {"size": PX_NOTA, "color": self.t.texto},
        }
