"""Lo que Actualizar hace con los pipelines sin pantalla: correrlos, leerlos y decirlos."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errores import ErrorDelTablero
from pipelines.oficiales import carga, carga_masiva
from tablero import ordenes, permisos, publicacion
from tests.apoyo import RAIZ
from tests.pipelines_falsos import CORTE_DE_ENTRADA, ensayo_de


@pytest.fixture
def falso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Los pipelines falsos, con sus archivos y los temporales en la carpeta de la prueba."""
    monkeypatch.setenv("TABLERO_FALSO", str(tmp_path))
    temporales = tmp_path / "temporales"
    temporales.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporales))
    programa = str(RAIZ / "tests" / "pipelines_falsos.py")
    monkeypatch.setattr(ordenes, "MANDATO", (sys.executable, "-S", "-E", programa))
    return tmp_path


def esperar(trabajo: ordenes.Trabajo) -> ordenes.Trabajo:
    limite = time.monotonic() + 20
    while trabajo.fin is None:
        assert time.monotonic() < limite
        time.sleep(0.01)
    ordenes.olvidar(trabajo.clave)
    return trabajo


def ensayo(contenido: bytes = b"libro", **cambios: Any) -> publicacion.Ensayo:
    return publicacion.leer_ensayo({**ensayo_de("idc", "Base.xlsx", contenido, "corte"), **cambios})


# ── Correr ─────────────────────────────────────────────────────────────────────────────────────


def test_lo_subido_se_borra_y_nada_de_su_carpeta_se_dice(falso: Path) -> None:
    trabajo = ordenes.lanzar(
        ["ensayar", "idc"], rotulo="x", quien="ana", archivo=("Base.xlsx", BytesIO(b"ERROR"))
    )
    esperar(trabajo)
    assert trabajo.error is not None
    assert trabajo.error.donde == "Base.xlsx"
    assert list(trabajo.avisos) == ["Leyendo Base.xlsx"]
    ruta = Path((falso / "ruta.txt").read_text(encoding="utf-8"))
    assert ruta.name == "Base.xlsx"
    assert list((falso / "temporales").iterdir()) == []


def test_no_corren_mas_de_dos_y_lo_olvidado_se_limpia(falso: Path) -> None:
    vieja = falso / "temporales" / "tablero_ensayo_vieja"
    vieja.mkdir()
    hace_dos_dias = time.time() - 2 * 86_400
    os.utime(vieja, (hace_dos_dias, hace_dos_dias))
    corriendo = [
        ordenes.lanzar(
            ["ensayar", "idc"], rotulo="x", quien="ana", archivo=("a.csv", BytesIO(b"LENTO"))
        )
        for _ in range(2)
    ]
    assert not vieja.exists()
    with pytest.raises(ErrorDelTablero, match="Ya hay 2 ensayos corriendo"):
        ordenes.lanzar(["ensayar", "idc"], rotulo="x", quien="ana")
    for trabajo in corriendo:
        trabajo.cancelar()
        esperar(trabajo)
        assert trabajo.error is None
        assert trabajo.resultado is None
    assert ordenes.trabajos() == []
    assert list((falso / "temporales").iterdir()) == []


@pytest.mark.parametrize(
    ("orden", "frase"),
    [
        (("publicar", "no-existe", "--quien", "ana"), "Ese ensayo ya no está."),
        (("volver",), "terminó mal y no dijo por qué"),
    ],
)
def test_una_orden_corta_que_falla_dice_lo_que_la_orden_diga(
    falso: Path, orden: tuple[str, ...], frase: str
) -> None:
    with pytest.raises(ErrorDelTablero, match=frase):
        ordenes.pedir(*orden)


@pytest.mark.parametrize("linea", ["", "hola", "[1]", '"x"', "{", "null"])
def test_una_linea_que_no_es_un_mensaje_no_cuenta(linea: str) -> None:
    assert ordenes.leer_mensaje(linea) == {}


