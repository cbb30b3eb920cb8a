"""Tablas propias de PowerPoint: los datos de una vista y las tablas de calor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from tablero.diccionario import etiqueta, tabla_legible, unidad
from tablero.estilo import ancho_de_texto, partir, tinta_sobre
from tablero.formato import cantidad
from tablero.presentacion.lectura import Calor
from tablero.presentacion.textos import (
    CLARO,
    INTERLINEA,
    Caja,
    color_de,
    describir,
    emu,
    poner_texto,
    recortar,
    sin_estilo,
)

FILAS = 12
_TAMANOS = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
_MARGEN_X, _MARGEN_Y = 4.0, 2.5
_LINEAS_POR_CELDA = 2
_SIN_ESTILO = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ANCHO_MINIMO = 44.0


@dataclass(frozen=True)
class _Reparto:
    """Cómo queda la tabla: letra, ancho de cada columna, celdas partidas y alto de cada fila."""

    tamano: float
    anchos: tuple[float, ...]
    filas: tuple[tuple[str, ...], ...]
    altos: tuple[float, ...]


def poner_datos(
    formas: Any,
    caja: Caja,
    datos: pd.DataFrame,
    *,
    alt: str,
    filas: int = FILAS,
    columnas_maximas: int = 12,
) -> None:
    """Las primeras filas y columnas que caben, como se leen en pantalla; lo demás se cuenta."""
    logicas = {c: datos[c].map({True: "sí", False: "no"}) for c in datos.select_dtypes("bool")}
    legible = tabla_legible(datos.assign(**logicas))
    todas = len(legible.columns)
    cifras = {etiqueta(c) for c in datos if unidad(c) not in ("texto", "anio")}
    columnas = _columnas_que_caben(legible.head(filas), caja.ancho)[:columnas_maximas]
    legible = legible[columnas]
    para_tabla = Caja(caja.x, caja.y, caja.ancho, caja.alto - 18)
    reparto = _repartir(legible.head(filas), para_tabla)
    puestas = len(reparto.filas) - 1
    faltan = [
        *([_mas(len(datos) - puestas, "fila", "filas")] if len(datos) > puestas else []),
        *([_mas(todas - len(columnas), "columna", "columnas")] if todas > len(columnas) else []),
    ]
    tabla = _nueva(formas, para_tabla, reparto, alt, "Datos de la vista")
    for j, columna in enumerate(legible):
        for i in range(len(reparto.filas)):
            celda = tabla.cell(i, j)
            _escribir(celda, reparto.filas[i][j], reparto.tamano, negrita=i == 0)
            celda.text_frame.paragraphs[0].alignment = (
                PP_ALIGN.RIGHT if columna in cifras else PP_ALIGN.LEFT
            )
            fondo = CLARO.superficie if i == 0 else CLARO.fondo
            _pintar(celda, fondo)
            _subrayar(celda, CLARO.eje if i == 0 else CLARO.rejilla, con_techo=i > 0)
    if faltan:
        verbo = "está" if re.match(r"1 \D+$", faltan[0]) and len(faltan) == 1 else "están"
        poner_texto(
            formas,
            Caja(caja.x, caja.y + sum(reparto.altos) + 4, caja.ancho, 14),
            [f"Y {' y '.join(faltan)}: {verbo} en el libro de datos que se baja con la vista."],
            nombre="Lo que no cabe",
            tamano=10,
            color=CLARO.tenue,
        )


def _mas(cuantas: int, singular: str, plural: str) -> str:
    return cantidad(cuantas, f"{singular} más", f"{plural} más")


def _columnas_que_caben(legible: pd.DataFrame, ancho: float) -> list[str]:
    """Las primeras columnas cuyas palabras más largas caben sin partirse, en la letra menor."""
    puestas: list[str] = []
    libre = ancho
    for columna in legible:
        minimo = _minimo([columna, *legible[columna].astype(str)], _TAMANOS[-1], ancho)
        if puestas and minimo > libre:
            break
        libre -= minimo
        puestas.append(columna)
    return puestas


def _minimo(textos: Sequence[str], tamano: float, ancho: float) -> float:
    """El ancho con que ninguna palabra de la columna se parte, salvo las de un tercio de tabla."""
    # Un espacio duro no parte la palabra: «$ 1.000» va entero.
    palabras = re.split(r"[ \n]+", " ".join(textos))
    larga = max(ancho_de_texto(p, tamano, negrita=True) for p in palabras)
    return max(_ANCHO_MINIMO, min(larga, ancho / 3) + 2 * _MARGEN_X + 2)


def _repartir(legible: pd.DataFrame, caja: Caja) -> _Reparto:
    """La letra más grande con que entran todas las filas; con la menor, las que entren."""
    for tamano in _TAMANOS:
        minimos = [
            _minimo([columna, *legible[columna].astype(str)], tamano, caja.ancho)
            for columna in legible
        ]
        if sum(minimos) > caja.ancho and tamano > _TAMANOS[-1]:
            continue
        reparto = _con_letra(legible, caja.ancho, tamano)
        if sum(reparto.altos) <= caja.alto:
            return reparto
    altos: list[float] = []
    alto = 0.0
    for uno in reparto.altos:
        if alto + uno > caja.alto and len(altos) > 1:
            break
        altos.append(uno)
        alto += uno
    return _Reparto(reparto.tamano, reparto.anchos, reparto.filas[: len(altos)], tuple(altos))


def _con_letra(legible: pd.DataFrame, ancho: float, tamano: float) -> _Reparto:
    filas = [list(legible.columns), *legible.astype(str).to_numpy().tolist()]
    naturales, minimos = [], []
    for encabezado, *celdas in zip(*filas, strict=True):
        # El encabezado puede ir en dos o tres líneas; las celdas, mejor en una.
        natural = max(
            ancho_de_texto(encabezado, tamano, negrita=True) / 2,
            *(ancho_de_texto(celda, tamano) for celda in celdas),
        )
        minimos.append(_minimo([encabezado, *celdas], tamano, ancho))
        naturales.append(max(natural + 2 * _MARGEN_X + 4, minimos[-1]))
    anchos = _anchos(naturales, minimos, ancho)
    partidas = [
        [
            recortar(
                partir(t, w - 2 * _MARGEN_X, tamano, negrita=i == 0),
                w - 2 * _MARGEN_X,
                tamano,
                _LINEAS_POR_CELDA + (i == 0),
                negrita=i == 0,
            )
            for t, w in zip(fila, anchos, strict=True)
        ]
        for i, fila in enumerate(filas)
    ]
    altos = tuple(
        max(len(lineas) for lineas in fila) * tamano * INTERLINEA + 2 * _MARGEN_Y + 1
        for fila in partidas
    )
    # El salto lo vuelve a hacer PowerPoint con el mismo ancho: aquí sólo importa lo recortado.
    return _Reparto(
        tamano,
        tuple(anchos),
        tuple(tuple(" ".join(lineas) for lineas in fila) for fila in partidas),
        altos,
    )


def _anchos(naturales: Sequence[float], minimos: Sequence[float], total: float) -> list[float]:
    """Cada columna su ancho natural si caben todas; si no, ceden las más anchas, hasta su mínimo.

    Si sobra mucho, la tabla no se estira hasta el borde: las cifras quedarían lejos de su nombre.
    """
    if sum(naturales) <= total:
        sobra = min(total - sum(naturales), 0.6 * sum(naturales))
        return [w + sobra / len(naturales) for w in naturales]
    techo_bajo, techo_alto = 0.0, max(naturales)
    for _ in range(40):
        techo = (techo_bajo + techo_alto) / 2
        pedido = sum(max(m, min(w, techo)) for w, m in zip(naturales, minimos, strict=True))
        techo_bajo, techo_alto = (techo_bajo, techo) if pedido > total else (techo, techo_alto)
    anchos = [max(m, min(w, techo_bajo)) for w, m in zip(naturales, minimos, strict=True)]
    encoger = min(1.0, total / sum(anchos))
    return [w * encoger for w in anchos]


def poner_calor(formas: Any, caja: Caja, calor: Calor, *, alt: str) -> None:
    """La tabla de calor, con su cifra en cada celda y la leyenda de los cortes debajo."""
    alto_util = caja.alto - 26
    alto = min(26.0, alto_util / (len(calor.filas) + 1))
    tamano = max(8.0, min(12.0, (alto - 2 * _MARGEN_Y) / INTERLINEA))
    de_nombre = max(ancho_de_texto(nombre, tamano) for nombre, _ in calor.filas) + 14
    de_nombre = min(de_nombre, caja.ancho * 0.5)
    de_cifra = min(110.0, (caja.ancho - de_nombre) / len(calor.columnas))
    anchos = (de_nombre, *[de_cifra] * len(calor.columnas))
    textos = (("", *calor.columnas), *((n, *(t for t, _ in celdas)) for n, celdas in calor.filas))
    reparto = _Reparto(tamano, anchos, textos, (alto,) * len(textos))
    tabla = _nueva(formas, caja, reparto, alt, "Tabla de calor")
    for i, fila in enumerate(textos):
        for j, texto in enumerate(fila):
            celda = tabla.cell(i, j)
            fondo = CLARO.fondo if i == 0 or j == 0 else calor.filas[i - 1][1][j - 1][1]
            _escribir(celda, texto, tamano, negrita=i == 0, color=tinta_sobre(fondo))
            celda.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if j == 0 else PP_ALIGN.CENTER
            _pintar(celda, fondo)
            _subrayar(celda, CLARO.fondo, con_techo=i > 0)
    x = caja.x
    y = caja.y + alto * len(textos) + 8
    for rotulo, color in calor.leyenda:
        muestra = formas.add_shape(1, *Caja(x, y, 12, 12).emu)
        muestra.name = f"Clase {rotulo}"
        muestra.fill.solid()
        muestra.fill.fore_color.rgb = color_de(color)[0]
        muestra.line.color.rgb = color_de(CLARO.eje)[0]
        muestra.line.width = Pt(0.5)
        sin_estilo(muestra)
        ancho = ancho_de_texto(rotulo, 10) + 6
        poner_texto(
            formas, Caja(x + 16, y, ancho, 13), [rotulo], nombre=f"Rótulo {rotulo}", tamano=10
        )
        x += 16 + ancho + 12


def _nueva(formas: Any, caja: Caja, reparto: _Reparto, alt: str, nombre: str) -> Any:
    marco = formas.add_table(
        len(reparto.filas),
        len(reparto.anchos),
        *Caja(caja.x, caja.y, sum(reparto.anchos), sum(reparto.altos)).emu,
    )
    marco.name = nombre
    describir(marco, alt)
    tabla = marco.table
    tabla.horz_banding = False
    # «Sin estilo ni cuadrícula»: los colores y las rayas son los que aquí se ponen.
    (estilo,) = marco._element.iter(qn("a:tableStyleId"))
    estilo.text = _SIN_ESTILO
    for j, ancho in enumerate(reparto.anchos):
        tabla.columns[j].width = emu(ancho)
    for i, alto in enumerate(reparto.altos):
        tabla.rows[i].height = emu(alto)
    return tabla


def _escribir(
    celda: Any, texto: str, tamano: float, *, negrita: bool, color: str = CLARO.texto
) -> None:
    celda.margin_left = celda.margin_right = emu(_MARGEN_X)
    celda.margin_top = celda.margin_bottom = emu(_MARGEN_Y)
    celda.vertical_anchor = MSO_ANCHOR.MIDDLE
    parrafo = celda.text_frame.paragraphs[0]
    if not texto:
        # Sin letra, la celda vacía mediría lo de la letra por defecto, que es de 18 puntos.
        vacia = parrafo._p.makeelement(qn("a:endParaRPr"), {"sz": str(round(tamano * 100))})
        parrafo._p.append(vacia)
        return
    tramo = parrafo.add_run()
    tramo.text = texto
    tramo.font.size = Pt(tamano)
    tramo.font.bold = negrita
    tramo.font.color.rgb = color_de(color)[0]


def _pintar(celda: Any, color: str) -> None:
    celda.fill.solid()
    celda.fill.fore_color.rgb = color_de(color)[0]


def _subrayar(celda: Any, color: str, *, con_techo: bool) -> None:
    """Sólo una raya bajo la celda: python-pptx no trae los bordes de las tablas.

    El techo lo pone la celda de arriba (``con_techo``); sin ella, va sin raya.
    """
    propiedades = celda._tc.get_or_add_tcPr()
    # Los bordes van en este orden y antes que el relleno de la celda.
    lados = ("a:lnL", "a:lnR", "a:lnB") if con_techo else ("a:lnL", "a:lnR", "a:lnT", "a:lnB")
    for lugar, lado in enumerate(lados):
        linea = propiedades.makeelement(qn(lado), {"w": "9525"})
        relleno = linea.makeelement(qn("a:solidFill" if lado == "a:lnB" else "a:noFill"), {})
        if lado == "a:lnB":
            relleno.append(relleno.makeelement(qn("a:srgbClr"), {"val": color[1:]}))
        linea.append(relleno)
        propiedades.insert(lugar, linea)
