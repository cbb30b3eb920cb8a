"""Los botones que bajan una hoja: qué ofrecen, qué entregan y que nada se arma sin pulsarlos."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from pipelines.errores import ErrorDelTablero
from tablero.impresos import botones
from tests.apoyo import en_otro_hilo

Ofrecidos = dict[str, dict[str, Any]]
PAGINA = "pages/pagina_lugar.py"


@pytest.fixture
def ofrecidos(monkeypatch: pytest.MonkeyPatch) -> Ofrecidos:
    """Los botones de descarga que la página puso, por su clave."""
    puestos: Ofrecidos = {}
    original = streamlit.download_button

    def poner(rotulo: str, **opciones: Any) -> bool:
        puestos[str(opciones["key"])] = {"rotulo": rotulo, **opciones}
        return original(rotulo, **opciones)

    monkeypatch.setattr(streamlit, "download_button", poner)
    return puestos


@pytest.mark.parametrize(
    ("pagina", "parametros", "clave", "archivo", "dice"),
    [
        (
            "pages/pagina_lugar.py", {"divipola": "54498"}, "lug_pdf_uno",
            "municipio_54498_ocana.pdf",
            "29 metas nombran a Ocaña (puesto 2 de 40 en el departamento",
        ),
        (
            "pages/pagina_plan.py", {"periodo": "2020-2023", "meta": "896"}, "plan_pdf",
            "meta_2020-2023_896.pdf", "El informe dice 1.840 y no los reparte en grupos.",
        ),
        (
            "pages/pagina_catalogo.py", {"indicador": "pib_per_capita"}, "dat_pdf",
            "indicador_pib_per_capita_54_2025pr.pdf", "17.628.962 en 2025; frente a 2024",
        ),
    ],
)  # fmt: skip
def test_la_ficha_que_se_ve_es_la_que_se_baja(
    abrir: Callable[..., AppTest],
    ofrecidos: Ofrecidos,
    pagina: str,
    parametros: dict[str, str],
    clave: str,
    archivo: str,
    dice: str,
) -> None:
    pantalla = abrir(archivo=pagina, **parametros)
    boton = ofrecidos[clave]
    assert (boton["rotulo"], boton["file_name"]) == ("Bajar esta ficha en PDF", archivo)
    assert boton["on_click"] == "ignore"
    # Streamlit la arma al pulsar, en un hilo que no es el de la página.
    lector = pypdf.PdfReader(io.BytesIO(en_otro_hilo(boton["data"])))
    assert len(lector.pages) == 1
    impreso = " ".join(lector.pages[0].extract_text().split())
    en_pantalla = "\n".join(str(e.value) for e in pantalla.markdown)
    assert dice in impreso
    assert dice in en_pantalla


def test_nada_se_compone_al_abrir_la_pagina(
    abrir: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_debia(*_: Any) -> bytes:
        raise AssertionError("se compuso una hoja sin pulsar el botón")

    monkeypatch.setattr(botones, "en_pdf", no_debia)
    pantalla = abrir(divipola="54498")
    rotulos = [boton.label for boton in pantalla.button]
    assert "Bajar los 40 municipios (ZIP)" in rotulos


def test_el_zip_se_arma_al_pulsar_y_trae_los_cuarenta(
    abrir: Callable[..., AppTest], ofrecidos: Ofrecidos, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Que cada una quepa en su hoja lo revisa tests/unidad; aquí basta con que estén todas.
    monkeypatch.setattr("tablero.impresos.carpeta.en_pdf", lambda hoja: hoja.archivo.encode())
    pantalla = abrir(divipola="54498")
    assert "lug_zip_bajar" not in ofrecidos
    pantalla.button(key="lug_zip_armar").click().run()
    assert not pantalla.exception
    boton = ofrecidos["lug_zip_bajar"]
    assert boton["rotulo"].startswith("Guardar el ZIP (")
    with ZipFile(io.BytesIO(boton["data"]())) as archivo:
        nombres = archivo.namelist()
        leame = archivo.read("LEAME.txt").decode("utf-8-sig")
    assert len(nombres) == len(set(nombres)) == 41
    assert {"municipio_54498_ocana.pdf", "municipio_54874_villa_del_rosario.pdf"} <= set(nombres)
    assert "Fichas de los municipios: 40 hojas de una página." in leame


def test_si_una_hoja_falla_se_dice_en_la_pagina(
    abrir: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fallar(_: Any) -> bytes:
        raise ErrorDelTablero(que="No salió la hoja.", hacer="Intente otra vez.")

    monkeypatch.setattr("tablero.impresos.carpeta.en_pdf", fallar)
    pantalla = abrir()
    pantalla.button(key="lug_zip_armar").click().run()
    assert not pantalla.exception
    assert "No salió la hoja." in pantalla.error[0].value
    assert "Intente otra vez." in pantalla.error[0].value


@pytest.mark.parametrize(
    ("direccion", "servidor"),
    [
        ("https://tablero.gov.co/municipio", "https://tablero.gov.co"),
        ("https://gov.co/tablero/municipio", "https://gov.co/tablero"),
        ("http://localhost:8501/municipio", ""),
        ("http://127.0.0.1:8501/plan", ""),
        (None, ""),
    ],
)
def test_la_direccion_de_este_equipo_no_se_imprime(
    monkeypatch: pytest.MonkeyPatch, direccion: str | None, servidor: str
) -> None:
    class Contexto:
        url = direccion

    monkeypatch.setattr(botones.st, "context", Contexto())
    assert botones.servidor() == servidor
