"""Panorama y su marco en un Chromium de verdad: sin red, en dos temas, a 390 px y con teclado.

``abrir`` hace fallar la prueba si algo sale de localhost o si la consola del navegador se queja.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Download, Locator, Page, expect
from pypdf import PdfReader

from tests.apoyo import RAIZ
from tests.ingles import TEXTOS_VISIBLES, ingles_en
from tests.navegador.conftest import esperar_quieta, estirar, violaciones
from tests.servidor import servir

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
FINO = "\u202f"
N_TARJETAS = 11


def cuerpo(pestana: Page) -> Locator:
    return pestana.locator('[data-testid="stMain"]')


def botones_de_origen(pestana: Page) -> Locator:
    return pestana.get_by_role("button", name="De dónde sale")


# ── Idioma ─────────────────────────────────────────────────────────────────────────────────────


def test_no_hay_ingles_ni_al_abrir_cada_pieza(abrir: Abrir) -> None:
    pestana = abrir()
    assert pestana.evaluate("document.documentElement.lang") == "es-CO"
    assert pestana.title() == "Tablero de competitividad · Norte de Santander"
    expect(botones_de_origen(pestana)).to_have_count(N_TARJETAS)
    textos: set[str] = set(pestana.evaluate(TEXTOS_VISIBLES))
    assert len(textos) > 150

    botones_de_origen(pestana).first.click()
    expect(pestana.get_by_role("dialog")).to_contain_text("Cita: ")
    textos |= set(pestana.evaluate(TEXTOS_VISIBLES))
    pestana.keyboard.press("Escape")
    cuerpo(pestana).get_by_text("Los mismos indicadores en una tabla").click()
    expect(pestana.get_by_role("button", name="CSV internacional").first).to_be_visible()
    esperar_quieta(pestana)
    # La lista se cierra si la página se desplaza: primero se llega a ella.
    fuentes = pestana.get_by_role("combobox", name="Ver la ficha completa")
    fuentes.scroll_into_view_if_needed()
    pestana.wait_for_timeout(300)
    fuentes.click()
    expect(pestana.get_by_role("listbox")).to_be_visible()
    textos |= set(pestana.evaluate(TEXTOS_VISIBLES))
    pestana.keyboard.press("Escape")
    pestana.get_by_test_id("stMainMenuButton").click()
    expect(pestana.get_by_test_id("stMainMenuPopover")).to_be_visible()
    textos |= set(pestana.evaluate(TEXTOS_VISIBLES))
    assert ingles_en(textos) == []


# ── Temas y accesibilidad ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tema", "fondo"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(21, 24, 27)")]
)
def test_cada_tema_cambia_el_fondo_de_todo_y_es_accesible(
    abrir: Abrir, tema: str, fondo: str
) -> None:
    pestana = abrir(tema=tema)
    expect(pestana.locator(".js-plotly-plot .main-svg").first).to_have_css(
        "background-color", fondo
    )
    expect(pestana.get_by_test_id("stApp")).to_have_css("background-color", fondo)
    # Los dibujos de las tarjetas también: su trazo de fondo es el de la página.
    imagen = pestana.locator("[class*=st-key-tarjeta_] img").first.get_attribute("src") or ""
    svg = b64decode(imagen.split(",")[1]).decode("utf-8")
    r, g, b = (int(n) for n in re.findall(r"\d+", fondo))
    assert f"#{r:02X}{g:02X}{b:02X}" in svg
    estirar(pestana)
    assert violaciones(pestana) == []
    botones_de_origen(pestana).first.click()
    expect(pestana.get_by_role("dialog")).to_be_visible()
    assert violaciones(pestana, '[role="dialog"]') == []


# ── Teléfono ───────────────────────────────────────────────────────────────────────────────────

CORTADOS = """ancho => {
  const malos = [];
  for (const e of document.querySelectorAll('[data-testid="stMain"] *')) {
    const caja = e.getBoundingClientRect();
    const dentro_de_dibujo = e.closest('svg');
    if (!caja.width || dentro_de_dibujo) continue;
    const estilo = getComputedStyle(e);
    const recorta = estilo.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1;
    if (recorta || caja.right > ancho + 1 || caja.left < -1)
      malos.push(`${e.tagName} ${e.dataset.testid ?? ''}: ${e.innerText?.slice(0, 60)}`);
  }
  return malos;
}"""


def test_a_390_px_nada_se_sale_y_ningun_texto_queda_cortado(abrir: Abrir) -> None:
    pestana = abrir(ancho=390, alto=844)
    pestana.wait_for_selector(".js-plotly-plot .main-svg")
    assert pestana.evaluate("document.documentElement.scrollWidth") <= 390
    assert cuerpo(pestana).evaluate("e => e.scrollWidth") <= 390
    estirar(pestana)
    assert pestana.evaluate(CORTADOS, 390) == []
    textos = pestana.locator(".js-plotly-plot text").all()
    assert len(textos) > 5
    for texto in textos:
        caja = texto.bounding_box()
        assert caja is None or (caja["x"] >= 0 and caja["x"] + caja["width"] <= 391)
    for frase in (
        "Sube 1 puesto: del puesto 23 (2023) al 22 de 33 (2025). La meta para 2027 es el puesto",
        "‖ separa métodos que no se comparan",
        "De 15 cifras, el informe enuncia 8; las otras 7 sólo están en gráficos",
    ):
        expect(cuerpo(pestana)).to_contain_text(frase)


# ── Teclado ────────────────────────────────────────────────────────────────────────────────────

# Qué tiene el foco y si al irse el foco cambió algo que se vea en él o en lo que lo envuelve.
SIGUIENTE = """() => {
  const pinta = elemento => {
    const rasgos = [];
    for (let e = elemento, i = 0; e && i < 6; e = e.parentElement, i++) {
      const s = getComputedStyle(e);
      rasgos.push(s.outlineStyle === 'none' ? '' : s.outline, s.boxShadow, s.borderColor,
                  s.backgroundColor, s.textDecoration);
    }
    return rasgos.join('|');
  };
  const antes = window.enFoco;
  const se_veia = antes ? pinta(antes.elemento) !== antes.pinta : true;
  const elemento = document.activeElement;
  window.enFoco = {elemento, pinta: pinta(elemento)};
  return {
    termino: elemento === document.body,
    previo: antes?.nombre,
    se_veia,
    nombre: (window.enFoco.nombre = (elemento.getAttribute('aria-label') || elemento.innerText
             || elemento.tagName).replace(/\\s+/g, ' ').trim().slice(0, 60)),
    papel: elemento.getAttribute('role') || elemento.tagName.toLowerCase(),
  };
}"""


def recorrer(pestana: Page, maximo: int = 150) -> list[tuple[str, str]]:
    """Tabula hasta salir del documento: (papel, nombre) de cada parada, todas con foco visible."""
    pestana.add_style_tag(content="* { transition: none !important; }")
    paradas = []
    for _ in range(maximo):
        pestana.keyboard.press("Tab")
        aqui = pestana.evaluate(SIGUIENTE)
        assert aqui["se_veia"], f"No se ve el foco en «{aqui['previo']}»"
        if aqui["termino"]:
            return paradas
        paradas.append((aqui["papel"], aqui["nombre"]))
    raise AssertionError(f"El teclado no sale de la página: {paradas[-5:]}")


def test_todo_se_alcanza_y_se_usa_con_el_teclado(abrir: Abrir) -> None:
    pestana = abrir()
    paradas = recorrer(pestana)
    nombres = [nombre for _, nombre in paradas]
    assert nombres[0] == "Saltar al contenido principal"
    assert sum("De dónde sale" in nombre for nombre in nombres) == N_TARJETAS
    for esperada in (
        ("button", "Menú principal"), ("radio", "Los dos planes"), ("radio", "Mapa"),
        ("combobox", "Ver la ficha completa de una fuente"),
    ):  # fmt: skip
        assert esperada in paradas
    plegables = [nombre for papel, nombre in paradas if papel == "summary"]
    assert len(plegables) == 15
    assert any("Bajar los datos" in nombre for nombre in plegables)

    # Enter abre el origen, Escape lo cierra y el foco vuelve a donde estaba.
    boton = botones_de_origen(pestana).nth(1)
    boton.focus()
    pestana.keyboard.press("Enter")
    dialogo = pestana.get_by_role("dialog")
    expect(dialogo).to_contain_text("Puesto en densidad empresarial del IDC")
    expect(dialogo).to_contain_text("Edición: 2024-2025")
    pestana.keyboard.press("Escape")
    expect(dialogo).to_have_count(0)
    expect(boton).to_be_focused()

    # Los plegables se abren con Enter y dejan pasar a las descargas.
    plegable = cuerpo(pestana).locator("summary", has_text="Bajar los datos y ver")
    plegable.focus()
    pestana.keyboard.press("Enter")
    expect(pestana.get_by_role("button", name="CSV internacional")).to_be_visible()
    esperar_quieta(pestana)
    alcanzadas = []
    for _ in range(3):
        pestana.keyboard.press("Tab")
        alcanzadas.append(pestana.evaluate("document.activeElement.innerText"))
    assert [texto.split("\n")[-1].strip() for texto in alcanzadas] == [
        "Excel", "CSV en español", "CSV internacional",
    ]  # fmt: skip

    # Las flechas recorren el filtro y el espacio elige.
    pestana.get_by_role("radio", name="Los dos planes").focus()
    pestana.keyboard.press("ArrowRight")
    pestana.keyboard.press("Space")
    expect(botones_de_origen(pestana)).to_have_count(6)


# ── Direcciones ────────────────────────────────────────────────────────────────────────────────


def pedido(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def test_el_filtro_queda_en_la_direccion_y_recargar_lo_restaura(abrir: Abrir) -> None:
    pestana = abrir()
    assert pedido(pestana) == {}
    pestana.get_by_role("radio", name="2024-2027").click()
    expect(botones_de_origen(pestana)).to_have_count(6)
    esperar_quieta(pestana)
    assert pedido(pestana) == {"periodo": ["2024-2027"]}
    pestana.get_by_role("radio", name="2020-2023").click()
    expect(botones_de_origen(pestana)).to_have_count(5)
    expect(pestana.get_by_role("heading", name="Plan 2024-2027")).to_have_count(0)
    esperar_quieta(pestana)
    assert pedido(pestana) == {"periodo": ["2020-2023"]}
    recargar(pestana)
    expect(botones_de_origen(pestana)).to_have_count(5)
    expect(pestana.get_by_role("radio", name="2020-2023")).to_be_checked()
    pestana.get_by_role("radio", name="Los dos planes").click()
    expect(botones_de_origen(pestana)).to_have_count(N_TARJETAS)
    esperar_quieta(pestana)
    assert pedido(pestana) == {}

    # Atrás y adelante recorren las páginas.
    pestana.get_by_test_id("stHeader").get_by_role("link", name="Exportaciones").click()
    expect(botones_de_origen(pestana)).to_have_count(0)
    esperar_quieta(pestana)
    pestana.go_back()
    expect(botones_de_origen(pestana)).to_have_count(N_TARJETAS)
    esperar_quieta(pestana)
    pestana.go_forward()
    expect(botones_de_origen(pestana)).to_have_count(0)
    assert urlsplit(pestana.url).path == "/exportaciones"


# ── Descargas ──────────────────────────────────────────────────────────────────────────────────


def test_los_tres_archivos_se_bajan_con_su_nombre_y_sus_cifras(abrir: Abrir) -> None:
    pestana = abrir("/?periodo=2020-2023")
    plegable = pestana.get_by_test_id("stExpander").filter(has_text="Los mismos indicadores")
    plegable.locator("summary").click()
    expect(plegable.get_by_role("table")).to_contain_text("6,78 (2020)")
    esperar_quieta(pestana)

    def bajar(rotulo: str) -> Download:
        with pestana.expect_download() as espera:
            plegable.get_by_role("button", name=rotulo, exact=False).click()
        return espera.value

    bajadas = {r: bajar(r) for r in ("Excel", "CSV en español", "CSV internacional")}
    comienzo = "indicadores-de-resultado"
    cola = "_plan-2020-2023_corte-2023-09-30"
    assert {rotulo: bajada.suggested_filename for rotulo, bajada in bajadas.items()} == {
        "Excel": f"{comienzo}{cola}.xlsx",
        "CSV en español": f"{comienzo}{cola}.csv",
        "CSV internacional": f"{comienzo}-internacional{cola}.csv",
    }
    contenidos = {rotulo: Path(bajada.path()).read_bytes() for rotulo, bajada in bajadas.items()}
    assert contenidos["CSV en español"].startswith(b"\xef\xbb\xbf")
    for rotulo, separador, decimal in (
        ("CSV en español", ";", "6,78"),
        ("CSV internacional", ",", "6.78"),
    ):
        texto = contenidos[rotulo].decode("utf-8-sig")
        filas = list(csv.DictReader(io.StringIO(texto, newline=""), delimiter=separador))
        assert len(filas) == 5
        assert (filas[0]["linea_base"], filas[0]["avance"]) == (decimal, "11")
    hoja = openpyxl.load_workbook(io.BytesIO(contenidos["Excel"]))["Datos"]
    encabezado = [celda.value for celda in hoja[1]]
    assert hoja.cell(2, encabezado.index("linea_base") + 1).value == 6.78


# ── Mapa ───────────────────────────────────────────────────────────────────────────────────────

# Un punto de adentro de cada polígono, en píxeles de la ventana: el medio del tramo más ancho que
# deja una horizontal.
PUNTOS = """() => {
  const gd = document.querySelector('.js-plotly-plot');
  const lienzo = gd.getBoundingClientRect();
  const {xaxis, yaxis} = gd._fullLayout;
  const puntos = [];
  for (const traza of gd._fullData.filter(t => t.fill === 'toself' && t.hoverinfo !== 'skip')) {
    const xs = Array.from(traza.x), ys = Array.from(traza.y);
    const alturas = ys.filter(y => y != null && !Number.isNaN(y));
    const [abajo, arriba] = [Math.min(...alturas), Math.max(...alturas)];
    let mejor = null;
    for (let paso = 1; paso < 20; paso++) {
      const y = abajo + (arriba - abajo) * paso / 20;
      const cruces = [];
      for (let i = 1; i < xs.length; i++) {
        if ((ys[i - 1] > y) === (ys[i] > y) || xs[i] == null || xs[i - 1] == null) continue;
        cruces.push(xs[i - 1] + (y - ys[i - 1]) / (ys[i] - ys[i - 1]) * (xs[i] - xs[i - 1]));
      }
      cruces.sort((a, b) => a - b);
      for (let i = 0; i + 1 < cruces.length; i += 2) {
        const ancho = cruces[i + 1] - cruces[i];
        if (!mejor || ancho > mejor.ancho) mejor = {ancho, x: (cruces[i] + cruces[i + 1]) / 2, y};
      }
    }
    puntos.push({x: lienzo.left + xaxis._offset + xaxis.d2p(mejor.x),
                 y: lienzo.top + yaxis._offset + yaxis.d2p(mejor.y)});
  }
  return puntos;
}"""


def test_al_senalar_cada_municipio_se_lee_su_nombre_y_se_imprime(
    abrir: Abrir, tmp_path: Path
) -> None:
    capa = json.loads((RAIZ / "geo" / "municipios.geojson").read_text(encoding="utf-8"))
    esperados = {entidad["properties"]["nombre"] for entidad in capa["features"]}
    assert len(esperados) == 40
    pestana = abrir()
    # El mapa se dibuja cuando el navegador ya midió su ancho, después de que termina el guion.
    pestana.wait_for_selector(".js-plotly-plot .main-svg")
    estirar(pestana)
    pestana.wait_for_timeout(300)
    puntos = pestana.evaluate(PUNTOS)
    assert len(puntos) == 40
    leidos = set()
    for punto in puntos:
        pestana.mouse.move(punto["x"], punto["y"])
        rotulo = pestana.locator(".hoverlayer .hovertext").first
        rotulo.wait_for()
        pestana.wait_for_timeout(60)
        leidos.add(str(rotulo.text_content()))
    vistos = {nombre for nombre in esperados if any(texto.startswith(nombre) for texto in leidos)}
    assert esperados - vistos == set()
    alt = pestana.locator("[data-testid=stPlotlyChart]").evaluate("e => e.outerHTML")
    assert "Mapa de los 40 municipios por cámara de comercio" in alt

    pestana.mouse.move(0, 0)
    pestana.set_viewport_size({"width": 1280, "height": 720})
    esperar_quieta(pestana)
    se_imprime_en_carta_sin_barras_ni_botones_y_con_texto(pestana, tmp_path)


def se_imprime_en_carta_sin_barras_ni_botones_y_con_texto(pestana: Page, tmp_path: Path) -> None:
    destino = tmp_path / "panorama.pdf"
    pestana.pdf(path=destino, prefer_css_page_size=True)
    lector = PdfReader(destino)
    assert {tuple(map(float, hoja.mediabox)) for hoja in lector.pages} == {(0, 0, 612, 792)}
    assert 4 <= len(lector.pages) <= 10
    texto = " ".join(" ".join(hoja.extract_text().split()) for hoja in lector.pages)
    for esperado in (
        "¿Cómo va Norte de Santander?",
        "Cae 2 puestos: del puesto 15 (2023) al 17 de 33 (2025). La meta para 2027 es el puesto",
        "Mejoró, sin meta declarada",
        f"La jurisdicción de Cúcuta reúne el 71{FINO}%".replace(FINO, " "),
        "Qué tan frescas son las fuentes",
        "Índice Departamental de Competitividad 2018",
    ):
        assert esperado in texto.replace(FINO, " ")
    for sobra in ("De dónde sale", "Bajar los datos", "Los dos planes", "Elija una fuente",
                  "Buscar un indicador"):  # fmt: skip
        assert sobra not in texto
    # La primera hoja no queda casi vacía por no partir un bloque.
    assert "22 de 33" in lector.pages[0].extract_text()

    pestana.emulate_media(media="print")
    visibles = pestana.evaluate(
        """() => [...document.querySelectorAll('button, input, [data-testid="stHeader"]')]
            .filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert visibles == []


