"""Clústeres: cifras leídas a mano en la presentación del SSME, la regla de nivel y los promedios.

Las evaluaciones de aquí son inventadas: ninguna fuente trae las de las cuatro iniciativas.
"""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.oficiales import clusteres as lector
from tablero import clusteres, conexion
from tablero.clusteres import Cortes, Ejemplo, ejercicio, nivel_en_palabras
from tablero.consultas import clusteres as preguntas
from tablero.graficos.perfil import Fila, perfil

PUBLICADO = Ejemplo(puntaje=1.65, nivel=2, maximo=3.0)
MODA_4 = [2, 2, 1, 1, 2, 1, 2, 2]
MODA_5 = [2, 3, 2, 1, 2, 2, 2, 3]


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Any:
    return conexion.abrir(conexion.version_publicada(mart))


@pytest.fixture(scope="module")
def aspectos(abierta: Any) -> pd.DataFrame:
    return preguntas.aspectos(abierta)


def evaluadas(*filas: tuple[str, int, list[float]], **sueltos: float) -> pd.DataFrame:
    """(iniciativa, ola, puntajes de A1 en adelante); ``sueltos``: otros de la última, nivel 2."""
    todas = [
        (iniciativa, ola, f"A{i}", float(puntaje), None)
        for iniciativa, ola, puntajes in filas
        for i, puntaje in enumerate(puntajes, start=1)
    ]
    todas += [(*filas[-1][:2], aspecto, puntaje, 2) for aspecto, puntaje in sueltos.items()]
    columnas = ["iniciativa", "ola", "aspecto", "puntaje_ssme", "nivel_ssme"]
    return pd.DataFrame(todas, columns=columnas).assign(fuente_id="inventada")


# ── Lo que dice la fuente ──────────────────────────────────────────────────────────────────────


def test_los_aspectos_y_su_dimension(aspectos: pd.DataFrame) -> None:
    """Presentación, líneas 282 a 332; la dimensión de A1 a A4, en la 352."""
    assert dict(zip(aspectos["aspecto"], aspectos["nombre"], strict=True)) == {
        "A1": "Enfoque", "A2": "Estrategia", "A3": "Gobernanza",
        "A4": "Estrategia de financiación", "A5": "Impactos", "A6": "Acciones",
        "A7": "Actores participantes", "A8": "Colaboración y alianzas",
    }  # fmt: skip
    por_dimension = aspectos.groupby("dimension_ssme")["aspecto"].agg(sorted).to_dict()
    assert por_dimension == {1: ["A1", "A2", "A3", "A4"], 2: ["A7", "A8"], 3: ["A5", "A6"]}
    declarados = aspectos.loc[aspectos["tipo_vinculo"] == "declarado", "aspecto"]
    assert sorted(declarados) == ["A1", "A2", "A3", "A4"]
    assert aspectos["nombre_dimension"].unique().tolist() == [
        "Gestión de la iniciativa clúster",
        "Desempeño de las empresas participantes y el entorno",
        "Dinámica de la iniciativa clúster",
    ]


def test_las_cifras_nacionales_con_su_linea(abierta: Any) -> None:
    resultados = preguntas.resultados(abierta).set_index("clave")
    assert len(resultados) == 37
    leidas = {
        "ola_iniciativas": (100, 263), "ola_departamentos": (24, 268),
        "red_departamentos": (26, 66), "red_gestionadas_por_camaras": (73, 71), "red_moda": (8, 83),
        "moda_puntaje": (1.65, 341),
        "moda_nivel": (2, 340), "puntaje_maximo": (3, 341), "a1_secundario": (47, 359),
        "a1_terciario": (34, 359), "a1_primario": (18, 359), "a2_sin_actualizar": (13, 375),
        "a2_sin_estrategia": (9, 376), "a2_plan_sin_actualizar": (26, 390),
        "a2_sin_plan": (10, 391),
        "a4_largo_plazo": (27, 395), "a4_mediano_plazo": (26, 395), "a4_corto_plazo": (37, 395),
        "a4_operacion_publica": (86, 404), "a4_operacion_privada": (14, 413),
        "a4_proyectos_publica": (84, 422), "a4_proyectos_privada": (16, 430),
        "a8_espontanea": (43, 448), "a8_por_el_director": (48, 448), "a7_actores": (37728, 452),
        "d2_empleos": (385502, 458), "d2_ventas": (19, 487), "d2_crecimiento_empleos": (7, 487),
        "d2_ventas_mm": (457188, 490), "d2_compras_mm": (18675, 496),
        "a5_mas_de_un_impacto": (75, 516),
    }  # fmt: skip
    for clave, (valor, linea) in leidas.items():
        fila = resultados.loc[clave]
        assert (fila["valor"], fila["linea_documento"]) == (valor, linea), clave
    # Sólo lo que es parte de un total en un aspecto se dibuja junto.
    dibujadas = resultados[resultados["parte_pct"].notna()]
    assert len(dibujadas) == 20
    assert set(dibujadas["aspecto"]) == {"A1", "A2", "A4", "A5", "A8"}
    assert clusteres.ejemplo_de(resultados.reset_index()) == PUBLICADO


