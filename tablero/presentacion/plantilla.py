"""La plantilla: la de la entidad, si dejó una en ``data/plantillas``, o la propia, con código.

De una plantilla ajena sólo se usan sus diseños: se busca uno con título y sin más casillas para los
hallazgos y uno de portada. Las diapositivas de muestra que traiga se quitan.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS, Rutas
from tablero.estilo import OKABE_ITO
from tablero.presentacion.textos import CLARO, Caja, emu

LETRA = "Arial"
_ANCHO, _ALTO = 960.0, 540.0
_MARGEN = 36.0
_DE_PIE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_DE_TITULO = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_PORTADA, _HALLAZGO = 0, 5
_NOMBRES = {
    PP_PLACEHOLDER.TITLE: "Título",
    PP_PLACEHOLDER.CENTER_TITLE: "Título",
    PP_PLACEHOLDER.SUBTITLE: "Subtítulo",
    PP_PLACEHOLDER.BODY: "Texto",
    PP_PLACEHOLDER.SLIDE_IMAGE: "Diapositiva",
    PP_PLACEHOLDER.SLIDE_NUMBER: "Número",
    PP_PLACEHOLDER.DATE: "Fecha",
    PP_PLACEHOLDER.FOOTER: "Pie",
    PP_PLACEHOLDER.HEADER: "Encabezado",
}


class ErrorDePresentacion(ErrorDelTablero):
    """La plantilla de la entidad no se puede usar."""


@dataclass(frozen=True)
class Plantilla:
    """Una presentación vacía, los dos diseños que se usan y dónde caen las cosas.

    ``titulo`` es la casilla del título del hallazgo; ``util``, lo que queda debajo.
    """

    presentacion: Any
    portada: Any
    hallazgo: Any
    titulo: Caja
    util: Caja
    propia: bool


def carpeta_de_plantillas(rutas: Rutas = RUTAS) -> Path:
    return rutas.raiz / "data" / "plantillas"


def plantilla_de_la_entidad(rutas: Rutas = RUTAS) -> Path | None:
    """El ``.pptx`` que la entidad dejó en ``data/plantillas``; ``None`` si no hay.

    Lanza ``ErrorDePresentacion`` si hay varios: no se adivina cuál.
    """
    carpeta = carpeta_de_plantillas(rutas)
    # Los que empiezan por «~$» o «.» son marcas de que alguien lo tiene abierto.
    hallados = sorted(r for r in carpeta.glob("*.pptx") if not r.name.startswith(("~$", ".")))
    if len(hallados) > 1:
        raise ErrorDePresentacion(
            que="Hay más de una plantilla de presentación.",
            donde="data/plantillas: " + ", ".join(ruta.name for ruta in hallados),
            esperado="un solo archivo .pptx",
            hacer="Deje sólo la plantilla que quiere usar.",
        )
    return hallados[0] if hallados else None


def abrir(ruta: Path | None) -> Plantilla:
    """La plantilla del archivo o, sin archivo, la propia (16:9).

    Lanza ``ErrorDePresentacion`` si el archivo no es una presentación o no tiene un diseño con
    título arriba y espacio debajo.
    """
    if ruta is None:
        return _propia()
    try:
        presentacion: Any = Presentation(str(ruta))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, SyntaxError) as causa:
        raise ErrorDePresentacion(
            que="La plantilla no se puede abrir como presentación de PowerPoint.",
            donde=ruta.name,
            esperado="un archivo .pptx sin contraseña",
            hacer="Ábrala en PowerPoint, guárdela como .pptx y déjela otra vez en la carpeta.",
        ) from causa
    _quitar_diapositivas(presentacion)
    alto = presentacion.slide_height
    candidatos = [
        (len(_casillas_de_contenido(diseno)), i, diseno)
        for i, diseno in enumerate(presentacion.slide_layouts)
        if (titulo := _titulo_de(diseno)) is not None
        and titulo.placeholder_format.type == PP_PLACEHOLDER.TITLE
        and titulo.top + titulo.height <= alto * 0.4
    ]
    if not candidatos:
        nombres = ", ".join(f"«{d.name}»" for d in presentacion.slide_layouts) or "ninguno"
        raise ErrorDePresentacion(
            que="La plantilla no tiene un diseño donde poner un hallazgo con su gráfico.",
            donde=f"{ruta.name}; sus diseños: {nombres}",
            esperado="un diseño con casilla de título en el 40 % superior («Sólo el título»)",
            hacer="Agregue ese diseño en Vista > Patrón de diapositivas y vuelva a guardarla.",
        )
    hallazgo = min(candidatos, key=lambda c: c[:2])[2]
    portadas = [
        d
        for d in presentacion.slide_layouts
        if {p.placeholder_format.type for p in d.placeholders}
        & {PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE}
        and _titulo_de(d) is not None
    ]
    return _con_medidas(presentacion, portadas[0] if portadas else hallazgo, hallazgo, propia=False)


def _titulo_de(diseno: Any) -> Any:
    return next((p for p in diseno.placeholders if p.placeholder_format.type in _DE_TITULO), None)


def _casillas_de_contenido(diseno: Any) -> list[Any]:
    de_mas = (*_DE_PIE, *_DE_TITULO)
    return [p for p in diseno.placeholders if p.placeholder_format.type not in de_mas]


def _quitar_diapositivas(presentacion: Any) -> None:
    lista = presentacion.slides._sldIdLst
    for diapositiva in list(lista):
        presentacion.part.drop_rel(diapositiva.rId)
        lista.remove(diapositiva)


def _con_medidas(presentacion: Any, portada: Any, hallazgo: Any, *, propia: bool) -> Plantilla:
    casilla = _titulo_de(hallazgo)
    titulo = Caja(*(v / 12700 for v in (casilla.left, casilla.top, casilla.width, casilla.height)))
    ancho, alto = presentacion.slide_width / 12700, presentacion.slide_height / 12700
    techos_del_pie = [
        p.top / 12700
        for p in hallazgo.placeholders
        if p.placeholder_format.type in _DE_PIE and p.top > presentacion.slide_height / 2
    ]
    abajo = min([alto - 18, *techos_del_pie]) - 4
    derecha = min(titulo.derecha, ancho - 18)
    util = Caja(titulo.x, titulo.abajo, derecha - titulo.x, abajo - titulo.abajo)
    return Plantilla(presentacion, portada, hallazgo, titulo, util, propia)


# ── La propia ──────────────────────────────────────────────────────────────────────────────────


def _propia() -> Plantilla:
    """La que trae python-pptx, con el formato, los colores, la letra y el idioma del tablero."""
    presentacion: Any = Presentation()
    presentacion.slide_width, presentacion.slide_height = emu(_ANCHO), emu(_ALTO)
    disenos = list(presentacion.slide_layouts)
    portada, hallazgo = disenos[_PORTADA], disenos[_HALLAZGO]
    for diseno in disenos:
        if diseno not in (portada, hallazgo):
            presentacion.slide_layouts.remove(diseno)
    portada.name, hallazgo.name = "Portada", "Hallazgo"
    patron = presentacion.slide_master
    _poner_tema(patron)
    for lugar in (patron, portada, hallazgo):
        for casilla in list(lugar.placeholders):
            if casilla.placeholder_format.type in _DE_PIE:
                casilla._element.getparent().remove(casilla._element)
    titulo = Caja(_MARGEN, 26, _ANCHO - 2 * _MARGEN, 72)
    for lugar in (patron, hallazgo):
        _colocar(_titulo_de(lugar), titulo)
    (cuerpo,) = (p for p in patron.placeholders if p.placeholder_format.type == PP_PLACEHOLDER.BODY)
    _colocar(cuerpo, Caja(_MARGEN, 110, _ANCHO - 2 * _MARGEN, 380))
    cuerpo._element.txBody.clear_content()
    cuerpo.text_frame.text = "Texto"
    _colocar(_titulo_de(portada), Caja(72, 150, _ANCHO - 144, 130))
    (debajo,) = _casillas_de_contenido(portada)
    _colocar(debajo, Caja(72, 296, _ANCHO - 144, 110))
    for casilla, texto in (
        (_titulo_de(patron), "Título"),
        (_titulo_de(portada), "Título de la presentación"),
        (debajo, "Subtítulo"),
        (_titulo_de(hallazgo), "El hallazgo"),
    ):
        casilla.text_frame.text = texto
    for lugar, alto in ((hallazgo, 6.0), (portada, 14.0)):
        lugar.shapes._spTree.append(_franja(alto))
    hallazgo.shapes._spTree.append(_numero())
    _alinear_titulos(patron)
    nombrar_casillas(presentacion.notes_master)
    for casilla in presentacion.notes_master.placeholders:
        if casilla.placeholder_format.type == PP_PLACEHOLDER.BODY:
            casilla.text_frame.text = "Notas del orador"
    for lugar in (patron, portada, hallazgo):
        nombrar_casillas(lugar)
    return _con_medidas(presentacion, portada, hallazgo, propia=True)


def nombrar_casillas(lugar: Any) -> None:
    """Los nombres que PowerPoint muestra al seleccionar, en español."""
    for casilla in lugar.placeholders:
        casilla.name = _NOMBRES.get(casilla.placeholder_format.type, "Casilla")


def _colocar(forma: Any, caja: Caja) -> None:
    forma.left, forma.top, forma.width, forma.height = caja.emu


def _poner_tema(patron: Any) -> None:
    parte = patron.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tema = parse_xml(parte.blob)
    tema.set("name", "Tablero")
    tonos = {
        "dk1": CLARO.texto, "lt1": CLARO.fondo, "dk2": CLARO.tenue, "lt2": CLARO.superficie,
        "accent1": CLARO.acento, "hlink": OKABE_ITO[0], "folHlink": CLARO.tenue,
        **{f"accent{i}": color for i, color in enumerate(OKABE_ITO[:5], start=2)},
    }  # fmt: skip
    (colores,) = tema.iter(qn("a:clrScheme"))
    colores.set("name", "Tablero")
    for papel, color in tonos.items():
        (lugar,) = colores.findall(qn(f"a:{papel}"))
        for viejo in list(lugar):
            lugar.remove(viejo)
        lugar.append(lugar.makeelement(qn("a:srgbClr"), {"val": color[1:]}))
    (letras,) = tema.iter(qn("a:fontScheme"))
    letras.set("name", "Tablero")
    for latina in letras.iter(qn("a:latin")):
        latina.set("typeface", LETRA)
    parte._blob = serialize_part_xml(tema)


def _alinear_titulos(patron: Any) -> None:
    (estilo,) = patron._element.iter(qn("p:titleStyle"))
    for nivel in estilo.iter(qn("a:lvl1pPr")):
        nivel.set("algn", "l")
        for letra in nivel.iter(qn("a:defRPr")):
            letra.set("b", "1")
            letra.set("sz", "2400")


def _franja(alto: float) -> Any:
    """Una franja del color institucional en el borde superior."""
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="Franja"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{emu(_ANCHO)}" cy="{emu(alto)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/>'
        "</a:ln></p:spPr></p:sp>"
    )


def _numero() -> Any:
    """El número de la diapositiva, que PowerPoint mantiene al día."""
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="91" name="Número"/>'
        '<p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{emu(_ANCHO - _MARGEN - 40)}" y="{emu(_ALTO - 22)}"/>'
        f'<a:ext cx="{emu(40)}" cy="{emu(14)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>'
        '<a:p><a:pPr algn="r"/><a:fld id="{00000000-1234-1234-1234-123412341234}" '
        'type="slidenum"><a:rPr lang="es-CO" sz="900"><a:solidFill><a:schemeClr val="tx2"/>'
        "</a:solidFill></a:rPr><a:t>‹n.º›</a:t></a:fld></a:p></p:txBody></p:sp>"
    )