@pytest.mark.parametrize(
    ("nombre", "queda"),
    [
        ("Base IDC 2025 (final).xlsx", "Base IDC 2025 (final).xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\año 2025.csv", "año 2025.csv"),
        ("con.csv", "archivo_con.csv"),
        (".oculto", "oculto"),
        ("", "archivo"),
        ("-rf.csv", "-rf.csv"),
        ("a\nb\x00c.csv", "a_b_c.csv"),
    ],
)
def test_el_nombre_en_disco(nombre: str, queda: str) -> None:
    assert ordenes.nombre_en_disco(nombre) == queda


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_ningun_nombre_se_sale_de_su_carpeta(nombre: str) -> None:
    queda = ordenes.nombre_en_disco(nombre)
    assert queda == Path(queda).name
    assert queda not in ("", ".", "..")
    assert len(queda) <= 111 + len("archivo_")
    assert not set(queda) & set('<>:"/\\|?*\x00')


# ── Decir ──────────────────────────────────────────────────────────────────────────────────────


def test_la_pagina_ofrece_las_mismas_familias_que_leen_los_pipelines() -> None:
    assert tuple(publicacion.FAMILIAS) == (*carga.FAMILIAS, *carga_masiva.NOMBRES)
    assert publicacion.fuentes_con_direccion("idc") == {}
    assert list(publicacion.fuentes_con_direccion("divipola")) == ["divipola_2021"]


UNA_FALLA = {"fuente": "f", "donde": "d", "regla": "r", "que": "q"}


@pytest.mark.parametrize(
    ("contenido", "cambios", "frase"),
    [
        (
            b"libro", {},
            "Trae 33 filas nuevas y cambia 12; pasan 812 comprobaciones; se puede publicar.",
        ),
        (
            b"libro", {"crudo": [{"nuevas": 1, "faltan": 2}]},
            "Trae 1 fila nueva y ya no trae 2; pasan 812 comprobaciones; se puede publicar.",
        ),
        (
            b"libro", {"crudo": [{"distintas": 1}, {"distintas": 0}]},
            "Cambia 1 fila; pasan 812 comprobaciones; se puede publicar.",
        ),
        (
            b"FALLAS",
            {"crudo": [], "comprobaciones": {"pasan": 1, "fallas": [UNA_FALLA, UNA_FALLA]}},
            "No cambia ninguna fila; pasa 1 comprobación; fallan 2; así no se puede publicar.",
        ),
        (
            b"IGUAL", {},
            "Trae lo mismo que ya está publicado (2.970 filas): no hay nada que publicar.",
        ),
    ],
)  # fmt: skip
def test_el_veredicto(contenido: bytes, cambios: dict[str, Any], frase: str) -> None:
    assert publicacion.veredicto(ensayo(contenido, **cambios)) == frase


@pytest.mark.parametrize(
    ("movimiento", "celdas"),
    [
        (
            {"columna": "valor", "indicador": "Incidencia", "antes": 37.0, "ahora": 37.1,
             "cambio": 0.10000000000000142, "cambio_relativo": 0.0027027},
            ["Incidencia (observaciones)", "Cauca, 2023", "37,0", "37,1", "+0,1 (0,3\u202f%)"],
        ),
        (
            {"columna": "puesto", "indicador": None, "antes": 1200, "ahora": None, "cambio": None},
            ["Puesto (observaciones)", "Cauca, 2023", "1.200", "sin dato", "desaparece"],
        ),
        (
            {"columna": "divipola", "antes": "05001", "ahora": "05002", "cambio": None},
            ["Código DIVIPOLA (observaciones)", "Cauca, 2023", "05001", "05002", "cambia"],
        ),
        (
            {"columna": "inventada", "antes": "=1+1", "ahora": "", "cambio": None},
            ["inventada (observaciones)", "Cauca, 2023", "=1+1", "sin dato", "desaparece"],
        ),
        (
            {"columna": "anio", "antes": 2023, "ahora": 2024, "cambio": 1},
            ["Año (observaciones)", "Cauca, 2023", "2023", "2024", "+1"],
        ),
    ],
)  # fmt: skip
def test_un_movimiento_se_escribe_como_se_lee(
    movimiento: dict[str, Any], celdas: list[str]
) -> None:
    de_todos = {"tabla": "observaciones", "fila": "f", "lugar": "Cauca", "periodo": "2023"}
    leido = ensayo(movimientos=[{**de_todos, **movimiento}])
    assert publicacion.legible(leido, "movimientos").to_numpy().tolist() == [celdas]
    # En el CSV el número sigue siendo un número.
    assert publicacion.para_bajar(leido, "movimientos")["Antes"].tolist() == [movimiento["antes"]]


