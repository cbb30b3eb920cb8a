"""Dibujos mínimos en SVG para las tarjetas: sin librerías, sin red y con su descripción dentro.

Cada función devuelve un ``<svg>`` completo que sirve en línea o como imagen. Los colores no llevan
el mensaje: la forma y el rótulo sí. Todo texto queda dentro del lienzo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Literal

from tablero.estilo import (
    FUENTE,
    Tema,
    ancho_de_texto,
    colores,
    frase_de_sentido,
)
from tablero.formato import SIN_DATO, es_vacio, formatear, periodo
from tablero.graficos.ejes import posicion, separar
from tablero.graficos.svg import lienzo, texto

Punto = tuple[str | int, float | None]
"""Un período y su valor (``None`` si no hay dato)."""

_PX = 11
_LINEA = 14


def tendencia_svg(
    puntos: Sequence[Punto],
    segmentos: Sequence[str] | None = None,
    sentido: str = "neutro",
    tema: str = "claro",
    ancho: int = 220,
    alto: int = 64,
    *,
    unidad: str = "numero",
    decimales: int | None = None,
    de: int | None = None,
    nombre: str = "",
) -> str:
    """Tendencia diminuta: primer y último dato rotulados, y un corte en cada quiebre.

    ``puntos`` son pares (período, valor) en orden; ``segmentos``, uno por punto: donde cambia (o
    donde falta el dato) la línea se corta y una raya lo marca. ``nombre`` encabeza la descripción
    accesible, que dice el primer y el último dato, si hay quiebres y el ``sentido``. ``de`` es el
    número de evaluados si son puestos, que se dibujan con el primero arriba. Sin ningún
    valor, el dibujo dice «sin dato». Lanza ``ValueError`` si ``segmentos`` no tiene un elemento
    por punto.
    """
    t = colores(tema)
    tramos_de = list(segmentos) if segmentos is not None else [""] * len(puntos)
    if len(tramos_de) != len(puntos):
        raise ValueError(f"Hay {len(puntos)} puntos y {len(tramos_de)} segmentos: uno por punto.")
    datos = [
        (posicion(p), float(v), p, s)
        for (p, v), s in zip(puntos, tramos_de, strict=True)
        if v is not None and not es_vacio(v)
    ]
    if not datos:
        descripcion = f"{nombre}: {SIN_DATO}." if nombre else f"{SIN_DATO.capitalize()}."
        return _svg(ancho, alto, descripcion, [texto(2, alto / 2 + 4, SIN_DATO, t.tenue)])

    def escribir(valor: float) -> str:
        return formatear(valor, unidad, decimales, de=de, corto=True)

    def decir(valor: float) -> str:
        return formatear(valor, unidad, decimales, de=de)

    primero, ultimo = datos[0], datos[-1]
    rotulo_final = escribir(ultimo[1])
    derecha = max(
        ancho_de_texto(rotulo_final, _PX, negrita=True),
        ancho_de_texto(periodo(ultimo[2], corto=True), _PX),
    )
    izquierda = (
        max(
            ancho_de_texto(escribir(primero[1]), _PX),
            ancho_de_texto(periodo(primero[2], corto=True), _PX),
        )
        if len(datos) > 1
        else 0
    )
    x0, x1 = izquierda + 10, ancho - derecha - 10
    valores = [d[1] for d in datos]
    minimo, maximo = min(valores), max(valores)
    x_min, x_max = datos[0][0], datos[-1][0]

    def px(x: float, y: float) -> tuple[float, float]:
        parte_x = (x - x_min) / (x_max - x_min) if x_max > x_min else 1
        parte_y = (y - minimo) / (maximo - minimo) if maximo > minimo else 0.5
        if unidad == "puesto":
            parte_y = 1 - parte_y
        return x0 + parte_x * (x1 - x0), alto - 8 - parte_y * (alto - 16)

    partes: list[str] = []
    tramos = _partir_en_tramos(puntos, tramos_de)
    n_quiebres = 0
    for anterior, siguiente in pairwise(tramos):
        if anterior[-1][1] == siguiente[0][1]:
            continue
        n_quiebres += 1
        medio = (px(posicion(anterior[-1][0]), 0)[0] + px(posicion(siguiente[0][0]), 0)[0]) / 2
        partes.append(
            f'<line x1="{medio:.1f}" y1="3" x2="{medio:.1f}" y2="{alto - 3}" '
            f'stroke="{t.tenue}" stroke-width="1" stroke-dasharray="3 3"/>'
        )
    for tramo in tramos:
        lugares = [px(posicion(p), v) for p, _, v in tramo]
        if len(lugares) == 1:
            x, y = lugares[0]
            partes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{t.resto}"/>')
            continue
        trazo = " ".join(f"{x:.1f},{y:.1f}" for x, y in lugares)
        partes.append(
            f'<polyline points="{trazo}" fill="none" stroke="{t.resto}" stroke-width="2" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    if len(datos) > 1:
        x, y = px(primero[0], primero[1])
        partes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{t.fondo}" stroke="{t.resto}" '
            'stroke-width="2"/>'
        )
        base = _linea_base(y, alto)
        partes.append(texto(x - 7, base, escribir(primero[1]), t.tenue, ancla="end"))
        partes.append(
            texto(x - 7, base + 12, periodo(primero[2], corto=True), t.tenue, ancla="end")
        )
    x, y = px(ultimo[0], ultimo[1])
    partes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{t.acento}"/>')
    base = _linea_base(y, alto)
    partes.append(texto(x + 7, base, rotulo_final, t.acento, negrita=True))
    partes.append(texto(x + 7, base + 12, periodo(ultimo[2], corto=True), t.tenue))

    frases = [f"{nombre}." if nombre else ""]
    completo = decir(ultimo[1])
    if len(datos) > 1:
        frases.append(
            f"De {decir(primero[1])} ({periodo(primero[2])}) a {completo} ({periodo(ultimo[2])})."
        )
    else:
        frases.append(f"Un solo dato: {completo} ({periodo(ultimo[2])}).")
    if n_quiebres:
        veces = "un quiebre" if n_quiebres == 1 else f"{n_quiebres} quiebres"
        frases.append(f"La serie tiene {veces}: los tramos no se comparan entre sí.")
    frases.append(frase_de_sentido(sentido))
    return _svg(ancho, alto, " ".join(f for f in frases if f), partes)


def _linea_base(y: float, alto: float) -> float:
    """Altura del primero de los dos renglones de un rótulo, sin que se salgan del lienzo."""
    return min(max(y + 1, _PX), alto - 14)


def _partir_en_tramos(
    puntos: Sequence[Punto], segmentos: Sequence[str]
) -> list[list[tuple[str | int, str, float]]]:
    tramos: list[list[tuple[str | int, str, float]]] = []
    abierto = False
    for (p, valor), segmento in zip(puntos, segmentos, strict=True):
        if valor is None or es_vacio(valor):
            abierto = False
            continue
        if abierto and tramos[-1][-1][1] == segmento:
            tramos[-1].append((p, segmento, float(valor)))
        else:
            tramos.append([(p, segmento, float(valor))])
        abierto = True
    return tramos


_FORMAS = ("base", "avance", "meta")
_NOMBRES = {"base": "Línea base", "avance": "Avance", "meta": "Meta"}


def barra_avance_svg(
    base: float | None,
    avance: float | None,
    meta: float | None,
    sentido: Literal["mas_es_mejor", "menos_es_mejor", "neutro"] = "mas_es_mejor",
    tema: str = "claro",
    *,
    unidad: str = "numero",
    decimales: int | None = None,
    de: int | None = None,
    anios: tuple[str | int | None, str | int | None, str | int | None] = (None, None, None),
    ancho: int = 300,
    nombre: str = "",
    rotulo_base: str = "Línea base",
) -> str:
    """Línea base → avance → meta sobre un mismo eje, que se entiende en blanco y negro.

    La línea base es un aro, el avance un rombo lleno y la meta una raya vertical con banderín; cada
    uno lleva su nombre, su año y su valor. Una flecha dice hacia dónde es mejor. Lo que falte se
    escribe «sin dato» y no se dibuja. ``de`` es el número de evaluados si son puestos.
    ``rotulo_base`` nombra el punto de partida cuando no es la línea base (lo acumulado).
    Pasarse de la meta se ve: el rombo queda después de la raya.
    """
    t = colores(tema)
    valores = {
        clave: None if v is None or es_vacio(v) else float(v)
        for clave, v in zip(_FORMAS, (base, avance, meta), strict=True)
    }
    rotulos: dict[str, tuple[str, str]] = {}
    for clave, anio in zip(_FORMAS, anios, strict=True):
        titulo = rotulo_base if clave == "base" else _NOMBRES[clave]
        titulo = titulo if anio is None else f"{titulo} {anio}"
        rotulos[clave] = (titulo, formatear(valores[clave], unidad, decimales, de=de, corto=True))

    def decir(valor: float | None) -> str:
        return formatear(valor, unidad, decimales, de=de)

    descripcion = _describir_avance(valores, anios, sentido, decir, nombre)

    presentes = {clave: v for clave, v in valores.items() if v is not None}
    anchos = {
        clave: max(
            ancho_de_texto(titulo, _PX),
            ancho_de_texto(cifra, _PX, negrita=True),
        )
        for clave, (titulo, cifra) in rotulos.items()
    }
    alto = 30 + 22 + 30 + 4
    y_eje = 30 + 11
    partes: list[str] = []
    if not presentes:
        partes.append(texto(2, y_eje, SIN_DATO, t.tenue))
        return _svg(ancho, alto, descripcion, partes)

    minimo, maximo = min(presentes.values()), max(presentes.values())
    x0, x1 = 16.0, ancho - 16.0

    def px(valor: float) -> float:
        return (
            x0 + (valor - minimo) / (maximo - minimo) * (x1 - x0)
            if maximo > minimo
            else ((x0 + x1) / 2)
        )

    partes.append(
        f'<line x1="{x0 - 8:.1f}" y1="{y_eje}" x2="{x1 + 8:.1f}" y2="{y_eje}" '
        f'stroke="{t.rejilla}" stroke-width="4" stroke-linecap="round"/>'
    )
    if valores["base"] is not None and valores["avance"] is not None:
        partes.append(
            f'<line x1="{px(valores["base"]):.1f}" y1="{y_eje}" '
            f'x2="{px(valores["avance"]):.1f}" y2="{y_eje}" '
            f'stroke="{t.acento}" stroke-width="4"/>'
        )
    for clave, valor in presentes.items():
        partes.append(_forma(clave, px(valor), y_eje, t))

    # Arriba el avance; abajo, línea base y meta, separados si quedaran encima.
    filas = {"avance": 0.0, "base": y_eje + 11.0, "meta": y_eje + 11.0}
    abajo = ["base", "meta"]
    sin_lugar = {"base": x0, "avance": (x0 + x1) / 2, "meta": x1}
    centros = {clave: px(v) if v is not None else sin_lugar[clave] for clave, v in valores.items()}
    centros.update(
        zip(
            abajo,
            separar([centros[c] for c in abajo], [anchos[c] + 10 for c in abajo], ancho - 2),
            strict=True,
        )
    )
    for clave, (titulo, cifra) in rotulos.items():
        medio = anchos[clave] / 2
        x = min(max(centros[clave], medio + 2), ancho - medio - 2)
        y = filas[clave]
        tinta = t.acento if clave == "avance" else t.texto
        partes.append(texto(x, y + 10, titulo, t.tenue, ancla="middle"))
        partes.append(
            texto(x, y + 10 + _LINEA - 1, cifra, tinta, ancla="middle", negrita=True)
            if valores[clave] is not None
            else texto(x, y + 10 + _LINEA - 1, cifra, t.tenue, ancla="middle")
        )
    if sentido != "neutro":
        flecha = "mejor →" if sentido == "mas_es_mejor" else "← mejor"
        partes += _flecha_de_sentido(flecha, centros["avance"], anchos["avance"], ancho, t)
    return _svg(ancho, alto, descripcion, partes)


def _flecha_de_sentido(
    flecha: str, centro: float, ancho_rotulo: float, ancho: float, t: Tema
) -> list[str]:
    """La flecha en la esquina de su lado o, si ahí está el rótulo del avance, en la otra."""
    largo = ancho_de_texto(flecha, _PX) + 6
    medio = ancho_rotulo / 2
    x = min(max(centro, medio + 2), ancho - medio - 2)
    a_la_izquierda = texto(2, 10, flecha, t.tenue) if x - medio > largo else None
    a_la_derecha = (
        texto(ancho - 2, 10, flecha, t.tenue, ancla="end") if x + medio < ancho - largo else None
    )
    preferidas = (a_la_derecha, a_la_izquierda)
    if flecha.startswith("←"):
        preferidas = (a_la_izquierda, a_la_derecha)
    return [p for p in preferidas if p is not None][:1]


def _describir_avance(
    valores: dict[str, float | None],
    anios: Sequence[Any],
    sentido: str,
    decir: Callable[[float | None], str],
    nombre: str,
) -> str:
    frases = [f"{nombre}." if nombre else ""]
    for clave, anio in zip(_FORMAS, anios, strict=True):
        cuando = "" if anio is None else f" ({anio})"
        frases.append(f"{_NOMBRES[clave]}{cuando}: {decir(valores[clave])}.")
    base, avance, meta = (valores[c] for c in _FORMAS)
    if avance is not None and meta is not None and sentido != "neutro":
        llego = avance >= meta if sentido == "mas_es_mejor" else avance <= meta
        frases.append("El avance alcanza la meta." if llego else "El avance no alcanza la meta.")
    if avance is not None and base is not None and sentido != "neutro" and avance != base:
        mejora = (avance > base) == (sentido == "mas_es_mejor")
        verbo = "Mejora" if mejora else "Empeora"
        frases.append(f"{verbo} frente a la línea base.")
    frases.append(frase_de_sentido(sentido))
    return " ".join(f for f in frases if f)


def _forma(clave: str, x: float, y: float, t: Tema) -> str:
    if clave == "base":
        return (
            f'<circle cx="{x:.1f}" cy="{y}" r="5.5" fill="{t.fondo}" stroke="{t.texto}" '
            'stroke-width="2"/>'
        )
    if clave == "meta":
        return (
            f'<path d="M{x:.1f} {y - 10}V{y + 10}M{x:.1f} {y - 10}l7 3.5l-7 3.5z" '
            f'fill="{t.dorado}" stroke="{t.texto}" stroke-width="2" stroke-linejoin="round"/>'
        )
    return (
        f'<path d="M{x:.1f} {y - 8}l8 8l-8 8l-8 -8z" fill="{t.acento}" stroke="{t.fondo}" '
        'stroke-width="1.5"/>'
    )


def _svg(ancho: int, alto: int, descripcion: str, partes: Sequence[str]) -> str:
    """El lienzo con su descripción: ``role="img"`` y ``<title>`` para lector y ventana."""
    return lienzo(ancho, alto, partes, letra=FUENTE, px=_PX, descripcion=descripcion)
