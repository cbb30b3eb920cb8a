"""Cobertura en pantalla: cifras leídas a mano, filtros en la dirección y lo que queda fuera.

Las cifras: ``data/raw/informe_gestion/2020-2023/cobertura.csv`` y
``data/raw/rendicion_cuentas/2024-2025/cobertura.csv``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_cobertura.py"


def textos(pantalla: AppTest) -> str:
    partes = (*pantalla.markdown, *pantalla.caption, *pantalla.info)
    return "\n".join(str(elemento.value) for elemento in partes)


def mapa(pantalla: AppTest) -> dict[str, Any]:
    figura: dict[str, Any] = json.loads(pantalla.get("plotly_chart")[0].proto.spec)
    return figura


def leyenda(pantalla: AppTest) -> list[str]:
    trazas = mapa(pantalla)["data"]
    return [t["name"] for t in trazas if t.get("showlegend") is not False]


def certeza(pantalla: AppTest) -> dict[str, str]:
    tabla = next(t.value for t in pantalla.table if "Certeza" in t.value.columns)
    return dict(zip(tabla["Certeza"], tabla["Metas"], strict=True))


def test_la_entrada_dice_a_quienes_no_nombra_el_plan_vigente(abrir: Abrir) -> None:
    pantalla = abrir()
    assert pantalla.title[0].value == "¿A qué municipios llegó el plan, cuándo, y a cuáles no?"
    dicho = textos(pantalla)
    assert "**20 de los 40 municipios aparecen nombrados en 2024-2027**" in dicho
    assert "Nunca nombrados (20): Bochalema, Bucarasica, Cáchira, Convención" in dicho
    assert "3 metas dicen cubrir todo el departamento: se cuentan aparte" in dicho
    assert leyenda(pantalla) == [
        "Ninguna meta (20)", "1 a 2 metas (13)", "3 a 4 metas (3)", "5 a 6 metas (2)",
        "7 a 8 metas (2)",
    ]  # fmt: skip
    assert certeza(pantalla) == {
        "Nombrado": "10 de 18", "Departamental": "3 de 18", "Sin lugar": "7 de 18",
        "Sin año": "10 de 18", "Excepción": "0 de 18",
    }  # fmt: skip
    assert not pantalla.warning


def test_el_plan_anterior_nombra_a_todos(abrir: Abrir) -> None:
    pantalla = abrir(cob_periodo="2020-2023")
    dicho = textos(pantalla)
    assert "**40 de los 40 municipios aparecen nombrados en 2020-2023**" in dicho
    assert "Ninguno queda sin nombrar; 3 metas es lo menos: Bucarasica." in dicho
    assert "14 metas dicen cubrir todo el departamento" in dicho
    assert certeza(pantalla)["Sin año"] == "23 de 54"
    assert leyenda(pantalla)[0] == "Ninguna meta (0)"


def test_con_anio_se_dice_cuantas_quedan_fuera(abrir: Abrir) -> None:
    pantalla = abrir(cob_periodo="2020-2023", cob_anio="2022")
    dicho = textos(pantalla)
    assert "**37 de los 40 municipios aparecen nombrados en 2022**" in dicho
    assert "Sin nombrar con estos filtros (3): El Tarra, Hacarí y Herrán." in dicho
    assert "**Quedan fuera 23 metas sin año**" in dicho
    assert certeza(pantalla)["Otro año"] == "7 de 54"


def test_una_meta_departamental_no_colorea_a_nadie(abrir: Abrir) -> None:
    pantalla = abrir(cob_periodo="2020-2023", cob_meta="967")
    assert leyenda(pantalla) == ["Ninguna meta (40)", "1 meta (0)"]
    assert certeza(pantalla)["Departamental"] == "1 de 1"
    assert "1 meta dice cubrir todo el departamento: se cuenta aparte" in textos(pantalla)


def test_todos_los_filtros_salen_de_la_direccion(abrir: Abrir) -> None:
    pantalla = abrir(
        cob_periodo="2020-2023",
        cob_linea="6.3",
        cob_programa="6.3.2",
        cob_grupo="víctimas",
        cob_anio="2022",
        cob_medida="anios",
        cob_seccion="metas",
    )
    elegido = {caja.label: caja.value for caja in pantalla.selectbox}
    assert elegido["Línea"] == "6.3"
    assert elegido["Programa"] == "6.3.2"
    assert elegido["Grupo de beneficiarios"] == "víctimas"
    assert elegido["Año"] == "2022"
    assert not pantalla.warning
    metas = next(t.value for t in pantalla.table if "Enunciado" in t.value.columns)
    assert len(metas) == int(certeza(pantalla)["Nombrado"].split(" de ")[1])


def test_frente_a_la_poblacion_dice_que_falta_la_pobreza(abrir: Abrir) -> None:
    dicho = textos(abrir(cob_periodo="2020-2023", cob_seccion="poblacion"))
    # 443 parejas distintas de meta y municipio en la tabla cruda.
    assert "**Gini de la llegada: 0,33**" in dicho
    assert "40 municipios y 443 menciones" in dicho
    assert "La pobreza multidimensional por municipio no está cargada" in dicho


def test_entre_periodos_advierte_y_no_resta(abrir: Abrir) -> None:
    pantalla = abrir(cob_seccion="periodos")
    assert "Los dos informes no son iguales" in textos(pantalla)
    tabla = next(t.value for t in pantalla.table if "Metas 2020-2023" in t.value.columns)
    cucuta = tabla[tabla["Nombre"] == "Cúcuta"].iloc[0]
    assert (cucuta["Metas 2020-2023"], cucuta["Metas 2024-2027"]) == ("42", "8")
    assert "Diferencia" not in tabla.columns


def test_lo_que_no_existe_se_avisa(abrir: Abrir) -> None:
    pantalla = abrir(cob_periodo="1999")
    assert "cob_periodo=1999, que aquí no existe" in pantalla.warning[0].value
    assert "20 de los 40" in textos(pantalla)


def test_elegir_un_municipio_de_la_lista_tiene_los_cuarenta(abrir: Abrir) -> None:
    caja = next(c for c in abrir().selectbox if c.label == "Abrir la ficha de")
    assert len(caja.options) == 40
    assert caja.options[:2] == ["Ábrego (1 meta)", "Arboledas (2 metas)"]