def test_dos_con_el_mismo_rotulo_se_distinguen() -> None:
    iguales = [ensayo(id=str(n)) for n in range(3)]
    base = "Base.xlsx · 21 nov. 2026, 16:15 · se puede publicar"
    assert publicacion.rotulos(iguales) == {
        "0": base, "1": f"{base} · n.º 2", "2": f"{base} · n.º 3",
    }  # fmt: skip


@pytest.mark.parametrize("datos", [None, [], {}, {"id": 1}, {"id": "x", "archivo": None}, "texto"])
def test_lo_que_no_es_un_ensayo_ni_un_corte_se_dice(datos: Any) -> None:
    with pytest.raises(ErrorDelTablero, match="no se entiende: no es un ensayo"):
        publicacion.leer_ensayo(datos)
    with pytest.raises(ErrorDelTablero, match="no se entiende: no es un corte"):
        publicacion.leer_corte(datos)


def test_el_corte_de_antes_de_que_hubiera_quien() -> None:
    corte = publicacion.leer_corte({**CORTE_DE_ENTRADA, "quien": None})
    assert corte.rotulo == "20 nov. 2026, 10:00 · Construyó los datos"
    assert corte.filas == 29_070


# ── Quién puede ────────────────────────────────────────────────────────────────────────────────


def test_las_reglas_salen_del_ambiente_y_de_los_secretos(monkeypatch: pytest.MonkeyPatch) -> None:
    secciones: dict[str, Any] = {}
    monkeypatch.setattr(permisos, "_seccion", lambda nombre: secciones.get(nombre, {}))
    for dicho, encendido in (
        ("si", True),
        (" SÍ ", True),
        ("1", False),
        ("no", False),
        ("", False),
    ):
        monkeypatch.setenv(permisos.MODO_LOCAL, dicho)
        assert permisos.reglas_actuales().modo_local is encendido, dicho
    assert permisos.reglas_actuales().autorizados is None
    for lista, leida in (
        (["ana@x.co", "@y.co"], ("ana@x.co", "@y.co")),
        ("@y.co", ("@y.co",)),
        ([], ()),
        ({"ana": 1}, ()),
        (7, ()),
    ):
        secciones["publicacion"] = {"autorizados": lista}
        assert permisos.reglas_actuales().autorizados == leida


@pytest.mark.parametrize(
    ("auth", "proveedores"),
    [
        ({"client_id": "x", "client_kwargs": {"prompt": "login"}}, (None,)),
        ({"redirect_uri": "x", "google": {}, "microsoft": {}}, ("google", "microsoft")),
        ({}, (None,)),
    ],
)
def test_con_quien_se_inicia_sesion(
    monkeypatch: pytest.MonkeyPatch, auth: dict[str, Any], proveedores: tuple[str | None, ...]
) -> None:
    monkeypatch.setattr(permisos, "_seccion", lambda _: auth)
    monkeypatch.setattr(permisos, "find_spec", lambda _: object())
    assert permisos.proveedores() == proveedores
    monkeypatch.setattr(permisos, "find_spec", lambda nombre: None if nombre == "authlib" else 1)
    assert permisos.proveedores() == ()


def test_el_nombre_de_la_bitacora_va_en_un_renglon() -> None:
    visita = permisos.Visita(sesion=True, nombre="Ana\n\x1b[31m Pérez\u202e", correo="ana@x.co")
    permiso = permisos.permiso_de_publicar(visita, permisos.Reglas())
    assert permiso.quien == "Ana [31m Pérez <ana@x.co>"
    vacia = permisos.permiso_de_publicar(permisos.Visita(sesion=True), permisos.Reglas())
    assert vacia.quien == "una cuenta sin nombre ni correo"