def test_lo_que_los_informes_dicen_de_las_iniciativas(abierta: Any) -> None:
    todas = preguntas.iniciativas(abierta)
    assert todas["iniciativa"].value_counts().to_dict() == {
        "Moda": 7, "Café y Cacao": 7, "Todas": 6, "NorTIC": 4, "Construcción": 2,
    }  # fmt: skip
    vista = clusteres.pieza_de_la_region(todas).datos.set_index("medida")
    for medida, cifra, linea in (
        ("Empresarios del clúster apoyados", "300", 3211),
        ("Inversión en la meta 5", "1.158,69 millones de pesos", 120),
        ("Ciudadanos beneficiados en la meta 5", "442", 120),
        ("Expositores en EXPOCUC 4.0", "83", 125),
        ("Empresas del clúster fortalecidas", "25", 125),
        ("Visitantes de la Feria de Cafés Especiales", "8.000", 3192),
        ("Proyecto entre los 13 de la Red Clúster Colombia", "sin cifra", 138),
    ):
        assert (vista.at[medida, "cifra"], vista.at[medida, "linea_documento"]) == (cifra, linea)
    assert "7 de Moda, 7 de Café y Cacao, 4 de NorTIC y 2 de Construcción; 6 son de varias" in (
        clusteres.frase_de_la_region(todas)
    )


# ── Regla de nivel ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("puntaje", "dice"),
    [(1, "1"), (1.01, "1 o 2"), (1.64, "1 o 2"), (1.65, "2"), (1.9, "2"), (2, "2"),
     (2.01, "2 o 3"), (2.99, "2 o 3"), (3, "3")],
)  # fmt: skip
def test_sin_cortes_solo_se_dice_lo_que_obliga_el_ejemplo(puntaje: float, dice: str) -> None:
    assert nivel_en_palabras(puntaje, PUBLICADO) == dice


@settings(max_examples=60, deadline=None)
@given(st.floats(1.01, 1.65), st.floats(2.0, 2.99), st.lists(st.floats(1, 3), min_size=2))
def test_ninguna_pareja_de_cortes_que_cumpla_el_ejemplo_contradice_lo_dicho(
    dos: float, tres: float, puntajes: list[float]
) -> None:
    """Con cortes que dan 2 al 1,65 y al 2, el nivel siempre está entre los posibles."""
    cortes = Cortes(dos, tres) if tres > 2 else Cortes(dos, 2.5)
    for puntaje in puntajes:
        leido = round(puntaje, 4)
        assert cortes.nivel(leido) in PUBLICADO.niveles(leido)
    for antes, despues in pairwise(sorted(puntajes)):
        assert min(PUBLICADO.niveles(antes)) <= min(PUBLICADO.niveles(despues))


@pytest.mark.parametrize(("dos", "tres"), [(1, 2), (2, 2), (2.5, 2), (1.5, 3.1)])
def test_cortes_que_no_sirven(dos: float, tres: float) -> None:
    with pytest.raises(ValueError, match="entre 1 y 3"):
        Cortes(dos, tres)