# ── Con la página abierta ──────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def arbol_de_pantalla(mart: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lo que la pantalla lee del disco, en una copia que cada prueba daña y deja sana."""
    tmp_path = tmp_path_factory.mktemp("pantalla")
    for carpeta in ("geo", "pages"):
        shutil.copytree(RAIZ / carpeta, tmp_path / carpeta)
    declaraciones = shutil.ignore_patterns("*.py", "__pycache__")
    for carpeta in ("pipelines", "tablero"):
        shutil.copytree(RAIZ / carpeta, tmp_path / carpeta, ignore=declaraciones)
    publicado = tmp_path / "data" / "marts" / "tablero.duckdb"
    publicado.parent.mkdir(parents=True)
    shutil.copyfile(mart, publicado)
    return tmp_path


@pytest.fixture(scope="module")
def servido(arbol_de_pantalla: Path) -> Iterator[tuple[str, Path]]:
    """Un servidor del tablero sobre esa copia: su dirección y lo que escribe en su consola."""
    consola = arbol_de_pantalla / "consola.txt"
    ambiente = {"TABLERO_RAIZ": str(arbol_de_pantalla)}
    with servir(ambiente=ambiente, registro=consola) as direccion:
        yield direccion, consola


def publicar(raiz: Path, *sql: str) -> None:
    """Publica otro mart como lo hace ``construir``: aparte y con un solo reemplazo."""
    publicado = raiz / "data" / "marts" / "tablero.duckdb"
    nuevo = publicado.with_suffix(".nuevo")
    shutil.copyfile(publicado, nuevo)
    with duckdb.connect(str(nuevo)) as base:
        for sentencia in sql:
            base.execute(sentencia)
    os.replace(nuevo, publicado)


