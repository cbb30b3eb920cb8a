"""Los hechos sobre las series: dónde caen, cómo se numeran y que nada se pise ni se salga."""

from __future__ import annotations

import csv
import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.construir import validar
from pipelines.errores import ErrorDeDeclaracion, ErrorDeValidacion
from pipelines.rutas import RUTAS
from tablero import conexion, consultas, estilo
from tablero.estilo import PX_NOTA, ancho_de_texto
from tablero.graficos.eventos import _agrupar, marcar_eventos
from tablero.graficos.series import Quiebre, linea_con_quiebres
from tests.apoyo import Arbol

HECHOS = pd.DataFrame(
    [
        ("2015-08-19", "dia", "Cierre de la frontera"),
        ("2020-01-01", "dia", "Comienza un gobierno"),
        ("2020-01-01", "anio", "Una ley de 2020"),
        ("2020-03-12", "dia", "Emergencia sanitaria"),
        ("2022-09-26", "dia", "Reapertura de la frontera"),
        ("2031-05-01", "mes", "Fuera del eje"),
    ],
    columns=["fecha", "precision_fecha", "titulo"],
)
ANCHOS = (358, 1100)


def figura(periodos: list[str], **opciones: Any) -> go.Figure:
    """Una serie terminada, como la entregan las páginas."""
    datos = pd.DataFrame(
        {"serie": "Norte de Santander", "periodo": periodos, "valor": range(10, 10 + len(periodos))}
    )
    return estilo.terminar(
        linea_con_quiebres(datos, unidad="numero", **opciones),
        titulo="Título",
        subtitulo="Medida, período y edición.",
        fuentes="Fuente de prueba",
        corte="2023",
        alt="Serie de prueba.",
        notas=["Nota propia."],
    )


ANUAL = [str(anio) for anio in range(2012, 2024)]
MENSUAL = [f"{anio}-{mes:02d}" for anio in range(2019, 2024) for mes in range(1, 13)]


def lineas(fig: go.Figure) -> list[float]:
    return [forma.x0 for forma in fig.layout.shapes if forma.name == "evento"]


def numeros(fig: go.Figure) -> list[Any]:
    return [nota for nota in fig.layout.annotations if nota.name == "evento"]


def test_en_un_eje_de_anios_cada_hecho_va_en_su_anio() -> None:
    fig = marcar_eventos(figura(ANUAL), HECHOS, tema="claro")
    assert lineas(fig) == [2015, 2020, 2022]
    assert [n.text for n in numeros(fig)] == ["<b>1</b>", "<b>2-4</b>", "<b>5</b>"]
    # La línea de la reapertura pasa por el punto de 2022 y no entre 2022 y 2023.
    assert {2015.0, 2020.0, 2022.0} <= set(fig.data[0].x)


def test_en_un_eje_de_meses_cada_hecho_va_en_su_mes_y_los_de_anio_no_se_dibujan() -> None:
    fig = marcar_eventos(figura(MENSUAL), HECHOS, tema="claro")
    assert lineas(fig) == [2020.0, 2020 + 2 / 12, 2022 + 8 / 12]
    notas = fig.layout.meta["notas"]
    assert notas[-1] == "Sin línea, porque la fuente no da el mes: Una ley de 2020 (2020)."
    assert notas[-4:-1] == [
        "1. 1 ene. 2020: Comienza un gobierno",
        "2. 12 mar. 2020: Emergencia sanitaria",
        "3. 26 sep. 2022: Reapertura de la frontera",
    ]


def test_la_lista_va_al_pie_y_en_el_texto_alternativo_con_la_fecha_que_la_fuente_da() -> None:
    fig = marcar_eventos(figura(ANUAL), HECHOS, tema="claro")
    notas = fig.layout.meta["notas"]
    assert notas[0] == "Nota propia."
    assert notas[2:] == [
        "1. 19 ago. 2015: Cierre de la frontera",
        "2. 1 ene. 2020: Comienza un gobierno",
        "3. 2020: Una ley de 2020",
        "4. 12 mar. 2020: Emergencia sanitaria",
        "5. 26 sep. 2022: Reapertura de la frontera",
    ]
    (pie,) = [nota.text for nota in fig.layout.annotations if nota.name == "pie"]
    assert "Reapertura de la frontera" in pie
    assert "Fuente: Fuente de prueba" in pie
    assert "Fuera del eje" not in pie
    assert fig.layout.meta["alt"].startswith("Serie de prueba. ")
    assert "Emergencia sanitaria" in fig.layout.meta["alt"]


