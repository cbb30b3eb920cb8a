"""Una vista congelada compuesta para una imagen de medidas fijas: con ella van todos sus textos.

Título y subtítulo arriba; al pie las notas, las fuentes con su corte, los filtros y el código. El
dibujo ocupa lo que queda y crece o se encoge con su letra.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from tablero import estilo
from tablero.exportar import nombre_de_archivo
from tablero.formato import ESPACIO_DURO
from tablero.sesion.lienzo import a_medida, sin_marco
from tablero.vistas import VistaCongelada

FORMATOS = ("png", "svg")
_SEPARACION = 10
_ALTO_MINIMO = 0.42  # del alto, para el dibujo: si los textos no dejan tanto, el pie se encoge
_PIE_MINIMO = 9.0
_ANCHO_MINIMO = 420  # de los píxeles para los que el dibujo está hecho; el teléfono tiene 358
# Cuánto se pueden juntar los renglones de unas barras, y cuánto estirar un dibujo bajo.
_APRETADO, _APRETADO_DE_DOS, _ESTIRADO = 0.7, 0.9, 1.4
_PASO_DE_TIRA, _BAJO_LA_TIRA, _PARTE_DE_ROTULO = 36, 28, 0.36
_DE_LA_MUESTRA = 38  # la muestra de color de la leyenda y sus separaciones


@dataclass(frozen=True)
class Tamano:
    """Las medidas de una imagen. En píxeles de diseño; la PNG tiene ``escala`` por cada uno.

    ``titulo``, ``subtitulo`` y ``pie`` son tamaños de letra; ``tope``, cuántas veces puede crecer
    la del dibujo.
    """

    clave: str
    rotulo: str
    ancho: int
    alto: int
    escala: float
    margen: int
    titulo: float
    subtitulo: float
    pie: float
    tope: float

    @property
    def pixeles(self) -> tuple[int, int]:
        """Los de la imagen PNG."""
        return round(self.ancho * self.escala), round(self.alto * self.escala)


TAMANOS = {
    tamano.clave: tamano
    for tamano in (
        Tamano("diapositiva", "Diapositiva 16:9", 1280, 720, 2, 32, 28, 19, 13, 1.5),
        Tamano("media-diapositiva", "Media diapositiva", 640, 720, 2, 24, 23, 16, 12, 1.3),
        # Una hoja de 8,5 × 11 pulgadas, a 300 puntos por pulgada y con márgenes para imprimirla.
        Tamano("informe-carta", "Informe carta", 816, 1056, 3.125, 60, 25, 17, 12, 1.5),
        Tamano("cuadrado", "Cuadrado", 720, 720, 2, 28, 25, 17, 12, 1.3),
    )
}


@dataclass(frozen=True)
class Texto:
    """Un bloque de texto de la imagen, ya partido en renglones. ``arriba``: desde el borde."""

    nombre: str
    lineas: tuple[str, ...]
    px: float
    arriba: float
    negrita: bool = False

    @property
    def alto(self) -> float:
        return len(self.lineas) * self.px * estilo.INTERLINEA


def textos_de(vista: VistaCongelada, tamano: Tamano) -> tuple[list[Texto], float, float]:
    """Los bloques de texto, y entre qué alturas queda sitio para el dibujo (desde arriba)."""
    ancho = tamano.ancho - 2 * tamano.margen
    titulo = _bloque("titulo", vista.titulo, ancho, tamano.titulo, tamano.margen, negrita=True)
    subtitulo = _bloque(
        "subtitulo", vista.subtitulo, ancho, tamano.subtitulo, titulo.arriba + titulo.alto + 4
    )
    desde = subtitulo.arriba + subtitulo.alto + _SEPARACION
    px = tamano.pie
    while True:
        pie = _bloque("pie", "\n".join(_al_pie(vista)), ancho, px, 0)
        hasta = tamano.alto - tamano.margen * 0.75 - pie.alto
        if hasta - _SEPARACION - desde >= _ALTO_MINIMO * tamano.alto or px <= _PIE_MINIMO:
            break
        px -= 0.5
    pie = Texto("pie", pie.lineas, px, hasta)
    return [b for b in (titulo, subtitulo, pie) if b.lineas], desde, hasta - _SEPARACION


def _bloque(
    nombre: str, texto: str, ancho: float, px: float, arriba: float, *, negrita: bool = False
) -> Texto:
    lineas = tuple(estilo.partir(texto, ancho, px, negrita=negrita)) if texto else ()
    return Texto(nombre, lineas, px, arriba, negrita)


def _al_pie(vista: VistaCongelada) -> list[str]:
    meta: Mapping[str, Any] = dict((vista.figura or {"layout": {}})["layout"].get("meta") or {})
    citadas = meta.get("fuentes") or [f"{f['productor']}, {f['titulo']}" for f in vista.fuentes]
    return [
        *vista.notas,
        estilo.texto_de_fuentes(citadas, vista.corte),
        f"Filtros: {vista.filtros_en_palabras}. Código{ESPACIO_DURO}{vista.codigo}.",
    ]


def figura_para_imagen(vista: VistaCongelada, tamano: Tamano) -> go.Figure:
    """La figura de esas medidas, con todos los textos dentro y sin que se pisen.

    Lanza ``ValueError`` si la vista es una tabla: no tiene dibujo.
    """
    textos, desde, hasta = textos_de(vista, tamano)
    borde = tamano.margen - estilo.MARGEN
    libre = math.floor(hasta - desde)
    figura = _dibujo(vista, tamano.ancho - 2 * borde, libre, tamano.tope)
    # Si el dibujo no llena el alto, queda al medio.
    desde += (libre - figura.layout.height) // 2
    hasta = desde + figura.layout.height
    margen = figura.layout.margin
    arriba, abajo = margen.t + math.ceil(desde), margen.b + math.ceil(tamano.alto - hasta)
    izquierda = margen.l + borde
    t = estilo.TEMAS["claro"]
    notas = [
        {
            "name": texto.nombre,
            "text": _en_html(texto),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": tamano.margen - izquierda,
            "y": 1,
            "yanchor": "top",
            "yshift": arriba - texto.arriba,
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
            "font": {
                "size": texto.px,
                "color": t.texto if texto.nombre == "titulo" else t.tenue,
            },
        }
        for texto in textos
    ]
    figura.layout.annotations = (*figura.layout.annotations, *notas)
    return figura.update_layout(
        width=tamano.ancho,
        height=tamano.alto,
        margin={"l": izquierda, "r": margen.r + borde, "t": arriba, "b": abajo},
    )


def _dibujo(vista: VistaCongelada, ancho: int, alto: int, tope: float) -> go.Figure:
    """El dibujo sin sus textos, en ``ancho`` por ``alto`` o menos, con letra hasta ``tope`` veces
    la suya.

    Sus rótulos están calculados en píxeles: se encoge o se agranda todo por igual, y sólo se
    estira o se aprieta lo que los deja en su sitio.
    """
    figura = sin_marco(vista)
    lienzo = figura["layout"]
    lienzo["margin"] = {"l": estilo.MARGEN, "r": estilo.MARGEN, **lienzo["margin"]}
    factor = min(tope, ancho / _ANCHO_MINIMO)
    if (lienzo.get("yaxis") or {}).get("scaleanchor"):
        return _mapa(figura, ancho, alto, factor)
    lienzo["height"] -= _sobra_de_leyenda(figura, ancho, factor)
    if filas := [n for n in lienzo["annotations"] if n.get("name") == "fila"]:
        alturas = _alturas(lienzo)
        if len(filas) == len(alturas) > 1:
            return _tiras(figura, list(zip(filas, alturas, strict=True)), ancho, alto, factor)
        return a_medida(figura, ancho, min(alto, round(lienzo["height"] * factor)), factor)
    # Con el rótulo en el eje; el que va sobre su barra necesita el sitio que tiene.
    acostadas = any(t["type"] == "bar" and t.get("orientation") == "h" for t in figura["data"])
    if acostadas and (lienzo.get("yaxis") or {}).get("ticktext") is not None:
        return _barras(figura, ancho, alto, factor)
    factor = min(factor, alto / lienzo["height"])
    return a_medida(figura, ancho, min(alto, round(lienzo["height"] * factor * _ESTIRADO)), factor)


def _barras(figura: dict[str, Any], ancho: int, alto: int, factor: float) -> go.Figure:
    """Los renglones traen holgura: se juntan antes de achicar la letra, más si son de una línea."""
    natural = figura["layout"]["height"]
    for apretado in (_APRETADO, _APRETADO_DE_DOS):
        letra = min(factor, alto / natural / apretado)
        dibujo = a_medida(figura, ancho, min(alto, round(natural * letra * _ESTIRADO)), letra)
        if not any("<br>" in str(texto) for texto in dibujo.layout.yaxis.ticktext or ()):
            break
    return dibujo


def _alturas(lienzo: dict[str, Any]) -> list[float]:
    """La de la raya de cada tira, en el orden de sus rótulos."""
    return [
        forma["y0"]
        for forma in lienzo.get("shapes") or ()
        if forma.get("y0") is not None and forma["y0"] == forma.get("y1") and "yref" not in forma
    ]


def _tiras(
    figura: dict[str, Any],
    filas: list[tuple[dict[str, Any], float]],
    ancho: int,
    alto: int,
    factor: float,
) -> go.Figure:
    """Pone a la izquierda los rótulos que van sobre cada tira, y las junta.

    ``filas``: cada rótulo con la altura de su tira. En un teléfono no habría ancho para eso; aquí
    sobra ancho y falta alto.
    """
    lienzo = figura["layout"]
    margen = lienzo["margin"]
    bordes = margen["t"] + margen["b"]
    datos = lienzo["height"] - bordes
    nombres, lugares = [], []
    for nota, _ in filas:
        nombre, _, lugar = str(nota["text"]).replace("<br>", " ").partition("<b>")
        nombres.append(html.unescape(nombre).strip().removesuffix(":"))
        lugares.append(f"<b>{lugar}")

    def repartir(al_lado: int) -> tuple[float, int, float]:
        """Con esos píxeles para el rótulo: cuánto crece la letra, ellos mismos y el alto."""
        lineas = 1 + max(len(estilo.partir(n, al_lado, estilo.PX_TEXTO)) for n in nombres)
        paso = max(_PASO_DE_TIRA, lineas * estilo.PX_TEXTO * estilo.INTERLINEA + 2)
        natural = min(datos, paso * len(filas)) + bordes + _BAJO_LA_TIRA
        ocupan = max(estilo.ANCHO_TELEFONO + al_lado, al_lado / _PARTE_DE_ROTULO)
        cabe = min(factor, alto / natural, ancho / ocupan)
        return cabe, al_lado, natural

    anchos = [estilo.ancho_de_texto(nombre, estilo.PX_TEXTO) for nombre in nombres]
    factor, al_lado, natural = max(repartir(px) for px in (130, 170, 220, math.ceil(max(anchos))))
    razon = (natural - bordes - _BAJO_LA_TIRA) / datos
    # Los nombres bajo la última tira no se juntan: sin esto llegarían a los números del eje.
    pie = (1 - razon) * _BAJO_LA_TIRA
    abajo, techo = lienzo["yaxis"]["range"]
    lienzo["yaxis"] = {**lienzo["yaxis"], "range": [abajo - pie / razon, techo]}
    for (nota, y), nombre, lugar in zip(filas, nombres, lugares, strict=True):
        lineas = map(estilo.en_html, estilo.partir(nombre, al_lado, estilo.PX_TEXTO))
        nota |= {"text": "<br>".join([*lineas, lugar]), "y": y, "yanchor": "middle"}
        nota["xshift"] = nota["xshift"] - al_lado
    for forma in lienzo["shapes"]:
        if forma.get("name") == "mediana":
            medio = (forma["y0"] + forma["y1"]) / 2
            largo = (forma["y1"] - medio) / razon
            forma |= {"y0": medio - largo, "y1": medio + largo}
    lienzo["margin"] = {**margen, "l": margen["l"] + al_lado}
    dibujo_alto = round((natural - _BAJO_LA_TIRA + pie) * factor)
    return a_medida(figura, ancho, min(alto, dibujo_alto), factor)


def _mapa(figura: dict[str, Any], ancho: int, alto: int, factor: float) -> go.Figure:
    """Un mapa llena el alto sin deformarse; en una imagen apaisada su leyenda va al lado."""
    lienzo = figura["layout"]
    entrada = (lienzo.get("legend") or {}).get("entrywidth")
    if entrada and ancho > alto:
        margen = lienzo["margin"]
        izquierda = margen["l"] + entrada + _DE_LA_MUESTRA
        lienzo["margin"] = {**margen, "t": 10, "l": izquierda}
        datos = ancho - (izquierda + margen["r"]) * factor
        lienzo["legend"] = {
            "orientation": "v", "xref": "paper", "yref": "paper", "xanchor": "left",
            "x": (margen["l"] - izquierda) * factor / datos, "y": 1, "yanchor": "top",
        }  # fmt: skip
    else:
        lienzo["height"] -= _sobra_de_leyenda(figura, ancho, factor)
    return a_medida(figura, ancho, alto, factor)


def _sobra_de_leyenda(figura: dict[str, Any], ancho: float, factor: float) -> int:
    """Quita, y dice cuántos eran, los píxeles de los renglones de leyenda que ya no hacen falta.

    La leyenda reserva los que ocupa en un teléfono; con más ancho, ocupa menos.
    """
    lienzo = figura["layout"]
    entrada = (lienzo.get("legend") or {}).get("entrywidth")
    if not lienzo.get("showlegend") or not entrada:
        return 0
    margen = lienzo["margin"]
    entradas = sum(t.get("showlegend") is not False for t in figura["data"])

    def renglones(disponible: float) -> int:
        columnas = max(1, int(disponible // (entrada + _DE_LA_MUESTRA)))
        return math.ceil(entradas / columnas)

    lados = margen.get("l", 0) + margen.get("r", 0)
    sobran = renglones(estilo.ANCHO_TELEFONO - lados) - renglones(ancho / factor - lados)
    fila = estilo.ALTO_FILA_LEYENDA
    quitar = max(0, min(sobran * fila, int(margen["t"]) - fila))
    lienzo["margin"] = {**margen, "t": margen["t"] - quitar}
    return quitar


def _en_html(texto: Texto) -> str:
    lineas = "<br>".join(map(estilo.en_html, texto.lineas))
    return f"<b>{lineas}</b>" if texto.negrita else lineas


def nombre_de_imagen(vista: VistaCongelada, tamano: Tamano, formato: str) -> str:
    """«pobreza_departamento-…_corte-2024_diapositiva_7QK2M9XA.png»."""
    base = nombre_de_archivo(vista.tema, vista.filtros, vista.corte, formato)
    return f"{base.removesuffix(f'.{formato}')}_{tamano.clave}_{vista.codigo}.{formato}"
