"""Competitividad y Simulador con los 102 indicadores de la edición 2024 cargados.

Las cifras de los que el repositorio no trae son inventadas (``con_todos_los_indicadores``): cada
indicador repite el puntaje de su pilar. Las de los pilares son las de ``data/raw/idc/2024``:
Instituciones vale 5,208565 en Norte de Santander y 7,971007 en Bogotá (``pilares.csv``, filas 2433
y 2199), y el general de Norte de Santander, 5,208103 (``general.csv``, fila 180).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tablero.formato import numero
from tests.apoyo import con_todos_los_indicadores

Abrir = Callable[..., AppTest]
IDC = "pages/pagina_idc.py"
SIMULADOR = "pages/pagina_simulador.py"
PROPIO, BOGOTA, GENERAL = 5.208565, 7.971007, 5.208103


@pytest.fixture(scope="module")
def completo(mart: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return con_todos_los_indicadores(mart, tmp_path_factory.mktemp("idc_completo"))


@pytest.fixture
def abrir(abrir: Abrir, completo: Path, usar_mart: Callable[[Path], None]) -> Abrir:
    usar_mart(completo)
    return abrir


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.info))


def titulo(pantalla: AppTest) -> str:
    (grafico,) = pantalla.get("plotly_chart")
    return str(json.loads(grafico.proto.spec)["layout"]["meta"]["titulo"])


def tabla_con(pantalla: AppTest, columna: str) -> Any:
    return next(t.value for t in pantalla.table if columna in t.value.columns)


def caja(pantalla: AppTest, clave: str) -> Any:
    return next(s for s in pantalla.selectbox if s.key == clave)


def test_competitividad_los_muestra_pilar_por_pilar(abrir: Abrir) -> None:
    pantalla = abrir(
        archivo=IDC, idc_edicion="2024", idc_seccion="indicadores", idc_indicadores_ver="Tabla",
        estado={"idc_indicadores_bajar": True},
    )  # fmt: skip
    # Se ven los de un pilar y se bajan los de todos.
    assert "**Lo que se ve: 15 filas**" in textos(pantalla)
    assert "**Todo: 102 filas**" in textos(pantalla)
    assert str(pantalla.header[0].value) == "Los 102 indicadores"
    # 1 general, 13 pilares, 25 subpilares y 102 indicadores, y cada uno dice qué es.
    medidas = caja(pantalla, "idc_medida").options
    assert len(medidas) == 141
    assert [m for m in medidas if "Gestión fiscal" in m] == ["Gestión fiscal (subpilar)"]
    pilares = caja(pantalla, "idc_de_pilar")
    assert len(pilares.options) == 13
    assert pilares.options[:2] == ["Instituciones (15)", "Infraestructura (16)"]
    tabla = tabla_con(pantalla, "Dato original")
    assert set(tabla["Código"].str[:3]) == {"INS"}
    assert len(tabla) == 15
    recaudo = tabla.set_index("Código").loc["INS-2-2"]
    # Diez veces el puntaje, con tres cifras porque no hay unidad que diga cuántas.
    assert (recaudo["Dato original"], recaudo["Unidad"]) == ("52,1", "la fuente no dice la unidad")
    assert (recaudo["Puntaje"], recaudo["Puesto"]) == ("5,21", "22 de 33")
    assert recaudo["Año del dato"] == "2022"
    inversos = tabla[tabla["Sentido"] == "menos es mejor"]["Código"]
    assert sorted(inversos) == ["INS-4-1", "INS-4-2", "INS-4-3"]
    pilares.set_value("LAB").run()
    laboral = tabla_con(pantalla, "Dato original").set_index("Código")
    # Los catalogados siguen con su unidad y con el dato publicado.
    assert len(laboral) == 5
    assert laboral.loc["LAB-1-2", ["Dato original", "Unidad"]].tolist() == ["12,527", "porcentaje"]


def test_competitividad_los_dibuja_y_sigue_su_puesto_por_anio(abrir: Abrir) -> None:
    pantalla = abrir(
        archivo=IDC, idc_edicion="2024", idc_seccion="indicadores", idc_de_pilar="INS",
        idc_indicadores_ver="Año por año",
    )  # fmt: skip
    # Instituciones pasó del puesto 21 (fila 288) al 22, y con él sus quince indicadores inventados.
    assert titulo(pantalla) == (
        "Entre 2019 y 2024, en la edición 2024, Norte de Santander gana puestos en 0 de 15 "
        "indicadores y pierde en 15"
    )
    pantalla = abrir(archivo=IDC, idc_edicion="2024", idc_medida="INS-2")
    assert titulo(pantalla).startswith("En Gestión fiscal, Norte de Santander pasa de ")
    dicho = textos(pantalla)
    assert "Hay 16 en la edición 2025 y 102 en la edición 2024" in dicho
    assert "no están en el tablero" not in dicho


def test_la_edicion_que_no_los_trae_sigue_con_los_suyos(abrir: Abrir) -> None:
    pantalla = abrir(archivo=IDC, idc_seccion="indicadores")
    assert str(pantalla.header[0].value) == "Los 16 indicadores"
    assert "idc_de_pilar" not in {s.key for s in pantalla.selectbox}
    assert len(tabla_con(pantalla, "Dato original")) == 16


def test_el_simulador_baja_a_los_indicadores_de_un_pilar(abrir: Abrir) -> None:
    pantalla = abrir(archivo=SIMULADOR, sim_edicion="2024", sim_seccion="simular")
    # De entrada, los 13 pilares: nunca 102 deslizadores a la vez.
    assert len(pantalla.select_slider) == 13
    caja(pantalla, "sim_detalle").set_value("INS").run()
    assert len(pantalla.select_slider) == 12 + 15
    assert [e.label for e in pantalla.expander if "pilares" in e.label] == ["Los otros 12 pilares"]
    deslizador = next(d for d in pantalla.select_slider if d.key == "sim_54_INS-1-1")
    assert "79,7 · Bogotá, D.C." in deslizador.options
    homicidios = next(d for d in pantalla.select_slider if d.key == "sim_54_INS-4-1")
    assert homicidios.label == "Tasa de homicidios (menos es mejor)"
    deslizador.set_value("11").run()
    # Un indicador de tres, en un subpilar de cuatro, en un pilar de trece.
    nuevo = GENERAL + (BOGOTA - PROPIO) / 3 / 4 / 13
    assert (
        f"Con 1 indicador cambiado, Norte de Santander tendría {numero(nuevo, 2)} puntos"
        in textos(pantalla)
    )
    pantalla = abrir(
        archivo=SIMULADOR, sim_edicion="2024", sim_seccion="simular", sim_detalle="INS",
        **{"sim_54_INS-1-1": "11", "sim_54_INS-4-1": "11", "sim_54_SOF": "76"},
    )  # fmt: skip
    assert "Con 1 pilar y 2 indicadores cambiados, Norte de Santander tendría" in textos(pantalla)


def test_el_simulador_dice_cuanto_pesa_y_cuanto_movio_cada_uno(abrir: Abrir) -> None:
    pantalla = abrir(archivo=SIMULADOR, sim_edicion="2024", sim_seccion="firme")
    pesos = tabla_con(pantalla, "Peso en el puntaje")
    assert len(pesos) == 20
    assert list(pesos["Código"][:3]) == ["TAM-1-1", "SOF-1-1", "SOF-1-2"]
    # 100 ÷ 13 ÷ 2: Sofisticación tiene dos indicadores y ningún subpilar.
    assert pesos.loc[1, ["Peso en el puntaje", "Subpilar"]].tolist() == [
        f"3,85{chr(0x202F)}%", "no tiene",
    ]  # fmt: skip
    caja(pantalla, "sim_pesan").set_value("INS").run()
    pesos = tabla_con(pantalla, "Peso en el puntaje").set_index("Código")
    assert len(pesos) == 15
    # 100 ÷ 13 ÷ 4 ÷ 3 y ÷ 6.
    assert pesos.loc["INS-1-1", "Peso en el puntaje"] == f"0,64{chr(0x202F)}%"
    assert pesos.loc["INS-4-6", "Peso en el puntaje"] == f"0,32{chr(0x202F)}%"
    pantalla = abrir(archivo=SIMULADOR, sim_edicion="2024", sim_mueven="INS")
    movidos = tabla_con(pantalla, "Aporte al puntaje")
    assert len(movidos) == 15
    dicho = textos(pantalla)
    assert "la 2025, con 16, y los pilares que no los traen" in dicho
    assert "la 2024, con sus 102, hasta donde se puede bajar" in dicho
