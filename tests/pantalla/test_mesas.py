"""Mesas y redes en pantalla: un sistema a la vez, con sus cifras, sus avisos y de dónde es."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_mesas.py"
FINO = "\u202f"


def textos(pantalla: AppTest) -> str:
    return "\n".join(str(elemento.value) for elemento in (*pantalla.markdown, *pantalla.info))


def figuras(pantalla: AppTest) -> list[dict[str, Any]]:
    return [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]


def tablas(pantalla: AppTest) -> list[Any]:
    return [t.value for t in pantalla.table]


def test_colombia_productiva_de_entrada_y_dice_que_es_del_pais(abrir: Abrir) -> None:
    pantalla = abrir(mes_metas_ver="Tabla")
    dicho = textos(pantalla)
    assert "**Cifras de todo el país.**" in dicho
    assert "14 de los 17 indicadores de Colombia Productiva llegaron en 2023 a su meta" in dicho
    assert f"Llegó a 615 municipios, el 54,9{FINO}% de los del país, de los cuales 114" in dicho
    assert f"Seis departamentos reúnen el 55,7{FINO}%" in dicho
    assert "116 municipios PDET sólo con Crecer Juntos" in dicho
    metas = next(t for t in tablas(pantalla) if "Avance frente a la meta" in t.columns)
    assert len(metas) == 17
    primera = metas.iloc[0]
    assert primera["Nombre corto"] == "Intervenciones en territorios estratégicos"
    assert primera["Avance frente a la meta"] == f"277,0{FINO}%"
    ilegible = metas.set_index("Línea del documento").loc["580"]
    assert (ilegible["Avance"], ilegible["Avance frente a la meta"]) == ("X%J", "sin dato")
    alcance, partes = figuras(pantalla)
    assert alcance["data"][0]["x"] == [615, 578, 104, 67, 46, 28, 14]
    assert partes["data"][0]["x"] == [12.6, 11.1, 10.4, 8.8, 6.7, 6.1, 45.2]


def test_la_red_reparte_entidades_y_explica_como_cargar_lo_demas(abrir: Abrir) -> None:
    pantalla = abrir(mes_seccion="red")
    dicho = textos(pantalla)
    assert "declara 40 actores y 72 programas" in dicho
    assert "No hay caracterización cargada" in dicho
    assert "`python -m pipelines cargar emprendimiento ARCHIVO`" in dicho
    assert "La Red tiene 40 actores y sus tablas nombran 37" in dicho
    assert "todo el país" not in dicho
    (figura,) = figuras(pantalla)
    assert figura["data"][0]["x"] == [5, 16, 5, 14, 5]
    # La de la caracterización y la de otra edición de las cifras.
    assert [b.proto.label for b in pantalla.get("download_button")] == ["Plantilla CSV"] * 2
    assert "No hay otra edición cargada." in dicho
    cifras = next(t for t in tablas(pantalla) if "Medida" in t.columns)
    assert len(cifras) == 23
    assert "sin dato" not in set(cifras["Nota"])


def test_bucaramanga_dice_que_no_es_norte_de_santander(abrir: Abrir) -> None:
    pantalla = abrir(mes_seccion="ofai")
    dicho = textos(pantalla)
    assert "**Cifras de Bucaramanga, de enero a marzo de 2019.**" in dicho
    assert "con un convenio de 536.920.538 pesos" in dicho
    (figura,) = figuras(pantalla)
    assert figura["data"][0]["x"] == [1256755000, 536920538, 390000000, 146000000]
    lado = next(t for t in tablas(pantalla) if "Por qué no se restan" in t.columns)
    dinero = lado["Norte de Santander"].iloc[1].replace("\xa0", " ")
    assert dinero == "\\$ 320.000.000: inversión ejecutada (línea 1044)"


def test_al_cambiar_de_sistema_cambia_todo_lo_que_se_dice(abrir: Abrir) -> None:
    pantalla = abrir()
    assert len(figuras(pantalla)) == 3
    control = next(c for c in pantalla.segmented_control if c.key == "mes_seccion")
    control.set_value("ofai").run()
    assert not pantalla.exception
    dicho = textos(pantalla)
    assert "Cifras de Bucaramanga" in dicho
    assert "Cifras de todo el país" not in dicho
    assert len(figuras(pantalla)) == 1
