"""Colores, contraste, remate de la figura y revisor de sufijos."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from datetime import date
from itertools import combinations
from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablero import estilo

RAIZ = Path(__file__).parents[2]
TEMAS = ["claro", "oscuro"]
TITULO = "Norte de Santander cae del puesto 15 al 17 en densidad empresarial entre 2020 y 2025"
SUBTITULO = (
    "Empresas por cada 1.000 habitantes, puesto entre 33 departamentos, 2020-2025. Ed. 2025."
)
FUENTES = ["Consejo Privado de Competitividad y Universidad del Rosario, IDC 2025"]


def terminada(figura: go.Figure | None = None, **cambios: object) -> go.Figure:
    textos: dict[str, object] = {
        "titulo": TITULO,
        "subtitulo": SUBTITULO,
        "fuentes": FUENTES,
        "corte": date(2026, 11, 21),
        "alt": "Línea que baja del puesto 15 al 17.",
    }
    base = figura or estilo.figura_nueva("claro", alto_datos=200)
    return estilo.terminar(base, **{**textos, **cambios})  # type: ignore[arg-type]


def anotacion(figura: go.Figure, nombre: str) -> go.layout.Annotation:
    return next(a for a in figura.layout.annotations if a.name == nombre)


# ── Colores ────────────────────────────────────────────────────────────────────────────────────


def test_contraste_de_valores_conocidos() -> None:
    assert estilo.contraste("#000000", "#FFFFFF") == pytest.approx(21)
    assert estilo.contraste("#FFFFFF", "#FFFFFF") == 1
    # Ejemplo conocido de la guía WCAG: el gris 767676 apenas pasa AA sobre blanco.
    assert estilo.contraste("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def todos_los_colores() -> list[str]:
    colores = list(estilo.OKABE_ITO)
    for tema in estilo.TEMAS.values():
        colores += [v for v in dataclasses.astuple(tema) if v.startswith("#")]
    for marca in estilo.ESTADOS_DE_META.values():
        colores += [marca.color_claro, marca.color_oscuro]
    for nombre in TEMAS:
        colores += [c for n in range(2, 8) for c in estilo.secuencial(n, nombre)]
        colores += [c for n in (3, 5, 7) for c in estilo.divergente(n, nombre)]
    return colores


def test_cada_color_es_valido() -> None:
    colores = todos_los_colores()
    assert len(colores) > 80
    assert [c for c in colores if not re.fullmatch(r"#[0-9A-F]{6}", c)] == []


@pytest.mark.parametrize("nombre", TEMAS)
@pytest.mark.parametrize("papel", ["texto", "tenue", "acento", "dorado_texto"])
def test_todo_color_de_letra_pasa_aa_sobre_los_dos_fondos(nombre: str, papel: str) -> None:
    tema = estilo.colores(nombre)
    for fondo in (tema.fondo, tema.superficie):
        assert estilo.contraste(getattr(tema, papel), fondo) >= 4.5


@pytest.mark.parametrize("nombre", TEMAS)
def test_las_formas_se_distinguen_del_fondo(nombre: str) -> None:
    tema = estilo.colores(nombre)
    for papel in ("resto", "eje", "dorado", "acento", "boton"):
        assert estilo.contraste(getattr(tema, papel), tema.fondo) >= 3
    assert estilo.contraste(tema.boton, "#FFFFFF") >= 4.5
    for marca in estilo.ESTADOS_DE_META.values():
        assert estilo.contraste(marca.color(nombre), tema.fondo) >= 4.5


def test_los_estados_no_dependen_del_color() -> None:
    marcas = list(estilo.ESTADOS_DE_META.values())
    assert len({m.signo for m in marcas}) == len({m.simbolo for m in marcas}) == len(marcas)
    assert len({m.palabra for m in marcas}) == len(marcas)


def test_la_septima_categoria_se_rechaza_y_dice_que_hacer() -> None:
    assert len(estilo.categoricos(6)) == len(set(estilo.categoricos(6))) == 6
    with pytest.raises(ValueError, match=r"el máximo es 6\. Agrupe"):
        estilo.categoricos(7)
    with pytest.raises(ValueError, match="Tema desconocido: «azul»"):
        estilo.colores("azul")


@pytest.mark.parametrize("nombre", TEMAS)
@pytest.mark.parametrize("n", range(2, 8))
def test_la_escala_secuencial_cambia_de_luz_en_un_solo_sentido(nombre: str, n: int) -> None:
    tonos = estilo.secuencial(n, nombre)
    fondo = estilo.colores(nombre).fondo
    contrastes = [estilo.contraste(tono, fondo) for tono in tonos]
    assert len(tonos) == n
    assert contrastes == sorted(contrastes)
    with pytest.raises(ValueError, match="entre 2 y 7"):
        estilo.secuencial(8, nombre)


@pytest.mark.parametrize("nombre", TEMAS)
@pytest.mark.parametrize("n", [3, 5, 7])
def test_la_divergente_es_neutra_en_el_centro(nombre: str, n: int) -> None:
    tonos = estilo.divergente(n, nombre)
    rojo, verde, azul = (int(tonos[n // 2][i : i + 2], 16) for i in (1, 3, 5))
    assert max(rojo, verde, azul) - min(rojo, verde, azul) < 20
    assert len(set(tonos)) == n
    with pytest.raises(ValueError, match="3, 5 o 7"):
        estilo.divergente(4, nombre)


def test_tinta_sobre_elige_la_que_mejor_se_lee() -> None:
    assert estilo.tinta_sobre("#00224E") == "#FFFFFF"
    assert estilo.tinta_sobre("#F3EBC8") != "#FFFFFF"


@given(st.integers(0, 0xFFFFFF))
def test_tinta_sobre_cualquier_fondo_se_lee(numero: int) -> None:
    fondo = f"#{numero:06X}"
    assert estilo.contraste(estilo.tinta_sobre(fondo), fondo) >= 4


def test_la_configuracion_de_la_pantalla_usa_los_mismos_colores() -> None:
    texto = (RAIZ / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    configuracion = tomllib.loads(texto)
    assert configuracion["client"]["toolbarMode"] == "viewer"
    assert configuracion["browser"]["gatherUsageStats"] is False
    assert configuracion["theme"]["font"] == configuracion["theme"]["headingFont"] == estilo.FUENTE
    assert "http" not in texto
    for seccion, nombre in (("light", "claro"), ("dark", "oscuro")):
        tema = estilo.colores(nombre)
        assert configuracion["theme"][seccion] == {
            "primaryColor": tema.boton,
            "backgroundColor": tema.fondo,
            "secondaryBackgroundColor": tema.superficie,
            "textColor": tema.texto,
            "linkColor": tema.acento,
            "borderColor": tema.rejilla,
            "codeBackgroundColor": tema.superficie,
            "codeTextColor": tema.texto,
            "dataframeBorderColor": tema.rejilla,
            "dataframeHeaderBackgroundColor": tema.superficie,
            "dataframeHeaderTextColor": tema.tenue,
            "chartCategoricalColors": list(estilo.OKABE_ITO),
        }


# ── Plantilla y textos ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nombre", TEMAS)
def test_la_plantilla_escribe_en_espanol_y_sin_sufijos(nombre: str) -> None:
    plantilla = pio.templates[f"tablero_{nombre}"].layout
    assert plantilla.separators == ",."
    assert plantilla.xaxis.exponentformat == plantilla.yaxis.exponentformat == "none"
    assert plantilla.yaxis.separatethousands is True
    assert plantilla.xaxis.separatethousands is False  # los años no llevan punto
    assert plantilla.paper_bgcolor == estilo.colores(nombre).fondo
    assert plantilla.font.family == estilo.FUENTE
    assert plantilla.margin.autoexpand is False


@given(st.text(alphabet="abcdeñÁ 0123456789,.%—", max_size=200), st.integers(60, 400))
def test_ninguna_linea_partida_se_pasa_del_ancho(texto: str, ancho: int) -> None:
    lineas = estilo.partir(texto, ancho, 13)
    assert all(estilo.ancho_de_texto(linea, 13) <= ancho for linea in lineas)
    assert "".join("".join(lineas).split()) == "".join(texto.split())


def test_partir_no_separa_la_cifra_de_su_signo() -> None:
    lineas = estilo.partir("la pobreza cae a 35,3\u202f% en 2024", 105, 12)
    assert any("35,3\u202f%" in linea for linea in lineas)


def test_el_titulo_cabe_en_el_telefono() -> None:
    lineas = estilo.partir(TITULO, 334, estilo.PX_TITULO, negrita=True)
    assert all(len(linea) <= 42 for linea in lineas)


def test_el_html_se_escapa() -> None:
    assert estilo.en_html("menos de <10 & más") == "menos de &lt;10 &amp; más"
    figura = terminada(titulo="I+D <0,5 % & otros")
    assert "&lt;0,5" in figura.layout.title.text


# ── terminar ───────────────────────────────────────────────────────────────────────────────────


def test_terminar_escribe_todo_dentro_de_la_figura() -> None:
    figura = terminada(sentido="menos_es_mejor", notas=["Cifra preliminar."])
    assert figura.layout.title.text.replace("<br>", " ") == TITULO
    subtitulo = anotacion(figura, "subtitulo").text.replace("<br>", " ")
    assert subtitulo == f"{SUBTITULO} Menos es mejor."
    pie = anotacion(figura, "pie").text.replace("<br>", " ")
    assert pie == f"Cifra preliminar. Fuente: {FUENTES[0]}. Corte: 21 de noviembre de 2026."
    assert figura.layout.meta["alt"] == "Línea que baja del puesto 15 al 17."
    assert figura.layout.meta["titulo"] == TITULO
    assert figura.layout.meta["fuentes"] == FUENTES


def test_terminar_con_varias_fuentes_y_corte_en_palabras() -> None:
    figura = terminada(fuentes=["DANE.", "DIAN"], corte="agosto de 2026")
    pie = anotacion(figura, "pie").text.replace("<br>", " ")
    assert pie == "Fuentes: DANE; DIAN. Corte: agosto de 2026."
    assert anotacion(terminada(corte=None, fuentes="DANE"), "pie").text == "Fuente: DANE."


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"fuentes": []}, "sin fuentes"),
        ({"fuentes": "  "}, "sin fuentes"),
        ({"alt": " "}, "sin alt"),
        ({"titulo": "", "subtitulo": ""}, "sin titulo y subtitulo"),
    ],
)
def test_ninguna_figura_sale_incompleta(cambio: dict[str, object], dice: str) -> None:
    with pytest.raises(ValueError, match=dice):
        terminada(**cambio)


def test_terminar_dos_veces_no_repite_textos() -> None:
    figura = terminada()
    alto = figura.layout.height
    terminada(figura, tema="oscuro")
    assert [a.name for a in figura.layout.annotations] == ["subtitulo", "pie"]
    assert figura.layout.height == alto
    assert figura.layout.template.layout.paper_bgcolor == estilo.colores("oscuro").fondo


def cajas_de_los_textos(figura: go.Figure, ancho: float) -> dict[str, estilo.Caja]:
    """Dónde queda cada texto, en píxeles desde la esquina superior izquierda del lienzo."""
    margen, alto = figura.layout.margin, figura.layout.height
    titulo = figura.layout.title
    lineas = titulo.text.split("<br>")
    linea_base = (1 - titulo.y) * alto
    px = estilo.PX_TITULO
    largo = max(estilo.ancho_de_texto(x, px, negrita=True) for x in lineas)
    cajas = {
        "titulo": (
            titulo.pad.l,
            titulo.pad.l + largo,
            linea_base - 0.93 * px,
            linea_base + (len(lineas) - 1) * px * 1.3 + 0.25 * px,
        )
    }
    for nombre, px in (("subtitulo", estilo.PX_SUBTITULO), ("pie", estilo.PX_NOTA)):
        texto = anotacion(figura, nombre)
        lineas = texto.text.split("<br>")
        alto_texto = len(lineas) * px * 1.3
        izquierda = margen.l + texto.xshift
        ancla = margen.t if texto.y == 1 else alto - margen.b
        arriba = ancla - texto.yshift - (0 if texto.yanchor == "top" else alto_texto)
        largo = max(estilo.ancho_de_texto(x, px) for x in lineas)
        cajas[nombre] = (izquierda, izquierda + largo, arriba, arriba + alto_texto)
    cajas["datos"] = (margen.l, ancho - margen.r, margen.t, alto - margen.b)
    return cajas


@given(
    titulo=st.integers(1, 40), subtitulo=st.integers(1, 60), pie=st.integers(1, 60),
    izquierda=st.integers(12, 150), alto=st.integers(60, 600),
)  # fmt: skip
def test_nada_se_corta_ni_se_pisa_a_358_px(
    titulo: int, subtitulo: int, pie: int, izquierda: int, alto: int
) -> None:
    figura = terminada(
        estilo.figura_nueva("claro", alto_datos=alto, izquierda=izquierda, derecha=20),
        titulo="densidad empresarial " * titulo,
        subtitulo="por cada mil habitantes " * subtitulo,
        fuentes="Departamento Administrativo " * pie,
    )
    ancho = estilo.ANCHO_TELEFONO
    cajas = cajas_de_los_textos(figura, ancho)
    for caja in cajas.values():
        assert caja[0] >= 0
        assert caja[1] <= ancho
        assert caja[2] >= 0
        assert caja[3] <= figura.layout.height
    assert not [p for p in combinations(cajas, 2) if estilo.se_pisan(cajas[p[0]], cajas[p[1]])]
    margen = figura.layout.margin
    assert figura.layout.height - margen.t - margen.b == pytest.approx(alto, abs=1)


def test_la_leyenda_reserva_su_alto() -> None:
    def figura_con(nombres: list[str]) -> go.Figure:
        figura = estilo.figura_nueva("claro", alto_datos=200)
        for nombre in nombres:
            figura.add_scatter(x=[1], y=[1], name=nombre)
        figura.update_layout(showlegend=True)
        return terminada(figura)

    sin_leyenda = terminada().layout.margin.t
    dos_columnas = figura_con(["Nombrado (3)", "Sin año (2)"])
    una_columna = figura_con(["Nombrado en todos los años del período (3)", "Sin año (2)"])
    assert dos_columnas.layout.margin.t == sin_leyenda + 26
    assert una_columna.layout.margin.t == sin_leyenda + 46
    assert dos_columnas.layout.legend.yanchor == "bottom"
    assert dos_columnas.layout.legend.y > 1


def test_frase_de_sentido() -> None:
    assert estilo.frase_de_sentido("menos_es_mejor") == "Menos es mejor."
    assert estilo.frase_de_sentido("neutro") == ""
    with pytest.raises(ValueError, match="Sentido desconocido"):
        estilo.frase_de_sentido("mejor")


# ── Revisor de sufijos ─────────────────────────────────────────────────────────────────────────


def test_una_figura_nuestra_no_tiene_sufijos() -> None:
    figura = estilo.figura_nueva("claro", alto_datos=200)
    figura.add_scatter(x=[2020, 2021], y=[18_142_876_988, 19e9], text=["18.142.876.988", "5 km²"])
    assert estilo.sufijo_prohibido(terminada(figura)) == []


def test_el_eje_por_defecto_de_plotly_se_denuncia() -> None:
    hallazgos = estilo.sufijo_prohibido(go.Figure(go.Scatter(x=[1], y=[18_142_876_988])))
    assert len(hallazgos) == 2
    assert all("exponentformat «B»" in hallazgo for hallazgo in hallazgos)


@pytest.mark.parametrize(
    ("cambio", "donde"),
    [
        ({"text": ["18B"]}, "data[0].text[0]"),
        ({"hovertext": "1,2 M de pesos"}, "data[0].hovertext"),
        ({"hovertemplate": "%{y:.2s}"}, "data[0].hovertemplate"),
        ({"texttemplate": "%{y:~s}"}, "data[0].texttemplate"),
        ({"customdata": [["a", "500k"]]}, "data[0].customdata[0][1]"),
        ({"name": "Inversión (3 MM)"}, "data[0].name"),
    ],
)
def test_los_sufijos_escritos_se_encuentran(cambio: dict[str, object], donde: str) -> None:
    figura = estilo.figura_nueva("claro", alto_datos=200)
    figura.add_scatter(x=[1], y=[1], **cambio)
    hallazgos = estilo.sufijo_prohibido(figura)
    assert len(hallazgos) == 1
    assert hallazgos[0].startswith(donde)


def test_los_sufijos_del_eje_y_de_las_anotaciones_se_encuentran() -> None:
    figura = estilo.figura_nueva("claro", alto_datos=200)
    figura.update_yaxes(tickvals=[1], ticktext=["1 G"])
    figura.update_xaxes(tickformat="~s")
    figura.add_annotation(text="Creció 5k")
    figura.update_layout(title="Llegó a 30B")
    hallazgos = estilo.sufijo_prohibido(figura)
    assert len(hallazgos) == 4, hallazgos


@pytest.mark.parametrize(
    "texto",
    ["5 km", "2025-T3", "12 municipios", "marco 2018", "3 G20", "100 kg", "5.000 Más", "1.º"],
)
def test_lo_que_no_es_sufijo_no_se_denuncia(texto: str) -> None:
    figura = estilo.figura_nueva("claro", alto_datos=200)
    figura.add_annotation(text=texto)
    assert estilo.sufijo_prohibido(figura) == []
