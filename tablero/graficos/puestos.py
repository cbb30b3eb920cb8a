"""La tira de puestos: dónde está Norte de Santander entre todos, y qué tan lejos de los demás."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.estilo import INTERLINEA, PX_NOTA, PX_TEXTO, ancho_de_texto, en_html, partir
from tablero.formato import ESPACIO_DURO, SIN_DATO, es_vacio, formatear, lista, puesto
from tablero.graficos.ejes import ancho_de_datos, decimales_de, marcas

_ALTO_TIRA = 26
_COLUMNAS = ("cod_departamento", "departamento", "valor", "puesto", "n_evaluados")
_Punto = dict[Any, Any]


def tira_de_puestos(
    datos: pd.DataFrame,
    *,
    unidad: str,
    decimales: int | None = None,
    propio: str = "54",
    pares: Sequence[str] = (),
    nombres_de_pares: Mapping[str, str] | None = None,
    referencias: bool = False,
    eje: Literal["valor", "puesto"] = "valor",
    sentido: str = "mas_es_mejor",
    vacio: str = SIN_DATO,
    tema: str = "claro",
) -> go.Figure:
    """Un punto por departamento; el ``propio`` es un rombo rojo con su puesto «17 de 33».

    Columnas: ``cod_departamento``, ``departamento``, ``valor``, ``puesto``, ``n_evaluados`` y, si
    hay varias tiras (pilares), ``fila`` con el nombre de cada una, en el orden dado. ``eje`` ubica
    los puntos por su valor (se ve la distancia) o por su puesto (se comparan filas de unidades
    distintas; el mejor va a la derecha). ``pares`` son códigos que se marcan con anillo dorado y
    nombre o, si ``nombres_de_pares`` les da un número, con él adentro (la nota dice cuál es cuál).
    ``referencias`` nombra al mejor y marca la mediana. Con ``menos_es_mejor`` el eje de valores se
    invierte: a la derecha siempre es mejor.

    Los territorios sin valor no se dibujan: se nombran al señalar el rótulo de la tira y quedan en
    ``layout.meta["sin_dato"]``; si es el propio, el rótulo dice ``vacio``. Lanza ``ValueError`` si
    falta una columna o no hay valores.
    """
    t = estilo.colores(tema)
    faltan = [c for c in _COLUMNAS if c not in datos.columns]
    if faltan:
        raise ValueError(f"Faltan columnas para dibujar la tira: {', '.join(faltan)}.")
    tabla = datos if "fila" in datos.columns else datos.assign(fila="")
    # Registros y no tablas: filtrar la tabla por cada tira costaba más que dibujarla.
    puntos = tabla[[*_COLUMNAS, "fila"]].to_dict("records")
    presentes = [punto for punto in puntos if not es_vacio(punto[eje])]
    if not presentes:
        raise ValueError("No hay ningún valor que dibujar: muestre la explicación del vacío.")
    por_fila: dict[str, list[_Punto]] = defaultdict(list)
    for punto in puntos:
        por_fila[str(punto["fila"])].append(punto)
    filas = list(por_fila)
    invertido = eje == "puesto" or sentido == "menos_es_mejor"

    numeros = [float(punto[eje]) for punto in presentes]
    minimo, maximo = min(numeros), max(numeros)
    if eje == "puesto":
        evaluados = [float(p["n_evaluados"]) for p in presentes if not es_vacio(p["n_evaluados"])]
        minimo, maximo = 1.0, max([maximo, *evaluados])
    borde = (maximo - minimo) * 0.04 or 0.5
    minimo, maximo = minimo - borde, maximo + borde
    ancho = ancho_de_datos(18, 18)

    cabezas = [_cabeza(por_fila[fila], fila, propio, unidad, decimales, vacio) for fila in filas]
    altos_cabeza = [len(c) * PX_TEXTO * INTERLINEA + 4 for c in cabezas]
    con_nombres = bool(pares and nombres_de_pares is None) or referencias
    alto_nombres = PX_NOTA * INTERLINEA if con_nombres else 0
    altos = [alto + _ALTO_TIRA + alto_nombres for alto in altos_cabeza]
    total = sum(altos)
    figura = estilo.figura_nueva(
        tema, alto_datos=total, izquierda=18, derecha=18, reserva_inferior=40
    )
    marca_resto = {"size": 9, "color": t.resto, "opacity": 0.7, "line": {"width": 0}}
    marca_par = {"size": 10, "color": t.fondo, "line": {"color": t.dorado, "width": 2.5}}
    if nombres_de_pares is not None:
        marca_par = {**marca_par, "size": 17, "line": {"color": t.dorado, "width": 2}}
    marca_propia = {
        "size": 14,
        "symbol": "diamond",
        "color": t.acento,
        "line": {"color": t.fondo, "width": 1.5},
    }
    sin_dato: dict[str, list[str]] = {}
    # Se juntan y se ponen de una vez: agregarlos uno a uno revisa todos los anteriores cada vez.
    formas: list[dict[str, Any]] = []
    rotulos: list[dict[str, Any]] = []
    alturas: dict[str, float] = {}
    nombrables = set() if nombres_de_pares is not None else set(pares) - {propio}
    for i, fila in enumerate(filas):
        techo = total - sum(altos[:i])
        y = alturas[fila] = techo - altos_cabeza[i] - _ALTO_TIRA / 2
        con_valor = [p for p in por_fila[fila] if not es_vacio(p[eje])]
        sin_dato[fila] = sorted(str(p["departamento"]) for p in por_fila[fila] if es_vacio(p[eje]))
        formas.append(
            {
                "type": "line",
                "x0": minimo,
                "x1": maximo,
                "y0": y,
                "y1": y,
                "line": {"color": t.rejilla, "width": 2},
                "layer": "below",
            }
        )
        rotulos.append(
            {
                "name": "fila",
                "xref": "paper",
                "x": 0,
                "xshift": estilo.MARGEN - 18,
                "xanchor": "left",
                "y": techo,
                "yanchor": "top",
                "align": "left",
                "text": "<br>".join(cabezas[i]),
                "hovertext": (
                    f"{vacio.capitalize()}: {en_html(lista(sin_dato[fila]))}"
                    if sin_dato[fila]
                    else None
                ),
                "font": {"size": PX_TEXTO, "color": t.texto},
                "showarrow": False,
                "borderpad": 0,
            }
        )
        nombrados = [
            (float(p[eje]), str(p["departamento"]))
            for p in con_valor
            if str(p["cod_departamento"]) in nombrables
        ]
        if referencias and con_valor:
            mediana, nombradas = _referencias(con_valor, y, eje, invertido, t)
            formas.append(mediana)
            # Primero lo que la tira promete siempre: el mejor y la mediana.
            nombrados = [*nombradas, *nombrados]
        rotulos += _nombres(nombrados, y, t, (minimo, maximo), invertido, ancho)
    resto, de_pares, propios = _repartir(presentes, propio, set(pares))
    quien = lista(list(dict.fromkeys(str(p["departamento"]) for p in propios)))
    trazas = [
        _traza(grupo, alturas, eje, unidad, decimales, nombre, marca)
        for nombre, grupo, marca in (
            ("Demás departamentos", resto, marca_resto),
            ("Pares", de_pares, marca_par),
            (quien, propios, marca_propia),
        )
        if grupo
    ]
    if nombres_de_pares is not None and de_pares:
        traza = next(traza for traza in trazas if traza["name"] == "Pares")
        codigos = [str(p["cod_departamento"]) for p in de_pares]
        traza |= {
            "mode": "markers+text",
            "text": [nombres_de_pares.get(codigo, "") for codigo in codigos],
            "textfont": {"size": PX_NOTA, "color": t.texto},
        }
    figura.add_traces(trazas)
    if eje == "puesto":
        ultimo = round(maximo - borde)
        lugares = [1.0, *[float(v) for v in range(5, ultimo - 3, 5)], float(ultimo)]
        textos = [f"{int(v)}.º" for v in lugares]
    else:
        lugares = [v for v in marcas(minimo, maximo) if minimo <= v <= maximo]
        cifras = decimales_de(lugares)
        textos = [formatear(v, unidad, cifras, corto=True) for v in lugares]
    rotulos.append(
        {
            "name": "direccion",
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 0,
            "xanchor": "right",
            "yanchor": "top",
            "xshift": 6,
            "yshift": -22,
            "text": "mejor →",
            "font": {"size": PX_NOTA, "color": t.tenue},
            "showarrow": False,
            "borderpad": 0,
        }
    )
    figura.update_layout(
        shapes=formas,
        annotations=rotulos,
        meta={**figura.layout.meta, "sin_dato": sin_dato},
        xaxis={
            "range": [maximo, minimo] if invertido else [minimo, maximo],
            "tickvals": lugares,
            "ticktext": textos,
            "tickangle": 0,
            "showline": False,
        },
        yaxis={"range": [0, total], "visible": False},
    )
    return figura


def _repartir(
    puntos: Sequence[_Punto], propio: str, pares: set[str]
) -> tuple[list[_Punto], list[_Punto], list[_Punto]]:
    """Los puntos de los demás, los de los pares y los propios, cada grupo en su orden."""
    resto: list[_Punto] = []
    de_pares: list[_Punto] = []
    propios: list[_Punto] = []
    for punto in puntos:
        codigo = str(punto["cod_departamento"])
        grupo = propios if codigo == propio else de_pares if codigo in pares else resto
        grupo.append(punto)
    return resto, de_pares, propios


def _cabeza(
    puntos: Sequence[_Punto],
    fila: str,
    propio: str,
    unidad: str,
    decimales: int | None,
    vacio: str,
) -> list[str]:
    """El rótulo de una tira: su nombre y, en negrita, el puesto propio y su valor."""
    datos = next((p for p in puntos if str(p["cod_departamento"]) == propio), None)
    if datos is None or (es_vacio(datos["puesto"]) and es_vacio(datos["valor"])):
        lugar = vacio
    else:
        lugar = puesto(datos["puesto"], datos["n_evaluados"])
        if not es_vacio(datos["valor"]):
            lugar += f" · {formatear(datos['valor'], unidad, decimales, corto=True)}"
    lugar = lugar.replace(" ", ESPACIO_DURO)
    ancho = estilo.ANCHO_TELEFONO - 2 * estilo.MARGEN
    completo = f"{fila}: {lugar}" if fila else lugar
    seguras = [en_html(linea) for linea in partir(completo, ancho, PX_TEXTO, negrita=True)]
    seguras[-1] = seguras[-1].removesuffix(en_html(lugar)) + f"<b>{en_html(lugar)}</b>"
    return seguras


def _traza(
    puntos: Sequence[_Punto],
    alturas: Mapping[str, float],
    eje: str,
    unidad: str,
    decimales: int | None,
    nombre: str,
    marca: Mapping[str, Any],
) -> dict[str, Any]:
    """Los puntos de un grupo en todas las tiras, como una sola traza."""
    return {
        "type": "scatter",
        "x": [float(p[eje]) for p in puntos],
        "y": [alturas[str(p["fila"])] for p in puntos],
        "mode": "markers",
        "name": nombre,
        "marker": dict(marca),
        "customdata": [str(p["cod_departamento"]) for p in puntos],
        "hovertext": [
            f"<b>{en_html(str(p['departamento']))}</b><br>"
            f"Puesto {puesto(p['puesto'], p['n_evaluados'])}<br>"
            f"{formatear(p['valor'], unidad, decimales)}"
            for p in puntos
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _referencias(
    puntos: Sequence[_Punto],
    y: float,
    eje: str,
    invertido: bool,
    t: estilo.Tema,
) -> tuple[dict[str, Any], list[tuple[float, str]]]:
    """La raya de la mediana, y los rótulos del mejor y de ella con su lugar."""
    numeros = [float(p[eje]) for p in puntos]
    mediana = median(numeros)
    raya = {
        "name": "mediana",
        "type": "line",
        "x0": mediana,
        "x1": mediana,
        "y0": y - 9,
        "y1": y + 9,
        "line": {"color": t.texto, "width": 2},
    }
    mejor = min(numeros) if invertido else max(numeros)
    nombres = [
        str(p["departamento"]) for p, numero in zip(puntos, numeros, strict=True) if numero == mejor
    ]
    quien = nombres[0] if len(nombres) == 1 else f"{len(nombres)} empatados"
    return raya, [(mejor, f"mejor: {quien}"), (mediana, "mediana")]


def _nombres(
    nombrados: Sequence[tuple[float, str]],
    y: float,
    t: estilo.Tema,
    rango: tuple[float, float],
    invertido: bool,
    ancho: float,
) -> list[dict[str, Any]]:
    """Los nombres bajo la tira que caben sin pisarse en el teléfono, en ese orden."""
    puestos: list[dict[str, Any]] = []
    ocupado: list[tuple[float, float]] = []
    for valor, texto in nombrados:
        parte = (valor - rango[0]) / (rango[1] - rango[0])
        px = (1 - parte if invertido else parte) * ancho
        largo = ancho_de_texto(texto, PX_NOTA)
        # Cerca de un borde el nombre se alinea hacia adentro, para no salirse.
        ancla = (
            "left" if px < largo / 2 - 6 else "right" if px > ancho - largo / 2 + 6 else "center"
        )
        inicio = px - {"left": 6, "center": largo / 2, "right": largo - 6}[ancla]
        tramo = (inicio - 4, inicio + largo + 4)
        if any(a < tramo[1] and tramo[0] < b for a, b in ocupado):
            continue
        ocupado.append(tramo)
        puestos.append(
            {
                "name": "par",
                "x": valor,
                "y": y,
                "yanchor": "top",
                "yshift": -9,
                "xanchor": ancla,
                "xshift": {"left": -6, "center": 0, "right": 6}[ancla],
                "text": en_html(texto),
                "font": {"size": PX_NOTA, "color": t.tenue},
                "showarrow": False,
                "borderpad": 0,
            }
        )
    return puestos
