"""Competitividad en pantalla: cifras leídas a mano, filtros en la dirección y lo que se explica.

Las cifras: ``data/raw/idc/2024/general.csv`` (filas 114 y 180), ``2025/general.csv`` (15, 80 y
81), ``2025/pilares.csv`` (1146 a 1158) y ``2024/indicadores.csv`` (2994 a 3009).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_idc.py"


def textos(pantalla: AppTest) -> str:
    partes = (*pantalla.markdown, *pantalla.caption, *pantalla.info)
    return "\n".join(str(elemento.value) for elemento in partes)


def figuras(pantalla: AppTest) -> list[dict[str, Any]]:
    return [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]


def titulos(pantalla: AppTest) -> list[str]:
    return [figura["layout"]["meta"]["titulo"] for figura in figuras(pantalla)]


def encabezados(pantalla: AppTest) -> list[str]:
    return [str(encabezado.value) for encabezado in pantalla.header]


def tabla_con(pantalla: AppTest, columna: str) -> Any:
    return next(t.value for t in pantalla.table if columna in t.value.columns)


def test_la_entrada_dice_la_edicion_2025(abrir: Abrir) -> None:
    pantalla = abrir()
    dicho = textos(pantalla)
    assert "ocupa el puesto 14 de 33 en 2025 con 5,28 de 10 puntos; le faltan 0,07" in dicho
    assert "Salud (5 puestos)" in dicho
    assert "Mercado laboral (3 puestos)" in dicho
    assert "5,07 en la edición 2024, 4,93 en la edición 2025 y 4,80 según la prensa" in dicho
    assert not pantalla.warning
    serie = figuras(pantalla)[0]
    assert serie["data"][0]["y"] == [4.925873, 5.12838, 5.280833]
    assert titulos(pantalla)[0] == "Norte de Santander pasa de 4,93 en 2023 a 5,28 en 2025"
    assert encabezados(pantalla)[0] == "En el tiempo, una edición a la vez"


def test_de_entrada_los_pilares_dicen_el_mejor_y_el_peor(abrir: Abrir) -> None:
    assert titulos(abrir(idc_seccion="pilares")) == [
        "Norte de Santander está mejor ubicado en Educación básica y media (9 de 33) y peor en "
        "Sostenibilidad ambiental (31 de 33)"
    ]


def test_de_entrada_el_dato_original_va_aparte_con_su_edicion(abrir: Abrir) -> None:
    """La edición 2025 no lo trae."""
    pantalla = abrir(idc_seccion="indicadores")
    assert set(tabla_con(pantalla, "Dato original")["Edición"]) == {"2024"}
    assert "no se resta ni se une" in textos(pantalla)


DE_ABAJO = ["Qué saber antes de usarlo", "De dónde salen las cifras"]


@pytest.mark.parametrize(
    ("seccion", "encabezado", "claves"),
    [
        ("tiempo", "En el tiempo, una edición a la vez", {"eventos", "idc_serie_ver"}),
        ("escalafon", "El escalafón", {"idc_escalafon_ver"}),
        (
            "pilares",
            "Los 13 pilares",
            {"idc_regla", "idc_referencia", "idc_pilares", "idc_tira_ver"},
        ),
        (
            "indicadores",
            "Los 16 indicadores",
            {"idc_regla", "idc_referencia", "idc_indicadores_ver"},
        ),
    ],
)
def test_se_dibuja_una_seccion_y_solo_sus_filtros(
    abrir: Abrir, seccion: str, encabezado: str, claves: set[str]
) -> None:
    pantalla = abrir(idc_seccion=seccion)
    assert encabezados(pantalla) == [encabezado, *DE_ABAJO]
    assert len(figuras(pantalla)) == 1
    generales = {"idc_territorio", "idc_medida", "idc_edicion", "idc_anio", "idc_seccion"}
    controles = (*pantalla.get("button_group"), *pantalla.selectbox)
    assert {control.key for control in controles} - generales - {"fuente"} == claves
    assert "ocupa el puesto 14 de 33 en 2025" in textos(pantalla)


def test_cambiar_de_seccion_conserva_los_filtros_de_cada_una(abrir: Abrir) -> None:
    pantalla = abrir(idc_seccion="pilares", idc_regla="mano", idc_pares=["68"])
    assert list(tabla_con(pantalla, "Cercanía en población")["Departamento"]) == ["Santander"]
    for seccion in ("indicadores", "escalafon", "pilares"):
        pantalla.segmented_control(key="idc_seccion").set_value(seccion).run()
        assert not pantalla.exception
        assert not pantalla.warning
        if seccion != "escalafon":
            pares = tabla_con(pantalla, "Cercanía en población")
            assert list(pares["Departamento"]) == ["Santander"]


def test_los_filtros_de_otra_seccion_no_rompen_ni_avisan(abrir: Abrir) -> None:
    pantalla = abrir(idc_seccion="escalafon", idc_referencia="68", idc_regla="magia", eventos="no")
    assert encabezados(pantalla)[0] == "El escalafón"
    assert not pantalla.warning
    # Un enlace de antes, sin sección, cae en la de entrada.
    viejo = abrir(idc_referencia="68", idc_pilares="brecha", idc_escalafon_ver="Mapa")
    assert encabezados(viejo)[0] == "En el tiempo, una edición a la vez"
    assert not viejo.warning


def test_una_seccion_desconocida_se_avisa_y_se_muestra_la_de_entrada(abrir: Abrir) -> None:
    pantalla = abrir(idc_seccion="mapas")
    (aviso,) = [aviso.value for aviso in pantalla.warning]
    assert "idc_seccion=mapas, que no existe" in aviso
    assert "tiempo, escalafon, pilares e indicadores" in aviso
    assert encabezados(pantalla)[0] == "En el tiempo, una edición a la vez"


@pytest.mark.parametrize(
    ("edicion", "anio", "frase"),
    [
        ("2024", "2024", "puesto 14 de 33 en 2024 con 5,21 de 10 puntos"),
        ("2024", "2022", "puesto 14 de 33 en 2022 con 4,80 de 10 puntos"),
        ("2024", "2023", "puesto 13 de 33 en 2023 con 5,07 de 10 puntos"),
        ("2025", "2025", "puesto 14 de 33 en 2025 con 5,28 de 10 puntos"),
        ("2025", "2023", "puesto 14 de 33 en 2023 con 4,93 de 10 puntos"),
        ("publicada", "2018", "puesto 13 de 33 en 2018 con 50,2 de 100 puntos"),
        ("publicada", "2026", "puesto 13 de 33 en 2026.**"),
        ("prensa", "2023", "puesto 14 (no se informa de cuántos) en 2023 con 4,80 de 10 puntos"),
        ("prensa", "2014", "puesto 15 de 22 en 2014"),
    ],
)
def test_cada_edicion_y_anio_de_la_direccion(
    abrir: Abrir, edicion: str, anio: str, frase: str
) -> None:
    pantalla = abrir(idc_edicion=edicion, idc_anio=anio)
    assert f"Norte de Santander ocupa el {frase}" in textos(pantalla)
    assert not pantalla.warning


def test_la_edicion_2024_en_tabla(abrir: Abrir) -> None:
    serie = tabla_con(abrir(idc_edicion="2024", idc_serie_ver="Tabla"), "Tipo")
    assert list(serie["Puntaje"]) == ["4,82", "4,86", "4,85", "4,80", "5,07", "5,21"]
    assert list(serie["Puesto"])[-1] == "14 de 33"
    assert set(serie["Edición"]) == {"2024"}
    puestos = abrir(idc_edicion="2024", idc_seccion="escalafon", idc_escalafon_ver="Tabla")
    escalafon = tabla_con(puestos, "A quién alcanzaría")
    assert len(escalafon) == 33
    propia = escalafon[escalafon["Departamento"] == "Norte de Santander"].iloc[0]
    assert (propia["Puesto"], propia["Puntaje que falta"]) == ("14 de 33", "0,01")
    assert (propia["Puestos ganados o perdidos"], propia["A quién alcanzaría"]) == ("−1", "Huila")
    medidas = abrir(idc_edicion="2024", idc_seccion="indicadores", idc_indicadores_ver="Tabla")
    indicadores = tabla_con(medidas, "Dato original").set_index("Código")
    desempleo = indicadores.loc["LAB-1-2"]
    assert desempleo["Dato original"] == "12,527"
    assert desempleo["Unidad"] == "porcentaje"
    assert (desempleo["Año del dato"], desempleo["Puesto"]) == ("2023", "22 de 33")
    assert desempleo["Sentido"] == "menos es mejor"
    assert indicadores.at["SOF-1-1", "Puesto"] == "1 de 33"


def test_otro_departamento_y_otro_pilar(abrir: Abrir) -> None:
    # 2025/pilares.csv, fila 1241: Tolima, salud, 6,892124, puesto 14.
    pantalla = abrir(idc_territorio="73", idc_medida="SAL")
    dicho = textos(pantalla)
    assert "Tolima ocupa el puesto 14 de 33 en Salud en 2025 con 6,89 de 10 puntos" in dicho
    assert titulos(pantalla)[0].startswith("En Salud, Tolima pasa de")
    for seccion in ("tiempo", "escalafon", "pilares", "indicadores"):
        (titulo,) = titulos(abrir(idc_territorio="73", idc_medida="SAL", idc_seccion=seccion))
        assert "Tolima" in titulo
        assert "Norte de Santander" not in titulo


def test_lo_desconocido_se_avisa_y_se_muestra_la_entrada(abrir: Abrir) -> None:
    pantalla = abrir(
        idc_territorio="98", idc_edicion="2030", idc_seccion="pilares", idc_regla="magia"
    )
    avisos = [aviso.value for aviso in pantalla.warning]
    assert len(avisos) == 3
    assert "idc_territorio=98, que no existe" in avisos[0]
    assert "2025, 2024, publicada y prensa" in avisos[1]
    assert "Norte de Santander ocupa el puesto 14 de 33 en 2025" in textos(pantalla)


def test_cambiar_de_edicion_vuelve_al_anio_que_esa_edicion_tiene(abrir: Abrir) -> None:
    pantalla = abrir(idc_edicion="2024", idc_anio="2019")
    assert "en 2019 con 4,82 de 10 puntos" in textos(pantalla)
    pantalla.segmented_control(key="idc_edicion").set_value("2025").run()
    assert not pantalla.exception
    assert not pantalla.warning
    assert "en 2025 con 5,28 de 10 puntos" in textos(pantalla)


def test_las_reglas_de_pares_y_su_por_que(abrir: Abrir) -> None:
    pantalla = abrir(idc_seccion="pilares", idc_regla="poblacion")
    assert "1.709.289 habitantes" in textos(pantalla)
    pares = tabla_con(pantalla, "Cercanía en población")
    assert list(pares["Departamento"]) == ["Nariño", "Cauca", "Magdalena", "Cesar", "Córdoba"]
    assert next(iter(pares["Diferencia de población"])) == "4.297 habitantes"
    pantalla.segmented_control(key="idc_regla").set_value("mano").run()
    assert not pantalla.exception
    # Se parte de los pares de la regla anterior y se pueden cambiar.
    assert pantalla.multiselect(key="idc_pares").value == ["52", "19", "47", "20", "23"]
    pantalla.multiselect(key="idc_pares").set_value(["68"]).run()
    assert list(tabla_con(pantalla, "Cercanía en población")["Departamento"]) == ["Santander"]
    tira = next(f for f in figuras(pantalla) if "mejor ubicado" in f["layout"]["meta"]["titulo"])
    assert any("1 Santander." in nota for nota in tira["layout"]["meta"]["notas"])


def test_la_brecha_contra_la_referencia_de_la_direccion(abrir: Abrir) -> None:
    de_tolima = {"idc_seccion": "pilares", "idc_pilares": "brecha", "idc_referencia": "73"}
    pantalla = abrir(**de_tolima, idc_brecha_ver="Tabla")
    tabla = tabla_con(pantalla, "Brecha").set_index("Código")
    # 6,387346 − 6,892124 = −0,504778.
    assert tabla.at["SAL", "Referencia"] == "6,89"
    assert tabla.at["SAL", "Brecha"] == "−0,50"
    (titulo,) = titulos(abrir(**de_tolima))
    assert titulo.startswith("Norte de Santander supera a Tolima en 3 de 13")
    # La referencia es la misma en la otra sección que mide brechas.
    indicadores = abrir(
        idc_seccion="indicadores", idc_referencia="73", idc_indicadores_ver="Brecha"
    )
    assert titulos(indicadores)[0].startswith("Norte de Santander supera a Tolima en")


def test_sin_pares_elegidos_la_brecha_se_explica(abrir: Abrir) -> None:
    pantalla = abrir(
        idc_seccion="pilares", idc_regla="mano", idc_pilares="brecha", idc_referencia="pares"
    )
    pantalla.multiselect(key="idc_pares").set_value([]).run()
    assert not pantalla.exception
    assert any("elija al menos un par" in aviso.value.lower() for aviso in pantalla.info)


@pytest.mark.parametrize("anio", ["2018", "2026"])
def test_sin_pilares_se_dice_donde_los_hay(abrir: Abrir, anio: str) -> None:
    for seccion, encabezado in (
        ("pilares", "Los 13 pilares"),
        ("indicadores", "Los 16 indicadores"),
    ):
        pantalla = abrir(idc_edicion="publicada", idc_anio=anio, idc_seccion=seccion)
        (aviso,) = [aviso.value for aviso in pantalla.info]
        assert f"De la edición {anio} sólo se tiene el puntaje general" in aviso
        assert "Están en las ediciones 2024 y 2025" in aviso
        assert encabezados(pantalla) == [encabezado, *DE_ABAJO]
        assert figuras(pantalla) == []
    for seccion in ("tiempo", "escalafon"):
        pantalla = abrir(idc_edicion="publicada", idc_anio=anio, idc_seccion=seccion)
        assert len(figuras(pantalla)) == 1
        assert not pantalla.info


def test_el_calor_y_el_mapa_de_la_direccion(abrir: Abrir) -> None:
    (titulo,) = titulos(abrir(idc_edicion="2024", idc_seccion="pilares", idc_pilares="calor"))
    assert titulo.startswith("Entre 2019 y 2024, en la edición 2024")
    (mapa,) = figuras(abrir(idc_edicion="2024", idc_seccion="escalafon", idc_escalafon_ver="Mapa"))
    assert "Mapa" in mapa["layout"]["meta"]["alt"]
    assert "5 a menos de 6 (8)" in [traza.get("name") for traza in mapa["data"]]


def test_los_hechos_se_marcan_si_se_piden(abrir: Abrir) -> None:
    sin_hechos = figuras(abrir(idc_edicion="2024"))[0]
    con_hechos = figuras(abrir(idc_edicion="2024", eventos="si"))[0]
    assert not any("frontera" in nota for nota in sin_hechos["layout"]["meta"]["notas"])
    assert any("frontera" in nota for nota in con_hechos["layout"]["meta"]["notas"])
