"""Actualizar en un navegador: pegar, leer, ver las marcas, corregir en la cuadrícula y guardar."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.apoyo import RAIZ
from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.navegador.conftest import esperar_quieta, estirar, violaciones
from tests.servidor import servir

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
INFORME = (RAIZ / "tests" / "datos" / "informe_de_prueba.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una raíz con los datos del proyecto, para guardar sin tocar el repositorio."""
    raiz = tmp_path_factory.mktemp("raiz")
    for nombre in ("pages", "pipelines", "tablero", "geo", "data/marts", "data/raw/divipola"):
        shutil.copytree(RAIZ / nombre, raiz / nombre, ignore=shutil.ignore_patterns("__pycache__"))
    return raiz


@pytest.fixture(scope="module")
def servidor(copia: Path) -> Iterator[str]:
    with servir(ambiente={"TABLERO_RAIZ": str(copia)}) as direccion:
        yield direccion


def cuerpo(pestana: Page) -> Locator:
    return pestana.locator('[data-testid="stMain"]')


def leer(pestana: Page, texto: str) -> None:
    esperar_quieta(pestana)
    pestana.get_by_text("Pegar el texto").click()
    pestana.get_by_label("Texto del informe").fill(texto)
    # Un clic fuera manda el texto y a veces se pierde como clic: se sale de la caja primero.
    pestana.get_by_label("Texto del informe").press("Control+Enter")
    esperar_quieta(pestana)
    pestana.get_by_role("button", name="Leer el informe").click()


def escribir_anio(pestana: Page, cuadricula: Locator, anio: str) -> None:
    """Cambia el año de la primera fila: abre la celda, la vacía y escribe.

    La página se corre otra vez tras cada cambio y al redibujarse le quita el foco a la celda:
    antes de abrirla se espera a que esté quieta.
    """
    esperar_quieta(pestana)
    cuadricula.click(position={"x": 250, "y": 52})
    pestana.keyboard.press("Enter")
    pestana.locator(".gdg-clip-region input").click()
    pestana.keyboard.press("Control+A")
    pestana.keyboard.type(anio, delay=60)
    pestana.keyboard.press("Enter")


def test_pegar_leer_corregir_y_guardar(abrir: Abrir, servidor: str, copia: Path) -> None:
    pestana = abrir("/actualizar", servidor=servidor)
    leer(pestana, INFORME)
    expect(cuerpo(pestana)).to_contain_text("4 de 40")
    esperar_quieta(pestana)
    marcas = pestana.get_by_role("region", name="Texto de la meta 1").locator("mark")
    assert marcas.all_inner_texts() == [
        "Cúcuta", "Villa", "del Rosario", "Ocaña", "Macondo", "Pamplona",
    ]  # fmt: skip
    subrayados = [m.evaluate("e => getComputedStyle(e).textDecorationStyle") for m in marcas.all()]
    assert subrayados == ["solid", "solid", "solid", "solid", "wavy", "solid"]
    estirar(pestana)
    assert violaciones(pestana) == []
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []

    # El año de la primera fila, con el teclado: la cuadrícula es un dibujo.
    cuadricula = pestana.get_by_test_id("stDataFrame").first
    escribir_anio(pestana, cuadricula, "2031")
    expect(cuerpo(pestana)).to_contain_text("dice «2031»; se esperaba un año entre 2024 y 2027")
    escribir_anio(pestana, cuadricula, "2026")
    expect(cuerpo(pestana)).to_contain_text("Sólo las revisadas")
    expect(cuerpo(pestana)).not_to_contain_text("Así no se puede guardar")
    esperar_quieta(pestana)
    cuadricula.click(position={"x": 100, "y": 52})
    pestana.keyboard.press("Enter")
    expect(pestana.get_by_text("42 resultados", exact=False)).to_be_attached()
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    pestana.keyboard.press("Escape")
    cuadricula.hover()
    cuadricula.click(position={"x": 12, "y": 52})
    expect(pestana.get_by_role("button", name="Borrar filas")).to_be_visible()
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []

    pestana.get_by_role("button", name="Marcar como revisada").press("Enter")
    expect(cuerpo(pestana)).to_contain_text("1 de 3 metas revisadas")
    expect(pestana.get_by_role("region", name="Texto de la meta 2")).to_be_visible()
    pestana.get_by_role("button", name="Anterior").press("Enter")
    expect(pestana.get_by_role("region", name="Texto de la meta 1")).to_be_visible()
    esperar_quieta(pestana)
    with pestana.expect_download() as bajada:
        pestana.get_by_role("button", name="Bajar el ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(bajada.value.path()).read_bytes())) as paquete:
        leeme = paquete.read("LEEME.txt").decode()
    assert "Meta 1, cobertura, fila 1 cambiada, Año: 2024 → 2026" in leeme
    pestana.get_by_role("button", name="Guardar para firmar").click()
    expect(cuerpo(pestana)).to_contain_text("Guardado en data/raw/informes/por_revisar/2024-2027")
    carpeta = copia / "data" / "raw" / "informes" / "por_revisar" / "2024-2027"
    assert "2024-2027,1,Cúcuta,54001,2026,nombrado,8," in (carpeta / "cobertura.csv").read_text(
        encoding="utf-8"
    )


def test_en_un_telefono_nada_se_sale_y_un_error_se_entiende(abrir: Abrir) -> None:
    pestana = abrir("/actualizar", ancho=390, alto=844)
    leer(pestana, "Apreciados todos: gracias.")
    expect(cuerpo(pestana)).to_contain_text("No se pudo leer el informe")
    expect(cuerpo(pestana)).to_contain_text("No se halló ninguna meta")
    expect(cuerpo(pestana)).not_to_contain_text("Traceback")
    leer(pestana, INFORME)
    expect(cuerpo(pestana)).to_contain_text("Revisar meta por meta")
    esperar_quieta(pestana)
    assert cuerpo(pestana).evaluate("e => e.scrollWidth") <= 390
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
