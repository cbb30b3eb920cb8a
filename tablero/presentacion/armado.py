"""La presentación completa: portada, un hallazgo por diapositiva y las fuentes al final."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Pt

from tablero.estilo import partir
from tablero.formato import cantidad, fecha_larga
from tablero.presentacion import graficos, mapas, tablas
from tablero.presentacion.lectura import Barras, Calor, Dibujo, Lineas, Mapa, Puntos, leer
from tablero.presentacion.plantilla import Plantilla, abrir, nombrar_casillas
from tablero.presentacion.textos import (
    CLARO,
    IDIOMA,
    Caja,
    ajustar,
    alto_de,
    color_de,
    limpio,
    poner_texto,
)
from tablero.territorio import NOMBRE_DEL_TERRITORIO
from tablero.vistas import VistaCongelada, recorrer

AUTOR = f"Tablero de competitividad de {NOMBRE_DEL_TERRITORIO}"
_TITULO = (24.0, 22.0, 20.0, 18.0)
_LINEAS_TITULO = 3
_PIE = 9.0
_LINEAS_DE_NOTAS, _LINEAS_DE_PIE = 3, 3
# La misma que llevan los libros: sin ella, dos descargas del mismo dato tendrían bytes distintos.
_FECHA_DEL_ZIP = (2000, 1, 1, 0, 0, 0)
_FUENTES_POR_PAGINA_PT = 10.0


def armar(
    vistas: Sequence[VistaCongelada],
    *,
    titulo: str,
    subtitulo: str = "",
    plantilla: Path | None = None,
    servidor: str = "",
) -> bytes:
    """El ``.pptx``: con las mismas vistas salen los mismos bytes.

    ``plantilla`` es el archivo de la entidad; sin él se usa la propia. ``servidor`` («https://…»)
    completa la dirección de cada vista en las notas del orador. Lanza ``ValueError`` sin vistas y
    ``ErrorDePresentacion`` si la plantilla no sirve.
    """
    if not vistas:
        raise ValueError("Una presentación necesita al menos una vista.")
    limpias = [_limpia(vista) for vista in vistas]
    lugar = abrir(plantilla)
    consultada = max(vista.consultada for vista in limpias)
    _portada(lugar, limpio(titulo), limpio(subtitulo), len(limpias), consultada)
    for vista in limpias:
        _hallazgo(lugar, vista, servidor)
    _cierre(lugar, limpias)
    _propiedades(lugar.presentacion, limpio(titulo), consultada)
    _en_espanol(lugar.presentacion)
    memoria = io.BytesIO()
    lugar.presentacion.save(memoria)
    return _con_fecha_fija(memoria.getvalue())


def _limpia(vista: VistaCongelada) -> VistaCongelada:
    """La vista sin caracteres que un archivo de Office no admite. El código sale de la original."""
    textos = {
        campo: limpio(getattr(vista, campo))
        for campo in ("clave", "tema", "titulo", "subtitulo", "alt", "direccion", "pagina")
    }
    datos = vista.datos.map(lambda v: limpio(v) if isinstance(v, str) else v)
    copia = replace(
        vista,
        **textos,
        notas=recorrer(vista.notas, limpio),
        filtros=recorrer(vista.filtros, limpio),
        datos=datos,
        figura=None if vista.figura is None else recorrer(vista.figura, limpio),
        fuentes=recorrer(vista.fuentes, limpio),
    )
    # El código está impreso en la diapositiva y debe ser el de lo que se ve en pantalla.
    copia.__dict__["codigo"] = vista.codigo
    return copia


# ── Diapositivas ───────────────────────────────────────────────────────────────────────────────


def _portada(lugar: Plantilla, titulo: str, subtitulo: str, cuantas: int, consultada: str) -> None:
    diapositiva = lugar.presentacion.slides.add_slide(lugar.portada)
    renglones = [
        *([subtitulo] if subtitulo else []),
        AUTOR,
        f"Datos con corte al {fecha_larga(consultada)} · "
        f"{cantidad(cuantas, 'hallazgo', 'hallazgos')}",
    ]
    casilla = diapositiva.shapes.title
    _escribir_titulo(casilla, titulo, casilla.width / 12700 - 14.4, (36.0, 32.0, 28.0, 24.0))
    casilla.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    debajo = [p for p in diapositiva.placeholders if p.placeholder_format.idx != 0]
    sub = next((p for p in debajo if p.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE), None)
    for casilla in debajo:
        if casilla is not sub:
            casilla._element.getparent().remove(casilla._element)
    if sub is None:
        caja = Caja(lugar.util.x, lugar.util.y + 20, lugar.util.ancho, 90)
        poner_texto(diapositiva.shapes, caja, renglones, nombre="Subtítulo", tamano=18)
        return
    sub.name = "Subtítulo"
    marco = sub.text_frame
    for i, renglon in enumerate(renglones):
        parrafo = marco.paragraphs[0] if i == 0 else marco.add_paragraph()
        tramo = parrafo.add_run()
        tramo.text = renglon
        if lugar.propia:
            tramo.font.size = Pt(18)
            tramo.font.color.rgb = color_de(CLARO.tenue)[0]
            parrafo.alignment = 1


def _escribir_titulo(
    casilla: Any, texto: str, ancho: float, tamanos: Sequence[float]
) -> tuple[float, int]:
    """Escribe el título con la letra más grande con que cabe; devuelve su tamaño y sus líneas."""
    tamano, lineas = ajustar(texto, ancho, tamanos, _LINEAS_TITULO, negrita=True)
    casilla.name = "Título"
    marco = casilla.text_frame
    marco.word_wrap = True
    marco.auto_size = MSO_AUTO_SIZE.NONE
    tramo = marco.paragraphs[0].add_run()
    tramo.text = " ".join(lineas)
    tramo.font.size = Pt(tamano)
    return tamano, len(lineas)


def _diapositiva(lugar: Plantilla, titulo: str) -> tuple[Any, float]:
    """Una diapositiva con su título; devuelve dónde empieza lo que queda libre debajo."""
    diapositiva = lugar.presentacion.slides.add_slide(lugar.hallazgo)
    for casilla in list(diapositiva.placeholders):
        if casilla.placeholder_format.idx != 0:
            casilla._element.getparent().remove(casilla._element)
    casilla = diapositiva.shapes.title
    tamano, lineas = _escribir_titulo(casilla, titulo, lugar.titulo.ancho - 14.4, _TITULO)
    marco = casilla.text_frame
    if not lugar.propia:
        return diapositiva, lugar.util.y + 4
    marco.vertical_anchor = MSO_ANCHOR.TOP
    marco.margin_left = marco.margin_right = marco.margin_top = 0
    return diapositiva, lugar.titulo.y + alto_de(lineas, tamano) + 4


def _hallazgo(lugar: Plantilla, vista: VistaCongelada, servidor: str) -> None:
    dibujo = leer(vista)
    diapositiva, y = _diapositiva(lugar, vista.titulo)
    formas = diapositiva.shapes
    x, ancho = lugar.util.x, lugar.util.ancho
    avisos = getattr(dibujo, "avisos", ())
    debajo = [vista.subtitulo] if vista.subtitulo else []
    if avisos:
        debajo.append(". ".join(aviso.rstrip(".") for aviso in avisos) + ".")
    if debajo:
        tamano, lineas = ajustar(" ".join(debajo), ancho, (14.0, 13.0, 12.0, 11.0), 2)
        alto = alto_de(len(lineas), tamano) + 2
        poner_texto(
            formas, Caja(x, y, ancho, alto), [" ".join(lineas)], nombre="Subtítulo",
            tamano=tamano, color=CLARO.tenue,
        )  # fmt: skip
        y += alto + 6
    pie, pie_alto = _pie(vista, ancho)
    abajo = lugar.util.abajo - pie_alto
    _dibujar(formas, Caja(x, y, ancho, abajo - y - 6), dibujo, vista)
    poner_texto(
        formas, Caja(x, abajo, ancho, pie_alto), pie, nombre="Fuente, corte, filtros y código",
        tamano=_PIE, color=CLARO.tenue,
    )  # fmt: skip
    diapositiva.notes_slide.notes_text_frame.text = _notas_del_orador(vista, servidor)
    nombrar_casillas(diapositiva.notes_slide)


def _pie(vista: VistaCongelada, ancho: float) -> tuple[list[str], float]:
    """Las notas que explican el dibujo y, debajo, fuente, edición, corte, filtros y código.

    Lo que no cabe está completo en las notas del orador y en la diapositiva de fuentes; el corte,
    los filtros y el código nunca se recortan fuera de la diapositiva.
    """
    notas = ajustar(" · ".join(vista.notas), ancho, (_PIE,), _LINEAS_DE_NOTAS)[1]
    rotulo = "Fuente" if len(vista.fuentes) == 1 else "Fuentes"
    citadas = "; ".join(
        f"{f['productor']}, {f['titulo']} (edición {f['edicion']})" for f in vista.fuentes
    )
    fuentes = ajustar(f"{rotulo}: {citadas}.", ancho, (_PIE,), _LINEAS_DE_PIE)[1]
    filtros = ajustar(vista.filtros_en_palabras, ancho * 0.6, (_PIE,), 1)[1][0]
    ultima = f"Corte: {vista.corte} · Filtros: {filtros} · Código {vista.codigo}"
    partes = [" ".join(ls) for ls in (notas, fuentes) if any(ls)]
    cuantas = len(notas) * any(notas) + len(fuentes) + len(partir(ultima, ancho, _PIE))
    return [*partes, ultima], alto_de(cuantas, _PIE) + 2


def _dibujar(formas: Any, caja: Caja, dibujo: Dibujo | None, vista: VistaCongelada) -> None:
    match dibujo:
        case None:
            tablas.poner_datos(formas, caja, vista.datos, alt=vista.alt)
        case Lineas():
            graficos.poner_lineas(formas, caja, dibujo, alt=vista.alt)
        case Barras():
            alto = 60.0 + 56 * len(dibujo.categorias) if dibujo.horizontales else caja.alto
            arriba = _con_datos_debajo(formas, caja, alto, vista)
            graficos.poner_barras(formas, arriba, dibujo, alt=vista.alt)
        case Puntos():
            alto = 70.0 + 64 * len(dibujo.filas) if dibujo.filas else caja.alto
            arriba = _con_datos_debajo(formas, caja, alto, vista)
            graficos.poner_puntos(formas, arriba, dibujo, alt=vista.alt)
        case Calor():
            tablas.poner_calor(formas, caja, dibujo, alt=vista.alt)
        case Mapa():
            _mapa_con_datos(formas, caja, dibujo, vista)


def _con_datos_debajo(formas: Any, caja: Caja, alto: float, vista: VistaCongelada) -> Caja:
    """El sitio de un gráfico bajito; si debajo sobra bastante, ahí van los primeros datos."""
    if caja.alto - alto < 120:
        return caja
    debajo = Caja(caja.x, caja.y + alto + 12, caja.ancho, caja.alto - alto - 12)
    tablas.poner_datos(
        formas, debajo, vista.datos, alt=f"Primeros datos del gráfico. {vista.alt}", filas=6
    )
    return Caja(caja.x, caja.y, caja.ancho, alto)


def _mapa_con_datos(formas: Any, caja: Caja, mapa: Mapa, vista: VistaCongelada) -> None:
    """El mapa a la izquierda; a la derecha, la leyenda y los primeros datos."""
    de_mapa = min(mapas.ancho_del_mapa(mapa, caja.alto), caja.ancho * 0.55)
    mapas.poner_mapa(
        formas,
        Caja(caja.x, caja.y, de_mapa, caja.alto),
        mapa,
        nombre=f"Mapa: {vista.tema}",
        alt=vista.alt,
    )
    x = caja.x + de_mapa + 24
    ancho = caja.derecha - x
    mapas.poner_leyenda(formas, Caja(x, caja.y, ancho, 0), mapa)
    y = caja.y + mapas.alto_de_leyenda(mapa) + 12
    alto = caja.abajo - y
    if alto > 90:
        tablas.poner_datos(
            formas,
            Caja(x, y, ancho, alto),
            vista.datos,
            alt=f"Primeros datos del mapa. {vista.alt}",
            filas=10,
            columnas_maximas=6,
        )


def _notas_del_orador(vista: VistaCongelada, servidor: str) -> str:
    partes = [
        f"Vista: {servidor}{vista.direccion}",
        f"Página: {vista.pagina}. Código {vista.codigo}.",
        f"Hallazgo: {vista.titulo}",
        f"Descripción: {vista.alt}",
        *(f"Nota: {nota}" for nota in vista.notas),
        f"Filtros: {vista.filtros_en_palabras}.",
        *(f"Cita: {fuente['cita']}" for fuente in vista.fuentes),
    ]
    return "\n".join(partes)


def _cierre(lugar: Plantilla, vistas: Sequence[VistaCongelada]) -> None:
    """Todas las fuentes, completas, y qué diapositiva lleva cada código; sigue si no caben."""
    fuentes: dict[str, Mapping[str, str]] = {}
    for vista in vistas:
        fuentes |= {fuente["fuente_id"]: fuente for fuente in vista.fuentes}
    parrafos = [
        f"{f['productor']}, {f['titulo']}. Edición {f['edicion']}, último dato {f['ultimo_dato']}. "
        f"Cómo citar: {f['cita']}"
        for f in fuentes.values()
    ]
    codigos = "; ".join(
        f"diapositiva {i}, {vista.codigo}" for i, vista in enumerate(vistas, start=2)
    )
    parrafos.append(f"Códigos de verificación: {codigos}.")
    tamano, ancho = _FUENTES_POR_PAGINA_PT, lugar.util.ancho
    pendientes = list(parrafos)
    numero = 1
    while pendientes:
        titulo = "Fuentes" if numero == 1 else "Fuentes (continuación)"
        diapositiva, y = _diapositiva(lugar, titulo)
        caben = (lugar.util.abajo - y - 10) / alto_de(1, tamano)
        puestos: list[str] = []
        usadas = 0.0
        while pendientes:
            lineas = partir(pendientes[0], ancho, tamano)
            # Medio renglón de aire entre fuentes.
            if puestos and usadas + len(lineas) + 0.5 > caben:
                break
            if len(lineas) > caben:
                # Una fuente más larga que la diapositiva se reparte entre dos.
                puestos.append(" ".join(lineas[: int(caben)]))
                pendientes[0] = " ".join(lineas[int(caben) :])
                break
            puestos.append(pendientes.pop(0))
            usadas += len(lineas) + 0.5
        cuadro = poner_texto(
            diapositiva.shapes,
            Caja(lugar.util.x, y + 6, ancho, lugar.util.abajo - y - 8),
            puestos,
            nombre="Fuentes",
            tamano=tamano,
        )
        for parrafo in cuadro.text_frame.paragraphs:
            parrafo.space_after = Pt(tamano * 0.5)
        numero += 1


# ── El archivo ─────────────────────────────────────────────────────────────────────────────────


def _propiedades(presentacion: Any, titulo: str, consultada: str) -> None:
    propiedades = presentacion.core_properties
    fecha = datetime.fromisoformat(consultada)
    propiedades.title = titulo[:255]
    propiedades.author = propiedades.last_modified_by = AUTOR
    propiedades.created = propiedades.modified = fecha
    propiedades.language = IDIOMA
    propiedades.revision = 1
    propiedades.subject = propiedades.keywords = propiedades.comments = ""


def _en_espanol(presentacion: Any) -> None:
    """Marca todo texto como español de Colombia: corrector, lector de pantalla y guiones."""
    for parte in presentacion.part.package.iter_parts():
        raiz = getattr(parte, "_element", None)
        if raiz is None or not hasattr(raiz, "iter"):
            continue
        for tramo in raiz.iter(qn("a:r"), qn("a:fld")):
            tramo.get_or_add_rPr()
        for propiedades in raiz.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
            propiedades.set("lang", IDIOMA)


def _con_fecha_fija(contenido: bytes) -> bytes:
    salida = io.BytesIO()
    with ZipFile(io.BytesIO(contenido)) as viejo, ZipFile(salida, "w", ZIP_DEFLATED) as nuevo:
        for nombre in viejo.namelist():
            entrada = ZipInfo(nombre, _FECHA_DEL_ZIP)
            entrada.compress_type = ZIP_DEFLATED
            entrada.external_attr = 0o644 << 16
            nuevo.writestr(entrada, viejo.read(nombre))
    return salida.getvalue()
