"""La orden ``python -m pipelines``: todo lo que muestra está en español."""

from __future__ import annotations

import argparse
import re

import pytest

from pipelines import __main__ as orden
from pipelines import imagenes
from pipelines.__main__ import ORDENES, analizador, principal
from pipelines.errores import ErrorDelTablero
from pipelines.orden import AnalizadorEnEspanol
from tests.apoyo import Arbol, correr

# Lo que argparse, Python y DuckDB escriben en inglés. «error» es palabra de los dos idiomas y
# «--help» un sinónimo que se admite; los dos quedan por fuera.
INGLES = re.compile(
    r"\b(usage|options?|positional|arguments?|optional|required|unrecognized|invalid|choice|choose|"
    r"expected|show|this|message|exit|could|match|ambiguous|ignored|explicit|not|allowed|with|the|"
    r"following|are|from|value|int|file|directory|found|no such|traceback|default)\b",
    re.IGNORECASE,
)


def _ingles(texto: str) -> list[str]:
    return INGLES.findall(texto.replace("--help", ""))


def test_el_detector_de_ingles_detecta() -> None:
    texto = "usage: x\nerror: argument --raiz: expected one argument (see --help)"
    assert _ingles(texto) == ["usage", "argument", "expected", "argument"]
    assert _ingles("uso: x\nx: --raiz necesita un valor") == []


