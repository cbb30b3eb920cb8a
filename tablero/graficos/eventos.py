"""Hechos fechados sobre una serie de tiempo: una línea fina con número y la lista al pie.

Los números y la lista quedan dentro de la figura, así que viajan con la imagen. No explican la
serie: sólo dicen qué pasó cuándo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, ancho_de_texto, en_html, transparente
from tablero.formato import es_vacio, fecha_corta, mes
from tablero.graficos.ejes import ancho_de_datos, posicion

_NOMBRE = "evento"
_ALTO_FILA = PX_NOTA * INTERLINEA + 1
_FILAS = 3
_HOLGURA = 4
_ENCABEZADO = (
    "Hechos, según informes de la Gobernación y prensa citada en Datos; no explican por sí solos "
    "los cambios:"
)


@dataclass(frozen=True)
class _Hecho:
    fecha: date
    cuando: str
    rotulo: str
    x: float | None  # None: la fuente no da el mes y el eje es de meses

    @property
    def linea(self) -> str:
        return f"{self.cuando}: {self.rotulo}"


@dataclass(frozen=True)
class _Grupo:
    """Hechos que comparten número («3-5») porque van en el mismo lugar o no caben por separado."""

    desde: int
    hasta: int
    centro_px: float
    fila: int = 0

    @property
    def texto(self) -> str:
        return str(self.desde) if self.desde == self.hasta else f"{self.desde}-{self.hasta}"

    @property
    def medio_ancho(self) -> float:
        return ancho_de_texto(self.texto, PX_NOTA, negrita=True) / 2 + _HOLGURA / 2

    def pisa(self, otro: _Grupo) -> bool:
        return abs(self.centro_px - otro.centro_px) < self.medio_ancho + otro.medio_ancho


def marcar_eventos(figura: go.Figure, eventos: pd.DataFrame, *, tema: str) -> go.Figure:
    """Marca los hechos que caen dentro del eje de una figura **ya terminada**. La devuelve.

    ``eventos``: ``fecha`` (fecha o texto ISO) y ``titulo``; si están, ``rotulo`` (nombre corto) y
    ``precision_fecha`` («dia», «mes» o «anio»). Es lo que da ``consultas.eventos``. En un eje de
    años todos los hechos de un año van en ese año; en uno de meses, cada uno en el suyo, y los que
    la fuente sólo fecha con el año se listan sin línea. Los números que se pisarían en un teléfono
    suben de fila o se juntan («3-5»). La lista va en las notas del pie y en el texto alternativo.

    Llamarla otra vez reemplaza las marcas. Sin hechos en el período, lo dice al pie. Lanza
    ``ValueError`` si la figura no pasó por ``estilo.terminar`` o si su eje no es de tiempo.
    """
    t = estilo.colores(tema)
    meta = _sin_marcas(figura)
    ejes = _ejes_de_tiempo(figura)
    minimo, maximo = ejes[0][1]
    por_anio = _es_por_anio(figura)
    hechos = _en_el_eje(eventos, minimo, maximo, por_anio)
    con_lugar = [hecho for hecho in hechos if hecho.x is not None]
    escala = _ancho_en_telefono(figura, len(ejes)) / (maximo - minimo)
    grupos = _agrupar([((hecho.x or 0) - minimo) * escala for hecho in con_lugar])

    previa = float(meta.get("reserva_superior", 0))
    alto = float(meta["alto_datos"])
    un_panel = len(ejes) == 1
    filas = max((grupo.fila + 1 for grupo in grupos), default=0)
    reserva = previa + filas * _ALTO_FILA + 4 if un_panel and filas else previa
    for eje_x, eje_y in (nombres for nombres, _ in ejes):
        dominio = f"{eje_y} domain"
        for grupo in grupos:
            propios = con_lugar[grupo.desde - 1 : grupo.hasta]
            base = previa + 2 + grupo.fila * _ALTO_FILA
            for x in dict.fromkeys(hecho.x for hecho in propios):
                figura.add_shape(
                    name=_NOMBRE,
                    type="line",
                    xref=eje_x,
                    yref=dominio,
                    x0=x,
                    x1=x,
                    y0=0,
                    # En un solo panel la línea sigue, detrás de los avisos de quiebre, hasta su
                    # número; en varios, el número va dentro para no pisar el nombre del panel.
                    y1=1 + base / alto if un_panel else 1,
                    layer="below",
                    line={"color": t.dorado, "width": 1, "dash": "2px,2px"},
                )
            figura.add_annotation(
                name=_NOMBRE,
                xref=eje_x,
                yref=dominio,
                x=minimo + grupo.centro_px / escala,
                y=1,
                xanchor="center",
                yanchor="bottom" if un_panel else "top",
                yshift=base if un_panel else -grupo.fila * _ALTO_FILA,
                text=f"<b>{grupo.texto}</b>",
                hovertext="<br>".join(en_html(hecho.linea) for hecho in propios),
                font={"size": PX_NOTA, "color": t.dorado_texto},
                bgcolor=transparente(t.fondo, 0.85),
                showarrow=False,
                borderpad=0,
            )
    for nota in figura.layout.annotations:
        # Los valores de las puntas se leen aunque les pase una línea por detrás.
        if nota.name == "punta":
            nota.bgcolor = transparente(t.fondo, 0.75)

    propias = _notas(hechos)
    alternativo = "Sin hechos que marcar en el período." if not hechos else " ".join(propias) + "."
    figura.layout.meta = {**meta, "reserva_superior": reserva}
    estilo.terminar(
        figura,
        titulo=meta["titulo"],
        subtitulo=meta["subtitulo"],
        fuentes=meta["fuentes"],
        corte=meta["corte"],
        alt=f"{meta['alt']} {alternativo}",
        tema=tema,
        notas=[*meta["notas"], *propias],
    )
    figura.layout.meta = {
        **figura.layout.meta,
        "sin_eventos": {c: meta[c] for c in ("alt", "notas")} | {"reserva_superior": previa},
    }
    return figura


def con_eventos(figura: go.Figure, eventos: pd.DataFrame | None, tema: str) -> go.Figure:
    """La figura con los hechos marcados, o igual si no se piden (``None``)."""
    return figura if eventos is None else marcar_eventos(figura, eventos, tema=tema)


def _sin_marcas(figura: go.Figure) -> dict[str, Any]:
    """Quita las marcas de una llamada anterior y devuelve los textos de la figura sin ellas."""
    meta = dict(figura.layout.meta or {})
    if "alt" not in meta:
        raise ValueError(
            "La figura todavía no está terminada: páselas primero por estilo.terminar y luego por "
            "marcar_eventos, que vuelve a escribir el pie."
        )
    meta |= meta.pop("sin_eventos", {})
    figura.layout.annotations = tuple(n for n in figura.layout.annotations if n.name != _NOMBRE)
    figura.layout.shapes = tuple(f for f in figura.layout.shapes if f.name != _NOMBRE)
    return meta


def _ejes_de_tiempo(
    figura: go.Figure,
) -> list[tuple[tuple[str, str], tuple[float, float]]]:
    """Las parejas de ejes con datos y el rango de años de cada una."""
    parejas: dict[tuple[str, str], list[float]] = {}
    for traza in figura.data:
        clave = (traza.xaxis or "x", traza.yaxis or "y")
        valores = list(traza.x) if getattr(traza, "x", None) is not None else []
        if any(isinstance(v, str | date) for v in valores):
            raise ValueError(
                "El eje de la figura no es de números: ubique los períodos con "
                "graficos.ejes.posicion antes de marcar hechos."
            )
        parejas.setdefault(clave, []).extend(float(v) for v in valores if not es_vacio(v))
    hallados = []
    for (eje_x, eje_y), valores in parejas.items():
        if not valores:
            continue
        rango = figura.layout[eje_x.replace("x", "xaxis", 1)].range or (min(valores), max(valores))
        hallados.append(((eje_x, eje_y), (float(rango[0]), float(rango[1]))))
    if not hallados or hallados[0][1][0] >= hallados[0][1][1]:
        raise ValueError("La figura no tiene un eje de tiempo donde marcar hechos.")
    return hallados


def _es_por_anio(figura: go.Figure) -> bool:
    valores = [v for traza in figura.data for v in (traza.x if traza.x is not None else ())]
    return all(float(v).is_integer() for v in valores if not es_vacio(v))


def _ancho_en_telefono(figura: go.Figure, paneles: int) -> float:
    """Los píxeles del panel más angosto cuando la figura mide lo de un teléfono."""
    margen = figura.layout.margin
    ancho = ancho_de_datos(margen.l or 0, margen.r or 0)
    if paneles == 1:
        return ancho
    dominios = [eje.domain for eje in figura.select_xaxes() if eje.domain]
    return ancho * min((d[1] - d[0] for d in dominios), default=1.0)


def _en_el_eje(eventos: pd.DataFrame, minimo: float, maximo: float, por_anio: bool) -> list[_Hecho]:
    hechos = []
    for fila in eventos.to_dict("records"):
        cuando = pd.Timestamp(fila["fecha"]).date()
        precision = fila.get("precision_fecha") or "dia"
        rotulo = fila.get("rotulo")
        texto = str(fila["titulo"] if es_vacio(rotulo) or not rotulo else rotulo)
        anual = posicion(str(cuando.year))
        x: float | None = posicion(f"{cuando:%Y-%m}")
        if por_anio:
            x = anual
        elif precision == "anio":
            x = None
        # Un año sin mes cae en el período si alguno de sus meses se dibuja.
        dentro = minimo <= x <= maximo if x is not None else anual <= maximo and anual + 1 > minimo
        if dentro:
            hechos.append(_Hecho(cuando, _fecha_de(cuando, precision), texto, x))
    return sorted(hechos, key=lambda h: (h.x is None, h.x or 0, h.fecha, h.rotulo))


def _fecha_de(cuando: date, precision: str) -> str:
    if precision == "anio":
        return str(cuando.year)
    return mes(f"{cuando:%Y-%m}", corto=True) if precision == "mes" else fecha_corta(cuando)


def _agrupar(lugares: Sequence[float]) -> list[_Grupo]:
    """Los números que se escriben, de izquierda a derecha, sin que ninguno pise a otro.

    Los hechos del mismo lugar comparten número. Si dos vecinos no caben en una fila, suben a la
    siguiente; si tampoco caben en tres, se juntan los dos más próximos y se vuelve a intentar.
    """
    grupos: list[_Grupo] = []
    for i, lugar in enumerate(lugares, start=1):
        if grupos and grupos[-1].centro_px == lugar:
            grupos[-1] = replace(grupos[-1], hasta=i)
        else:
            grupos.append(_Grupo(i, i, lugar))
    while True:
        en_filas = _repartir(grupos)
        if en_filas is not None:
            return en_filas
        i = min(range(len(grupos) - 1), key=lambda i: grupos[i + 1].centro_px - grupos[i].centro_px)
        uno, otro = grupos[i], grupos[i + 1]
        medio = (lugares[uno.desde - 1] + lugares[otro.hasta - 1]) / 2
        grupos[i : i + 2] = [_Grupo(uno.desde, otro.hasta, medio)]


def _repartir(grupos: Sequence[_Grupo]) -> list[_Grupo] | None:
    """Cada grupo en la primera fila donde cabe; ``None`` si alguno no cabe en ninguna."""
    colocados: list[_Grupo] = []
    for grupo in grupos:
        libres = [
            fila
            for fila in range(_FILAS)
            if not any(otro.fila == fila and otro.pisa(grupo) for otro in colocados)
        ]
        if not libres:
            return None
        colocados.append(replace(grupo, fila=libres[0]))
    return colocados


def _notas(hechos: Sequence[_Hecho]) -> list[str]:
    con_lugar = [hecho for hecho in hechos if hecho.x is not None]
    sin_mes = [hecho for hecho in hechos if hecho.x is None]
    if not hechos:
        return ["Hechos marcados: ninguno de los declarados cae en este período."]
    notas = []
    if con_lugar:
        notas.append(_ENCABEZADO)
        notas += [f"{i}. {hecho.linea}" for i, hecho in enumerate(con_lugar, start=1)]
    if sin_mes:
        listados = "; ".join(f"{h.rotulo} ({h.cuando})" for h in sin_mes)
        notas.append(f"Sin línea, porque la fuente no da el mes: {listados}.")
    return notas
