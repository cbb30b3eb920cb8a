"""El README y el diccionario dicen la verdad: fuentes, páginas, órdenes y columnas de hoy."""

from __future__ import annotations

import re

from pipelines import imagenes
from pipelines.__main__ import CARGAR, LEER_INFORME, ORDENES
from pipelines.documentar import contenidos
from pipelines.publicacion.ordenes import AYUDAS as DE_PUBLICAR
from pipelines.registro import leer_registro
from pipelines.rutas import Rutas
from tablero.navegacion import PAGINAS
from tests.apoyo import RAIZ

LEEME = (RAIZ / "README.md").read_text(encoding="utf-8")


def test_lo_generado_esta_al_dia() -> None:
    generados = contenidos(Rutas(RAIZ))
    assert {ruta.name for ruta in generados} == {"README.md", "DICCIONARIO.md"}
    viejos = [
        ruta.name for ruta, texto in generados.items() if ruta.read_text(encoding="utf-8") != texto
    ]
    assert not viejos, f"Corra «python -m pipelines documentar»: {viejos}"


def test_la_tabla_de_fuentes_trae_todas_y_ninguna_mas() -> None:
    tabla = LEEME.split("<!-- fuentes -->")[1].split("<!-- /fuentes -->")[0]
    nombradas = set(re.findall(r"^\| `(\w+)`", tabla, re.MULTILINE))
    assert nombradas == set(leer_registro(Rutas(RAIZ)))


def test_la_tabla_de_paginas_es_la_del_menu() -> None:
    filas = re.findall(r"^\| ([^|]+) \| `(/[\w-]*)` \| ([^|]+) \|$", LEEME, re.MULTILINE)
    assert filas == [(p.titulo, f"/{p.direccion}", p.pregunta) for p in PAGINAS]


def test_toda_orden_de_los_pipelines_esta_en_el_readme_y_existe() -> None:
    nombradas = set(re.findall(r"python -m pipelines ([\w-]+)", LEEME))
    assert nombradas == {*ORDENES, *DE_PUBLICAR, CARGAR, LEER_INFORME, imagenes.NOMBRE}


def test_los_enlaces_a_archivos_del_repositorio_existen() -> None:
    enlaces = [e for e in re.findall(r"\]\(([^)#]+)\)", LEEME) if not e.startswith("http")]
    assert enlaces
    assert [enlace for enlace in enlaces if not (RAIZ / enlace).exists()] == []


def test_cada_sistema_dice_su_pagina_su_plantilla_y_su_fuente() -> None:
    tabla = LEEME.split("<!-- sistemas -->")[1].split("<!-- /sistemas -->")[0]
    encabezado, _, *filas = re.findall(r"^\| (.+) \|$", tabla, re.MULTILINE)
    assert encabezado.split(" | ") == ["Sistema", "Página", "Plantilla", "Cifras y fuente"]
    direcciones = {f"/{p.direccion}" for p in PAGINAS}
    for fila in filas:
        sistema, pagina, plantilla, cifras = fila.split(" | ")
        dichas = set(re.findall(r"`(/[\w-]*)`", pagina))
        assert dichas, sistema
        assert dichas <= direcciones, sistema
        for archivo in re.findall(r"`((?:data|pipelines|tablero)/[^`]*)`", plantilla):
            assert (RAIZ / archivo).exists(), archivo
        assert len(cifras) > 20, sistema
