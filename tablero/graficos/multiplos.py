"""Pequeños múltiplos: la misma serie de cada territorio en su cuadro, para verlas de un vistazo.

Todos los cuadros van en un solo par de ejes: con una pareja por cuadro el navegador tardaría varias
veces más en dibujarlos.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, ancho_de_texto, en_html, partir, transparente
from tablero.formato import SIN_DATO, es_vacio, formatear, periodo
from tablero.graficos.ejes import ancho_de_datos, decimales_de, posicion

_COLUMNAS = 3
_SEPARACION = 12
_ALTO_LINEA = 54
_AIRE = 8
_LETRA = PX_NOTA * INTERLINEA
_ROTULO = {"yanchor": "top", "showarrow": False, "borderpad": 0}
_Puntos = list[tuple[float | None, float | None, str]]


def multiplos(
    datos: pd.DataFrame,
    *,
    unidad: str,
    decimales: int | None = None,
    destacado: str,
    acompanan: Sequence[str] = (),
    cortes: Sequence[str] = (),
    eje_comun: bool = True,
    tema: str = "claro",
) -> go.Figure:
    """Un cuadro por ``panel``, en el orden en que llegan, con su nombre y su último valor.

    Columnas: ``panel``, ``periodo`` (texto) y ``valor``; si están, ``segmento`` (la línea no pasa
    de uno a otro) y ``nota`` (se lee al señalar). ``cortes`` son los períodos en que empieza otra
    medición: se marcan con una raya. El ``destacado`` va en el acento; los que lo ``acompanan``
    (país y pares), en el color del texto.

    Con ``eje_comun`` todos comparten escala y la línea del destacado se repite, tenue, en cada
    cuadro; sin él, cada cuadro usa la suya, con sus extremos escritos. Lanza ``ValueError`` si
    falta una columna o no hay valores.
    """
    t = estilo.colores(tema)
    faltan = [c for c in ("panel", "periodo", "valor") if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar los cuadros: {', '.join(faltan)}.")
    numeros = datos["valor"].dropna().astype(float)
    if numeros.empty:
        raise ValueError("No hay ningún valor que dibujar: muestre la explicación del vacío.")
    tabla = datos.assign(
        panel=datos["panel"].astype(str), x=[posicion(p) for p in datos["periodo"].astype(str)]
    )
    nombres = list(dict.fromkeys(tabla["panel"]))
    de_panel = {str(n): g.sort_values("x", kind="stable") for n, g in tabla.groupby("panel")}
    comun = _extremos(numeros)
    rangos = {
        n: comun if eje_comun else _extremos(de_panel[n]["valor"].dropna().astype(float))
        for n in nombres
    }
    rango_x = (float(tabla["x"].min()), float(tabla["x"].max()))
    periodos = sorted(set(tabla["periodo"].astype(str)), key=posicion)

    ancho = ancho_de_datos(estilo.MARGEN, estilo.MARGEN)
    ancho_cuadro = (ancho - _SEPARACION * (_COLUMNAS - 1)) / _COLUMNAS
    textos = {n: _textos_de(rangos[n], unidad) for n in nombres}
    ancho_eje = max(ancho_de_texto(x, PX_NOTA) for par in textos.values() for x in par) + 5
    rotulos = {n: _rotulo(de_panel[n], n, ancho_cuadro, unidad, decimales) for n in nombres}
    # Cada fila mide lo que su rótulo más largo, para que el nombre quede pegado a su cuadro.
    altos_rotulo = [
        max(len(rotulos[n]) for n in nombres[i : i + _COLUMNAS]) * _LETRA + _AIRE
        for i in range(0, len(nombres), _COLUMNAS)
    ]
    altos = [alto + _ALTO_LINEA + 2 * _AIRE for alto in altos_rotulo]
    total = sum(altos)
    figura = estilo.figura_nueva(tema, alto_datos=total, reserva_inferior=_LETRA + 4)

    rejilla: _Puntos = []
    rayas: _Puntos = []
    fantasmas: _Puntos = []
    lineas: dict[str, _Puntos] = {"resto": [], "acompana": [], "destacado": []}
    puntas: dict[str, _Puntos] = {clave: [] for clave in lineas}
    marcas: list[tuple[float, float, str]] = []
    textos_sueltos: list[dict[str, Any]] = []
    for i, nombre in enumerate(nombres):
        columna, fila = i % _COLUMNAS, i // _COLUMNAS
        techo = total - sum(altos[:fila])
        cuadro = _Cuadro(
            izquierda=columna * (ancho_cuadro + _SEPARACION) + ancho_eje,
            derecha=columna * (ancho_cuadro + _SEPARACION) + ancho_cuadro - 4,
            piso=techo - altos_rotulo[fila] - _ALTO_LINEA,
            rango_x=rango_x,
            rango_y=rangos[nombre],
        )
        for valor, texto in zip(rangos[nombre], textos[nombre], strict=True):
            y = cuadro.y(valor)
            rejilla += [(cuadro.izquierda, y, ""), (cuadro.derecha, y, ""), (None, None, "")]
            if not eje_comun or columna == 0:
                marcas.append((cuadro.izquierda - 3, y, texto))
        for corte in cortes:
            x = cuadro.x(posicion(corte) - 0.5)
            rayas += [(x, cuadro.piso, ""), (x, cuadro.piso + _ALTO_LINEA, ""), (None, None, "")]
        papel = (
            "destacado" if nombre == destacado else "acompana" if nombre in acompanan else "resto"
        )
        if eje_comun and nombre != destacado and destacado in de_panel:
            fantasmas += _linea(de_panel[destacado], cuadro, unidad, decimales)
        puntos = _linea(de_panel[nombre], cuadro, unidad, decimales)
        lineas[papel] += puntos
        puntas[papel] += [p for p in puntos if p[0] is not None][-1:]
        textos_sueltos.append(
            _nombre(
                rotulos[nombre],
                columna * (ancho_cuadro + _SEPARACION),
                techo,
                t.acento if papel == "destacado" else t.texto,
            )
        )
        if i >= len(nombres) - _COLUMNAS:
            textos_sueltos += _fechas(cuadro, (periodos[0], periodos[-1]), t)
    # De una vez: agregarlas una por una cuesta el cuadrado de cuántas son.
    figura.update_layout(annotations=textos_sueltos)
    _trazar(figura, "escala", rejilla, {"color": t.rejilla, "width": 1})
    _trazar(figura, "corte", rayas, {"color": t.tenue, "width": 1, "dash": "3px,3px"})
    _trazar(
        figura, f"{destacado}, de referencia", fantasmas,
        {"color": transparente(t.acento, 0.45), "width": 1.2},
    )  # fmt: skip
    tintas = {"resto": (t.tenue, 1.8), "acompana": (t.texto, 2.0), "destacado": (t.acento, 2.6)}
    for papel, (color, grueso) in tintas.items():
        _trazar(figura, papel, lineas[papel], {"color": color, "width": grueso}, senalar=True)
        if puntas[papel]:
            figura.add_scatter(
                x=[p[0] for p in puntas[papel]],
                y=[p[1] for p in puntas[papel]],
                mode="markers",
                name=f"último de {papel}",
                marker={"size": 5, "color": color, "opacity": 1},
                hoverinfo="skip",
                cliponaxis=False,
            )
    figura.add_scatter(
        x=[m[0] for m in marcas],
        y=[m[1] for m in marcas],
        text=[m[2] for m in marcas],
        mode="text",
        name="marcas",
        textposition="middle left",
        textfont={"size": PX_NOTA, "color": t.tenue},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figura.update_xaxes(range=[0, ancho], visible=False)
    figura.update_yaxes(range=[0, total], visible=False)
    return figura


@dataclass(frozen=True)
class _Cuadro:
    """Lleva años y valores al lugar de su cuadro dentro de la figura."""

    izquierda: float
    derecha: float
    piso: float
    rango_x: tuple[float, float]
    rango_y: tuple[float, float]

    def x(self, valor: float) -> float:
        largo = self.rango_x[1] - self.rango_x[0]
        parte = (valor - self.rango_x[0]) / largo if largo else 0.5
        return self.izquierda + parte * (self.derecha - self.izquierda)

    def y(self, valor: float) -> float:
        alto = self.rango_y[1] - self.rango_y[0]
        return self.piso + (valor - self.rango_y[0]) / alto * _ALTO_LINEA


def _extremos(numeros: pd.Series) -> tuple[float, float]:
    """El menor y el mayor, llevados hacia afuera a un número redondo."""
    if numeros.empty:
        return (0.0, 1.0)
    minimo, maximo = float(numeros.min()), float(numeros.max())
    ancho = maximo - minimo or abs(maximo) or 1.0
    potencia = 10 ** math.floor(math.log10(ancho / 4))
    paso = potencia * next(m for m in (1, 2, 5, 10) if m * potencia >= ancho / 4)
    piso, techo = math.floor(minimo / paso) * paso, math.ceil(maximo / paso) * paso
    return (round(piso, 10), round(techo if techo > piso else piso + paso, 10))


def _textos_de(rango: tuple[float, float], unidad: str) -> tuple[str, str]:
    cifras = decimales_de(rango)
    piso, techo = (formatear(valor, unidad, cifras, corto=True) for valor in rango)
    return piso, techo


def _rotulo(
    de_panel: pd.DataFrame, nombre: str, ancho: float, unidad: str, decimales: int | None
) -> list[str]:
    """El nombre, partido si no cabe, y el último valor con su año, en negrita."""
    lineas = [en_html(linea) for linea in partir(nombre, ancho, PX_NOTA)]
    con_valor = de_panel[de_panel["valor"].notna()]
    if con_valor.empty:
        return [*lineas, SIN_DATO]
    ultima = con_valor.iloc[-1]
    valor = formatear(ultima["valor"], unidad, decimales, corto=True)
    return [*lineas, f"<b>{valor}</b> ({periodo(ultima['periodo'], corto=True)})"]


def _linea(de_panel: pd.DataFrame, cuadro: _Cuadro, unidad: str, decimales: int | None) -> _Puntos:
    """Los puntos de un panel, con un hueco donde falta el dato o cambia el segmento."""
    puntos: _Puntos = []
    anterior: Any = None
    for fila in de_panel.to_dict("records"):
        if es_vacio(fila["valor"]):
            puntos.append((None, None, ""))
            continue
        segmento = fila.get("segmento")
        if anterior is not None and segmento != anterior:
            puntos.append((None, None, ""))
        anterior = segmento
        puntos.append(
            (
                cuadro.x(fila["x"]),
                cuadro.y(float(fila["valor"])),
                _al_senalar(fila, unidad, decimales),
            )
        )
    return [*puntos, (None, None, "")]


def _al_senalar(fila: Mapping[Any, Any], unidad: str, decimales: int | None) -> str:
    texto = (
        f"<b>{en_html(str(fila['panel']))}</b><br>{periodo(fila['periodo'])}: "
        f"{formatear(fila['valor'], unidad, decimales)}"
    )
    nota = fila.get("nota")
    return f"{texto}<br>{en_html(nota)}" if isinstance(nota, str) and nota else texto


def _trazar(
    figura: go.Figure, nombre: str, puntos: _Puntos, linea: Mapping[str, Any], senalar: bool = False
) -> None:
    if not puntos:
        return
    figura.add_scatter(
        x=[p[0] for p in puntos],
        y=[p[1] for p in puntos],
        mode="lines",
        name=nombre,
        line=dict(linea),
        connectgaps=False,
        cliponaxis=False,
        hovertext=[p[2] for p in puntos] if senalar else None,
        hoverinfo="text" if senalar else "skip",
    )


def _nombre(lineas: Sequence[str], x: float, y: float, color: str) -> dict[str, Any]:
    """La anotación con el nombre y el último valor de un cuadro."""
    return _ROTULO | {
        "name": "panel",
        "x": x,
        "y": y,
        "xanchor": "left",
        "align": "left",
        "text": "<br>".join(lineas),
        "font": {"size": PX_NOTA, "color": color},
    }


def _fechas(cuadro: _Cuadro, extremos: tuple[str, str], t: estilo.Tema) -> list[dict[str, Any]]:
    """El primer y el último período, bajo el último cuadro de cada columna."""
    lados = (("left", cuadro.izquierda), ("right", cuadro.derecha))
    return [
        _ROTULO
        | {
            "name": "anio",
            "x": x,
            "y": cuadro.piso,
            "yshift": -4,
            "xanchor": ancla,
            "text": periodo(cuando, corto=True),
            "font": {"size": PX_NOTA, "color": t.tenue},
        }
        for cuando, (ancla, x) in zip(extremos, lados, strict=True)
    ]