def test_el_rotulo_corto_gana_al_titulo() -> None:
    hechos = HECHOS.assign(rotulo=["Corto", None, None, None, None, None])
    notas = marcar_eventos(figura(ANUAL), hechos, tema="claro").layout.meta["notas"]
    assert "1. 19 ago. 2015: Corto" in notas
    assert "5. 26 sep. 2022: Reapertura de la frontera" in notas


def test_marcar_dos_veces_es_lo_mismo_que_marcar_una() -> None:
    una = marcar_eventos(figura(ANUAL), HECHOS, tema="claro")
    dos = marcar_eventos(marcar_eventos(figura(ANUAL), HECHOS, tema="claro"), HECHOS, tema="claro")
    assert una.to_dict() == dos.to_dict()


def test_sin_hechos_en_el_periodo_lo_dice_y_no_reserva_espacio() -> None:
    fig = marcar_eventos(figura(["2005", "2006", "2007"]), HECHOS, tema="claro")
    assert lineas(fig) == []
    assert numeros(fig) == []
    assert fig.layout.meta["notas"][-1] == (
        "Hechos marcados: ninguno de los declarados cae en este período."
    )
    assert fig.layout.margin.t == figura(["2005", "2006", "2007"]).layout.margin.t


def test_la_imagen_crece_para_los_numeros_y_la_lista() -> None:
    antes = figura(ANUAL)
    despues = marcar_eventos(figura(ANUAL), HECHOS, tema="claro")
    assert despues.layout.margin.t > antes.layout.margin.t
    assert despues.layout.margin.b > antes.layout.margin.b
    alto_datos = antes.layout.height - antes.layout.margin.t - antes.layout.margin.b
    assert despues.layout.height - despues.layout.margin.t - despues.layout.margin.b == alto_datos


def test_una_figura_sin_terminar_o_sin_eje_de_tiempo_se_rechaza() -> None:
    datos = pd.DataFrame({"serie": "x", "periodo": ["2020", "2021"], "valor": [1, 2]})
    with pytest.raises(ValueError, match=r"estilo\.terminar"):
        marcar_eventos(linea_con_quiebres(datos, unidad="numero"), HECHOS, tema="claro")
    con_texto = figura(ANUAL)
    con_texto.data[0].x = ["2012", "2013"]
    with pytest.raises(ValueError, match=r"ejes\.posicion"):
        marcar_eventos(con_texto, HECHOS, tema="claro")
    con_fechas = figura(ANUAL)
    con_fechas.data[0].x = [datetime.date(2012, 1, 1)]
    with pytest.raises(ValueError, match=r"ejes\.posicion"):
        marcar_eventos(con_fechas, HECHOS, tema="claro")
    sin_datos = figura(ANUAL)
    sin_datos.data = ()
    with pytest.raises(ValueError, match="no tiene un eje de tiempo"):
        marcar_eventos(sin_datos, HECHOS, tema="claro")


def test_en_varios_paneles_se_marca_cada_uno_y_el_numero_va_dentro() -> None:
    fig = figura(ANUAL)
    fig.add_scatter(x=[2014, 2018], y=[1, 2], xaxis="x2", yaxis="y2")
    fig.update_layout(
        xaxis2={"domain": [0.6, 1]}, yaxis2={"anchor": "x2"}, xaxis={"domain": [0, 0.4]}
    )
    marcada = marcar_eventos(fig, HECHOS, tema="claro")
    assert {forma.xref for forma in marcada.layout.shapes if forma.name == "evento"} == {"x", "x2"}
    assert all(nota.yanchor == "top" for nota in numeros(marcada))
    assert marcada.layout.margin.t == figura(ANUAL).layout.margin.t


def _cajas(fig: go.Figure, ancho: int) -> list[tuple[float, float, float]]:
    """Izquierda, derecha y base de cada número, en píxeles, con la figura a ese ancho."""
    margen = fig.layout.margin
    minimo, maximo = fig.layout.xaxis.range
    escala = (ancho - margen.l - margen.r) / (maximo - minimo)
    cajas = []
    for nota in numeros(fig):
        texto = nota.text.removeprefix("<b>").removesuffix("</b>")
        medio = ancho_de_texto(texto, PX_NOTA, negrita=True) / 2
        centro = margen.l + (nota.x - minimo) * escala
        cajas.append((centro - medio, centro + medio, nota.yshift))
    return cajas


