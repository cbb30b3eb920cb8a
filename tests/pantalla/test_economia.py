"""Pobreza y producto en pantalla: cifras leídas a mano, filtros en la dirección y vacíos.

Sobre el mart que construyen las pruebas. Las cifras salen de ``data/raw/pib``,
``data/raw/pobreza_monetaria`` y ``data/raw/pobreza_multidimensional``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tablero import conexion, economia, exportar
from tablero.consultas import economia as preguntas
from tablero.diccionario import diccionario_de, tabla_legible

PAGINA = "pages/pagina_pobreza_producto.py"

FINO = "\u202f"


@pytest.fixture
def abierta(mart: Path) -> Iterator[Any]:
    hecha = conexion.abrir(conexion.version_publicada(mart))
    yield hecha
    hecha.close()


def figuras(pantalla: AppTest) -> dict[str, dict[str, Any]]:
    """Las figuras de la página por su título."""
    hechas = [json.loads(grafico.proto.spec) for grafico in pantalla.get("plotly_chart")]
    return {figura["layout"]["meta"]["titulo"]: figura for figura in hechas}


def figura_que_empieza(pantalla: AppTest, inicio: str) -> dict[str, Any]:
    return next(f for titulo, f in figuras(pantalla).items() if titulo.startswith(inicio))


def lineas(figura: dict[str, Any]) -> dict[str, list[list[float]]]:
    """Los valores de cada serie, un trozo por tramo."""
    trozos: dict[str, list[list[float]]] = {}
    for traza in figura["data"]:
        if traza.get("mode") == "lines+markers":
            trozos.setdefault(traza["name"], []).append(traza["y"])
    return trozos


def tabla_con(pantalla: AppTest, columna: str) -> pd.DataFrame:
    return next(t.value for t in pantalla.table if columna in t.value.columns)


def test_la_pregunta_y_el_hallazgo_llevan_las_cifras(abrir: Any) -> None:
    pantalla = abrir()
    assert pantalla.title[0].value == (
        "¿Cuánto produce Norte de Santander por habitante y cómo va su pobreza?"
    )
    hallazgo = pantalla.markdown[0].value
    for cifra in (
        "17.628.962", f"50,5{FINO}%", "puesto 22 de 33", f"creció 2,8{FINO}%", f"37,0{FINO}%",
        "intervalo de 35,3 a 38,8", "puesto 14 de 24", "bajó 12,1 puntos porcentuales",
        f"15,2{FINO}%", "puesto 20 de 33",
    ):  # fmt: skip
        assert cifra in hallazgo
    assert not pantalla.warning
    assert not pantalla.info


def test_la_pobreza_se_dibuja_por_tramos(abrir: Any) -> None:
    figura = figura_que_empieza(abrir(), "La pobreza monetaria de Norte de Santander bajó")
    dibujadas = lineas(figura)
    assert dibujadas["Norte de Santander"][0][-2:] == [51.9, 56.3]
    assert dibujadas["Norte de Santander"][1] == [49.1, 44.8, 37.0]
    assert dibujadas["Norte de Santander, publicación de 2025 (prensa)"] == [[38.8, 35.3]]
    assert [len(trozo) for trozo in dibujadas["Colombia"]] == [9, 3]


def test_la_direccion_restaura_todos_los_filtros(abrir: Any) -> None:
    pantalla = abrir(
        eco_territorio="68",
        eco_pares=["54", "20"],
        eco_edicion="2020pr",
        eco_producto="pib_crecimiento_real",
        eco_pobreza="pobreza_multidimensional",
        eco_indicador="pobreza_extrema",
        eco_anio="2020",
        eco_anio_comun="2019",
        eco_anual_ver="Mapa",
    )
    assert pantalla.title[0].value.startswith("¿Cuánto produce Santander por habitante")
    crecimiento = figura_que_empieza(pantalla, "La economía de Santander")
    assert "edición 2020pr" in crecimiento["layout"]["meta"]["subtitulo"]
    assert set(lineas(crecimiento)) == {"Santander", "Norte de Santander", "Cesar"}
    # −5,8 % de la edición 2020pr: 12.814,258 entre 13.605,755 de data/raw/pib/2020pr.
    assert round(lineas(crecimiento)["Norte de Santander"][0][-1], 1) == -5.8
    ipm = figura_que_empieza(pantalla, "La pobreza multidimensional de Santander")
    assert lineas(ipm)["Norte de Santander"] == [[29.5, 24.2, 26.1, 24.7, 18.5, 20.5, 15.2]]
    mapa = figura_que_empieza(pantalla, "Santander ocupa el puesto")
    assert "la pobreza extrema de 2020" in mapa["layout"]["meta"]["titulo"]
    assert any(t.get("name") == "Sin cobertura de la encuesta (9)" for t in mapa["data"])
    assert "Para 2019 la edición 2020pr daba" in "\n".join(m.value for m in pantalla.markdown)


def test_los_rotulos_que_escribe_la_pantalla_tambien_restauran(abrir: Any) -> None:
    pantalla = abrir(eco_territorio="Arauca", eco_pares=["Santander"], eco_producto="Índice 2019")
    assert pantalla.selectbox(key="eco_territorio").value == "81"
    assert pantalla.multiselect(key="eco_pares").value == ["68"]
    assert figura_que_empieza(pantalla, "La economía de Arauca produjo en 2025")


def test_un_departamento_sin_encuesta_explica_el_vacio(abrir: Any) -> None:
    pantalla = abrir(eco_territorio="81", eco_pobreza_ver="Tabla")
    assert pantalla.info[0].value.startswith("Arauca: sin cobertura de la encuesta.")
    tabla = tabla_con(pantalla, "Personas en pobreza")
    de_arauca = tabla[tabla["Departamento"] == "Arauca"]
    assert len(de_arauca) == 12
    assert set(de_arauca["Nota"]) == {"sin cobertura de la encuesta"}
    assert set(de_arauca["Personas en pobreza"]) == {"sin dato"}
    elegidos = tabla_con(pantalla, "Pobreza monetaria")
    assert elegidos.values.tolist() == [
        ["Arauca", "sin cobertura de la encuesta", "–"],
        ["Colombia", f"33,0{FINO}%", "–"],
    ]


def test_la_edicion_sin_pib_por_habitante_lo_explica_en_vez_de_dibujar(abrir: Any) -> None:
    pantalla = abrir(eco_edicion="2020pr")
    assert "no trae el PIB por habitante" in pantalla.info[0].value
    assert not [t for t in figuras(pantalla) if "PIB por habitante" in t]


def test_el_anio_sin_datos_se_explica_al_cambiar_de_indicador(abrir: Any) -> None:
    pantalla = abrir(eco_indicador="pib_per_capita", eco_anio="2025")
    assert figura_que_empieza(pantalla, "Norte de Santander ocupa el puesto 22 de 33")
    pantalla.selectbox(key="eco_indicador").set_value("pobreza_monetaria").run()
    assert not pantalla.exception
    assert not pantalla.warning
    assert "hay de 2012 a 2023" in pantalla.info[0].value


def test_los_cuadros_con_escala_comun_o_propia(abrir: Any) -> None:
    for escala, marcas in (("comun", 2), ("propia", None)):
        pantalla = abrir(eco_corte="todos", eco_escala=escala)
        figura = figura_que_empieza(pantalla, "Entre 2021 y 2023, la pobreza monetaria bajó en 22")
        textos = next(t["text"] for t in figura["data"] if t["name"] == "marcas")
        assert (len(set(textos)) == marcas) if marcas else len(set(textos)) > 5


def test_un_valor_que_no_existe_avisa_y_muestra_la_vista_de_entrada(abrir: Any) -> None:
    pantalla = abrir(eco_territorio="999", eco_pares=["68", "Atlantis"], eco_producto="inflacion")
    avisos = " ".join(aviso.value for aviso in pantalla.warning)
    for suelto in ("eco_territorio=999", "eco_pares=Atlantis", "eco_producto=inflacion"):
        assert suelto in avisos
    assert figura_que_empieza(pantalla, "El PIB por habitante de Norte de Santander fue de 17,6")


def test_los_hechos_se_marcan_si_se_piden(abrir: Any) -> None:
    def dichos(pantalla: AppTest) -> str:
        return " ".join(n for f in figuras(pantalla).values() for n in f["layout"]["meta"]["notas"])

    assert "Venezuela cierra la frontera" not in dichos(abrir())
    assert "Venezuela cierra la frontera" in dichos(abrir(eventos="si"))


def test_la_tabla_de_ediciones_y_las_lineas(abrir: Any) -> None:
    pantalla = abrir()
    ediciones = tabla_con(pantalla, "Diferencia entre ediciones")
    fila = ediciones[ediciones["Medida"].str.startswith("PIB corriente")].iloc[0].tolist()
    assert fila[1:] == [
        "15.797,9 · puesto 18 de 33 · preliminar",
        "15.813,9 · puesto 17 de 33 · definitivo",
        f"+16,0 (+0,10{FINO}%)",
    ]
    por_persona = tabla_con(pantalla, "Por persona al mes")["Por persona al mes"].tolist()
    # mostrar_tabla escapa el signo de pesos para que Markdown no lo lea como fórmula.
    assert [texto.replace("\\", "") for texto in por_persona] == ["$\xa0354.031", "$\xa0161.099"]
    quiebres = tabla_con(pantalla, "Por qué no se compara")
    assert quiebres["Desde"].tolist() == ["2021", "2023"]


@pytest.mark.parametrize("medida", ["pobreza_monetaria", "pib_per_capita"])
def test_la_pantalla_y_los_tres_archivos_dicen_lo_mismo(
    abrir: Any, abierta: Any, medida: str
) -> None:
    """Celda por celda: la tabla que se ve, los dos CSV y el Excel leídos de vuelta."""
    elegida = economia.MEDIDAS[medida]
    codigos = ("54", "00", "85")
    crudos = (
        preguntas.pobreza(abierta, medida, codigos)
        if elegida.es_pobreza
        else preguntas.producto(abierta, medida, "2025pr", codigos)
    )
    datos = economia.a_la_vista(crudos, elegida, codigos)
    grupo = "eco_pobreza" if elegida.es_pobreza else "eco_producto"
    pantalla = abrir(**{"eco_pares": ["85"], f"{grupo}_ver": "Tabla"})
    vista = tabla_con(pantalla, "Personas en pobreza" if elegida.es_pobreza else "Frente al país")
    vista = vista.map(lambda celda: str(celda).replace("\\", ""))
    legible = tabla_legible(datos)
    assert vista.values.tolist() == legible.values.tolist()
    assert list(vista.columns) == list(legible.columns)
    assert len(vista) > 30

    texto = {"cod_departamento": str}
    internacional = pd.read_csv(io.BytesIO(exportar.csv_internacional(datos)), dtype=texto)
    espanol = pd.read_csv(
        io.BytesIO(exportar.csv_espanol(datos)), dtype=texto, sep=";", decimal=","
    )
    libro = exportar.xlsx(
        datos,
        diccionario=diccionario_de(datos),
        fuentes=pd.DataFrame({"fuente_id": ["x"]}),
        leame=["Prueba"],
    )
    hoja = openpyxl.load_workbook(io.BytesIO(libro))["Datos"]
    encabezado, *filas = hoja.iter_rows(values_only=True)
    excel = pd.DataFrame(filas, columns=encabezado)
    for leido in (internacional, espanol, excel):
        assert list(leido.columns) == list(datos.columns)
        # Un texto vacío y un vacío se leen igual de un archivo; en pantalla, también.
        iguales = leido.fillna({"nota": ""}).astype(datos.dtypes.to_dict())
        assert tabla_legible(iguales).values.tolist() == legible.values.tolist()