def recargar(pestana: Page) -> None:
    pestana.reload()
    esperar_quieta(pestana)


def test_en_frio_llega_un_enlace_con_filtro_y_un_error_imprevisto_se_dice_en_espanol_y_sin_traza(
    servido: tuple[str, Path], arbol_de_pantalla: Path, abrir: Abrir
) -> None:
    capa = arbol_de_pantalla / "geo" / "municipios.geojson"
    sana = capa.read_bytes()
    capa.write_bytes(b"esto no es un mapa")
    direccion, consola = servido
    # La primera prueba de este servidor: nadie lo ha visitado.
    pestana = abrir("/?periodo=2020-2023&fuente=idc_2024", servidor=direccion)
    expect(pestana.get_by_role("radio", name="2020-2023")).to_be_checked()
    expect(pestana.get_by_test_id("stHeader")).to_contain_text("Panorama")
    aviso = pestana.get_by_test_id("stAlert")
    expect(aviso).to_contain_text("Algo falló y esta página quedó incompleta")
    expect(aviso).to_contain_text("Qué hacer: vuelva a cargar la página.")
    # Lo que alcanzó a dibujarse se queda.
    expect(botones_de_origen(pestana)).to_have_count(5)
    visto = pestana.content()
    for prohibido in ("Traceback", "municipios.geojson", "pyogrio", "google.com", "chatgpt"):
        assert prohibido not in visto
    assert pestana.get_by_test_id("stException").count() == 0
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    # La traza completa está donde la busca quien administra.
    dicho = consola.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in dicho
    assert "pagina_panorama.py" in dicho

    capa.write_bytes(sana)
    recargar(pestana)
    expect(pestana.locator(".js-plotly-plot")).to_be_visible()
    assert pestana.get_by_test_id("stAlert").count() == 0
    expect(botones_de_origen(pestana)).to_have_count(5)
    expect(cuerpo(pestana)).to_contain_text("Huella (sha256)")


