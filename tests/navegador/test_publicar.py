"""Publicar en un navegador: ensayar un anexo, publicarlo, que otra pestaña se entere y volver."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import libros_oficiales
from tests.apoyo import RAIZ
from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.navegador.conftest import esperar_quieta, estirar, violaciones
from tests.servidor import servir

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
ESPERA_DEL_ENSAYO_MS = 90_000


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una raíz con los datos del proyecto, para publicar sin tocar el repositorio."""
    raiz = tmp_path_factory.mktemp("raiz")
    for nombre in ("pages", "pipelines", "tablero", "geo", "data/marts", "data/raw"):
        shutil.copytree(RAIZ / nombre, raiz / nombre, ignore=shutil.ignore_patterns("__pycache__"))
    return raiz


@pytest.fixture(scope="module")
def servidor(copia: Path) -> Iterator[str]:
    # La de siempre, que mira cada segundo si hay datos nuevos y no cada treinta.
    aplicacion = copia / "app.py"
    codigo = (RAIZ / "app.py").read_text(encoding="utf-8")
    de_prisa = "from tablero import novedad\n\nnovedad.CADA_SEGUNDOS = 1\napp = st.App("
    aplicacion.write_text(codigo.replace("app = st.App(", de_prisa), encoding="utf-8")
    ambiente = {"TABLERO_RAIZ": str(copia), "TABLERO_MODO_LOCAL": "si"}
    with servir(aplicacion, ambiente) as direccion:
        yield direccion


@pytest.fixture(scope="module")
def anexo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El anexo de pobreza monetaria con la incidencia de Cauca en 2023 revisada: 45,3 → 45,2."""
    hojas = libros_oficiales.pobreza_monetaria()
    for hoja, columna in (("IP Act.Met.", 3), ("IC_IP Act.Met.", 11)):
        (fila,) = [f for f in hojas[hoja] if f and f[0] == "Cauca"]
        assert fila[columna] == 45.3
        fila[columna] = 45.2
    return libros_oficiales.en_xlsx(hojas, tmp_path_factory.mktemp("anexo") / "anexo 2023.xlsx")


def cuerpo(pestana: Page) -> Locator:
    return pestana.locator('[data-testid="stMain"]')


def revisar(pestana: Page) -> None:
    """Nada grave para un lector de pantalla, nada en inglés y nada que se salga del teléfono."""
    tamano = pestana.viewport_size
    assert tamano is not None
    estirar(pestana)
    assert violaciones(pestana) == []
    pestana.set_viewport_size({"width": 390, "height": 844})
    esperar_quieta(pestana)
    assert cuerpo(pestana).evaluate("e => e.scrollWidth") <= 390
    tablas = pestana.get_by_role("table").all()
    assert tablas
    assert max(tabla.evaluate("e => e.getBoundingClientRect().right") for tabla in tablas) <= 390
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    pestana.set_viewport_size(tamano)


def test_ensayar_publicar_avisar_y_volver(
    abrir: Abrir, servidor: str, copia: Path, anexo: Path
) -> None:
    mirando = abrir("/datos?indicador=pobreza_monetaria", servidor=servidor)
    pestana = abrir("/actualizar?act_tarea=archivo&act_fuente=pobreza_monetaria", servidor=servidor)
    pestana.locator('input[type="file"]').set_input_files(anexo)
    expect(pestana.get_by_text("anexo 2023.xlsx")).to_be_visible()
    esperar_quieta(pestana)
    pestana.get_by_role("button", name="Ensayar", exact=True).click()
    expect(cuerpo(pestana)).to_contain_text("se puede publicar.", timeout=ESPERA_DEL_ENSAYO_MS)
    esperar_quieta(pestana)
    expect(cuerpo(pestana)).to_contain_text("Cambia 1 fila; pasan")
    fila = pestana.get_by_role("row").filter(has_text="Cauca, 2023")
    assert fila.get_by_role("cell").all_inner_texts()[1:] == [
        "Cauca, 2023", "45,3", "45,2", "−0,1 (0,2\u202f%)",
    ]  # fmt: skip
    revisar(pestana)

    pestana.get_by_role("button", name="Publicar").click()
    ventana = pestana.get_by_role("dialog")
    expect(ventana).to_contain_text("Cauca, 2023 · 45,3 → 45,2")
    assert violaciones(pestana) == []
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    ventana.get_by_role("button", name="Publicar ahora").click()
    expect(cuerpo(pestana)).to_contain_text("Publicado: anexo 2023.xlsx.", timeout=30_000)

    # La otra pestaña, que nadie tocó, se entera y sigue en lo que miraba.
    expect(cuerpo(mirando)).to_contain_text("Hay datos más recientes (corte de las")
    mirando.get_by_role("button", name="Ver los datos nuevos").click()
    expect(mirando.get_by_role("button", name="Ver los datos nuevos")).to_have_count(0)
    esperar_quieta(mirando)
    assert "indicador=" in mirando.url

    pestana.get_by_text("Lo publicado", exact=True).click()
    expect(cuerpo(pestana)).to_contain_text("· vigente")
    esperar_quieta(pestana)
    revisar(pestana)
    pestana.get_by_role("button", name="Volver a este corte").click()
    pestana.get_by_role("dialog").get_by_role("button", name="Volver ahora").click()
    expect(cuerpo(pestana)).to_contain_text("Se volvió al corte del", timeout=30_000)
    crudo = copia / "data/raw/pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv"
    assert crudo.read_bytes() == (RAIZ / crudo.relative_to(copia)).read_bytes()