def test_la_regla_dice_el_ejemplo_y_si_los_cortes_lo_contradicen() -> None:
    assert "1,65 de 3,0 es nivel 2. No da los cortes" in clusteres.regla_de_nivel(PUBLICADO)
    assert "Ojo" not in clusteres.regla_de_nivel(PUBLICADO, Cortes(1.65, 2.5))
    assert "1,65 sería nivel 1, y la IV ola lo publicó como 2" in clusteres.regla_de_nivel(
        PUBLICADO, Cortes(1.7, 2.5)
    )


def test_el_ejemplo_no_sale_de_promediar_ocho_niveles_enteros() -> None:
    """Lo que «Qué saber» dice: los promedios vecinos son 1,625 y 1,75."""
    promedios = {suma / 8 for suma in range(8, 25)}
    assert 1.65 not in promedios
    assert max(p for p in promedios if p < 1.65) == 1.625
    assert min(p for p in promedios if p > 1.65) == 1.75


# ── Promedios, comparaciones y frases ──────────────────────────────────────────────────────────


def test_el_perfil_promedia_lo_que_falta_y_respeta_lo_cargado(aspectos: pd.DataFrame) -> None:
    """Ola 4: D1 = (2+2+1+1)/4 = 1,5; D2 = 2; D3 = 1,5; total dado, 1,65. Ola 5: 17/8 = 2,125."""
    datos = pd.concat([evaluadas(("Moda", 4, MODA_4), TOTAL=1.65), evaluadas(("Moda", 5, MODA_5))])
    tabla = clusteres.perfiles(datos, aspectos, PUBLICADO)
    assert len(tabla) == 24
    filas = tabla.set_index(["ola", "aspecto"])
    esperado = {
        (4, "D1"): (1.5, "1 o 2", "calculado"), (4, "D2"): (2.0, "2", "calculado"),
        (4, "D3"): (1.5, "1 o 2", "calculado"), (4, "TOTAL"): (1.65, "2", "cargado"),
        (5, "D1"): (2.0, "2", "calculado"), (5, "D2"): (2.5, "2 o 3", "calculado"),
        (5, "A2"): (3.0, "3", "cargado"), (5, "TOTAL"): (2.125, "2 o 3", "calculado"),
    }  # fmt: skip
    columnas = ["puntaje_ssme", "nivel_escrito", "origen_ssme"]
    for llave, valores in esperado.items():
        assert tuple(filas.loc[llave, columnas]) == valores, llave
    assert filas.loc[(5, "TOTAL"), "cambio_ssme"] == pytest.approx(0.475)
    assert filas.loc[(5, "A1"), "cambio_ssme"] == 0
    assert pd.isna(filas.loc[(4, "A1"), "cambio_ssme"])
    assert clusteres.frase_de_olas(clusteres.de_una_iniciativa(tabla, "Moda")) == (
        "Moda pasa de 1,65 a 2,13 de 3,0 (nivel 2 o 3) entre las olas 4 y 5: +0,48"
    )


def test_a_una_evaluacion_incompleta_no_se_le_inventa_el_total(aspectos: pd.DataFrame) -> None:
    sin_a8 = evaluadas(("Café y Cacao", 5, [1, 2, 1, 1, 1, 2, 2]))
    tabla = clusteres.perfiles(sin_a8, aspectos, PUBLICADO)
    # D2 necesita A8 y el total, los ocho.
    assert set(tabla["aspecto"]) == {"D1", "D3", *(f"A{i}" for i in range(1, 8))}
    assert clusteres.frase_de_iniciativas(tabla) == (
        "Ninguna iniciativa tiene los ocho aspectos en la ola 5"
    )
    assert clusteres.frase_de_olas(tabla) == (
        "Café y Cacao no tiene los ocho aspectos en ninguna ola"
    )


def test_quien_lleva_el_mayor_puntaje_sin_contar_la_referencia(aspectos: pd.DataFrame) -> None:
    def frase(*filas: tuple[str, int, list[float]]) -> str:
        tabla = clusteres.perfiles(evaluadas(*filas), aspectos, PUBLICADO)
        una_ola = clusteres.de_una_ola(tabla, "5", ())
        assert una_ola["iniciativa"].iloc[-1] == filas[-1][0]
        return clusteres.frase_de_iniciativas(una_ola)

    pais = ("Nacional", 5, [3.0] * 8)
    uno, dos = ("Moda", 5, [2.0] * 8), ("NorTIC", 5, [1.0] * 8)
    tercero = ("Construcción", 5, [2.0] * 8)
    assert frase(uno, pais) == "Moda tiene 2,00 de 3,0 (nivel 2) en la ola 5"
    assert frase(uno, dos, pais) == (
        "Moda tiene el mayor puntaje de la ola 5: 2,00 de 3,0 (nivel 2); el menor, NorTIC: 1,00"
    )
    assert frase(uno, tercero, pais) == (
        "Las 2 iniciativas empatan en 2,00 de 3,0 (nivel 2) en la ola 5"
    )
    assert frase(uno, tercero, dos, pais) == (
        "Construcción y Moda tienen el mayor puntaje de la ola 5: 2,00 de 3,0 (nivel 2)"
    )


