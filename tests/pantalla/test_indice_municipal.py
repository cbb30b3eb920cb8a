"""Índice municipal en pantalla: cifras sacadas a mano, edición en la dirección y lo que se carga.

Las cuentas a mano están en ``tests/unidad/test_indice_municipal.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tablero.formato import ESPACIO_FINO, formatear
from tablero.indice_municipal_en_pantalla import archivo_de
from tablero.indices.municipal import del_tablero, leer
from tablero.indices.municipal_plantilla import COLUMNAS

Abrir = Callable[..., AppTest]
PAGINA = "pages/pagina_indice_municipal.py"
EJERCICIO = "Ejercicio con los datos que hay; no es el índice publicado de la región"


def textos(pantalla: AppTest) -> str:
    elementos = (*pantalla.markdown, *pantalla.info, *pantalla.caption)
    return "\n".join(str(elemento.value) for elemento in elementos)


def figura(pantalla: AppTest) -> dict[str, Any]:
    (grafico,) = pantalla.get("plotly_chart")
    leida: dict[str, Any] = json.loads(grafico.proto.spec)
    return leida


def tabla_con(pantalla: AppTest, columna: str) -> Any:
    return next(t.value for t in pantalla.table if columna in t.value.columns)


def test_de_entrada_dice_quien_encabeza_y_que_es_un_ejercicio(abrir: Abrir) -> None:
    pantalla = abrir(icm_municipio="54498")
    dicho = textos(pantalla)
    assert "**Ocaña queda en el puesto 9 de 40, con 6,40 puntos de 10.**" in dicho
    assert (
        "Frente al promedio, lo que más lo sube es Población (+0,53) y lo que más lo baja es "
        "Distancia a Cúcuta en línea recta (−0,70)." in dicho
    )
    assert "quedaría entre el puesto 5 y el 14 de 40 en nueve de cada diez sorteos" in dicho
    assert f"**{EJERCICIO}.**" in dicho
    # Lo que el informe dice del índice de la región, con su línea, y lo que no dice.
    assert "(línea 263)" in dicho
    assert "El informe **no publica** sus pilares" in dicho
    dibujo = figura(pantalla)
    barra, meta = dibujo["data"][0], dibujo["layout"]["meta"]
    assert len(barra["x"]) == 40
    assert [round(x, 2) for x in barra["x"][:3]] == [9.55, 9.05, 8.90]
    assert meta["titulo"] == (
        "Cúcuta, Villa del Rosario y Los Patios encabezan el ejercicio y El Carmen lo cierra"
    )
    assert f"{EJERCICIO}." in meta["notas"]
    # Ocaña, la novena, es la única pintada distinto.
    colores = barra["marker"]["color"]
    assert [i for i, color in enumerate(colores, 1) if color != colores[0]] == [9]


def test_se_compara_con_otro_y_las_barras_suman_la_diferencia(abrir: Abrir) -> None:
    pantalla = abrir(icm_seccion="municipio", icm_municipio="54498", icm_con="54518")
    dibujo = figura(pantalla)
    assert dibujo["layout"]["meta"]["titulo"] == ("Ocaña queda 0,35 puntos por encima de Pamplona")
    assert sum(dibujo["data"][0]["x"]) == pytest.approx(6.404268 - 6.058824, abs=2e-6)
    assert "Frente a Pamplona, lo que más lo sube es Mercado cercano (+0,48)" in textos(pantalla)


def test_lo_que_se_mueve_va_en_la_direccion(abrir: Abrir) -> None:
    """Sin PDET, Ocaña: (7,1892 + 3,8215) ÷ 2 = 5,5053."""
    pantalla = abrir(icm_municipio="54498", icm_peso_CON="0")
    assert "**Ocaña queda en el puesto 11 de 40, con 5,51 puntos de 10.**" in textos(pantalla)
    assert f"(Mercado propio 50{ESPACIO_FINO}% y Acceso a mercados 50{ESPACIO_FINO}%)" in str(
        figura(pantalla)["layout"]["meta"]["subtitulo"]
    )
    # Con el sentido de PDET al revés, ser PDET suma: Tibú gana 2 puntos, 4,5750 + 2.
    menos = ["Distancia a Cúcuta en línea recta", "Distancia a la capital (CEDE)"]
    girada = abrir(icm_municipio="54810", icm_menos=menos)
    assert "con 6,57 puntos de 10" in textos(girada)
    # Ningún pilar con peso: se dice qué pasa, sin traza.
    vacia = abrir(icm_peso_CON="0", icm_peso_ACC="0", icm_peso_MER="0")
    (error,) = vacia.error
    assert "Ningún pilar tiene peso e indicadores" in error.value
    next(b for b in vacia.button if b.key == "icm_volver").click().run()
    assert not vacia.error
    assert "Cúcuta queda en el puesto 1 de 40, con 9,55" in textos(vacia)


def test_como_se_hace_dice_que_mide_cada_indicador_y_cuanto_pesa(abrir: Abrir) -> None:
    pantalla = abrir(icm_seccion="declaracion")
    metodo = tabla_con(pantalla, "Qué mide")
    assert metodo["Peso en el índice"].tolist() == [
        formatear(peso, "pct") for peso in (13.3, 13.3, 13.3, 20, 20, 20)
    ]
    assert metodo["Sentido"].tolist() == ["más es mejor"] * 4 + ["menos es mejor"] * 2
    assert "Metas 2024-2027 que lo nombran" in textos(pantalla)
    assert leer(archivo_de(del_tablero()).decode(), "x", ["54498"]) == del_tablero()


def test_lo_cargado_se_calcula_se_avisa_y_se_quita(abrir: Abrir) -> None:
    """Con siete series propias de Ocaña y Tibú, los demás tienen 6 de 13: menos de la mitad."""
    pantalla = abrir(icm_seccion="declaracion", icm_municipio="54498")
    filas = [";".join(COLUMNAS)] + [
        f"{codigo};x;Salud;Indicador {i};%;2024;más es mejor;{valor};Prueba"
        for i in range(7)
        for codigo, valor in (("54498", 9), ("54810", 1))
    ]
    subir = next(u for u in pantalla.file_uploader if str(u.key).startswith("icm_series"))
    subir.upload("series.csv", "\n".join(filas).encode(), "text/csv").run()
    dicho = textos(pantalla)
    assert "cargada en esta sesión" in dicho
    assert "Sin índice, por tener menos de la mitad de los indicadores: Ábrego (sin índice: " in (
        dicho
    )
    assert "Sólo Ocaña y Tibú tienen índice" in dicho
    assert "Ocaña queda en el puesto 1 de 2" in dicho
    next(b for b in pantalla.button if b.key == "icm_quitar").click().run()
    assert "cargada en esta sesión" not in textos(pantalla)
    assert "Ocaña queda en el puesto 9 de 40" in textos(pantalla)
    malo = next(u for u in pantalla.file_uploader if str(u.key).startswith("icm_subir"))
    malo.upload("mala.yml", b"indice: [", "text/yaml").run()
    assert any("no es YAML" in error.value for error in pantalla.error)


def test_la_ficha_del_municipio_lleva_al_indice_y_vuelve(abrir: Abrir) -> None:
    ficha = abrir(archivo="pages/pagina_lugar.py", divipola="54498")
    rotulos = [e.proto.label for e in ficha.get("page_link")]
    assert "Ver su lugar en el índice municipal (ejercicio)" in rotulos
    assert "Ver la ficha de Ocaña" in [
        e.proto.label for e in abrir(icm_municipio="54498").get("page_link")
    ]
    departamento = abrir(archivo="pages/pagina_lugar.py")
    assert "Ver su lugar en el índice municipal (ejercicio)" not in [
        e.proto.label for e in departamento.get("page_link")
    ]
