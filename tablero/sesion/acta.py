"""El acta de la sesión en Word: agenda, lo que se vio con su fuente y los compromisos."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Documento
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from tablero.estilo import colores
from tablero.formato import fecha_larga
from tablero.presentacion.plantilla import LETRA
from tablero.presentacion.textos import IDIOMA, limpio
from tablero.sesion.archivo import comprimir
from tablero.sesion.carpeta import Carpeta, Compromiso, VistaGuardada
from tablero.territorio import NOMBRE_DEL_TERRITORIO

_ENCABEZADOS = ("Qué", "Responsable", "Fecha", "Estado")
_ANCHOS_CM = (8.0, 4.0, 2.8, 2.2)


def acta(carpeta: Carpeta, hoy: date, servidor: str = "") -> bytes:
    """El ``.docx``. ``hoy`` decide qué compromisos se dan por vencidos.

    ``servidor`` («https://…») completa la dirección de cada vista.
    """
    documento = Document()
    _vestir(documento)
    documento.add_heading(limpio(carpeta.nombre), level=0)
    datos = [fecha_larga(carpeta.fecha) if carpeta.fecha else "", carpeta.lugar]
    if any(datos):
        documento.add_paragraph(limpio(" · ".join(d for d in datos if d)))
    if carpeta.agenda:
        documento.add_heading("Agenda", level=1)
        for punto in carpeta.agenda:
            documento.add_paragraph(limpio(punto), style="List Number")
    if carpeta.vistas:
        documento.add_heading("Lo que se vio", level=1)
        for numero, guardada in enumerate(carpeta.vistas, start=1):
            _vista(documento, numero, guardada, servidor)
    documento.add_heading("Compromisos", level=1)
    if carpeta.compromisos:
        _compromisos(documento, carpeta.compromisos, hoy)
    else:
        documento.add_paragraph("No quedaron compromisos.")
    if carpeta.vistas:
        documento.add_heading("Cómo comprobar una cifra", level=1)
        documento.add_paragraph(
            "Cada vista lleva un código que resume su dirección, sus filtros, sus cifras y las "
            "ediciones de sus fuentes. En la página «Verificar» del tablero, este archivo abre la "
            "vista; con la carpeta de la sesión se ve, además, si algo cambió desde entonces."
        )
    memoria = io.BytesIO()
    documento.save(memoria)
    with ZipFile(memoria) as zip_:
        return comprimir({nombre: zip_.read(nombre) for nombre in zip_.namelist()})


def _vista(documento: Documento, numero: int, guardada: VistaGuardada, servidor: str) -> None:
    vista = guardada.vista
    documento.add_heading(limpio(f"{numero}. {vista.titulo}"), level=2)
    if vista.subtitulo:
        documento.add_paragraph(limpio(vista.subtitulo))
    if guardada.nota:
        parrafo = documento.add_paragraph()
        parrafo.add_run("Nota: ").bold = True
        parrafo.add_run(limpio(guardada.nota))
    citadas = "; ".join(
        f"{f['productor']}, {f['titulo']} (edición {f['edicion']}, último dato {f['ultimo_dato']})"
        for f in vista.fuentes
    )
    renglones = [
        f"{'Fuente' if len(vista.fuentes) == 1 else 'Fuentes'}: {citadas}.",
        f"Filtros: {vista.filtros_en_palabras}.",
        f"Vista: {servidor}{vista.direccion}",
        f"Código {vista.codigo}",
    ]
    if guardada.alterada:
        renglones.append("Esta vista fue modificada fuera del tablero.")
    for renglon in renglones:
        parrafo = documento.add_paragraph()
        parrafo.paragraph_format.space_after = Pt(0)
        tramo = parrafo.add_run(limpio(renglon))
        tramo.font.size = Pt(9)
        tramo.font.color.rgb = RGBColor.from_string(colores("claro").tenue[1:])


def _compromisos(documento: Documento, compromisos: Sequence[Compromiso], hoy: date) -> None:
    tabla = documento.add_table(rows=1, cols=len(_ENCABEZADOS), style="Table Grid")
    tabla.autofit = False
    for celda, texto in zip(tabla.rows[0].cells, _ENCABEZADOS, strict=True):
        celda.paragraphs[0].add_run(texto).bold = True
    # Para que un lector de pantalla sepa cuál es el encabezado y se repita en cada hoja.
    tabla.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for compromiso in compromisos:
        celdas = tabla.add_row().cells
        for celda, texto in zip(
            celdas,
            (
                compromiso.que,
                compromiso.responsable,
                fecha_larga(compromiso.fecha) if compromiso.fecha else "sin fecha",
                compromiso.estado_al(hoy),
            ),
            strict=True,
        ):
            celda.text = limpio(texto)
    for fila in tabla.rows:
        for celda, ancho in zip(fila.cells, _ANCHOS_CM, strict=True):
            celda.width = Cm(ancho)


def _vestir(documento: Any) -> None:
    """Carta, letra sobria, en español de Colombia y con propiedades que no cambian."""
    seccion = documento.sections[0]
    seccion.page_width, seccion.page_height = Cm(21.59), Cm(27.94)
    seccion.left_margin = seccion.right_margin = Cm(2.3)
    tinta = RGBColor.from_string(colores("claro").texto[1:])
    tamanos = {"Title": 22, "Heading 1": 15, "Heading 2": 12, "Normal": 11}
    for nombre, tamano in tamanos.items():
        letra = documento.styles[nombre].font
        letra.name, letra.size, letra.color.rgb = LETRA, Pt(tamano), tinta
        propiedades = documento.styles[nombre].element.get_or_add_rPr()
        fuentes = propiedades.get_or_add_rFonts()
        for clase in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fuentes.attrib.pop(qn(f"w:{clase}"), None)
        idioma = OxmlElement("w:lang")
        idioma.set(qn("w:val"), IDIOMA)
        propiedades.append(idioma)
    propiedades = documento.core_properties
    propiedades.title = "Acta de sesión"
    propiedades.author = f"Tablero de competitividad de {NOMBRE_DEL_TERRITORIO}"
    propiedades.last_modified_by = propiedades.author
    propiedades.language = IDIOMA
    propiedades.comments = propiedades.subject = propiedades.keywords = ""
    propiedades.created = propiedades.modified = datetime(2000, 1, 1)
