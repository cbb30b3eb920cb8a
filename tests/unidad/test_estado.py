"""``estado``: lo que se dice de cada fuente y del mart publicado."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipelines.__main__ import principal
from pipelines.estado import describir_fuente, describir_mart
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS, Rutas
from pipelines.validar import leer_conteos
from tests.apoyo import Arbol


def test_lo_que_se_dice_de_una_fuente() -> None:
    fuente = leer_registro(RUTAS)["pobreza_monetaria_marco2005"]
    archivo = fuente.archivos[0]
    assert describir_fuente(RUTAS, fuente).splitlines() == [
        "pobreza_monetaria_marco2005 · Pobreza monetaria departamental 2012-2020, marco 2005",
        "  productor       Departamento Administrativo Nacional de Estadística (DANE)",
        "  edición         marco2005 (oficial)",
        "  último dato     2020",
        "  publicada       no consta",
        "  consultada      2026-11-21",
        "  filas           450",
        f"  sha256          {archivo.sha256}  data/raw/{archivo.ruta}",
        "  advertencias    quiebre_de_serie, edicion_vieja, menos_es_mejor, "
        "nueve_departamentos_sin_encuesta, intervalo_inconsistente, licencia_no_declarada",
    ]


def test_estado_describe_todas_las_fuentes(capsys: pytest.CaptureFixture[str]) -> None:
    """Lo que pide el encargo: edición, último dato, filas, sha256 y advertencias de cada una."""
    assert principal(["estado"]) == 0
    salida = capsys.readouterr().out
    fuentes = leer_registro(RUTAS)
    assert len(fuentes) >= 20
    bloques = {bloque.split(" · ")[0]: bloque for bloque in salida.split("\n\n")}
    for fuente in fuentes.values():
        bloque = bloques[fuente.fuente_id]
        assert f"edición         {fuente.edicion} ({fuente.tipo})" in bloque
        assert f"último dato     {fuente.ultimo_dato}" in bloque
        filas = sum(archivo.filas or 0 for archivo in fuente.archivos)
        assert f"filas           {filas}" in bloque
        for archivo in fuente.archivos:
            assert f"{archivo.sha256}  data/raw/{archivo.ruta}" in bloque
        assert f"advertencias    {', '.join(fuente.advertencias) or 'ninguna'}" in bloque
        assert "FALLA" not in bloque


def test_estado_de_una_sola_fuente(capsys: pytest.CaptureFixture[str]) -> None:
    assert principal(["estado", "--fuente", "cede_2019"]) == 0
    salida = capsys.readouterr().out
    assert salida.startswith("cede_2019 · ")
    assert "idc_2024" not in salida


def test_un_archivo_que_cambio_se_ve_en_el_estado(arbol: Arbol) -> None:
    fila = arbol.cambiar_celda("pdet/2025/municipios.csv", "pdet_catatumbo", "sí", codigo="54001")
    descripcion = describir_fuente(arbol.rutas, leer_registro(arbol.rutas)["pdet_2025"])
    assert (
        f"  FALLA           data/raw/pdet/2025/municipios.csv, fila {fila} cambiada: "
        "el sha256 no es el declarado"
    ) in descripcion


def test_sin_mart_se_dice_como_construirlo(tmp_path: Path) -> None:
    assert describir_mart(Rutas(tmp_path)) == (
        "Mart: no se ha construido. Qué hacer: python -m pipelines construir"
    )


def test_un_mart_roto_se_dice_y_no_se_esconde(tmp_path: Path) -> None:
    rutas = Rutas(tmp_path)
    rutas.marts.mkdir(parents=True)
    rutas.mart.write_bytes(b"no es una base" * 100)
    descripcion = describir_mart(rutas)
    assert descripcion.startswith("Mart: no abre (")
    assert descripcion.endswith("Qué hacer: python -m pipelines construir")


def test_lo_que_se_dice_del_mart(arbol: Arbol, mart: Path) -> None:
    arbol.publicar(mart)
    os.utime(arbol.rutas.mart, (1_800_000_000, 1_800_000_000))
    primera, *tablas = describir_mart(arbol.rutas).splitlines()
    conteos = leer_conteos(RUTAS.pipelines / "conteos_esperados.csv")
    assert re.fullmatch(
        rf"Mart publicado: 2027-01-1[45] \d\d:\d\d, \d+\.\d MB, {len(conteos)} tablas", primera
    )
    dichas = {linea.split()[0]: int(linea.split()[1]) for linea in tablas}
    assert dichas == conteos
