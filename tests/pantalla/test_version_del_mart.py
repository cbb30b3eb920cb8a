"""Una corrida lee un solo mart, aunque publiquen otro en la mitad; y quien mira se entera."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tablero import conexion
from tests.apoyo import RAIZ


@pytest.fixture
def publicado(mart: Path, tmp_path: Path, usar_mart: Callable[[Path], None]) -> Path:
    """Un mart propio, que la prueba reemplaza; el tablero lee ése."""
    ruta = tmp_path / "tablero.duckdb"
    shutil.copyfile(mart, ruta)
    usar_mart(ruta)
    return ruta


def republicar(ruta: Path) -> None:
    """Otro mart en la misma ruta, de un solo reemplazo, con el título de una fuente cambiado."""
    nuevo = ruta.with_suffix(".nuevo")
    shutil.copyfile(ruta, nuevo)
    with duckdb.connect(str(nuevo)) as base:
        base.execute("update dim_fuentes set titulo = 'OTRO' where fuente_id = 'idc_2025'")
    os.replace(nuevo, ruta)


def _corrida() -> None:
    """Lee, deja que publiquen y vuelve a leer. Corre dentro de AppTest."""
    from pathlib import Path

    import streamlit as st

    from tablero import cache, consultas, novedad
    from tests.pantalla.test_version_del_mart import republicar

    def titulo() -> str:
        fuentes = cache.traer(consultas.fuentes).set_index("fuente_id")
        return str(fuentes.at["idc_2025", "titulo"])

    cambio = cache.fijar_version()
    st.text(f"cambió: {cambio}")
    st.text(f"antes: {titulo()}")
    if ruta := st.session_state.pop("publicar", None):
        republicar(Path(ruta))
    st.text(f"después: {titulo()}")
    if st.session_state.get("con_marts"):
        st.text(f"misma: {cache.marts_abiertos().version == cache.version_a_la_vista()}")
    novedad.vigilar(cambio)


IDC = "Índice Departamental de Competitividad 2025"


def test_si_publican_en_la_mitad_la_corrida_sigue_en_la_suya(publicado: Path) -> None:
    pantalla = AppTest.from_function(_corrida, default_timeout=60)
    pantalla.session_state["publicar"] = str(publicado)
    pantalla.run()
    assert not pantalla.exception
    assert [t.value for t in pantalla.text] == [
        "cambió: False", f"antes: {IDC}", f"después: {IDC}",
    ]  # fmt: skip
    (aviso,) = pantalla.markdown
    assert "Hay datos más recientes (corte de las " in aviso.value
    assert not pantalla.toast

    pantalla = pantalla.button(key="marco_ver_nuevos").click().run()
    assert not pantalla.exception
    assert [t.value for t in pantalla.text] == [
        "cambió: True", "antes: OTRO", "después: OTRO",
    ]  # fmt: skip
    assert not pantalla.markdown
    (dicho,) = pantalla.toast
    assert dicho.value.startswith("Los datos cambiaron: ahora ve el corte de las ")
    pantalla.run()
    assert not pantalla.toast


def test_si_lo_que_falta_abrir_ya_no_esta_se_empieza_de_nuevo(publicado: Path) -> None:
    pantalla = AppTest.from_function(_corrida, default_timeout=60)
    pantalla.session_state["publicar"] = str(publicado)
    pantalla.session_state["con_marts"] = True
    pantalla.run()
    assert not pantalla.exception
    assert [t.value for t in pantalla.text] == [
        "cambió: True", "antes: OTRO", "después: OTRO", "misma: True",
    ]  # fmt: skip


def test_en_modo_sala_no_se_interrumpe(publicado: Path) -> None:
    pantalla = AppTest.from_function(_corrida, default_timeout=60)
    pantalla.query_params["modo"] = "sala"
    pantalla.session_state["publicar"] = str(publicado)
    pantalla.run()
    assert not pantalla.markdown


def test_el_marco_avisa_y_los_filtros_siguen(publicado: Path) -> None:
    pantalla = AppTest.from_file(str(RAIZ / "tablero" / "inicio.py"), default_timeout=120)
    pantalla.query_params["periodo"] = "2020-2023"
    pantalla.run()
    assert [b.key for b in pantalla.button if b.key == "marco_ver_nuevos"] == []
    fijada = pantalla.session_state["marco_version"]
    republicar(publicado)
    assert conexion.version_publicada() != fijada
    pantalla.run()
    assert pantalla.session_state["marco_version"] == conexion.version_publicada()
    assert pantalla.session_state["periodo"] == "2020-2023"
    assert len(pantalla.toast) == 1
