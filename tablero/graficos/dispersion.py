"""Un punto por cosa frente a dos porcentajes, con la raya del 100 % en cada eje."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import PX_NOTA, Caja, ancho_de_texto, en_html, se_pisan
from tablero.formato import porcentaje
from tablero.graficos.ejes import ancho_de_datos

_ALTO = 360
_IZQUIERDA = 58
_RADIO = 7
_MARCAS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000)


def dispersion_de_porcentajes(
    datos: pd.DataFrame,
    marcas_por_clase: Mapping[str, tuple[str, str, str]],
    *,
    titulo_x: str,
    titulo_y: str,
    tema: str = "claro",
) -> go.Figure:
    """Dos porcentajes mayores que cero, en escala de razón: cada raya triplica la anterior, o casi.

    Columnas: ``etiqueta``, ``x``, ``y``, ``clase`` y ``nota``. ``marcas_por_clase``: clase →
    (rótulo, símbolo de Plotly, color). Se escriben las etiquetas que caben sin pisarse; las demás
    se leen al señalar el punto. Lanza ``ValueError`` sin filas, con vacíos o con un valor de cero.
    """
    if datos.empty:
        raise ValueError("No hay filas que dibujar: muestre la explicación del vacío.")
    if not (datos[["x", "y"]].astype(float) > 0).all(axis=None):
        raise ValueError("Un porcentaje vacío o de cero no cabe en una escala de razón.")
    t = estilo.colores(tema)
    rango_x, marcas_x = _escala(datos["x"].astype(float).tolist())
    rango_y, marcas_y = _escala(datos["y"].astype(float).tolist())
    figura = estilo.figura_nueva(
        tema, alto_datos=_ALTO, izquierda=_IZQUIERDA, derecha=20, reserva_inferior=44
    )
    for clase, (rotulo, simbolo, color) in marcas_por_clase.items():
        filas = datos[datos["clase"] == clase].to_dict("records")
        if not filas:
            continue
        figura.add_scatter(
            x=[float(f["x"]) for f in filas],
            y=[float(f["y"]) for f in filas],
            mode="markers",
            name=en_html(rotulo),
            marker={"size": 11, "symbol": simbolo, "color": color, "line": {"width": 1.5}},
            hovertext=[
                f"<b>{en_html(f['etiqueta'])}</b><br>{en_html(f['nota'])}<br>"
                f"{en_html(titulo_x)}: {porcentaje(f['x'])}<br>"
                f"{en_html(titulo_y)}: {porcentaje(f['y'])}"
                for f in filas
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    figura.update_layout(showlegend=True, annotations=_rotulos(datos, rango_x, rango_y, t))
    for poner, rango, marcas, titulo in (
        (figura.update_xaxes, rango_x, marcas_x, titulo_x),
        (figura.update_yaxes, rango_y, marcas_y, titulo_y),
    ):
        poner(
            type="log",
            range=[math.log10(r) for r in rango],
            tickvals=marcas,
            ticktext=[porcentaje(m, 0) for m in marcas],
            showgrid=True,
            title={"text": en_html(titulo), "standoff": 4},
        )
    for ejes in ({"x0": 100, "x1": 100, "y0": 0, "y1": 1, "yref": "paper"},
                 {"y0": 100, "y1": 100, "x0": 0, "x1": 1, "xref": "paper"}):  # fmt: skip
        figura.add_shape(
            name="cien", type="line", layer="below",
            line={"color": t.dorado, "width": 2, "dash": "4px,3px"}, **ejes,
        )  # fmt: skip
    return figura


def _escala(valores: Sequence[float]) -> tuple[tuple[float, float], list[float]]:
    """El rango con aire a los lados, que siempre incluye el 100, y las marcas que caben en él."""
    minimo, maximo = min(*valores, 100) / 1.4, max(*valores, 100) * 1.4
    return (minimo, maximo), [float(m) for m in _MARCAS if minimo <= m <= maximo]


def _rotulos(
    datos: pd.DataFrame,
    rango_x: tuple[float, float],
    rango_y: tuple[float, float],
    t: estilo.Tema,
) -> list[dict[str, object]]:
    """Las etiquetas que caben sin pisar puntos ni otras etiquetas, también en el teléfono."""
    ancho = ancho_de_datos(_IZQUIERDA, 20)

    def px(valor: float, rango: tuple[float, float], largo: float) -> float:
        return math.log(valor / rango[0]) / math.log(rango[1] / rango[0]) * largo

    puntos = [
        (str(f["etiqueta"]), float(f["x"]), float(f["y"]),
         px(float(f["x"]), rango_x, ancho), px(float(f["y"]), rango_y, _ALTO))
        for f in datos.to_dict("records")
    ]  # fmt: skip
    ocupado: list[Caja] = [(a - _RADIO, a + _RADIO, b - _RADIO, b + _RADIO) for *_, a, b in puntos]
    rotulos: list[dict[str, object]] = []
    for etiqueta, x, y, a, b in puntos:
        largo = ancho_de_texto(etiqueta, PX_NOTA)
        for ancla, inicio, centro in (
            ("left", a + _RADIO + 2, b),
            ("right", a - _RADIO - 2 - largo, b),
            ("center", a - largo / 2, b + _RADIO + 8),
            ("center", a - largo / 2, b - _RADIO - 8),
        ):
            caja: Caja = (inicio, inicio + largo, centro - 6, centro + 6)
            if inicio < 0 or inicio + largo > ancho + 12:
                continue
            if any(se_pisan(caja, otra) for otra in ocupado):
                continue
            ocupado.append(caja)
            rotulos.append(
                {
                    "name": "rotulo", "x": math.log10(x), "y": math.log10(y), "xanchor": ancla,
                    "yanchor": "middle", "text": en_html(etiqueta), "showarrow": False,
                    "xshift": {"left": _RADIO + 2, "right": -_RADIO - 2}.get(ancla, 0),
                    "yshift": round(centro - b), "borderpad": 0,
                    "font": {"size": PX_NOTA, "color": t.tenue}, "bgcolor": t.fondo,
                }
            )  # fmt: skip
            break
    return rotulos
