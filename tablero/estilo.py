"""Un solo aspecto para todos los gráficos: colores por papel, letra, plantilla y remate.

Ninguna página escribe un color. Toda figura sale por ``terminar``, que pone dentro de la imagen
el hallazgo, la medida, la fuente y el corte, y reserva el espacio que ocupan para que nada se
corte a 358 px de ancho (teléfono) ni a 1100 px. Aquí no hay datos ni pantalla.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import plotly.graph_objects as go
import plotly.io as pio

from tablero.formato import fecha_larga, lista

NombreDeTema = Literal["claro", "oscuro"]

# Letra del sistema en cada equipo, sin descargar nada. No se usa `system-ui` porque en Linux puede
# ser DejaVu Sans, mucho más ancha que las demás: los cortes de línea se calculan con la de Arial.
FUENTE = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif'

PX_TITULO, PX_SUBTITULO, PX_TEXTO, PX_NOTA = 16, 13, 12, 11
ANCHO_TELEFONO = 358
MARGEN = 12
INTERLINEA = 1.3  # la que Plotly usa entre líneas de un mismo texto
ALTO_FILA_LEYENDA = 20


@dataclass(frozen=True)
class Tema:
    """Los colores de un tema según el papel que cumplen.

    ``acento`` es Norte de Santander (rojo de su bandera, AA como texto sobre ``fondo`` y
    ``superficie``); ``boton``, el mismo rojo cuando lleva letra blanca encima; ``dorado`` señala y
    ``dorado_texto`` lo hace con letra. ``resto`` son los demás territorios.
    """

    nombre: NombreDeTema
    fondo: str
    superficie: str
    texto: str
    tenue: str
    rejilla: str
    eje: str
    resto: str
    acento: str
    boton: str
    dorado: str
    dorado_texto: str
    sin_dato: str
    cero: str


TEMAS: dict[str, Tema] = {
    "claro": Tema(
        nombre="claro",
        fondo="#FFFFFF",
        superficie="#F6F4F0",
        texto="#1E1D1B",
        tenue="#5E5A54",
        rejilla="#E3DFD8",
        eje="#8F8A82",
        resto="#8F8A82",
        acento="#B5121B",
        boton="#B5121B",
        dorado="#C28A00",
        dorado_texto="#8A6200",
        sin_dato="#A9A39A",
        cero="#FFFFFF",
    ),
    "oscuro": Tema(
        nombre="oscuro",
        fondo="#15181B",
        superficie="#1E2327",
        texto="#ECE9E4",
        tenue="#ABA69E",
        rejilla="#2F353A",
        eje="#7D7870",
        resto="#7D7870",
        acento="#FF6F69",
        boton="#D03A3F",
        dorado="#E9B949",
        dorado_texto="#E9B949",
        sin_dato="#6A665F",
        cero="#15181B",
    ),
}

# Okabe e Ito (2008), sin el negro ni el amarillo, que se pierden sobre uno de los dos fondos.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")

# De menos a más. Sigue el recorrido de cividis (arena, gris, azul noche: se ordena igual con
# cualquier daltonismo y en blanco y negro). En claro, más es más oscuro; en oscuro, más luminoso.
_SECUENCIAL = {
    "claro": ("#F3EBC8", "#CFC58F", "#9C9778", "#6A6D71", "#33466B", "#00224E"),
    "oscuro": ("#1F3154", "#3B496C", "#666970", "#95906F", "#C9B968", "#F7E27A"),
}
# Azul y ocre, nunca verde y rojo; el centro es neutro y sólo se usa si el punto medio significa.
_DIVERGENTE = {
    "claro": ("#0B4F8A", "#7FB0D6", "#EFEDE8", "#E0A35C", "#8F4A00"),
    "oscuro": ("#8CC4EE", "#3F78A8", "#3A4046", "#A06A2C", "#F0B46A"),
}


@dataclass(frozen=True)
class Marca:
    """Cómo se ve un estado sin depender del color: palabra, signo de texto y símbolo de Plotly."""

    palabra: str
    signo: str
    simbolo: str
    color_claro: str
    color_oscuro: str

    def color(self, tema: str) -> str:
        return self.color_claro if colores(tema).nombre == "claro" else self.color_oscuro


ESTADOS_DE_META: dict[str, Marca] = {
    "cumplida": Marca("cumplida", "●", "circle", "#00795A", "#3FC79E"),
    "en_avance": Marca("en avance", "◐", "diamond", "#0072B2", "#56B4E9"),
    "sin_avance": Marca("sin avance (0)", "○", "circle-open", "#9A4300", "#F0934A"),
    "no_programada": Marca("no programada", "–", "line-ew-open", "#5E5A54", "#ABA69E"),
    "sin_reporte": Marca("sin reporte", "✕", "x-thin-open", "#5E5A54", "#ABA69E"),
    "sin_cifra_comparable": Marca("sin cifra comparable", "≠", "square-open", "#5E5A54", "#ABA69E"),
}

CONFIGURACION_PLOTLY: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "responsive": True,
}
"""Lo que toda página pasa en ``config=`` (además de ``theme=None``)."""


def colores(nombre: str) -> Tema:
    """El tema por su nombre. Lanza ``ValueError`` si no es «claro» u «oscuro»."""
    if nombre not in TEMAS:
        raise ValueError(f"Tema desconocido: «{nombre}». Los que hay: {lista(list(TEMAS))}.")
    return TEMAS[nombre]


def categoricos(n: int) -> list[str]:
    """Los primeros ``n`` colores de categoría. Más de seis no se distinguen: ``ValueError``."""
    if not 1 <= n <= len(OKABE_ITO):
        raise ValueError(
            f"Se pidieron {n} colores de categoría y el máximo es {len(OKABE_ITO)}. Agrupe "
            "categorías, o deje en gris las que no son el tema del gráfico."
        )
    return list(OKABE_ITO[:n])


def secuencial(n: int, tema: str = "claro") -> list[str]:
    """``n`` tonos de menos a más (entre 2 y 7)."""
    if not 2 <= n <= 7:
        raise ValueError(f"Se pidieron {n} tonos y la escala secuencial da entre 2 y 7.")
    return _muestrear(_SECUENCIAL[colores(tema).nombre], n)


def divergente(n: int, tema: str = "claro") -> list[str]:
    """``n`` tonos con centro neutro (3, 5 o 7): sólo si el punto medio tiene sentido."""
    if n not in (3, 5, 7):
        raise ValueError(f"Se pidieron {n} tonos y la escala divergente da 3, 5 o 7.")
    return _muestrear(_DIVERGENTE[colores(tema).nombre], n)


def _muestrear(anclas: Sequence[str], n: int) -> list[str]:
    tonos = []
    for i in range(n):
        lugar = i * (len(anclas) - 1) / (n - 1)
        desde = min(int(lugar), len(anclas) - 2)
        tonos.append(mezclar(anclas[desde], anclas[desde + 1], lugar - desde))
    return tonos


def _canales(color: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
        raise ValueError(f"«{color}» no es un color #RRGGBB.")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mezclar(desde: str, hasta: str, parte: float) -> str:
    """El color que está a ``parte`` (0 a 1) del camino entre dos."""
    pares = zip(_canales(desde), _canales(hasta), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * parte):02X}" for a, b in pares)


def transparente(color: str, opacidad: float) -> str:
    """El color en ``rgba()`` para bandas y rellenos."""
    rojo, verde, azul = _canales(color)
    return f"rgba({rojo},{verde},{azul},{opacidad:g})"


def contraste(uno: str, otro: str) -> float:
    """Razón de contraste WCAG 2 entre dos colores, de 1 a 21."""
    luces = sorted((_luminancia(uno), _luminancia(otro)))
    return (luces[1] + 0.05) / (luces[0] + 0.05)


def _luminancia(color: str) -> float:
    lineales = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (canal / 255 for canal in _canales(color))
    ]
    return 0.2126 * lineales[0] + 0.7152 * lineales[1] + 0.0722 * lineales[2]


def tinta_sobre(fondo: str) -> str:
    """Blanco o casi negro, el que mejor se lea sobre ``fondo``."""
    oscura = TEMAS["claro"].texto
    return oscura if contraste(oscura, fondo) >= contraste("#FFFFFF", fondo) else "#FFFFFF"


# ── Medir y partir textos ──────────────────────────────────────────────────────────────────────
# Anchos de Arial (y de Liberation Sans, que los calca) en milésimas de la altura de la letra.
_ANCHOS_NORMAL = {
    139: "\u202f",
    191: "'",
    222: "ijl",
    278: "Ift .,;:![]/·íÍ\u00a0|",
    333: 'r¡()-“”²"',
    370: "ºª•*°",
    500: "Jcksvxyz↑↓",
    556: "Labdeghnopqu0123456789?–$«»áéóúñü",
    584: "−+=<>×±",
    611: "FTZ¿",
    667: "ABEKPSVXY&ÁÉ",
    722: "CDHNRUwÚÑÜ",
    778: "GOQÓ",
    889: "Mm%",
}
_ANCHOS_NEGRITA = {
    139: "\u202f",
    278: "Iijl .,/·íÍ\u00a0|'",
    333: "ft;:!¡()[]-²",
    389: "r*ºª•°",
    500: 'z“”"↑↓',
    556: "Jaceksvxy0123456789–$«»áé",
    611: "FLTZbdghnopqu?¿óúñü−+=<>×±",
    667: "EPSVXYÉ",
    722: "ABCDHKNRU&ÁÚÑÜ",
    778: "GOQwÓ",
    889: "Mm%",
}
_ANCHO_DESCONOCIDO = 1000
_TABLAS = {
    negrita: {letra: ancho for ancho, letras in tabla.items() for letra in letras}
    for negrita, tabla in ((False, _ANCHOS_NORMAL), (True, _ANCHOS_NEGRITA))
}
# Segoe UI y San Francisco son algo más anchas que Arial.
_HOLGURA = 1.06


def ancho_de_texto(texto: str, px: float, *, negrita: bool = False) -> float:
    """Los píxeles que ocupa un texto de una línea, con holgura para las letras más anchas."""
    tabla = _TABLAS[negrita]
    milesimas = sum(tabla.get(letra, _ANCHO_DESCONOCIDO) for letra in texto)
    return milesimas / 1000 * px * _HOLGURA


def partir(texto: str, ancho: float, px: float, *, negrita: bool = False) -> list[str]:
    """El texto en líneas que caben en ``ancho`` píxeles. No parte en los espacios duros."""
    lineas: list[str] = []
    for parrafo in texto.split("\n"):
        actual = ""
        for palabra in re.split(r"[ \t]+", parrafo.strip()):
            for trozo in _trozos(palabra, ancho, px, negrita):
                candidata = f"{actual} {trozo}".strip()
                if actual and ancho_de_texto(candidata, px, negrita=negrita) > ancho:
                    lineas.append(actual)
                    actual = trozo
                else:
                    actual = candidata
        lineas.append(actual)
    return lineas


def _trozos(palabra: str, ancho: float, px: float, negrita: bool) -> Iterator[str]:
    """Parte una palabra más larga que la línea (una dirección web, por ejemplo)."""
    inicio = 0
    for fin in range(1, len(palabra) + 1):
        if ancho_de_texto(palabra[inicio:fin], px, negrita=negrita) > ancho and fin - inicio > 1:
            yield palabra[inicio : fin - 1]
            inicio = fin - 1
    yield palabra[inicio:]


Caja = tuple[float, float, float, float]
"""Un rectángulo en píxeles: izquierda, derecha, abajo y arriba."""


def se_pisan(una: Caja, otra: Caja) -> bool:
    """Si dos rectángulos comparten área."""
    return una[0] < otra[1] and otra[0] < una[1] and una[2] < otra[3] and otra[2] < una[3]


def en_html(texto: str) -> str:
    """Texto seguro para Plotly, que entiende un poco de HTML."""
    return html.escape(texto, quote=False)


# ── Plantilla ──────────────────────────────────────────────────────────────────────────────────


def _plantilla(t: Tema) -> go.layout.Template:
    eje = {
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": PX_TEXTO, "color": t.tenue},
        "title": {"font": {"size": PX_TEXTO, "color": t.tenue}},
        "gridcolor": t.rejilla,
        "linecolor": t.eje,
        # Sin esto Plotly escribe «18B» por dieciocho mil millones.
        "exponentformat": "none",
        "fixedrange": True,
        "automargin": False,
    }
    return go.layout.Template(
        layout=go.Layout(
            font={"family": FUENTE, "size": PX_TEXTO, "color": t.texto},
            title={"font": {"size": PX_TITULO, "color": t.texto, "weight": 700}},
            paper_bgcolor=t.fondo,
            plot_bgcolor=t.fondo,
            colorway=list(OKABE_ITO),
            separators=",.",
            showlegend=False,
            hovermode="closest",
            dragmode=False,
            hoverlabel={
                "bgcolor": t.superficie,
                "bordercolor": t.eje,
                "font": {"family": FUENTE, "size": PX_SUBTITULO, "color": t.texto},
                "align": "left",
                "namelength": -1,
            },
            margin={"l": 48, "r": 16, "t": 24, "b": 32, "pad": 0, "autoexpand": False},
            legend={
                "orientation": "h",
                "font": {"size": PX_TEXTO, "color": t.texto},
                "itemclick": False,
                "itemdoubleclick": False,
                "bgcolor": "rgba(0,0,0,0)",
            },
            # Los años no llevan punto de miles; las cantidades sí.
            xaxis={**eje, "showgrid": False, "showline": True, "separatethousands": False},
            yaxis={**eje, "showgrid": True, "separatethousands": True},
            annotationdefaults={"font": {"size": PX_TEXTO, "color": t.texto}, "showarrow": False},
        )
    )


for _nombre, _tema in TEMAS.items():
    pio.templates[f"tablero_{_nombre}"] = _plantilla(_tema)


def figura_nueva(
    tema: str,
    *,
    alto_datos: float,
    izquierda: float = MARGEN,
    derecha: float = MARGEN,
    reserva_superior: float = 0,
    reserva_inferior: float = 0,
) -> go.Figure:
    """Una figura vacía con la plantilla, y las medidas que ``terminar`` necesita para rematarla.

    ``alto_datos`` son los píxeles del área de los datos; las reservas, los que ocupan sobre y bajo
    ella los rótulos propios del gráfico (marcas de quiebre, años del eje).
    """
    figura = go.Figure()
    figura.update_layout(
        template=f"tablero_{colores(tema).nombre}",
        # Plotly trunca los márgenes con decimales.
        margin={"l": math.ceil(izquierda), "r": math.ceil(derecha)},
        meta={
            "alto_datos": alto_datos,
            "reserva_superior": reserva_superior,
            "reserva_inferior": reserva_inferior,
        },
    )
    return figura


_FRASES_DE_SENTIDO = {
    "mas_es_mejor": "Más es mejor.",
    "menos_es_mejor": "Menos es mejor.",
    "neutro": "",
}


def frase_de_sentido(sentido: str) -> str:
    """«Menos es mejor.», «Más es mejor.» o nada si el indicador es neutro."""
    if sentido not in _FRASES_DE_SENTIDO:
        raise ValueError(
            f"Sentido desconocido: «{sentido}». Los que hay: {lista(list(_FRASES_DE_SENTIDO))}."
        )
    return _FRASES_DE_SENTIDO[sentido]


def terminar(
    fig: go.Figure,
    *,
    titulo: str,
    subtitulo: str,
    fuentes: Sequence[str] | str,
    corte: date | str | None,
    alt: str,
    tema: str = "claro",
    notas: Sequence[str] = (),
    sentido: str | None = None,
    ancho: int = ANCHO_TELEFONO,
) -> go.Figure:
    """Escribe en la figura lo que la hace citable y calcula márgenes y alto. La devuelve.

    ``titulo`` es el hallazgo; ``subtitulo``, la medida, la unidad, el período y la edición; al
    pie van ``notas``, ``fuentes`` y ``corte`` (fecha, o el texto del corte). ``sentido`` agrega
    «Menos es mejor.» al subtítulo. ``alt`` queda en ``layout.meta["alt"]``, con los demás textos,
    para la página y la diapositiva. Los textos se parten para que quepan en ``ancho`` píxeles: la
    misma figura sirve en el teléfono y en el computador.

    Cambia la figura que recibe; llamarla otra vez reemplaza los textos. Lanza ``ValueError`` si
    falta título, subtítulo, fuente o texto alternativo.
    """
    t = colores(tema)
    citadas = [fuentes] if isinstance(fuentes, str) else list(fuentes)
    citadas = [fuente.strip().rstrip(".") for fuente in citadas if fuente and fuente.strip()]
    obligatorios = {"titulo": titulo, "subtitulo": subtitulo, "alt": alt}
    faltan = [nombre for nombre, texto in obligatorios.items() if not texto.strip()]
    if not citadas:
        faltan.append("fuentes")
    if faltan:
        raise ValueError(f"Ninguna figura sale sin {lista(faltan)}: complete esos textos.")

    disponible = ancho - 2 * MARGEN
    completo = " ".join(p for p in (subtitulo.strip(), frase_de_sentido(sentido or "neutro")) if p)
    pie = "\n".join([*notas, texto_de_fuentes(citadas, corte)])
    lineas_titulo = partir(titulo.strip(), disponible, PX_TITULO, negrita=True)
    lineas_subtitulo = partir(completo, disponible, PX_SUBTITULO)
    lineas_pie = partir(pie, disponible, PX_NOTA)

    meta = dict(fig.layout.meta or {})
    alto_datos = float(meta.get("alto_datos", 320))
    sobre_datos = float(meta.get("reserva_superior", 0))
    bajo_datos = float(meta.get("reserva_inferior", _alto_del_eje(fig)))
    # Plotly reparte la leyenda en el ancho de los datos, no en el de la figura.
    margenes = (fig.layout.margin.l or MARGEN) + (fig.layout.margin.r or MARGEN)
    leyenda = _leyenda(fig, ancho - margenes)

    fin_titulo = MARGEN + len(lineas_titulo) * PX_TITULO * INTERLINEA
    fin_subtitulo = fin_titulo + 2 + len(lineas_subtitulo) * PX_SUBTITULO * INTERLINEA
    alto_leyenda = leyenda["filas"] * ALTO_FILA_LEYENDA + 6 if leyenda["filas"] else 0
    superior = math.ceil(fin_subtitulo + 10 + alto_leyenda + sobre_datos)
    inferior = math.ceil(bajo_datos + 10 + len(lineas_pie) * PX_NOTA * INTERLINEA + 8)
    izquierda = fig.layout.margin.l
    izquierda = 48 if izquierda is None else izquierda

    comunes: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "align": "left",
        "xshift": MARGEN - izquierda,
        "showarrow": False,
        "borderpad": 0,
    }
    bajo_titulo = {
        "name": "subtitulo",
        "text": "<br>".join(map(en_html, lineas_subtitulo)),
        "y": 1,
        "yanchor": "top",
        "yshift": superior - fin_titulo - 2,
        "font": {"size": PX_SUBTITULO, "color": t.tenue},
        **comunes,
    }
    al_pie = {
        "name": "pie",
        "text": "<br>".join(map(en_html, lineas_pie)),
        "y": 0,
        "yanchor": "bottom",
        "yshift": -(inferior - 8),
        "font": {"size": PX_NOTA, "color": t.tenue},
        **comunes,
    }
    # De una vez: cada anotación que se agrega vuelve a revisar todas las anteriores.
    del_grafico = [n for n in fig.layout.annotations if n.name not in ("subtitulo", "pie")]
    fig.layout.annotations = (*del_grafico, bajo_titulo, al_pie)
    alto = math.ceil(superior + alto_datos + inferior)
    meta.update(
        alt=alt.strip(),
        titulo=titulo.strip(),
        subtitulo=completo,
        fuentes=citadas,
        corte=None if corte is None else str(corte),
        notas=list(notas),
        tema=t.nombre,
    )
    fig.update_layout(
        template=f"tablero_{t.nombre}",
        title={
            "text": "<br>".join(map(en_html, lineas_titulo)),
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            # Con yanchor="top" Plotly baja la primera línea 0,7 em si el título tiene una sola y
            # no la baja si tiene varias; con "bottom" la línea base queda siempre en `y`.
            "y": 1 - (MARGEN + 0.8 * PX_TITULO) / alto,
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"l": MARGEN, "t": 0, "r": 0, "b": 0},
            "automargin": False,
        },
        margin={"t": superior, "b": inferior, "autoexpand": False},
        height=alto,
        meta=meta,
    )
    if leyenda["filas"]:
        fig.update_layout(
            legend={
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "yref": "paper",
                "y": 1 + (sobre_datos + 4) / alto_datos,
                "yanchor": "bottom",
                "entrywidth": leyenda["ancho_entrada"],
                "entrywidthmode": "pixels",
            }
        )
    return fig


def texto_de_fuentes(fuentes: Sequence[str], corte: date | str | None) -> str:
    """«Fuentes: A; B. Corte: 21 de noviembre de 2026.»"""
    etiqueta = "Fuente" if len(fuentes) == 1 else "Fuentes"
    texto = f"{etiqueta}: {'; '.join(fuentes)}."
    if corte is None:
        return texto
    if isinstance(corte, date) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", corte):
        return f"{texto} Corte: {fecha_larga(corte)}."
    return f"{texto} Corte: {corte.strip().rstrip('.')}."


def _alto_del_eje(fig: go.Figure) -> float:
    if fig.layout.xaxis.visible is False or fig.layout.xaxis.showticklabels is False:
        return 0
    return 22 + (18 if fig.layout.xaxis.title.text else 0)


def _leyenda(fig: go.Figure, disponible: float) -> dict[str, int]:
    if not fig.layout.showlegend:
        return {"filas": 0, "ancho_entrada": 0}
    nombres = [traza.name or "" for traza in fig.data if traza.showlegend is not False]
    if not nombres:
        return {"filas": 0, "ancho_entrada": 0}
    # 46 px: la muestra de color (30), sus separaciones y la holgura entre columnas.
    entrada = max(ancho_de_texto(html.unescape(n), PX_TEXTO) for n in nombres) + 8
    columnas = max(1, int(disponible // (entrada + 46)))
    return {"filas": math.ceil(len(nombres) / columnas), "ancho_entrada": math.ceil(entrada)}


# ── Revisor de sufijos ─────────────────────────────────────────────────────────────────────────

_NUMERO_CON_SUFIJO = re.compile(r"\d[ \u00a0\u202f]?(?:MM|bn|[kKMGBT])(?![\w.])")
_FORMATO_SI = re.compile(r"^[^%]*s$|%\{[^}]*:[^}]*s\}")
_CLAVES_DE_FORMATO = frozenset(
    {"tickformat", "hoverformat", "xhoverformat", "yhoverformat", "zhoverformat", "texttemplate",
     "hovertemplate", "valueformat"}
)  # fmt: skip
_CLAVES_DE_TEXTO = frozenset(
    {"text", "ticktext", "hovertext", "hovertemplate", "texttemplate", "customdata", "name",
     "ticksuffix", "tickprefix", "labels", "title"}
)  # fmt: skip


def sufijo_prohibido(figura: go.Figure) -> list[str]:
    """Los lugares de la figura donde se lee o se leería «k», «M», «G» o «B». Vacía si está bien.

    Revisa textos ya escritos (rótulos, marcas, ventanas emergentes, anotaciones) y los formatos
    que harían a Plotly escribirlos: ``~s`` y un eje numérico sin ``exponentformat="none"``.
    """
    datos = figura.to_dict()
    datos.get("layout", {}).pop("template", None)
    hallazgos: list[str] = []
    for ruta, clave, valor in _hojas(datos):
        if not isinstance(valor, str):
            continue
        if clave in _CLAVES_DE_FORMATO and _FORMATO_SI.search(valor):
            hallazgos.append(f"{ruta}: formato con sufijo «{valor}»")
        visible = re.sub(r"%\{[^}]*\}", "", valor)
        if clave in _CLAVES_DE_TEXTO and (malo := _NUMERO_CON_SUFIJO.search(visible)):
            hallazgos.append(f"{ruta}: «{malo.group()}» en «{valor}»")
    for eje in (*figura.select_xaxes(), *figura.select_yaxes()):
        plantilla = figura.layout.template.layout
        familia = "xaxis" if eje.plotly_name.startswith("x") else "yaxis"
        formato = eje.exponentformat or plantilla[familia].exponentformat
        if eje.visible is not False and eje.ticktext is None and formato != "none":
            hallazgos.append(f"layout.{eje.plotly_name}: exponentformat «{formato or 'B'}»")
    return hallazgos


def _hojas(nodo: Any, ruta: str = "", clave: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(nodo, Mapping):
        for nombre, hijo in nodo.items():
            yield from _hojas(hijo, f"{ruta}.{nombre}" if ruta else str(nombre), str(nombre))
    elif isinstance(nodo, str) or not hasattr(nodo, "__iter__"):
        # En title.text y similares la clave que importa es la última con significado.
        yield ruta, clave, nodo
    else:
        for i, hijo in enumerate(nodo):
            yield from _hojas(hijo, f"{ruta}[{i}]", clave)
