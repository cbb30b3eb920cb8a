"""Los valores que quedan en las trazas y en los SVG, no sólo que haya una figura."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablero import estilo
from tablero.graficos import ejes
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.minimo import barra_avance_svg, tendencia_svg
from tablero.graficos.puestos import tira_de_puestos
from tablero.graficos.series import Quiebre, linea_con_quiebres

FINO = "\u202f"
# Pobreza monetaria de Norte de Santander (DANE, anexo 2023): el marco cambia en 2021.
POBREZA = pd.DataFrame(
    {
        "serie": "Norte de Santander",
        "periodo": ["2018", "2019", "2020", "2021", "2022", "2023"],
        "valor": [47.4, 51.9, 56.3, 49.1, 44.8, 37.0],
        "lim_inf": [45.9, 50.5, 54.8, 47.4, 43.2, 35.3],
        "lim_sup": [48.9, 53.3, 57.8, 50.8, 46.5, 38.8],
        "segmento": ["2005"] * 3 + ["2018"] * 3,
    }
)
QUIEBRE = Quiebre("2021", "Cambia el marco muestral")


def lineas(figura: go.Figure) -> list[go.Scatter]:
    return [t for t in figura.data if t.mode == "lines+markers"]


def textos(figura: go.Figure, nombre: str) -> list[str]:
    return [a.text for a in figura.layout.annotations if a.name == nombre]


# ── Ejes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("minimo", "maximo", "esperadas"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (23, 61, [30, 40, 50, 60]),
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (-40, 3, [-40, -20, 0]),
        (5, 5, [5]),
    ],
)
def test_marcas_redondas(minimo: float, maximo: float, esperadas: list[float]) -> None:
    assert ejes.marcas(minimo, maximo) == esperadas


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_las_marcas_quedan_dentro_y_son_pocas(minimo: float, ancho: float) -> None:
    maximo = minimo + ancho
    valores = ejes.marcas(minimo, maximo)
    holgura = (maximo - minimo) * 1e-6
    assert len(valores) <= 6
    assert all(minimo - holgura <= v <= maximo + holgura for v in valores)
    assert valores == sorted(set(valores))


def test_decimales_de_las_marcas() -> None:
    assert ejes.decimales_de([0, 25, 50]) == 0
    assert ejes.decimales_de([0, 2.5, 5]) == 1
    assert ejes.decimales_de([0.05, 0.1]) == 2


@pytest.mark.parametrize(
    ("periodo", "lugar"),
    [
        ("2023", 2023),
        (2023, 2023),
        ("2023-07", 2023.5),
        ("2025-S2", 2025.5),
        ("2025-T4", 2025.75),
        ("2026 ene-ago", 2026),
    ],
)
def test_posicion(periodo: str | int, lugar: float) -> None:
    assert ejes.posicion(periodo) == pytest.approx(lugar)
    with pytest.raises(ValueError, match="no se puede ubicar"):
        ejes.posicion("agosto")


def test_marcas_de_periodo_sin_pisarse() -> None:
    anios = [str(a) for a in range(2005, 2026)]
    lugares, rotulos = ejes.marcas_de_periodo(anios, 210, 2005, 2025)
    assert rotulos[-1] == "2025"
    assert len(rotulos) < 8
    separacion = min(b - a for a, b in pairwise(lugares)) * 210 / 20
    assert separacion >= estilo.ancho_de_texto("2025", 12) + 8


def test_con_meses_de_varios_anios_se_marca_cada_enero() -> None:
    meses = [f"{a}-{m:02}" for a in (2023, 2024) for m in range(1, 13)]
    assert ejes.marcas_de_periodo(meses, 300, 2023, 2025) == ([2023, 2024], ["2023", "2024"])


@given(
    st.lists(st.tuples(st.floats(-50, 400), st.floats(5, 40)), min_size=1, max_size=6),
    st.floats(100, 300),
)
def test_separar_no_deja_rotulos_encima(pares: list[tuple[float, float]], hasta: float) -> None:
    centros, altos = [p[0] for p in pares], [p[1] for p in pares]
    nuevos = ejes.separar(centros, altos, hasta)
    cajas = sorted((c - a / 2, c + a / 2) for c, a in zip(nuevos, altos, strict=True))
    assert all(una[1] <= otra[0] + 1e-6 for una, otra in pairwise(cajas))
    assert cajas[0][0] >= -1e-6
    assert cajas[-1][1] <= max(hasta, sum(altos)) + 1e-6


def test_separar_no_mueve_lo_que_no_se_pisa() -> None:
    assert ejes.separar([20, 80], [30, 30], 200) == [20, 80]


# ── Series ─────────────────────────────────────────────────────────────────────────────────────


def test_la_linea_se_corta_en_el_quiebre() -> None:
    figura = linea_con_quiebres(POBREZA, unidad="pct", quiebres=[QUIEBRE])
    antes, despues = lineas(figura)
    assert list(antes.x) == [2018, 2019, 2020]
    assert list(antes.y) == [47.4, 51.9, 56.3]
    assert list(despues.x) == [2021, 2022, 2023]
    assert list(despues.y) == [49.1, 44.8, 37.0]
    assert antes.connectgaps is False


def test_la_linea_se_corta_aunque_la_consulta_olvide_el_segmento() -> None:
    figura = linea_con_quiebres(POBREZA.drop(columns="segmento"), unidad="pct", quiebres=[QUIEBRE])
    assert [list(t.x) for t in lineas(figura)] == [[2018, 2019, 2020], [2021, 2022, 2023]]


def test_dos_segmentos_del_mismo_anio_no_se_unen() -> None:
    revisada = pd.DataFrame(
        {
            "serie": "Norte de Santander",
            "periodo": ["2023", "2024"],
            "valor": [38.8, 35.3],
            "segmento": "revisión de 2025",
            "estado": "prensa",
        }
    )
    figura = linea_con_quiebres(pd.concat([POBREZA, revisada]), unidad="pct")
    assert [list(t.y) for t in lineas(figura)] == [
        [47.4, 51.9, 56.3],
        [49.1, 44.8, 37.0],
        [38.8, 35.3],
    ]
    # Las cifras de prensa van con punto hueco.
    tema = estilo.colores("claro")
    assert list(lineas(figura)[2].marker.color) == [tema.fondo, tema.fondo]
    assert set(lineas(figura)[0].marker.color) == {tema.acento}
    assert "Cifra de prensa" in lineas(figura)[2].hovertext[0]


def test_la_banda_es_el_intervalo_de_cada_tramo() -> None:
    figura = linea_con_quiebres(POBREZA, unidad="pct", quiebres=[QUIEBRE])
    bandas = [t for t in figura.data if t.fill == "toself"]
    assert len(bandas) == 2
    assert list(bandas[0].x) == [2018, 2019, 2020, 2020, 2019, 2018]
    assert list(bandas[0].y) == [45.9, 50.5, 54.8, 57.8, 53.3, 48.9]


def test_la_banda_no_une_huecos() -> None:
    tabla = POBREZA.drop(columns="segmento").assign(lim_inf=[45.9, 50.5, None, 47.4, 43.2, 35.3])
    bandas = [t for t in linea_con_quiebres(tabla, unidad="pct").data if t.fill == "toself"]
    assert [list(b.x) for b in bandas] == [
        [2018, 2019, 2019, 2018],
        [2021, 2022, 2023, 2023, 2022, 2021],
    ]


def test_la_marca_del_quiebre_va_entre_los_dos_periodos_con_su_texto() -> None:
    figura = linea_con_quiebres(POBREZA, unidad="pct", quiebres=[QUIEBRE])
    (raya,) = [s for s in figura.layout.shapes if s.name == "quiebre"]
    assert raya.x0 == raya.x1 == 2020.5
    assert textos(figura, "quiebre") == ["Cambia el marco muestral"]
    assert figura.layout.meta["reserva_superior"] > 0


def test_un_quiebre_fuera_de_la_serie_no_se_marca() -> None:
    figura = linea_con_quiebres(POBREZA[:3], unidad="pct", quiebres=[QUIEBRE])
    assert textos(figura, "quiebre") == []


def test_los_textos_de_quiebres_vecinos_no_se_pisan() -> None:
    quiebres = [Quiebre("2020", "Primero que cambia"), Quiebre("2021", "Segundo que cambia")]
    figura = linea_con_quiebres(POBREZA, unidad="pct", quiebres=quiebres)
    avisos = [a for a in figura.layout.annotations if a.name == "quiebre"]
    assert len({a.yshift for a in avisos}) == 2


def test_el_rotulo_final_dice_valor_y_nombre() -> None:
    pais = POBREZA.assign(serie="Colombia", valor=[34.7, 35.7, 42.5, 39.7, 36.6, 33.0])
    figura = linea_con_quiebres(pd.concat([POBREZA, pais[:5]]), unidad="pct")
    assert textos(figura, "final") == [
        f"<b>36,6{FINO}% (2022)</b><br>Colombia",  # termina antes: lo dice
        f"<b>37,0{FINO}%</b><br>Norte de<br>Santander",
    ]


def test_al_senalar_se_lee_en_espanol() -> None:
    (primera, *_) = lineas(linea_con_quiebres(POBREZA, unidad="pct", quiebres=[QUIEBRE]))
    assert primera.hovertext[0] == (
        f"<b>Norte de Santander</b><br>2018: 47,4{FINO}%<br>"
        f"Intervalo de confianza: 45,9{FINO}% a 48,9{FINO}%"
    )


def test_un_vacio_corta_y_no_es_cero() -> None:
    tabla = POBREZA.assign(valor=[47.4, None, 56.3, 49.1, 44.8, 37.0]).drop(
        columns=["segmento", "lim_inf", "lim_sup"]
    )
    (linea,) = lineas(linea_con_quiebres(tabla, unidad="pct"))
    assert list(linea.y) == [47.4, None, 56.3, 49.1, 44.8, 37.0]
    assert "sin dato" in linea.hovertext[1]


def test_la_destacada_va_en_rojo_encima_y_las_demas_en_gris() -> None:
    pais = POBREZA.assign(serie="Colombia")
    figura = linea_con_quiebres(pd.concat([POBREZA, pais]), unidad="pct", tema="oscuro")
    tema = estilo.colores("oscuro")
    assert [t.name for t in lineas(figura)][-1] == "Norte de Santander"
    assert lineas(figura)[-1].line.color == tema.acento
    assert lineas(figura)[0].line.color == tema.resto


def test_los_puestos_se_dibujan_con_el_primero_arriba() -> None:
    tabla = pd.DataFrame(
        {
            "serie": "Norte de Santander",
            "periodo": ["2023", "2024", "2025"],
            "valor": [15, 14, 17],
            "n_evaluados": 33,
        }
    )
    figura = linea_con_quiebres(tabla, unidad="puesto")
    desde, hasta = figura.layout.yaxis.range
    assert desde > hasta
    assert all(texto.endswith(".º") for texto in figura.layout.yaxis.ticktext)
    assert textos(figura, "final")[0].startswith("<b>17 de 33</b>")
    assert lineas(figura)[0].hovertext[1].endswith("2024: 14 de 33")


def test_desde_cero_y_ejes_en_espanol() -> None:
    tabla = pd.DataFrame({"serie": "A", "periodo": ["2024", "2025"], "valor": [27_667.0, 30_133.0]})
    figura = linea_con_quiebres(tabla, unidad="miles_mill_cop", desde_cero=True)
    assert figura.layout.yaxis.range[0] == 0
    assert list(figura.layout.yaxis.ticktext) == ["0", "10.000", "20.000", "30.000"]
    assert estilo.sufijo_prohibido(figura) == []


def test_sin_columnas_o_sin_valores_se_dice() -> None:
    with pytest.raises(ValueError, match=r"Faltan columnas.*valor"):
        linea_con_quiebres(POBREZA.drop(columns="valor"), unidad="pct")
    with pytest.raises(ValueError, match="ningún valor"):
        linea_con_quiebres(POBREZA.assign(valor=None), unidad="pct")


# ── Barras ─────────────────────────────────────────────────────────────────────────────────────

BARRAS = pd.DataFrame(
    {"etiqueta": ["Ocaña", "Cúcuta", "Sin cifra", "Pamplona"], "valor": [3.2, 12.5, None, 0.0]}
)


def en_orden(figura: go.Figure) -> list[str]:
    """Las etiquetas de arriba abajo."""
    eje = figura.layout.yaxis
    pares = sorted(zip(eje.tickvals, eje.ticktext, strict=True), reverse=True)
    return [texto for _, texto in pares]


def test_las_barras_van_ordenadas_y_los_vacios_al_final() -> None:
    figura = barras_horizontales(BARRAS, unidad="pct", destacados=["Ocaña"])
    assert en_orden(figura) == ["Cúcuta", "<b>Ocaña</b>", "Pamplona", "Sin cifra"]
    assert list(figura.data[0].x) == [12.5, 3.2, 0.0, None]
    assert textos(figura, "valor") == [
        f"12,5{FINO}%",
        f"<b>3,2{FINO}%</b>",
        f"0,0{FINO}%",
        "sin dato",
    ]
    tema = estilo.colores("claro")
    assert list(figura.data[0].marker.color) == [tema.resto, tema.acento, tema.resto, tema.resto]


def test_otros_ordenes() -> None:
    menor = barras_horizontales(BARRAS, unidad="pct", orden="menor")
    dado = barras_horizontales(BARRAS, unidad="pct", orden="dado")
    assert en_orden(menor) == ["Pamplona", "Ocaña", "Cúcuta", "Sin cifra"]
    assert en_orden(dado) == ["Ocaña", "Cúcuta", "Pamplona", "Sin cifra"]


def test_la_referencia_se_traza_y_se_rotula() -> None:
    figura = barras_horizontales(BARRAS, unidad="pct", referencia=(5.0, "Promedio"))
    (raya,) = [s for s in figura.layout.shapes if s.name == "referencia"]
    assert raya.x0 == raya.x1 == 5.0
    assert textos(figura, "referencia") == [f"Promedio: 5,0{FINO}%"]


@pytest.mark.parametrize("valores", [[-40.1, 3.2], [-5.0, -2.0], [0.0, 0.0], [None, None]])
def test_el_rango_deja_sitio_a_los_rotulos(valores: list[float | None]) -> None:
    tabla = pd.DataFrame({"etiqueta": ["A", "B"], "valor": valores})
    figura = barras_horizontales(tabla, unidad="pct")
    desde, hasta = figura.layout.xaxis.range
    izquierda = figura.layout.margin.l
    ancho = ejes.ancho_de_datos(izquierda, figura.layout.margin.r)
    for rotulo in (a for a in figura.layout.annotations if a.name == "valor"):
        px = (rotulo.x - desde) / (hasta - desde) * ancho + rotulo.xshift
        largo = estilo.ancho_de_texto(rotulo.text, 12)
        inicio = px - largo if rotulo.xanchor == "right" else px
        assert inicio >= 0
        assert inicio + largo <= ancho + estilo.MARGEN


def test_barras_rechaza_repetidas_y_vacias() -> None:
    with pytest.raises(ValueError, match="Etiquetas repetidas: Ocaña"):
        barras_horizontales(pd.concat([BARRAS, BARRAS[:1]]), unidad="pct")
    with pytest.raises(ValueError, match="No hay filas"):
        barras_horizontales(BARRAS[:0], unidad="pct")


# ── Tira de puestos ────────────────────────────────────────────────────────────────────────────


def departamentos(fila: str | None = None) -> pd.DataFrame:
    tabla = pd.DataFrame(
        {
            "cod_departamento": ["05", "54", "68", "99"],
            "departamento": ["Antioquia", "Norte de Santander", "Santander", "Vichada"],
            "valor": [6.8, 5.21, 6.24, None],
            "puesto": [1, 3, 2, None],
            "n_evaluados": 3,
        }
    )
    return tabla if fila is None else tabla.assign(fila=fila)


def test_la_tira_destaca_el_nuestro_con_su_puesto() -> None:
    figura = tira_de_puestos(departamentos(), unidad="puntaje_0_10", pares=["68"])
    por_nombre = {t.name: t for t in figura.data}
    assert list(por_nombre["Norte de Santander"].x) == [5.21]
    assert por_nombre["Norte de Santander"].marker.symbol == "diamond"
    assert list(por_nombre["Demás departamentos"].x) == [6.8]
    assert list(por_nombre["Pares"].x) == [6.24]
    assert textos(figura, "par") == ["Santander"]
    assert textos(figura, "fila") == ["<b>3\u00a0de\u00a03\u00a0·\u00a05,21</b>"]
    assert por_nombre["Norte de Santander"].hovertext[0] == (
        "<b>Norte de Santander</b><br>Puesto 3 de 3<br>5,21"
    )


def test_lo_que_no_tiene_dato_se_nombra_y_no_se_dibuja() -> None:
    figura = tira_de_puestos(departamentos("Salud"), unidad="puntaje_0_10")
    assert figura.layout.meta["sin_dato"] == {"Salud": ["Vichada"]}
    assert sum(len(t.x) for t in figura.data) == 3


@pytest.mark.parametrize(
    ("eje", "sentido", "invertido"),
    [
        ("valor", "mas_es_mejor", False),
        ("valor", "menos_es_mejor", True),
        ("puesto", "mas_es_mejor", True),
    ],
)
def test_a_la_derecha_siempre_es_mejor(eje: str, sentido: str, invertido: bool) -> None:
    figura = tira_de_puestos(
        departamentos(),
        unidad="puntaje_0_10",
        eje=eje,  # type: ignore[arg-type]
        sentido=sentido,
    )
    desde, hasta = figura.layout.xaxis.range
    assert (desde > hasta) == invertido


def test_varias_tiras_en_el_orden_dado() -> None:
    tabla = pd.concat([departamentos("Salud"), departamentos("Innovación")])
    figura = tira_de_puestos(tabla, unidad="puntaje_0_10", eje="puesto")
    cabezas = [a for a in figura.layout.annotations if a.name == "fila"]
    assert [a.text.split(":")[0] for a in cabezas] == ["Salud", "Innovación"]
    assert cabezas[0].y > cabezas[1].y
    (nuestras,) = [t for t in figura.data if t.name == "Norte de Santander"]
    assert list(nuestras.x) == [3, 3]
    assert nuestras.y[0] > nuestras.y[1]


def test_la_tira_sin_columnas_o_sin_valores_se_dice() -> None:
    with pytest.raises(ValueError, match="n_evaluados"):
        tira_de_puestos(departamentos().drop(columns="n_evaluados"), unidad="numero")
    with pytest.raises(ValueError, match="ningún valor"):
        tira_de_puestos(departamentos().assign(valor=None), unidad="numero")


# ── SVG mínimos ────────────────────────────────────────────────────────────────────────────────

SVG = "{http://www.w3.org/2000/svg}"


def leer(svg: str) -> ElementTree.Element:
    raiz = ElementTree.fromstring(svg)
    assert raiz.get("role") == "img"
    titulo = raiz.find(f"{SVG}title")
    assert titulo is not None
    assert titulo.text == raiz.get("aria-label")
    return raiz


def rotulos(raiz: ElementTree.Element) -> list[str]:
    return [t.text or "" for t in raiz.iter(f"{SVG}text")]


def revisar_cajas(raiz: ElementTree.Element) -> None:
    """Todo rótulo dentro del lienzo y sin pisar a otro."""
    ancho, alto = float(raiz.get("width", "0")), float(raiz.get("height", "0"))
    cajas: list[estilo.Caja] = []
    for texto in raiz.iter(f"{SVG}text"):
        negrita = texto.get("font-weight") is not None
        largo = estilo.ancho_de_texto(texto.text or "", 11, negrita=negrita)
        x, y = float(texto.get("x", "0")), float(texto.get("y", "0"))
        x -= {"start": 0, "middle": largo / 2, "end": largo}[texto.get("text-anchor", "start")]
        caja = (x, x + largo, y - 8, y + 2)
        assert caja[0] >= -0.5, texto.text
        assert caja[1] <= ancho + 0.5, texto.text
        assert caja[2] >= 0, texto.text
        assert caja[3] <= alto, texto.text
        assert not any(estilo.se_pisan(caja, otra) for otra in cajas), texto.text
        cajas.append(caja)


def test_la_tendencia_se_corta_en_el_quiebre_y_lo_dice() -> None:
    puntos = list(zip(POBREZA["periodo"], POBREZA["valor"], strict=True))
    raiz = leer(
        tendencia_svg(
            puntos,
            list(POBREZA["segmento"]),
            "menos_es_mejor",
            unidad="pct",
            nombre="Pobreza monetaria",
        )
    )
    trazos = [p.get("points", "") for p in raiz.iter(f"{SVG}polyline")]
    assert [len(t.split()) for t in trazos] == [3, 3]
    assert len(list(raiz.iter(f"{SVG}line"))) == 1
    assert rotulos(raiz) == [f"47,4{FINO}%", "2018", f"37,0{FINO}%", "2023"]
    assert raiz.get("aria-label") == (
        f"Pobreza monetaria. De 47,4{FINO}% (2018) a 37,0{FINO}% (2023). La serie tiene un "
        "quiebre: los tramos no se comparan entre sí. Menos es mejor."
    )


def test_en_la_tendencia_lo_mayor_va_arriba_salvo_en_puestos() -> None:
    def alturas(unidad: str) -> list[float]:
        raiz = leer(tendencia_svg([(2023, 15), (2024, 17)], unidad=unidad, de=33))
        return [float(c.get("cy", "0")) for c in raiz.iter(f"{SVG}circle")]

    primero, ultimo = alturas("numero")
    assert primero > ultimo
    primero, ultimo = alturas("puesto")
    assert primero < ultimo


def test_un_vacio_corta_la_tendencia_sin_marcar_quiebre() -> None:
    raiz = leer(tendencia_svg([(2020, 1), (2021, 2), (2022, None), (2023, 3), (2024, 4)]))
    assert len(list(raiz.iter(f"{SVG}polyline"))) == 2
    assert list(raiz.iter(f"{SVG}line")) == []


def test_la_tendencia_sin_datos_dice_sin_dato() -> None:
    for puntos in ([], [(2024, None)], [(2024, math.nan)]):
        assert rotulos(leer(tendencia_svg(puntos))) == ["sin dato"]
    assert "Un solo dato: 5 (2024)." in tendencia_svg([(2024, 5)])
    with pytest.raises(ValueError, match="uno por punto"):
        tendencia_svg([(2024, 5)], ["a", "b"])


def test_la_tendencia_escapa_el_texto() -> None:
    raiz = leer(tendencia_svg([(2024, 5)], nombre='I+D <"nuevo"> & más'))
    assert (raiz.get("aria-label") or "").startswith('I+D <"nuevo"> & más.')


valores = st.floats(-1e6, 1e6).map(lambda v: round(v, 2))
quizas = st.none() | valores


@given(st.lists(quizas, max_size=15), st.sampled_from(["pct", "mill_usd", "puntaje_0_10"]))
def test_en_la_tendencia_nada_se_sale(lista: list[float | None], unidad: str) -> None:
    puntos = [(2010 + i, v) for i, v in enumerate(lista)]
    revisar_cajas(leer(tendencia_svg(puntos, unidad=unidad, ancho=260)))


def test_la_barra_de_avance_usa_tres_formas_y_sus_rotulos() -> None:
    raiz = leer(
        barra_avance_svg(
            12.75,
            11.93,
            11.0,
            "menos_es_mejor",
            unidad="pct",
            anios=(2019, 2023, 2027),
            nombre="Desempleo",
        )
    )
    assert rotulos(raiz) == [
        "Línea base 2019",
        f"12,8{FINO}%",
        "Avance 2023",
        f"11,9{FINO}%",
        "Meta 2027",
        f"11,0{FINO}%",
        "← mejor",
    ]
    assert len(list(raiz.iter(f"{SVG}circle"))) == 1
    assert len(list(raiz.iter(f"{SVG}path"))) == 2
    assert raiz.get("aria-label") == (
        f"Desempleo. Línea base (2019): 12,8{FINO}%. Avance (2023): 11,9{FINO}%. "
        f"Meta (2027): 11,0{FINO}%. El avance no alcanza la meta. "
        "Mejora frente a la línea base. Menos es mejor."
    )


def test_pasarse_de_la_meta_se_ve() -> None:
    svg = barra_avance_svg(6.78, 11.0, 7.5)
    rombo, banderin = (
        float(m) for m in re.findall(r'd="M([\d.]+) ', svg)
    )  # se dibujan en este orden
    assert rombo > banderin
    assert "El avance alcanza la meta." in svg


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        ((None, 3, 10), "Línea base: sin dato."),
        ((5, None, 10), "Avance: sin dato."),
        ((5, 6, None), "Meta: sin dato."),
        ((None, None, None), "Meta: sin dato."),
    ],
)
def test_lo_que_falta_se_escribe_sin_dato(argumentos: tuple[float | None, ...], dice: str) -> None:
    base, avance, meta = argumentos
    svg = barra_avance_svg(base, avance, meta)
    assert dice in svg
    assert "sin dato" in rotulos(leer(svg))
    assert "alcanza la meta" not in svg or None not in (avance, meta)


def test_los_puestos_de_la_barra_dicen_de_cuantos() -> None:
    svg = barra_avance_svg(15, 17, 12, "menos_es_mejor", unidad="puesto", de=33)
    assert "17 de 33" in rotulos(leer(svg))
    assert "Empeora frente a la línea base." in svg


@given(
    quizas, quizas, quizas, st.sampled_from(["mas_es_mejor", "menos_es_mejor", "neutro"]),
    st.integers(260, 360),
)  # fmt: skip
def test_en_la_barra_nada_se_sale_ni_se_pisa(
    base: float | None, avance: float | None, meta: float | None, sentido: str, ancho: int
) -> None:
    svg = barra_avance_svg(
        base,
        avance,
        meta,
        sentido,  # type: ignore[arg-type]
        unidad="numero",
        decimales=1,
        anios=(2019, 2023, 2027),
        ancho=ancho,
    )
    revisar_cajas(leer(svg))
