"""Datos y la búsqueda en un navegador: enlaces en frío, teclado, dirección y nada que se salga."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.navegador.conftest import esperar_quieta

pytestmark = pytest.mark.navegador
Abrir = Callable[..., Page]
FINO = "\u202f"


def _parametros(pestana: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pestana.url).query)


def _titulo(pestana: Page) -> Locator:
    return pestana.get_by_role("heading", level=1)


def _buscar(pestana: Page, texto: str, primero: str) -> Locator:
    """Escribe en la caja y devuelve el primer resultado, cuando ya es el de ese texto."""
    esperar_quieta(pestana)
    caja = pestana.get_by_label("Buscar en el tablero")
    caja.fill(texto)
    resultados = pestana.locator(".st-key-marco_busqueda").get_by_role("link")
    botones = pestana.locator(".st-key-marco_busqueda [data-testid=stButton] button")
    hallado = resultados.or_(botones).first
    expect(hallado).to_contain_text(primero)
    return hallado


def test_el_enlace_en_frio_restaura_la_ficha_completa(abrir: Abrir) -> None:
    pestana = abrir(
        "/datos?indicador=pobreza_monetaria&dat_territorio=05&dat_edicion=marco2005"
        "&dat_serie_ver=Puesto&eventos=si"
    )
    expect(_titulo(pestana)).to_have_text(
        "Incidencia de la pobreza monetaria: ¿qué mide y cuánto vale?"
    )
    cuerpo = pestana.locator('[data-testid="stMain"]')
    # pobreza_monetaria/marco2005, Antioquia: 34,0 % en 2020.
    expect(cuerpo).to_contain_text(f"Pobreza monetaria: Antioquia, 34,0{FINO}% en 2020")
    expect(cuerpo).to_contain_text("Venezuela cierra la frontera")
    expect(cuerpo).to_contain_text("edición marco2005")
    expect(pestana.get_by_role("combobox", name="Lugar")).to_have_value("Antioquia")
    expect(pestana.get_by_text("Panorama").first).to_be_visible()


def test_se_busca_y_se_llega_solo_con_el_teclado(abrir: Abrir) -> None:
    pestana = abrir("/")
    _buscar(pestana, "desocupacion", "Tasa de desempleo")
    esperar_quieta(pestana)
    pestana.keyboard.press("Tab")
    for _ in range(4):
        if "Tasa de desempleo" in pestana.evaluate("document.activeElement.innerText"):
            break
        pestana.keyboard.press("Tab")
    pestana.keyboard.press("Enter")
    expect(_titulo(pestana)).to_have_text(
        "Tasa de desempleo (IDC LAB-1-2): ¿qué mide y cuánto vale?"
    )
    esperar_quieta(pestana)
    assert _parametros(pestana) == {"indicador": ["idc_lab_1_2"]}
    # La caja queda limpia y atrás vuelve a donde se estaba.
    expect(pestana.get_by_label("Buscar en el tablero")).to_have_value("")
    pestana.go_back()
    expect(_titulo(pestana)).to_have_text("¿Cómo va Norte de Santander?")


def test_un_enlace_a_otra_ficha_cambia_la_direccion_y_se_puede_volver(abrir: Abrir) -> None:
    pestana = abrir("/datos?indicador=idc_lab_1_2")
    pestana.get_by_role("link", name="Mercado laboral", exact=True).click()
    expect(_titulo(pestana)).to_have_text("IDC, pilar Mercado laboral: ¿qué mide y cuánto vale?")
    expect(pestana).to_have_url(re.compile(r"/datos\?indicador=idc_pilar_lab$"))
    _buscar(pestana, "ocana", "Ocaña").click()
    expect(_titulo(pestana)).to_have_text("¿Qué metas nombraron a Ocaña y cuándo?")
    expect(pestana).to_have_url(re.compile(r"/municipio\?divipola=54498$"))
    expect(pestana.get_by_role("combobox", name="Municipio o departamento")).to_have_value("Ocaña")
    pestana.go_back()
    expect(_titulo(pestana)).to_have_text("IDC, pilar Mercado laboral: ¿qué mide y cuánto vale?")


def test_buscar_un_lugar_desde_la_pagina_que_ya_lo_muestra_cambia_su_filtro(abrir: Abrir) -> None:
    """Streamlit no entera a un filtro atado de un enlace a su misma página."""
    pestana = abrir("/empresas?emp_camara=Pamplona")
    cuerpo = pestana.locator('[data-testid="stMain"]')
    expect(cuerpo).to_contain_text("Pamplona: 8,72")
    _buscar(pestana, "cámara de comercio de Ocaña", "Ocaña").click()
    expect(cuerpo).to_contain_text("En 2022 la cifra de Ocaña")
    expect(pestana).to_have_url(re.compile(r"emp_camara=Oca"))
    _buscar(pestana, "arauca", "Arauca").click()
    expect(pestana).to_have_url(re.compile(r"/competitividad\?idc_territorio=Arauca"))
    # Volver al valor de entrada, desde la misma página, también.
    _buscar(pestana, "norte de santander", "Norte de Santander").click()
    expect(pestana).to_have_url(re.compile(r"/competitividad$"))


def test_cambiar_de_lugar_y_edicion_queda_en_la_direccion_con_su_codigo(abrir: Abrir) -> None:
    pestana = abrir("/datos?indicador=idc_lab_1_2")
    pestana.get_by_role("combobox", name="Lugar").fill("Arauca")
    pestana.keyboard.press("Enter")
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text("Desempleo: Arauca")
    esperar_quieta(pestana)
    pestana.get_by_role("combobox", name="Edición").fill("2024")
    pestana.keyboard.press("Enter")
    expect(pestana.locator('[data-testid="stMain"]')).to_contain_text("edición 2024")
    esperar_quieta(pestana)
    assert _parametros(pestana) == {
        "indicador": ["idc_lab_1_2"],
        "dat_territorio": ["81"],
        "dat_edicion": ["2024"],
    }


def test_la_busqueda_cabe_en_un_telefono(abrir: Abrir) -> None:
    pestana = abrir("/datos", ancho=390, alto=844)
    _buscar(pestana, "registro mercantil", "Indicador")
    ancho = pestana.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert ancho <= 390
    fuera = pestana.locator(".st-key-marco_busqueda a").evaluate_all(
        "enlaces => enlaces.filter(e => e.getBoundingClientRect().right > 390).length"
    )
    assert fuera == 0


def test_la_cita_se_copia(abrir: Abrir) -> None:
    pestana = abrir("/datos?indicador=pib_per_capita")
    pestana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bloque = pestana.locator('[data-testid="stCode"]').first
    bloque.hover()
    bloque.get_by_role("button").click()
    copiado = pestana.evaluate("navigator.clipboard.readText()")
    assert copiado.startswith("DANE")
    assert copiado.endswith(
        "Indicador: Producto interno bruto por habitante, a precios corrientes."
    )