def test_republicar_con_la_pagina_abierta(
    servido: tuple[str, Path], arbol_de_pantalla: Path, abrir: Abrir
) -> None:
    pestana = abrir(servidor=servido[0])
    expect(cuerpo(pestana)).to_contain_text("Van 664 de 3.500")
    publicar(
        arbol_de_pantalla,
        "update indicadores_resultado set avance = 700 where clave = 'creditos'",
    )
    # Sin recargar, el siguiente filtro sigue en lo que se veía: una vista no mezcla dos cortes.
    pestana.get_by_role("radio", name="2024-2027").click()
    esperar_quieta(pestana)
    expect(cuerpo(pestana)).to_contain_text("Van 664 de 3.500")
    recargar(pestana)
    expect(cuerpo(pestana)).to_contain_text("Van 700 de 3.500")
    assert pestana.get_by_test_id("stAlert").count() == 0

    # Un mart de otra versión: se dice en español qué hacer; al publicar uno bueno, vuelve.
    publicar(arbol_de_pantalla, "alter table indicadores_resultado rename column orden to otro")
    recargar(pestana)
    aviso = pestana.get_by_test_id("stAlert")
    expect(aviso).to_contain_text("El mart publicado no tiene lo que esta página pide.")
    expect(aviso).to_contain_text("Corra «python tareas.py construir»")
    assert ingles_en(pestana.evaluate(TEXTOS_VISIBLES)) == []
    publicar(arbol_de_pantalla, "alter table indicadores_resultado rename column otro to orden")
    recargar(pestana)
    expect(botones_de_origen(pestana)).to_have_count(6)