def test_la_calculadora_cuenta_con_lo_que_hay(aspectos: pd.DataFrame) -> None:
    def dice(niveles: list[str], cortes: Cortes | None = None) -> str:
        escritos = {f"A{i}": n for i, n in enumerate(niveles, start=1)}
        tabla = ejercicio(escritos, aspectos, PUBLICADO, cortes)
        return clusteres.frase_del_ejercicio(tabla, aspectos)

    assert dice(["0"] * 8).startswith("Ponga el nivel de los ocho aspectos")
    assert dice([*"2311", *"0000"]) == (
        "Para el total falta el nivel de A5, A6, A7 y A8. Ya se puede decir: Gestión de la "
        "iniciativa clúster, 1,75 de 3,0 (nivel 2)."
    )
    # (2+3+1+1+1+2+3+1)/8 = 14/8 = 1,75.
    assert dice([*"23111231"]).startswith("Total: **1,75 de 3,0 (nivel 2)**.")
    assert dice([*"23111231"], Cortes(1.8, 2.5)).startswith("Total: **1,75 de 3,0 (nivel 1)**.")


def test_la_plantilla_que_se_baja_es_la_que_se_lee() -> None:
    (encabezado,) = csv.reader(io.StringIO(clusteres.CARGA.plantilla.decode("utf-8-sig")))
    assert tuple(encabezado) == lector.PLANTILLA == tuple(clusteres.CARGA.columnas)


# ── El dibujo ──────────────────────────────────────────────────────────────────────────────────


FILAS = [Fila("D1", "Dimensión", resume=True), Fila("A1", "A1 Enfoque"), Fila("A2", "A2 Otro")]
PUNTOS = pd.DataFrame(
    [("A1", "Moda", 2.0, ""), ("A1", "Nacional", 2.0, ""), ("D1", "Moda", 2.5, "calculado")],
    columns=["clave", "serie", "valor", "nota"],
)


def test_los_puntos_iguales_no_se_tapan_y_la_fila_vacia_lo_dice() -> None:
    figura = perfil(FILAS, PUNTOS, escala=(1, 3), neutra="Nacional")
    moda, nacional = figura.data
    assert (list(moda.x), list(nacional.x)) == ([2.0, 2.5], [2.0])
    assert moda.y[0] - nacional.y[0] == 15
    # De arriba abajo: la dimensión, su aspecto y el que no tiene dato.
    assert moda.y[1] > moda.y[0]
    (vacia,) = [n for n in figura.layout.annotations if n.name == "vacia"]
    assert (vacia.text, vacia.y) == ("sin dato", figura.layout.yaxis.tickvals[2])
    assert list(figura.layout.xaxis.ticktext) == ["1", "2", "3"]
    assert moda.hovertext[1] == "<b>Moda</b><br>Dimensión: 2,50<br>calculado"
    assert moda.marker.symbol != nacional.marker.symbol
    assert moda.marker.color != nacional.marker.color


def test_lo_que_no_se_puede_dibujar() -> None:
    with pytest.raises(ValueError, match="Faltan columnas"):
        perfil(FILAS, PUNTOS.drop(columns="nota"), escala=(1, 3))
    with pytest.raises(ValueError, match="No hay ningún valor"):
        perfil(FILAS, PUNTOS.iloc[:0], escala=(1, 3))
    siete = pd.concat([PUNTOS.iloc[:1].assign(serie=f"S{i}") for i in range(7)])
    with pytest.raises(ValueError, match="máximo es 6"):
        perfil(FILAS, siete, escala=(1, 3))
