"""Actualizar, un archivo oficial y lo publicado: quién puede, ensayar, publicar y volver.

Los pipelines son los de ``tests/pipelines_falsos.py``: la página sólo conoce lo que dicen.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.rutas import Rutas
from tablero import ordenes, permisos, publicacion, publicacion_en_pantalla
from tests.apoyo import RAIZ

Abrir = Callable[..., AppTest]
PAGINA = str(RAIZ / "pages" / "pagina_actualizar.py")
ARCHIVO, PUBLICADO = "Un archivo oficial", "Lo publicado"
LOCAL = permisos.Reglas(modo_local=True, usuario="lgomez")


@pytest.fixture
def falso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """La carpeta donde los pipelines falsos guardan lo que saben."""
    monkeypatch.setenv("TABLERO_FALSO", str(tmp_path))
    monkeypatch.setattr(publicacion, "RUTAS", Rutas(tmp_path))
    shutil.copytree(RAIZ / "pipelines" / "fuentes", tmp_path / "pipelines" / "fuentes")
    programa = str(RAIZ / "tests" / "pipelines_falsos.py")
    monkeypatch.setattr(ordenes, "MANDATO", (sys.executable, "-S", "-E", programa))
    for trabajo in ordenes.trabajos():
        ordenes.olvidar(trabajo.clave)
    publicacion_en_pantalla._algo_cambio()
    return tmp_path


@pytest.fixture
def abrir(falso: Path, monkeypatch: pytest.MonkeyPatch) -> Abrir:
    """``abrir("Lo publicado")``: la página en modo local, o con la visita y las reglas dadas."""

    def correr(
        tarea: str = ARCHIVO,
        visita: permisos.Visita | None = None,
        reglas: permisos.Reglas = LOCAL,
        usuario: dict[str, Any] | None = None,
    ) -> AppTest:
        if usuario is None:
            monkeypatch.setattr(permisos, "visita_actual", lambda: visita or permisos.Visita())
        monkeypatch.setattr(permisos, "reglas_actuales", lambda: reglas)
        pantalla = AppTest.from_file(PAGINA, default_timeout=60)
        pantalla.query_params["act_tarea"] = tarea
        pantalla.user = usuario or {}
        pantalla.run()
        assert not pantalla.exception
        return pantalla

    return correr


def oprimir(pantalla: AppTest, rotulo: str) -> AppTest:
    (uno,) = [b for b in pantalla.button if b.label == rotulo]
    pantalla = uno.click().run()
    assert not pantalla.exception
    return pantalla


def dicho(pantalla: AppTest) -> str:
    partes = (
        *pantalla.markdown, *pantalla.caption, *pantalla.info, *pantalla.warning, *pantalla.error,
        *pantalla.success, *pantalla.header, *pantalla.subheader,
    )  # fmt: skip
    return "\n".join(str(parte.value) for parte in partes)


def celdas(pantalla: AppTest) -> list[list[list[str]]]:
    """Las celdas de cada tabla, sin las barras con que no se leen como Markdown."""
    return [t.value.map(lambda c: c.replace("\\", "")).to_numpy().tolist() for t in pantalla.table]


def subir(pantalla: AppTest, contenido: bytes, nombre: str = "Base IDC 2025.xlsx") -> AppTest:
    (caja,) = [f for f in pantalla.file_uploader if "tal como lo publica" in f.label]
    caja.upload(nombre, contenido)
    return oprimir(pantalla.run(), "Ensayar")


def esperar(pantalla: AppTest) -> AppTest:
    """La página cuando los ensayos que corrían terminaron, como la rehace su fragmento."""
    limite = time.monotonic() + 20
    while ordenes.en_curso():
        assert time.monotonic() < limite
        time.sleep(0.02)
    pantalla.run()
    assert not pantalla.exception
    return pantalla


def bitacora(falso: Path) -> list[tuple[str, str]]:
    asientos = json.loads((falso / "estado.json").read_text(encoding="utf-8"))["bitacora"]
    return [(a["accion"], a["quien"]) for a in asientos]


# ── Quién puede ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tarea", [ARCHIVO, PUBLICADO])
@pytest.mark.parametrize(
    ("visita", "reglas", "frases"),
    [
        (permisos.Visita(), permisos.Reglas(), ["encenderlo a propósito", "TABLERO_MODO_LOCAL=si"]),
        (permisos.Visita("10.0.0.9"), LOCAL, ["llega desde otro equipo", "autorizados"]),
    ],
    ids=["sin encender", "desde otro equipo"],
)
def test_apagado_explica_como_se_enciende(
    abrir: Abrir, tarea: str, visita: permisos.Visita, reglas: permisos.Reglas, frases: list[str]
) -> None:
    pantalla = abrir(tarea, visita, reglas)
    for frase in ["Publicar está apagado", *frases]:
        assert frase in dicho(pantalla)
    assert not pantalla.button
    assert not pantalla.file_uploader
    assert not pantalla.table


def test_con_sesion_configurada_se_ofrece_entrar(
    abrir: Abrir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permisos, "proveedores", lambda: ("microsoft", "google"))
    pantalla = abrir(usuario={"is_logged_in": False})
    assert [b.label for b in pantalla.button] == [
        "Iniciar sesión con microsoft", "Iniciar sesión con google",
    ]  # fmt: skip
    assert not pantalla.file_uploader
    monkeypatch.setattr(permisos, "proveedores", tuple)
    pantalla = abrir(usuario={"is_logged_in": False})
    assert not pantalla.button
    assert "falta Authlib" in dicho(pantalla)


ANA = {"is_logged_in": True, "name": "Ana Pérez", "email": "Ana@entidad.gov.co"}


@pytest.mark.parametrize(
    ("usuario", "autorizados", "puede"),
    [
        (ANA, None, "No hay lista de autorizados"),
        (ANA, ("ana@entidad.gov.co",), "puede publicar"),
        (ANA, ("@entidad.gov.co",), "puede publicar"),
        (ANA, ("entidad.gov.co", "gov.co", "@gov.co"), ""),
        (ANA, (), ""),
        ({**ANA, "email_verified": False}, ("@entidad.gov.co",), ""),
        ({**ANA, "email": "ana@entidad.gov.co.malo.co"}, ("@entidad.gov.co",), ""),
    ],
)
def test_con_sesion_publica_quien_esta_en_la_lista(
    abrir: Abrir, usuario: dict[str, Any], autorizados: tuple[str, ...] | None, puede: str
) -> None:
    pantalla = abrir(usuario=usuario, reglas=permisos.Reglas(autorizados=autorizados))
    if puede:
        assert puede in dicho(pantalla)
        assert "Ana Pérez \\<Ana@entidad.gov.co\\>" in dicho(pantalla)
        assert [b.label for b in pantalla.button] == ["Cerrar sesión", "Ensayar"]
    else:
        assert "no está en la lista de autorizados" in dicho(pantalla)
        assert [b.label for b in pantalla.button] == ["Cerrar sesión"]
        assert not pantalla.file_uploader


def test_lo_publicado_queda_a_nombre_de_quien_inicio_sesion(abrir: Abrir, falso: Path) -> None:
    pantalla = abrir(usuario=ANA, reglas=permisos.Reglas(autorizados=("@entidad.gov.co",)))
    pantalla = esperar(subir(pantalla, b"libro"))
    pantalla = oprimir(oprimir(pantalla, "Publicar"), "Publicar ahora")
    assert bitacora(falso)[0] == ("publicar", "Ana Pérez <Ana@entidad.gov.co>")


def test_el_permiso_se_exige_al_hacer_y_no_solo_al_dibujar(
    abrir: Abrir, falso: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pantalla = esperar(subir(abrir(), b"libro"))
    pantalla = oprimir(pantalla, "Publicar")
    rehusar = permisos.permiso_de_publicar
    dibujado = permisos.Permiso(True, "como se dibujó", quien="lgomez")
    monkeypatch.setattr(permisos, "reglas_actuales", permisos.Reglas)
    with pytest.raises(permisos.ErrorDelTablero, match="encenderlo a propósito"):
        permisos.exigir_permiso_de_publicar()
    llamadas: list[int] = []

    def primero_si(visita: permisos.Visita, reglas: permisos.Reglas) -> permisos.Permiso:
        llamadas.append(1)
        return dibujado if len(llamadas) == 1 else rehusar(visita, reglas)

    monkeypatch.setattr(permisos, "permiso_de_publicar", primero_si)
    (confirmar,) = [b for b in pantalla.button if b.label == "Publicar ahora"]
    pantalla = confirmar.click().run()
    assert len(llamadas) == 2
    assert "usted no puede publicar aquí" in dicho(pantalla)
    assert ("publicar", "lgomez") not in bitacora(falso)


# ── Ensayar ────────────────────────────────────────────────────────────────────────────────────


def test_ensayar_muestra_que_cambiaria_y_publicar_lo_confirma(abrir: Abrir, falso: Path) -> None:
    pantalla = abrir()
    assert "a nombre de lgomez, el usuario del sistema operativo" in dicho(pantalla)
    assert "No hay ensayos por decidir" in dicho(pantalla)
    assert "Falta el archivo" in dicho(oprimir(pantalla, "Ensayar"))

    pantalla = esperar(subir(pantalla, b"libro"))
    assert (
        "Trae 33 filas nuevas y cambia 12; pasan 812 comprobaciones; se puede publicar."
        in dicho(pantalla)
    )
    assert "Base IDC 2025.xlsx · 5 bytes" in dicho(pantalla)
    assert "21 nov. 2026, 16:15 (hora de Colombia)" in dicho(pantalla)
    assert "No rompe nada" in dicho(pantalla)
    movimientos, marts, crudo = celdas(pantalla)
    assert movimientos == [
        ["Sofisticación, puntaje (idc)", "Norte de Santander, 2025", "4,21", "5,00",
         "+0,79 (18,8\u202f%)"],
        ["Instituciones, puntaje (idc)", "Norte de Santander, 2025", "sin dato", "1.234,5",
         "aparece"],
    ]  # fmt: skip
    assert marts == [["idc", "3.000 → 3.033", "33 nuevas y 12 cambiadas"]]
    assert crudo == [["idc_puntajes", "2.970", "2.925 iguales, 12 distintas y 33 nuevas"]]
    # Lo subido se borró: sólo estaba mientras se leía.
    assert not Path((falso / "ruta.txt").read_text(encoding="utf-8")).parent.exists()

    pantalla = oprimir(pantalla, "Publicar")
    assert "Cambia 1 tabla: 33 filas nuevas y 12 filas cambiadas." in dicho(pantalla)
    assert "Sofisticación, puntaje (idc) · Norte de Santander, 2025 · 4,21 → 5,00" in dicho(
        pantalla
    )
    assert bitacora(falso) == [("ensayar", "lgomez")]
    pantalla = oprimir(pantalla, "Publicar ahora")
    assert "Publicado: Base IDC 2025.xlsx." in dicho(pantalla)
    assert "21 nov. 2026, 16:17 (hora de Colombia), a nombre de lgomez: 29.103 filas" in dicho(
        pantalla
    )
    assert "No hay ensayos por decidir" in dicho(pantalla)
    assert bitacora(falso) == [("publicar", "lgomez"), ("ensayar", "lgomez")]


@pytest.mark.parametrize(
    ("contenido", "frases", "tablas"),
    [
        (b"IGUAL", ["Trae lo mismo que ya está publicado (2.970 filas)"], 1),
        (
            b"FALLAS",
            ["pasan 812 comprobaciones; falla 1; así no se puede publicar",
             "Lo que no pasa las comprobaciones"],
            4,
        ),
    ],
)  # fmt: skip
def test_lo_igual_y_lo_que_falla_no_se_publica(
    abrir: Abrir, falso: Path, contenido: bytes, frases: list[str], tablas: int
) -> None:
    pantalla = esperar(subir(abrir(), contenido))
    for frase in frases:
        assert frase in dicho(pantalla)
    (publicar,) = [b for b in pantalla.button if b.label == "Publicar"]
    assert publicar.disabled
    assert len(pantalla.table) == tablas
    pantalla = oprimir(oprimir(pantalla, "Descartar"), "Descartar ahora")
    assert "Lo publicado sigue igual" in dicho(pantalla)
    assert bitacora(falso)[0] == ("descartar", "lgomez")


def test_sobre_otra_base_hay_que_volver_a_ensayar(abrir: Abrir, falso: Path) -> None:
    pantalla = esperar(subir(esperar(subir(abrir(), b"ROMPE")), b"libro"))
    (caja,) = [s for s in pantalla.selectbox if s.label.startswith("2 ensayos")]
    # Se abre el que esta sesión acaba de pedir.
    assert caja.value.startswith("20261121-211501-idc-")
    pantalla = oprimir(oprimir(pantalla, "Publicar"), "Publicar ahora")
    assert "Lo publicado cambió después de este ensayo" in dicho(pantalla)
    assert ["Cita guardada", "la vista ABCD1234 pierde su último dato"] in celdas(pantalla)[0]
    (publicar,) = [b for b in pantalla.button if b.label == "Publicar"]
    assert publicar.disabled


def test_el_ensayo_sigue_si_se_sale_de_la_pagina_y_se_puede_cancelar(
    abrir: Abrir, falso: Path
) -> None:
    pantalla = subir(abrir(), b"LENTO")
    (trabajo,) = ordenes.en_curso()
    while not trabajo.avisos:
        time.sleep(0.02)
    otra = abrir()
    (estado,) = otra.get("status")
    assert estado.label.startswith("Ensayando «Base IDC 2025.xlsx» · ")
    assert "Leyendo Base IDC 2025.xlsx" in dicho(otra)
    assert "Lo pidió lgomez" in dicho(otra)
    (falso / "seguir").touch()
    assert "se puede publicar" in dicho(esperar(otra))

    (falso / "seguir").unlink()
    pantalla = subir(pantalla.run(), b"LENTO otra vez")
    ruta = Path((falso / "ruta.txt").read_text(encoding="utf-8"))
    pantalla = esperar(oprimir(pantalla, "Cancelar"))
    assert not pantalla.error
    assert not ruta.parent.exists()
    assert [c for c, _ in bitacora(falso)] == ["ensayar"]


def test_un_error_del_ensayo_se_dice_entero_y_sin_rutas(abrir: Abrir, falso: Path) -> None:
    pantalla = esperar(subir(abrir(), b"ERROR", "base.xlsx"))
    (error,) = pantalla.error
    for parte in ("No se pudo ensayar «base.xlsx»", "no trae la hoja Valor\\_ranking",
                  "**Dónde:** base.xlsx", "**Qué hacer:**"):  # fmt: skip
        assert parte in error.value or parte in str(error.proto)
    assert not oprimir(pantalla, "Entendido").error

    pantalla = esperar(subir(pantalla, b"MUERE"))
    (error,) = pantalla.error
    assert "terminó mal y no dijo por qué" in error.value
    assert "12345678" not in dicho(pantalla)
    assert "Juana" not in dicho(pantalla)


def test_el_nombre_del_archivo_no_se_interpreta(abrir: Abrir, falso: Path) -> None:
    nombre = "../../**x** <img src=a onerror=alert(1)> $(id) `ls`.xlsx"
    pantalla = esperar(subir(abrir(), b"libro", nombre))
    ruta = Path((falso / "ruta.txt").read_text(encoding="utf-8"))
    assert ruta.name == "__x__ _img src_a onerror_alert(1)_ _(id) _ls_.xlsx"
    assert ruta.parent.name.startswith("tablero_ensayo_")
    assert "<img" not in dicho(pantalla)
    assert "**x**" not in dicho(pantalla)


def test_se_trae_de_la_fuente_si_la_declaracion_dice_de_donde(abrir: Abrir, falso: Path) -> None:
    pantalla = abrir()
    assert not pantalla.get("button_group")[1:]
    pantalla.selectbox(key="act_fuente").select("divipola").run()
    assert "La capa abierta en CSV" in dicho(pantalla)
    pantalla.segmented_control(key="act_entrega").set_value("traer").run()
    pantalla = esperar(oprimir(pantalla, "Traer y ensayar"))
    assert "divipola.csv" in dicho(pantalla)
    assert not (falso / "ruta.txt").exists()


# ── Lo publicado ───────────────────────────────────────────────────────────────────────────────


def test_volver_a_un_corte_y_la_bitacora(abrir: Abrir, falso: Path) -> None:
    vacia = abrir(PUBLICADO)
    assert "No hay otro corte al que volver" in dicho(vacia)
    assert "Todavía no hay nada anotado" in dicho(vacia)
    pantalla = esperar(subir(abrir(), b"libro"))
    oprimir(oprimir(pantalla, "Publicar"), "Publicar ahora")

    pantalla = abrir(PUBLICADO)
    cortes, asientos = celdas(pantalla)
    assert cortes == [
        ["21 nov. 2026, 16:17 · vigente", "lgomez", "Publicó Base IDC 2025.xlsx", "29.103"],
        ["20 nov. 2026, 10:00", "sistemas", "Construyó los datos", "29.070"],
    ]
    # sha256 de b"libro".
    assert asientos == [
        ["21 nov. 2026, 16:21", "lgomez", "Publicó", "Base IDC 2025.xlsx · 4a1e8c16a962"],
        ["21 nov. 2026, 16:20", "lgomez", "Ensayó", "Base IDC 2025.xlsx"],
    ]
    pantalla = oprimir(pantalla, "Volver a este corte")
    assert "corte del **20 nov. 2026, 10:00**" in dicho(pantalla)
    assert "Hoy está vigente el del 21 nov. 2026, 16:17" in dicho(pantalla)
    pantalla = oprimir(pantalla, "Volver ahora")
    assert "Se volvió al corte del 20 nov. 2026, 10:00." in dicho(pantalla)
    assert bitacora(falso)[0] == ("volver", "lgomez")
    assert ["vigente" in fila[0] for fila in celdas(pantalla)[0]] == [True, False, False]
