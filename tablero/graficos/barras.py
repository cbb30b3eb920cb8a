"""Barras horizontales ordenadas: para comparar territorios, líneas o programas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, PX_TEXTO, ancho_de_texto, en_html, partir
from tablero.formato import es_vacio, formatear
from tablero.graficos.ejes import ancho_de_datos

_ANCHO_ETIQUETA = 128
_RELLENO = 9


def barras_horizontales(
    datos: pd.DataFrame,
    *,
    unidad: str,
    decimales: int | None = None,
    destacados: Sequence[str] = (),
    orden: Literal["mayor", "menor", "dado", "exacto"] = "mayor",
    referencia: tuple[float, str] | None = None,
    colores_de_etiqueta: Mapping[str, str] | None = None,
    signo: bool = False,
    tema: str = "claro",
) -> go.Figure:
    """Una barra por fila, con su valor escrito al lado. Sin eje de valores: se lee el número.

    Columnas: ``etiqueta`` y ``valor``; si están, ``nota`` se lee al señalar la barra y
    ``sufijo`` sigue al valor («5,28 ▲2»), ``rotulo`` lo reemplaza y ``desde`` dice dónde empieza la
    barra si no es en el cero (una cascada, un intervalo; el número va entonces siempre a la
    derecha). ``signo`` escribe el más de los positivos. ``orden`` pone arriba el mayor, el menor o
    respeta el orden dado; los vacíos van al final (con «exacto», en su lugar), sin barra y con «sin
    dato» (un cero sí lleva su «0»). ``destacados`` son etiquetas que van en rojo y negrita;
    ``referencia`` es ``(valor, texto)`` y traza una línea (el promedio).
    Lanza ``ValueError`` si falta una columna, si no hay filas o si una etiqueta se repite.
    """
    t = estilo.colores(tema)
    tabla = _ordenar(datos, orden)
    etiquetas = [str(e) for e in tabla["etiqueta"]]
    valores = [None if es_vacio(v) else float(v) for v in tabla["valor"]]
    textos = [formatear(v, unidad, decimales, corto=True) for v in tabla["valor"]]
    if signo:
        textos = [
            f"+{texto}" if valor and valor > 0 else texto
            for valor, texto in zip(valores, textos, strict=True)
        ]
    if "sufijo" in tabla.columns:
        textos = [f"{t} {s}".strip() for t, s in zip(textos, tabla["sufijo"], strict=True)]
    if "rotulo" in tabla.columns:
        textos = [str(rotulo) for rotulo in tabla["rotulo"]]
    bases = [float(v) for v in tabla["desde"]] if "desde" in tabla.columns else None
    # Dónde va el número: en la punta o, si la barra empieza en otro lado, a su derecha.
    puntas = valores
    if bases is not None:
        puntas = [b + max(v or 0.0, 0.0) for b, v in zip(bases, valores, strict=True)]
    partidas = [partir(e, _ANCHO_ETIQUETA, PX_TEXTO, negrita=e in destacados) for e in etiquetas]

    izquierda = (
        estilo.MARGEN
        + 6
        + max(
            ancho_de_texto(linea, PX_TEXTO, negrita=etiqueta in destacados)
            for etiqueta, lineas in zip(etiquetas, partidas, strict=True)
            for linea in lineas
        )
    )
    altos = [len(lineas) * PX_TEXTO * INTERLINEA + _RELLENO for lineas in partidas]
    # Cada barra se centra en su franja; de arriba abajo, como se lee.
    total = sum(altos)
    centros = [total - sum(altos[:i]) - altos[i] / 2 for i in range(len(altos))]
    ancho = ancho_de_datos(izquierda, estilo.MARGEN)
    rango = _rango_con_rotulos(puntas, textos, referencia, ancho)
    if bases is not None:
        rango[0] = min(rango[0], *(b + (v or 0.0) for b, v in zip(bases, valores, strict=True)))

    lineas_referencia: list[str] = []
    if referencia is not None:
        texto = f"{referencia[1]}: {formatear(referencia[0], unidad, decimales, corto=True)}"
        px = (referencia[0] - rango[0]) / (rango[1] - rango[0]) * ancho
        # El texto va hacia el lado más ancho; nunca se sale del lienzo del teléfono.
        libre = max(ancho - px, px + izquierda - estilo.MARGEN) - 8
        lineas_referencia = partir(texto, min(150, libre), PX_NOTA)
    figura = estilo.figura_nueva(
        tema,
        alto_datos=total,
        izquierda=izquierda,
        reserva_superior=len(lineas_referencia) * PX_NOTA * INTERLINEA + 4,
        reserva_inferior=0,
    )
    propios = dict(colores_de_etiqueta or {})
    notas = tabla["nota"].tolist() if "nota" in tabla.columns else [None] * len(tabla)
    figura.add_bar(
        x=valores,
        base=bases,
        y=centros,
        orientation="h",
        width=[18] * len(valores),
        marker={
            "color": [propios.get(e, t.acento if e in destacados else t.resto) for e in etiquetas],
            "line": {"width": 0},
        },
        hovertext=[
            f"<b>{en_html(e)}</b><br>{formatear(v, unidad, decimales)}"
            + (f"<br>{en_html(nota)}" if isinstance(nota, str) and nota else "")
            for e, v, nota in zip(etiquetas, valores, notas, strict=True)
        ],
        hoverinfo="text",
        cliponaxis=False,
        showlegend=False,
    )
    # Se ponen de una vez: agregarlos uno a uno revisa todos los anteriores cada vez.
    rotulos = []
    for etiqueta, valor, punta, texto, centro in zip(
        etiquetas, valores, puntas, textos, centros, strict=True
    ):
        destacado = etiqueta in destacados
        a_la_izquierda = bases is None and valor is not None and valor < 0
        rotulos.append(
            {
                "name": "valor",
                "x": punta or 0.0,
                "y": centro,
                "text": f"<b>{texto}</b>" if destacado else texto,
                "xanchor": "right" if a_la_izquierda else "left",
                "yanchor": "middle",
                "xshift": -5 if a_la_izquierda else 5,
                "font": {
                    "size": PX_TEXTO,
                    "color": t.tenue if valor is None else (t.acento if destacado else t.texto),
                },
                "showarrow": False,
                "borderpad": 0,
                # La línea de referencia pasa por detrás del número.
                "bgcolor": t.fondo if referencia is not None else None,
            }
        )
    figura.update_layout(annotations=rotulos)
    if referencia is not None:
        a_la_derecha = ancho - px >= px + izquierda - estilo.MARGEN
        _trazar_referencia(figura, referencia[0], lineas_referencia, a_la_derecha, t, total)
    figura.update_yaxes(
        range=[0, total],
        tickvals=centros,
        ticktext=[
            "<br>".join(
                f"<b>{en_html(linea)}</b>" if etiqueta in destacados else en_html(linea)
                for linea in lineas
            )
            for etiqueta, lineas in zip(etiquetas, partidas, strict=True)
        ],
        showgrid=False,
        ticks="",
        ticklabelstandoff=4,
        tickfont={"color": t.texto, "size": PX_TEXTO},
    )
    figura.update_xaxes(range=rango, visible=False)
    if min((v for v in valores if v is not None), default=0) < 0:
        figura.add_shape(
            type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", line={"color": t.eje, "width": 1}
        )
    return figura


def cascada(
    datos: pd.DataFrame, *, unidad: str, decimales: int, total: str, tema: str
) -> go.Figure:
    """De cero al total: cada barra empieza donde terminó la anterior, en el orden dado.

    Columnas: ``etiqueta`` y ``valor``. ``total`` es cómo se llama la suma, que va en una línea. Los
    colores son los de avanzar y no avanzar del resto del tablero; el signo va además escrito.
    """
    valores = datos["valor"].astype(float)
    sube, baja = (estilo.ESTADOS_DE_META[e].color(tema) for e in ("en_avance", "sin_avance"))
    return barras_horizontales(
        datos.assign(valor=valores, desde=valores.cumsum().shift(fill_value=0.0)),
        unidad=unidad,
        decimales=decimales,
        orden="exacto",
        referencia=(float(valores.sum()), total),
        colores_de_etiqueta={
            str(etiqueta): sube if valor > 0 else baja
            for etiqueta, valor in zip(datos["etiqueta"], valores, strict=True)
            if valor != 0
        },
        signo=True,
        tema=tema,
    )


def _ordenar(datos: pd.DataFrame, orden: str) -> pd.DataFrame:
    faltan = [c for c in ("etiqueta", "valor") if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar las barras: {', '.join(faltan)}.")
    if datos.empty:
        raise ValueError("No hay filas que dibujar: muestre la explicación del vacío.")
    repetidas = sorted(datos.loc[datos["etiqueta"].duplicated(), "etiqueta"].astype(str).unique())
    if repetidas:
        raise ValueError(
            f"Etiquetas repetidas: {', '.join(repetidas)}. Sume o distinga esas filas."
        )
    if orden == "exacto":
        return datos
    if orden == "dado":
        vacias = datos["valor"].isna()
        return pd.concat([datos[~vacias], datos[vacias]])
    # Los empates quedan por orden alfabético, para que el dibujo no cambie entre ejecuciones.
    return datos.sort_values(
        ["valor", "etiqueta"], ascending=[orden == "menor", True], na_position="last"
    )


def _rango_con_rotulos(
    valores: Sequence[float | None],
    textos: Sequence[str],
    referencia: tuple[float, str] | None,
    ancho: float,
) -> list[float]:
    """El rango del eje que deja sitio al número al lado de cada barra, también en el teléfono."""
    presentes = [v for v in valores if v is not None] or [0.0]
    extremos = [*presentes, *([referencia[0]] if referencia else [])]
    maximo, minimo = max(0.0, *extremos), min(0.0, *extremos)
    if maximo == minimo:
        maximo = 1.0
    # El «sin dato» se escribe desde el cero: no pide sitio al final de la barra.
    anchos = [
        (v, ancho_de_texto(texto, PX_TEXTO, negrita=True))
        for v, texto in zip(valores, textos, strict=True)
        if v is not None
    ]
    derecha = max((ancho_rotulo for v, ancho_rotulo in anchos if v >= 0), default=0.0)
    izquierda = max((ancho_rotulo for v, ancho_rotulo in anchos if v < 0), default=0.0)
    # Píxeles que quedan para las barras una vez reservados los rótulos de ambos lados.
    libre = max(60.0, ancho - derecha - izquierda - (10 if izquierda else 0) - 10)
    por_px = (maximo - minimo) / libre
    return [minimo - (izquierda + 10) * por_px * bool(izquierda), maximo + (derecha + 10) * por_px]


def _trazar_referencia(
    figura: go.Figure,
    valor: float,
    lineas: Sequence[str],
    a_la_derecha: bool,
    t: estilo.Tema,
    alto: float,
) -> None:
    figura.add_shape(
        name="referencia",
        type="line",
        x0=valor,
        x1=valor,
        yref="paper",
        y0=0,
        y1=1 + (len(lineas) * PX_NOTA * INTERLINEA) / alto,
        line={"color": t.dorado, "width": 2, "dash": "4px,3px"},
        layer="below",
    )
    figura.add_annotation(
        name="referencia",
        x=valor,
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=2,
        xanchor="left" if a_la_derecha else "right",
        align="left" if a_la_derecha else "right",
        xshift=5 if a_la_derecha else -5,
        text="<br>".join(map(en_html, lineas)),
        font={"size": PX_NOTA, "color": t.dorado_texto},
        showarrow=False,
        borderpad=0,
    )
