"""Simulador en pantalla: cifras sacadas a mano, deslizadores en la dirección y lo que se explica.

Las cifras: ``data/raw/idc/2025/general.csv`` (filas 48 y 79 a 82), ``2025/pilares.csv`` (717 a 729,
884 y 1146 a 1158) y ``2024/general.csv`` (114, 146 y 180).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_simulador.py"
EJERCICIO = "Ejercicio, no pronóstico"


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.info))


def figuras(pantalla: AppTest) -> list[dict[str, Any]]:
    return [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]


def tabla_con(pantalla: AppTest, columna: str) -> Any:
    return next(t.value for t in pantalla.table if columna in t.value.columns)


def deslizador(pantalla: AppTest, clave: str) -> Any:
    return next(d for d in pantalla.select_slider if d.key == clave)


def test_de_entrada_dice_que_movio_el_puesto_y_cuadra(abrir: Abrir) -> None:
    pantalla = abrir()
    dicho = textos(pantalla)
    assert "Norte de Santander sigue en el puesto 14 de 33 entre 2024 y 2025" in dicho
    assert "Lo propio puso +1,21 puestos y lo que hicieron los demás, −1,21." in dicho
    # Publicado 14 en las dos ediciones; el 2024 de la 2025 también es 14.
    assert "el método (volver a calcular 2024, que queda en el 14) puso 0" in dicho
    (figura,) = figuras(pantalla)
    meta = figura["layout"]["meta"]
    assert EJERCICIO in " ".join(meta["notas"])
    # Salen 14 barras: 13 pilares y los demás; suman el cambio, que es cero.
    barra = figura["data"][0]
    assert len(barra["x"]) == 14
    assert sum(barra["x"]) == pytest.approx(0, abs=1e-9)
    # Cada barra empieza donde terminó la anterior.
    assert barra["base"][1] == pytest.approx(barra["x"][0])
    assert barra["base"][-1] == pytest.approx(-barra["x"][-1])


def test_el_puntaje_se_reparte_en_los_pilares_publicados(abrir: Abrir) -> None:
    """5,128380 → 5,280833; Sistema financiero, (4,406667 − 3,657128) ÷ 13 = 0,0577."""
    pantalla = abrir(sim_movio_ver="Puntaje")
    (figura,) = figuras(pantalla)
    titulo = figura["layout"]["meta"]["titulo"]
    assert titulo == "Norte de Santander pasa de 5,13 a 5,28 puntos entre 2024 y 2025"
    barra = figura["data"][0]
    por_nombre = dict(
        zip([t.split("<br>")[0] for t in barra["hovertext"]], barra["x"], strict=True)
    )
    assert por_nombre["<b>Sistema financiero</b>"] == pytest.approx(0.749539 / 13, abs=1e-9)
    assert por_nombre["<b>Salud</b>"] == pytest.approx(0.39335 / 13, abs=1e-9)
    assert por_nombre["<b>Los demás departamentos</b>"] == 0
    assert sum(barra["x"]) == pytest.approx(5.280833 - 5.12838, abs=2e-6)
    # Los 16 indicadores, con lo que puso cada uno en el puntaje general.
    indicadores = tabla_con(pantalla, "Aporte al puntaje")
    assert len(indicadores) == 16
    # Concentración en el sector secundario: (9,7286 − 7,9869) ÷ 3 ÷ 2 ÷ 13.
    assert indicadores.iloc[0]["Nombre"] == "Concentración en el sector secundario"
    assert indicadores.iloc[0]["Aporte al puntaje"] == "0,022"


def test_en_la_edicion_2024_se_elige_entre_que_anios(abrir: Abrir) -> None:
    pantalla = abrir(sim_edicion="2024", sim_anio="2023", sim_desde="2022")
    assert "sube 1 puesto entre 2022 y 2023: del 14 al 13 de 33" in textos(pantalla)
    assert set(tabla_con(pantalla, "Aporte al puntaje")["Edición"]) == {"2024"}
    # La 2025 no trae 2019: no se deja comparar con lo que no hay.
    opciones = next(c for c in abrir().segmented_control if c.key == "sim_desde").options
    assert opciones == ["2023", "2024"]


def test_sin_mover_nada_es_lo_publicado_y_al_mover_se_reordena(abrir: Abrir) -> None:
    pantalla = abrir(sim_seccion="simular")
    assert "Sin mover nada es lo publicado: 5,28 puntos, puesto 14 de 33" in textos(pantalla)
    sof = deslizador(pantalla, "sim_54_SOF")
    assert len(pantalla.select_slider) == 13
    # Las paradas son los 33 valores reales, de menor a mayor.
    assert len(sof.options) == 33
    assert sof.options[-1] == "9,69 · Valle del Cauca"
    assert sof.value == "54"
    # El valor del Valle suma (9,690886 − 8,414642) ÷ 13 = 0,0982: 5,3790, sobre San Andrés.
    sof.set_value("76").run()
    dicho = textos(pantalla)
    assert "tendría 5,38 puntos y el puesto 13 de 33; hoy, 5,28 y puesto 14 de 33" in dicho
    (figura,) = figuras(pantalla)
    nombres = [t.split("<br>")[0] for t in figura["data"][0]["hovertext"]]
    assert nombres[12:14] == [
        "<b>13. Norte de Santander</b>",
        "<b>14. Archipiélago de San Andrés</b>",
    ]
    assert EJERCICIO in " ".join(figura["layout"]["meta"]["notas"])
    # Y se vuelve a lo publicado con un botón.
    next(b for b in pantalla.button if b.key == "sim_volver").click().run()
    assert "Sin mover nada es lo publicado" in textos(pantalla)


def test_un_ejercicio_viaja_en_la_direccion(abrir: Abrir) -> None:
    """Con el valor de Antioquia: (8,658849 − 8,414642) ÷ 13 = 0,0188; 5,2996 y el mismo puesto."""
    pantalla = abrir(sim_seccion="simular", sim_54_SOF="05")
    dicho = textos(pantalla)
    assert "Con 1 pilar cambiado, Norte de Santander tendría 5,30 puntos y el puesto 14" in dicho


def test_que_haria_falta_dice_el_camino_y_cuando_no_alcanza(abrir: Abrir) -> None:
    """Al 13: (5,354735 − 5,280833) × 13 = 0,9607 en un solo pilar, bajo su tope de 1,28."""
    pantalla = abrir(sim_seccion="simular")
    assert (
        "Para compartir el puesto 13 de 33 (5,35 puntos), con los demás quietos, lo menos costoso "
        "es subir Sofisticación y diversificación (+0,96)" in textos(pantalla)
    )
    fila = tabla_con(pantalla, "Quién lo tiene ya").iloc[0]
    assert (fila["Cuánto subiría"], fila["Tope de un año"]) == ("0,96", "1,28")
    assert fila["Quién lo tiene ya"] == "Valle del Cauca"
    lejos = abrir(sim_seccion="simular", sim_gana="5")
    assert "Ni subiendo los 13 pilares hasta su tope de un año se llega al puesto 9" in textos(
        lejos
    )
    primero = abrir(sim_seccion="simular", sim_territorio="11")
    assert "Bogotá, D.C. no tiene 1 puesto por encima." in textos(primero)


def test_que_tan_firme_trae_los_33_con_su_intervalo(abrir: Abrir) -> None:
    pantalla = abrir(sim_seccion="firme", sim_rangos_ver="Tabla")
    tabla = tabla_con(pantalla, "Puesto mediano")
    assert len(tabla) == 33
    propia = tabla[tabla["Departamento"] == "Norte de Santander"].iloc[0]
    assert [propia[c] for c in ("Puesto", "Mejor puesto", "Peor puesto", "Puestos posibles")] == [
        "14 de 33", "13 de 33", "17 de 33", "5",
    ]  # fmt: skip
    primera = tabla.iloc[0]
    assert (primera["Departamento"], primera["Peor puesto"]) == ("Bogotá, D.C.", "1 de 33")
    (pesos,) = figuras(pantalla)
    assert sum(pesos["data"][0]["x"]) == pytest.approx(100)
    assert pesos["layout"]["meta"]["titulo"].startswith("Sofisticación y diversificación es lo que")
