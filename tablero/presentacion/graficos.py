"""Gráficos propios de PowerPoint, cada uno con su hoja de datos.

Los formatos de número llevan el código del español de Colombia: con él LibreOffice escribe coma
decimal en cualquier equipo, y PowerPoint la escribe donde el sistema está en español.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter import Workbook

from tablero.estilo import ancho_de_texto, tinta_sobre
from tablero.exportar import FECHA_FIJA
from tablero.formato import ESPACIO_DURO
from tablero.graficos.ejes import marcas
from tablero.presentacion.lectura import (
    Barras,
    Eje,
    Lineas,
    Punto,
    Puntos,
    SerieDeLinea,
    SerieDePuntos,
)
from tablero.presentacion.textos import CLARO, Caja, color_de, describir

_ES_CO = "[$-240A]"
_HOJA = "Datos"
_ROTULOS = "Rótulos de fila"
_BARRAS_POR_COLUMNA = 20
_LARGO_EN_DOS = 36
_TRAZOS = {
    "solid": MSO_LINE.SOLID,
    "5px,3px": MSO_LINE.DASH,
    "2px,2px": MSO_LINE.SQUARE_DOT,
    "8px,3px,2px,3px": MSO_LINE.DASH_DOT,
}
_SIMBOLOS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "circle-open": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "square-open": XL_MARKER_STYLE.SQUARE,
    "line-ns": XL_MARKER_STYLE.PLUS,
    "line-ew-open": XL_MARKER_STYLE.DASH,
    "x-thin-open": XL_MARKER_STYLE.X,
}


# ── Hojas de datos ─────────────────────────────────────────────────────────────────────────────


class _EnEspanol:
    """La hoja se llama «Datos», ningún texto se vuelve fórmula y la fecha no cambia los bytes."""

    @contextmanager
    def _open_worksheet(self, archivo: IO[bytes]) -> Iterator[tuple[Any, Any]]:
        opciones = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        with Workbook(archivo, opciones) as libro:
            libro.set_properties({"created": FECHA_FIJA})
            yield libro, libro.add_worksheet(_HOJA)


class _HojaDeCategorias(_EnEspanol, CategoryWorkbookWriter):
    """Una fila por categoría, una columna por serie y, al final, los límites de los intervalos."""

    def __init__(self, datos: Any, limites: Sequence[tuple[str, Sequence[float | None]]]) -> None:
        super().__init__(datos)
        self._limites = limites

    def _populate_worksheet(self, libro: Any, hoja: Any) -> None:
        super()._populate_worksheet(libro, hoja)
        primera = 1 + len(self._chart_data)
        for j, (nombre, valores) in enumerate(self._limites, start=primera):
            hoja.write_string(0, j, nombre)
            for i, valor in enumerate(valores, start=1):
                if valor is not None:
                    hoja.write_number(i, j, valor)


class _HojaDePuntos(_EnEspanol, XyWorkbookWriter):
    """Por serie, una fila por punto: x, y y el nombre de lo que representa."""

    def __init__(self, datos: Any, nombres: Sequence[Sequence[str]], titulo_x: str) -> None:
        super().__init__(datos)
        self._nombres, self._titulo_x = nombres, titulo_x

    def _populate_worksheet(self, libro: Any, hoja: Any) -> None:
        super()._populate_worksheet(libro, hoja)
        hoja.set_column(2, 2, 30)
        for serie, nombres in zip(self._chart_data, self._nombres, strict=True):
            fila = self.series_table_row_offset(serie)
            hoja.write_string(fila, 0, self._titulo_x)
            hoja.write_string(fila, 2, "Nombre")
            for i, nombre in enumerate(nombres, start=1):
                hoja.write_string(fila + i, 2, nombre)


class _Categorias(CategoryChartData):
    def __init__(
        self, formato: str, limites: Sequence[tuple[str, Sequence[float | None]]] = ()
    ) -> None:
        super().__init__(number_format=formato)
        self._hoja = _HojaDeCategorias(self, limites)

    @property
    def _workbook_writer(self) -> Any:
        return self._hoja


class _Puntos(XyChartData):
    def __init__(self, formato: str, nombres: Sequence[Sequence[str]], titulo_x: str) -> None:
        super().__init__(number_format=formato)
        self._hoja = _HojaDePuntos(self, nombres, titulo_x)

    @property
    def _workbook_writer(self) -> Any:
        return self._hoja


def _crear(formas: Any, tipo: Any, caja: Caja, datos: Any, nombre: str, alt: str) -> Any:
    marco = formas.add_chart(tipo, *caja.emu, datos)
    marco.name = nombre
    describir(marco, alt)
    grafico = marco.chart
    grafico.has_title = False
    grafico.has_legend = False
    grafico.font.size = Pt(11)
    grafico.font.color.rgb = color_de(CLARO.texto)[0]
    espacio = grafico._chartSpace
    for referencia in espacio.iter(qn("c:f")):
        referencia.text = referencia.text.replace("Sheet1!", f"{_HOJA}!")
    idioma = espacio.find(qn("c:lang"))
    if idioma is None:
        idioma = espacio.makeelement(qn("c:lang"), {})
        # Después de date1904, que es el único que puede ir antes.
        espacio.insert(1 if espacio.find(qn("c:date1904")) is not None else 0, idioma)
    idioma.set("val", "es-CO")
    return grafico


def _codigo(formato: str) -> str:
    return formato if formato == "General" else _ES_CO + formato.replace(";", f";{_ES_CO}")


# ── Líneas ─────────────────────────────────────────────────────────────────────────────────────


def poner_lineas(formas: Any, caja: Caja, lineas: Lineas, *, alt: str) -> None:
    """Una serie por tramo: así la línea nunca cruza un quiebre, y los vacíos quedan en blanco."""
    formato = _codigo(lineas.formato)
    limites = [
        (f"{serie.nombre}, límite {lado}", valores)
        for serie in lineas.series
        for lado, valores in (("inferior", serie.inferior), ("superior", serie.superior))
        if valores
    ]
    datos = _Categorias(formato, limites)
    datos.categories = list(lineas.categorias)
    for serie in lineas.series:
        datos.add_series(serie.nombre, serie.valores)
    grafico = _crear(formas, XL_CHART_TYPE.LINE_MARKERS, caja, datos, "Gráfico de líneas", alt)
    (dibujo,) = grafico.plots
    columna = 1 + len(lineas.series)
    for serie, puesta in zip(lineas.series, dibujo.series, strict=True):
        _vestir_linea(puesta, serie)
        if serie.inferior:
            _poner_intervalo(puesta, serie, columna)
            columna += 2
    _rotular_puntas(dibujo, lineas, formato)
    _eje_de_valores(
        grafico.value_axis,
        Eje(*lineas.rango, lineas.invertido, False, lineas.formato, lineas.titulo_y),
    )
    _eje_de_categorias(grafico.category_axis, math.ceil(len(lineas.categorias) / 22))
    if lineas.invertido:
        # Con el primer puesto arriba, el eje del tiempo se va al techo si no se le dice.
        grafico.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if len(lineas.series) > 12:
        grafico.font.size = Pt(10)
    elif len(lineas.series) > 1:
        _leyenda(grafico)


def _vestir_linea(puesta: Any, serie: SerieDeLinea) -> None:
    puesta.smooth = False
    color = color_de(serie.color)[0]
    linea = puesta.format.line
    linea.color.rgb = color
    linea.width = Pt(serie.grueso)
    linea.dash_style = _TRAZOS.get(serie.trazo, MSO_LINE.SOLID)
    marca = puesta.marker
    if not serie.con_puntos:
        marca.style = XL_MARKER_STYLE.NONE
        return
    marca.style = XL_MARKER_STYLE.CIRCLE
    marca.size = 8 if serie.destacada else 6
    marca.format.fill.solid()
    marca.format.fill.fore_color.rgb = color
    marca.format.line.color.rgb = color
    for i, (valor, hueco) in enumerate(zip(serie.valores, serie.huecos, strict=True)):
        if hueco and valor is not None:
            punto = puesta.points[i]
            punto.marker.style = XL_MARKER_STYLE.CIRCLE
            punto.marker.size = 8 if serie.destacada else 6
            punto.marker.format.fill.solid()
            punto.marker.format.fill.fore_color.rgb = color_de(CLARO.fondo)[0]
            punto.marker.format.line.color.rgb = color
            # Un punto con formato propio pierde el de su tramo de línea.
            punto.format.line.color.rgb = color
            punto.format.line.width = Pt(serie.grueso)


def _poner_intervalo(puesta: Any, serie: SerieDeLinea, columna: int) -> None:
    """El intervalo de confianza como barras de error, con su distancia al valor."""

    def distancias(limites: Sequence[float | None]) -> str:
        puntos = "".join(
            f'<c:pt idx="{i}"><c:v>{abs(limite - valor):.12g}</c:v></c:pt>'
            for i, (valor, limite) in enumerate(zip(serie.valores, limites, strict=True))
            if valor is not None and limite is not None
        )
        return (
            "<c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(limites)}"/>{puntos}</c:numLit>'
        )

    barras = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{distancias(serie.superior)}</c:plus>"
        f"<c:minus>{distancias(serie.inferior)}</c:minus>"
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{serie.color[1:]}">'
        '<a:alpha val="55000"/></a:srgbClr></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    categorias = puesta._element.find(qn("c:cat"))
    categorias.addprevious(barras)


def _rotular_puntas(dibujo: Any, lineas: Lineas, formato: str) -> None:
    """El valor con que empieza y termina cada tramo destacado, y el último de las demás series."""
    if len(lineas.series) > 12:
        destacadas = [i for i, s in enumerate(lineas.series) if s.destacada]
    else:
        destacadas = list(range(len(lineas.series)))
    ultimos: dict[str, int] = {s.nombre.split(", ")[0]: i for i, s in enumerate(lineas.series)}
    for i in destacadas:
        serie, puesta = lineas.series[i], dibujo.series[i]
        con_valor = [j for j, v in enumerate(serie.valores) if v is not None]
        es_ultimo = ultimos[serie.nombre.split(", ")[0]] == i
        puntas = {con_valor[0], con_valor[-1]} if serie.destacada else set()
        if es_ultimo:
            puntas.add(con_valor[-1])
        for j in sorted(puntas):
            otros = [s.valores[j] for k, s in enumerate(lineas.series) if k != i]
            lugar = _lado_libre(serie.valores[j] or 0.0, otros, lineas)
            _rotulo(
                puesta.points[j].data_label,
                formato,
                lugar,
                serie.color,
                negrita=serie.destacada,
            )


def _lado_libre(valor: float, otros: Sequence[float | None], lineas: Lineas) -> Any:
    """Arriba si es la más alta, debajo si es la más baja; en medio, donde quepa el rótulo."""
    cerca = (lineas.rango[1] - lineas.rango[0]) * 0.2
    distancias = [otro - valor for otro in otros if otro is not None]
    if lineas.invertido:
        distancias = [-d for d in distancias]
    arriba, abajo = [d for d in distancias if d >= 0], [d for d in distancias if d < 0]
    if len(distancias) > 12 or not arriba:
        return XL_LABEL_POSITION.ABOVE
    if not abajo:
        return XL_LABEL_POSITION.BELOW
    if min(arriba) > cerca:
        return XL_LABEL_POSITION.ABOVE
    return XL_LABEL_POSITION.BELOW if min(map(abs, abajo)) > cerca else XL_LABEL_POSITION.LEFT


def _rotulo(
    rotulo: Any,
    formato: str,
    lugar: Any,
    color: str,
    *,
    texto: str = "",
    negrita: bool = False,
    tamano: float = 11,
) -> None:
    """El rótulo de un punto: su valor, que sigue a la hoja de datos, o un texto fijo."""
    if texto:
        marco = rotulo.text_frame
        marco.word_wrap = False
        tramo = marco.paragraphs[0].add_run()
        tramo.text = texto
        tramo.font.size = Pt(tamano)
        tramo.font.bold = negrita
        tramo.font.color.rgb = color_de(color)[0]
    else:
        rotulo.font.size = Pt(tamano)
        rotulo.font.bold = negrita
        rotulo.font.color.rgb = color_de(color)[0]
        elemento = rotulo._get_or_add_dLbl()
        numero = elemento.makeelement(qn("c:numFmt"), {"formatCode": formato, "sourceLinked": "0"})
        elemento.insert_element_before(
            numero, "c:spPr", "c:txPr", "c:dLblPos", "c:showLegendKey", "c:showVal"
        )
    if lugar is not None:
        rotulo.position = lugar


# ── Barras ─────────────────────────────────────────────────────────────────────────────────────


def poner_barras(formas: Any, caja: Caja, barras: Barras, *, alt: str) -> None:
    """Barras o columnas; si son muchas, en dos gráficos lado a lado con la misma escala."""
    n = len(barras.categorias)
    por_grafico = (
        n if not barras.horizontales else math.ceil(n / math.ceil(n / _BARRAS_POR_COLUMNA))
    )
    partes = [range(i, min(i + por_grafico, n)) for i in range(0, n, por_grafico)]
    ancho = caja.ancho / len(partes)
    for k, parte in enumerate(partes):
        sitio = Caja(caja.x + k * ancho, caja.y, ancho, caja.alto)
        aparte = f" Parte {k + 1} de {len(partes)}." if len(partes) > 1 else ""
        _poner_parte(formas, sitio, barras, parte, alt + aparte)


def _extremos(barras: Barras) -> tuple[float, float]:
    if barras.apiladas:
        totales = [
            sum(s.valores[i] or 0.0 for s in barras.series) for i in range(len(barras.categorias))
        ]
        return 0.0, max(totales) or 1.0
    valores = [v for s in barras.series for v in s.valores if v is not None] or [1.0]
    menor, mayor = min(0.0, *valores), max(0.0, *valores)
    # El rótulo va por fuera de la barra y también ocupa.
    aire = (mayor - menor) * 0.16 or 1.0
    return (menor - aire if menor < 0 else 0.0), (mayor + aire if mayor > 0 else 0.0)


def _poner_parte(formas: Any, caja: Caja, barras: Barras, parte: range, alt: str) -> None:
    formato = _codigo(barras.formato)
    datos = _Categorias(formato)
    largo = _LARGO_EN_DOS if len(parte) < len(barras.categorias) else None
    datos.categories = [_cortar(barras.categorias[i], largo) for i in parte]
    for serie in barras.series:
        datos.add_series(serie.nombre, [serie.valores[i] for i in parte])
    tipo = (
        XL_CHART_TYPE.COLUMN_CLUSTERED
        if not barras.horizontales
        else XL_CHART_TYPE.BAR_STACKED
        if barras.apiladas
        else XL_CHART_TYPE.BAR_CLUSTERED
    )
    grafico = _crear(formas, tipo, caja, datos, "Gráfico de barras", alt)
    (dibujo,) = grafico.plots
    dibujo.gap_width = 45
    dibujo.overlap = 100 if barras.apiladas else 0
    tamano = 11 if len(parte) <= 16 else 10 if len(parte) <= 24 else 9
    grafico.font.size = Pt(tamano)
    dibujo.has_data_labels = True
    rotulos = dibujo.data_labels
    rotulos.show_value = True
    rotulos.number_format = f"{formato};" if barras.apiladas else formato
    rotulos.number_format_is_linked = False
    rotulos.font.size = Pt(tamano)
    if not barras.apiladas:
        rotulos.position = XL_LABEL_POSITION.OUTSIDE_END
    for serie, puesta in zip(barras.series, dibujo.series, strict=True):
        if any(serie.rotulos):
            # Con un rótulo propio, la serie deja de heredar los del gráfico.
            propios = puesta.data_labels
            propios.show_value = True
            propios.number_format = formato
            propios.number_format_is_linked = False
            propios.position = XL_LABEL_POSITION.OUTSIDE_END
        # Sin esto PowerPoint pinta de blanco las barras negativas.
        puesta.invert_if_negative = False
        suyos = [serie.colores[i] for i in parte]
        comun = max(set(suyos), key=lambda c: (suyos.count(c), c))
        _pintar(puesta.format, comun)
        for j, i in enumerate(parte):
            dudoso = bool(serie.dudosos) and serie.dudosos[i]
            if suyos[j] != comun or dudoso:
                _pintar(puesta.points[j].format, suyos[j], rayado=dudoso)
            texto = serie.rotulos[i] if serie.rotulos else None
            if texto:
                _rotulo(
                    puesta.points[j].data_label, formato, XL_LABEL_POSITION.OUTSIDE_END,
                    CLARO.texto, texto=texto, tamano=tamano,
                )  # fmt: skip
        if barras.apiladas:
            propios = puesta.data_labels
            propios.show_value = True
            # La tercera parte del formato, vacía, calla los ceros.
            propios.number_format = f"{_ES_CO}{barras.formato.partition(';')[0]};;"
            propios.number_format_is_linked = False
            propios.font.size = Pt(tamano)
            propios.font.color.rgb = color_de(tinta_sobre(comun))[0]
            por_unidad = caja.ancho * 0.5 / _extremos(barras)[1]
            for j, i in enumerate(parte):
                valor = serie.valores[i]
                if valor and valor * por_unidad < ancho_de_texto(f"{valor:,.0f}", tamano) + 4:
                    _callar(puesta, j)
    eje = grafico.value_axis
    eje.minimum_scale, eje.maximum_scale = _extremos(barras)
    eje.has_major_gridlines = False
    eje.visible = False
    categorias = grafico.category_axis
    _eje_de_categorias(categorias)
    categorias.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categorias.tick_labels.font.size = Pt(tamano)
    if barras.horizontales:
        categorias.reverse_order = True
    if len(parte) < len(barras.categorias):
        _fijar_area(grafico, 0.42, 0.01, 0.56, 0.9 if len(barras.series) > 1 else 0.98)
    if len(barras.series) > 1:
        _leyenda(grafico)


def _cortar(texto: str, largo: int | None) -> str:
    return texto if largo is None or len(texto) <= largo else texto[: largo - 1].rstrip() + "…"


def _callar(puesta: Any, indice: int) -> None:
    """Quita el rótulo de un trozo en el que no cabe: su cifra está en la hoja de datos."""
    rotulo = puesta.points[indice].data_label._get_or_add_dLbl()
    for hijo in list(rotulo)[1:]:
        rotulo.remove(hijo)
    rotulo.append(rotulo.makeelement(qn("c:delete"), {"val": "1"}))


def _pintar(formato: Any, color: str, *, rayado: bool = False) -> None:
    if rayado:
        formato.fill.patterned()
        formato.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        formato.fill.fore_color.rgb = color_de(color)[0]
        formato.fill.back_color.rgb = color_de(CLARO.fondo)[0]
        return
    formato.fill.solid()
    formato.fill.fore_color.rgb = color_de(color)[0]


# ── Puntos ─────────────────────────────────────────────────────────────────────────────────────


def poner_puntos(formas: Any, caja: Caja, puntos: Puntos, *, alt: str) -> None:
    """Una dispersión. En las tiras, el nombre de cada fila es el rótulo de un punto invisible."""
    series = list(puntos.series)
    if puntos.filas:
        minimo, maximo, _ = _escala(puntos.x)
        borde = maximo if puntos.x.invertido else minimo
        sube = 0.0 if _al_lado(puntos) else 0.42
        # Los espacios duros separan el nombre del primer punto, que puede caer en el borde.
        aire = 3 * ESPACIO_DURO if _al_lado(puntos) else ""
        rotulos = tuple(Punto(borde, y + sube, texto, texto + aire) for y, texto in puntos.filas)
        series.append(SerieDePuntos(_ROTULOS, rotulos, CLARO.texto, CLARO.texto, "", 0))
    datos = _Puntos("General", [[p.nombre for p in s.puntos] for s in series], puntos.x.titulo)
    for serie in series:
        nueva = datos.add_series(serie.nombre)
        for punto in serie.puntos:
            nueva.add_data_point(punto.x, punto.y)
    grafico = _crear(formas, XL_CHART_TYPE.XY_SCATTER, caja, datos, "Gráfico de puntos", alt)
    (dibujo,) = grafico.plots
    for serie, puesta in zip(series, dibujo.series, strict=True):
        _vestir_puntos(puesta, serie, tamano=_letra_de_fila(puntos), al_lado=_al_lado(puntos))
    if _al_lado(puntos):
        _fijar_area(grafico, 0.42, 0.01, 0.56, 0.78)
    _eje_de_valores(grafico.value_axis, puntos.y)
    eje_x = grafico.category_axis
    _eje_de_valores(eje_x, puntos.x)
    eje_x.has_major_gridlines = puntos.x.logaritmico
    eje_x.format.line.color.rgb = color_de(CLARO.eje)[0]
    if puntos.x.invertido:
        # El otro eje cruza por el extremo que ahora queda a la izquierda.
        _cruzar_al_final(grafico.value_axis)
    con_marca = [s for s in series if s.nombre != _ROTULOS]
    if len(con_marca) > 1:
        _leyenda(grafico)
        if puntos.filas:
            _sin_entrada(grafico, len(series) - 1)


def _letra_de_fila(puntos: Puntos) -> float:
    return 11.0 if len(puntos.filas) <= 10 else 9.0


def _al_lado(puntos: Puntos) -> bool:
    """Con muchas filas, su nombre va a la izquierda; con pocas, encima."""
    return len(puntos.filas) > 2


def _vestir_puntos(puesta: Any, serie: SerieDePuntos, *, tamano: float, al_lado: bool) -> None:
    linea = puesta.format.line
    if serie.linea:
        linea.color.rgb = color_de(serie.color)[0]
        linea.width = Pt(1.5)
        linea.dash_style = MSO_LINE.DASH
        puesta.marker.style = XL_MARKER_STYLE.NONE
        return
    linea.fill.background()
    marca = puesta.marker
    if serie.nombre == _ROTULOS:
        marca.style = XL_MARKER_STYLE.NONE
    else:
        abierto = "open" in serie.simbolo or serie.color.lower() == CLARO.fondo.lower()
        marca.style = _SIMBOLOS.get(serie.simbolo, XL_MARKER_STYLE.CIRCLE)
        marca.size = max(5, min(16, round(serie.tamano * 0.8)))
        marca.format.fill.solid()
        color, opacidad = color_de(CLARO.fondo if abierto else serie.color)
        marca.format.fill.fore_color.rgb = color
        if opacidad < 1:
            for tono in marca._element.iter(qn("a:srgbClr")):
                tono.append(tono.makeelement(qn("a:alpha"), {"val": str(round(opacidad * 1e5))}))
        marca.format.line.color.rgb = color_de(serie.borde)[0]
        marca.format.line.width = Pt(1.5 if abierto else 0.75)
    for i, punto in enumerate(serie.puntos):
        if punto.hueco:
            propia = puesta.points[i].marker
            propia.style = marca.style
            propia.size = marca.size
            propia.format.fill.solid()
            propia.format.fill.fore_color.rgb = color_de(CLARO.fondo)[0]
            propia.format.line.color.rgb = color_de(serie.borde)[0]
        if punto.rotulo:
            en_medio = len(punto.rotulo) <= 2 and serie.tamano >= 15
            _rotulo(
                puesta.points[i].data_label,
                "General",
                XL_LABEL_POSITION.CENTER
                if en_medio
                else XL_LABEL_POSITION.LEFT
                if al_lado and serie.nombre == _ROTULOS
                else XL_LABEL_POSITION.RIGHT
                if al_lado or serie.nombre == _ROTULOS
                else XL_LABEL_POSITION.ABOVE,
                CLARO.texto,
                texto=punto.rotulo,
                negrita=serie.nombre == _ROTULOS,
                tamano=tamano if serie.nombre == _ROTULOS else 9,
            )


def _fijar_area(grafico: Any, x: float, y: float, ancho: float, alto: float) -> None:
    """El área de los datos en partes del gráfico: así dos vecinos se comparan a simple vista."""
    area = grafico._chartSpace.chart.plotArea
    medidas = "".join(
        f'<c:{nombre} val="{valor:g}"/>'
        for nombre, valor in (("x", x), ("y", y), ("w", ancho), ("h", alto))
    )
    fijo = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{medidas}</c:manualLayout></c:layout>'
    )
    for viejo in area.findall(qn("c:layout")):
        area.remove(viejo)
    area.insert(0, fijo)


# ── Ejes y leyenda ─────────────────────────────────────────────────────────────────────────────


def _escala(medidas: Eje) -> tuple[float, float, float]:
    """Los extremos llevados a marcas redondas, y el paso: PowerPoint cuenta desde el mínimo."""
    if medidas.logaritmico:
        return (
            10 ** math.floor(math.log10(medidas.minimo)),
            10 ** math.ceil(math.log10(medidas.maximo)),
            10.0,
        )
    puestas = marcas(medidas.minimo, medidas.maximo, 7)
    paso = puestas[1] - puestas[0] if len(puestas) > 1 else medidas.maximo - medidas.minimo or 1.0
    if medidas.formato.startswith(('0".º', '#,##0".º')):
        if medidas.minimo == 1:
            # De primero a último: 1, 9, 17, 25 y 33.
            paso = max(1.0, math.ceil((medidas.maximo - 1) / 4))
            return 1.0, 1 + 4 * paso, paso
        paso = max(1.0, math.ceil(paso))
    return (
        round(math.floor(medidas.minimo / paso + 1e-9) * paso, 10),
        round(math.ceil(medidas.maximo / paso - 1e-9) * paso, 10),
        paso,
    )


def _eje_de_valores(eje: Any, medidas: Eje) -> None:
    if medidas.visible:
        eje.minimum_scale, eje.maximum_scale, paso = _escala(medidas)
        if not medidas.logaritmico:
            eje.major_unit = paso
    else:
        eje.minimum_scale, eje.maximum_scale = medidas.minimo, medidas.maximo
    eje.reverse_order = medidas.invertido
    eje.has_major_gridlines = medidas.visible
    if medidas.visible:
        eje.major_gridlines.format.line.color.rgb = color_de(CLARO.rejilla)[0]
        eje.major_gridlines.format.line.width = Pt(0.75)
    eje.visible = medidas.visible
    eje.major_tick_mark = XL_TICK_MARK.NONE
    eje.minor_tick_mark = XL_TICK_MARK.NONE
    eje.format.line.fill.background()
    if medidas.logaritmico:
        escala = eje._element.find(qn("c:scaling"))
        escala.insert(0, escala.makeelement(qn("c:logBase"), {"val": "10"}))
    if not medidas.visible:
        return
    eje.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    eje.tick_labels.number_format = _codigo(medidas.formato)
    eje.tick_labels.number_format_is_linked = False
    eje.tick_labels.font.size = Pt(10)
    eje.tick_labels.font.color.rgb = color_de(CLARO.tenue)[0]
    if medidas.titulo:
        _titular(eje, medidas.titulo)


def _titular(eje: Any, titulo: str) -> None:
    eje.has_title = True
    tramo = eje.axis_title.text_frame.paragraphs[0].add_run()
    tramo.text = titulo
    tramo.font.size = Pt(10)
    tramo.font.bold = False
    tramo.font.color.rgb = color_de(CLARO.tenue)[0]


def _eje_de_categorias(eje: Any, cada: int = 1) -> None:
    # Sin esto se saltan nombres cuando creen que no caben.
    salto = eje._element.makeelement(qn("c:tickLblSkip"), {"val": str(cada)})
    eje._element.insert_element_before(salto, "c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")
    eje.has_major_gridlines = False
    eje.major_tick_mark = XL_TICK_MARK.NONE
    eje.minor_tick_mark = XL_TICK_MARK.NONE
    eje.format.line.color.rgb = color_de(CLARO.eje)[0]
    eje.tick_labels.font.size = Pt(10)
    eje.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _cruzar_al_final(eje: Any) -> None:
    cruce = eje._element.find(qn("c:crosses"))
    if cruce is not None:
        cruce.set("val", "max")


def _leyenda(grafico: Any) -> None:
    grafico.has_legend = True
    grafico.legend.position = XL_LEGEND_POSITION.BOTTOM
    grafico.legend.include_in_layout = False
    grafico.legend.font.size = Pt(10)


def _sin_entrada(grafico: Any, indice: int) -> None:
    """Quita de la leyenda una serie que no es dato."""
    entrada = parse_xml(
        f'<c:legendEntry {nsdecls("c")}><c:idx val="{indice}"/><c:delete val="1"/></c:legendEntry>'
    )
    leyenda = grafico.legend._element
    leyenda.find(qn("c:legendPos")).addnext(entrada)