@pytest.mark.parametrize(
    "argumentos", [["--ayuda"], *([nombre, "-h"] for nombre in (*ORDENES, imagenes.NOMBRE))]
)
def test_la_ayuda_esta_en_espanol(
    argumentos: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as salida:
        principal(argumentos)
    assert salida.value.code == 0
    texto = capsys.readouterr().out
    assert texto.startswith("uso: python -m pipelines")
    assert "muestra esta ayuda" in texto
    assert _ingles(texto) == []


def test_la_ayuda_nombra_todas_las_ordenes(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(ORDENES) >= {"construir", "validar", "estado", "todo", "firmar", "contar"}
    with pytest.raises(SystemExit):
        principal(["--ayuda"])
    texto = capsys.readouterr().out
    for nombre, (_, ayuda) in ORDENES.items():
        assert re.search(rf"^ +{nombre} +{ayuda.split()[0]}", texto, re.MULTILINE), nombre


@pytest.mark.parametrize(
    ("argumentos", "mensaje"),
    [
        ([], "falta: orden"),
        (["construyendo"], "'construyendo' no existe; hay "),
        (["validar", "--raiz"], "--raiz necesita un valor"),
        (["validar", "--fuente"], "--fuente necesita un valor"),
        (["validar", "todo"], "no se reconoce: todo"),
        (["validar", "--rapido"], "no se reconoce: --rapido"),
        (["validar", "--ayuda=3"], "-h/--ayuda/--help no lleva valor: sobra '3'"),
        (["validar", "-h3"], "no lleva valor: sobra"),
    ],
    ids=["nada", "orden", "raiz", "fuente", "de_mas", "opcion", "ayuda", "corta"],
)
def test_los_errores_estan_en_espanol(
    argumentos: list[str], mensaje: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as salida:
        principal(argumentos)
    assert salida.value.code == 2
    texto = capsys.readouterr().err
    assert texto.startswith("uso: python -m pipelines")
    assert mensaje in texto
    assert _ingles(texto) == []


def test_un_mensaje_de_entero_y_uno_ambiguo(capsys: pytest.CaptureFixture[str]) -> None:
    prueba = AnalizadorEnEspanol(prog="prueba")
    prueba.add_argument("--puerto", type=int)
    prueba.add_argument("--puesto")
    casos = {
        ("--puerto", "abc"): "--puerto debe ser un número entero, no 'abc'",
        ("--pue", "1"): "--pue puede ser --puerto, --puesto",
    }
    for argumentos, mensaje in casos.items():
        with pytest.raises(SystemExit):
            prueba.parse_args(argumentos)
        texto = capsys.readouterr().err
        assert mensaje in texto
        assert _ingles(texto) == []


def test_una_fuente_que_no_existe(capsys: pytest.CaptureFixture[str]) -> None:
    for nombre in ("validar", "estado", "construir", "firmar"):
        assert principal([nombre, "--fuente", "pib"]) == 1
        texto = capsys.readouterr().err
        assert texto.startswith("Error: No hay una fuente declarada con el nombre «pib».")
        assert "pib_2020pr, pib_2025pr" in texto
        assert _ingles(texto) == []


def test_una_carpeta_que_no_es_el_proyecto(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert principal(["validar", "--raiz", str(tmp_path)]) == 1
    texto = capsys.readouterr().err
    assert "No hay ninguna fuente declarada" in texto
    assert _ingles(texto.replace(str(tmp_path), "")) == []


@pytest.mark.parametrize(
    ("error", "codigo", "frases"),
    [
        (
            ErrorDelTablero(que="Qué.", donde="aquí", esperado="otra cosa", hacer="esto"),
            1,
            ["Error: Qué.\n  Dónde: aquí\n  Se esperaba: otra cosa\n  Qué hacer: esto\n"],
        ),
        (KeyboardInterrupt(), 130, ["Interrumpido. El mart publicado no se tocó."]),
        (
            PermissionError(13, "Permiso denegado", "data/marts"),
            1,
            ["el sistema no dejó leer o escribir data/marts", "revise el espacio libre"],
        ),
    ],
    ids=["propio", "interrumpir", "sistema"],
)
def test_cada_error_termina_en_un_mensaje_y_un_codigo(
    error: BaseException,
    codigo: int,
    frases: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fallar(rutas: object, opciones: argparse.Namespace) -> None:
        raise error

    monkeypatch.setitem(orden.ORDENES, "validar", (fallar, "falla"))
    assert principal(["validar"]) == codigo
    texto = capsys.readouterr().err
    for frase in frases:
        assert frase in texto


def test_un_error_que_no_esperamos_no_se_esconde(monkeypatch: pytest.MonkeyPatch) -> None:
    def fallar(rutas: object, opciones: argparse.Namespace) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(orden.ORDENES, "validar", (fallar, "falla"))
    with pytest.raises(ZeroDivisionError):
        principal(["validar"])


def test_toda_orden_acepta_fuente_y_raiz() -> None:
    for nombre in ORDENES:
        opciones = analizador().parse_args([nombre, "--fuente", "x", "--raiz", "y"])
        assert (opciones.orden, opciones.fuente, str(opciones.raiz)) == (nombre, "x", "y")


# Las órdenes que arman el mart


def test_contar_versiona_las_filas_que_hay(
    arbol: Arbol, capsys: pytest.CaptureFixture[str]
) -> None:
    conteos = arbol.rutas.pipelines / "conteos_esperados.csv"
    correcto = conteos.read_bytes()
    arbol.cambiar_texto("pipelines/conteos_esperados.csv", "vecinos,97", "vecinos,96")
    assert principal(["contar", "--raiz", str(arbol.raiz)]) == 0
    assert "  vecinos: 96 → 97\n" in capsys.readouterr().out
    assert conteos.read_bytes() == correcto
    assert not arbol.rutas.mart.exists()


def test_todo_construye_y_describe(arbol: Arbol) -> None:
    corrida = correr("todo", raiz=arbol.raiz)
    assert corrida.returncode == 0, corrida.stderr
    assert re.search(r"^Comprobaciones: \d+, todas en orden$", corrida.stdout, re.MULTILINE)
    assert f"Publicado {arbol.rutas.mart}" in corrida.stdout
    assert "idc_2024 · Índice Departamental de Competitividad 2024" in corrida.stdout
    assert "Mart publicado: " in corrida.stdout
    assert re.search(r"^  observaciones +\d{5}$", corrida.stdout, re.MULTILINE)
    assert _ingles(corrida.stdout.replace(str(arbol.raiz), "")) == []