@pytest.mark.parametrize("ancho", ANCHOS)
@pytest.mark.parametrize("periodos", [ANUAL, MENSUAL, ANUAL[5:]], ids=["anual", "mensual", "corta"])
def test_los_numeros_no_se_pisan_ni_se_salen(periodos: list[str], ancho: int) -> None:
    fechas = [f"{anio}-{mes:02d}-15" for anio in range(2012, 2024) for mes in (2, 3, 7, 12)]
    muchos = pd.DataFrame({"fecha": fechas, "titulo": [f"Hecho {f}" for f in fechas]})
    quiebre = [Quiebre("2021", "Cambió la forma de medir: no se compara")]
    fig = marcar_eventos(figura(periodos, quiebres=quiebre), muchos, tema="oscuro")
    cajas = _cajas(fig, ancho)
    assert len(cajas) > 3
    for izquierda, derecha, base in cajas:
        assert izquierda >= 0
        assert derecha <= ancho
        # Debajo del subtítulo: lo que hay sobre los datos alcanza para los números.
        assert base + PX_NOTA < fig.layout.meta["reserva_superior"] + 2
    for i, una in enumerate(cajas):
        for otra in cajas[i + 1 :]:
            assert una[2] != otra[2] or una[1] <= otra[0] or otra[1] <= una[0], (una, otra)


@given(st.lists(st.floats(0, 300, allow_nan=False).map(lambda x: round(x, 1)), max_size=40))
def test_los_grupos_cubren_todos_los_hechos_en_orden_y_caben(lugares: list[float]) -> None:
    ordenados = sorted(lugares)
    grupos = _agrupar(ordenados)
    cubiertos = [i for g in grupos for i in range(g.desde, g.hasta + 1)]
    assert cubiertos == list(range(1, len(ordenados) + 1))
    for i, uno in enumerate(grupos):
        assert ordenados[uno.desde - 1] <= uno.centro_px <= ordenados[uno.hasta - 1]
        for otro in grupos[i + 1 :]:
            assert uno.fila != otro.fila or not uno.pisa(otro)
    for uno, otro in pairwise(grupos):
        assert uno.centro_px <= otro.centro_px


# ── Los hechos declarados ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def eventos(mart: Path) -> pd.DataFrame:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    tabla = consultas.eventos(abierta)
    abierta.close()
    return tabla


def test_estan_la_frontera_la_pandemia_y_los_gobiernos_con_su_cita(eventos: pd.DataFrame) -> None:
    por_fecha = {
        (str(pd.Timestamp(f["fecha"]).date()), f["tipo"]): f for f in eventos.to_dict("records")
    }
    cierre = por_fecha["2015-08-19", "frontera"]
    assert cierre["titulo"] == "Venezuela cierra la frontera con Colombia"
    assert "https://lanacionweb.com/?p=87091" in cierre["cita"]
    reapertura = por_fecha["2022-09-26", "frontera"]
    assert "infobae.com/america/agencias/2022/09/26" in reapertura["cita"]
    assert "Resolución 385" in por_fecha["2020-03-12", "salud"]["cita"]
    assert {"2020-01-01", "2024-01-01"} == {f for f, tipo in por_fecha if tipo == "gobierno"}
    assert set(eventos["fuente_id"]) == {"hechos_contexto_2026", "informe_gestion_2020_2023"}


def test_se_marcan_todas_las_leyes_y_ordenanzas_de_los_informes_y_ninguna_feria(
    eventos: pd.DataFrame,
) -> None:
    titulos = set()
    for carpeta in ("informe_gestion/2020-2023", "rendicion_cuentas/2024-2025"):
        with (RUTAS.datos_crudos / carpeta / "eventos.csv").open(encoding="utf-8") as archivo:
            titulos |= {
                fila["titulo"]
                for fila in csv.DictReader(archivo)
                if fila["tipo"] in ("ley", "ordenanza")
            }
    assert len(titulos) == 7
    assert titulos <= set(eventos["titulo"])
    assert "feria" not in set(eventos["tipo"])
    assert eventos["rotulo"].str.len().max() <= 48


def test_una_marca_que_no_es_de_ningun_hecho_detiene_la_construccion(arbol: Arbol) -> None:
    arbol.cambiar_texto(
        "pipelines/eventos_marcados.yml",
        "titulo: Se declara la emergencia sanitaria por la covid-19",
        "titulo: Un hecho que nadie declaró",
    )
    with pytest.raises(ErrorDeValidacion, match="Un hecho que nadie declaró"):
        validar(arbol.rutas, lambda _: None)


def test_una_marca_incompleta_se_senala(arbol: Arbol) -> None:
    arbol.cambiar_texto(
        "pipelines/eventos_marcados.yml", "\n  rotulo: Venezuela cierra la frontera\n", "\n"
    )
    with pytest.raises(ErrorDeDeclaracion, match=r"(?s)eventos_marcados\.yml.*rotulo"):
        validar(arbol.rutas, lambda _: None)
