"""La página Actualizar: entregar, revisar, corregir y guardar un informe inventado."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tablero import actualizar, permisos, revision
from tests.apoyo import RAIZ, leer_filas, leer_sin_otro_proceso

Abrir = Callable[..., AppTest]
INFORME = (RAIZ / "tests" / "datos" / "informe_de_prueba.txt").read_bytes()


@pytest.fixture
def abrir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Abrir:
    """``abrir()``: la página, que guarda en una carpeta de la prueba."""
    leer_sin_otro_proceso(monkeypatch)
    guardar = actualizar.guardar
    monkeypatch.setattr(
        actualizar, "guardar", lambda a, p, h: guardar(a, p, h, tmp_path / "por_revisar")
    )
    monkeypatch.setattr(permisos, "visita_actual", permisos.Visita)
    monkeypatch.setattr(revision, "RUTAS", type(revision.RUTAS)(tmp_path))

    def correr(**parametros: str) -> AppTest:
        pantalla = AppTest.from_file(
            str(RAIZ / "pages" / "pagina_actualizar.py"), default_timeout=60
        )
        for clave, valor in parametros.items():
            pantalla.query_params[clave] = valor
        pantalla.run()
        assert not pantalla.exception
        return pantalla

    return correr


def boton(pantalla: AppTest, rotulo: str) -> AppTest:
    (uno,) = [b for b in pantalla.button if b.label == rotulo]
    pantalla = uno.click().run()
    assert not pantalla.exception
    return pantalla


def leida(abrir: Abrir) -> AppTest:
    pantalla = abrir()
    pantalla.file_uploader(key="act_archivo").upload("informe.txt", INFORME, "text/plain")
    return boton(pantalla.run(), "Leer el informe")


def corregir(pantalla: AppTest, tabla: str, cambios: dict[str, object]) -> AppTest:
    forma = re.compile(rf"act_{tabla}_\d")
    (clave,) = [e.key for e in pantalla.data_editor if forma.match(e.key or "")]
    vacios = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    pantalla.session_state[clave] = {**vacios, **cambios}
    pantalla.run()
    assert not pantalla.exception
    return pantalla


def dicho(pantalla: AppTest) -> str:
    partes = (
        *pantalla.markdown, *pantalla.caption, *pantalla.info, *pantalla.warning, *pantalla.error,
        *pantalla.success, *pantalla.header,
    )  # fmt: skip
    return "\n".join(str(parte.value) for parte in partes)


def test_vacia_dice_que_hace_y_no_muestra_nada_inventado(abrir: Abrir) -> None:
    pantalla = abrir()
    assert [t.value for t in pantalla.title] == [
        "¿Qué trae lo nuevo, qué cambia si se publica y quién lo publicó?"
    ]
    assert "Desde aquí no se publica nada" in dicho(pantalla)
    assert "Modo local" in dicho(pantalla)
    assert "Todavía no hay un informe leído" in dicho(pantalla)
    assert not pantalla.metric
    assert not pantalla.data_editor
    assert "Falta el informe" in dicho(boton(pantalla, "Leer el informe"))


@pytest.mark.parametrize(
    ("visita", "frase", "botones"),
    [
        (permisos.Visita("10.0.0.9"), "http://localhost:8501", []),
        (permisos.Visita(sesion=False), "pide iniciar sesión", ["Iniciar sesión"]),
    ],
)
def test_apagada_explica_como_se_enciende(
    abrir: Abrir,
    monkeypatch: pytest.MonkeyPatch,
    visita: permisos.Visita,
    frase: str,
    botones: list[str],
) -> None:
    monkeypatch.setattr(permisos, "visita_actual", lambda: visita)
    monkeypatch.setattr(permisos, "proveedores", lambda: (None,))
    pantalla = abrir()
    assert "Esta página está apagada" in dicho(pantalla)
    assert frase in dicho(pantalla)
    assert [b.label for b in pantalla.button] == botones
    assert not pantalla.file_uploader


def test_lee_revisa_corrige_y_guarda(abrir: Abrir, tmp_path: Path) -> None:
    pantalla = leida(abrir)
    assert {m.label: m.value for m in pantalla.metric} == {
        "Metas": "3", "Municipios nombrados": "4 de 40", "Filas de poca confianza": "0",
        "Pasajes sin leer": "3",
    }  # fmt: skip
    # Lo que la sesión guarda no cambia lo que las demás páginas tienen por elegido.
    assert repr(pantalla.session_state["act_mesa"]) == "Mesa()"
    (caja,) = [s for s in pantalla.selectbox if s.label.startswith("Meta")]
    assert caja.value == "1"
    assert caja.options[0] == "Meta 1 · 4 Huertas sembradas · confianza 0,85"
    (sin_leer,) = [t.value for t in pantalla.table]
    assert list(sin_leer["Meta"]) == ["1", "3", "3"]
    assert pantalla.data_editor[0].value["divipola"].tolist() == [
        "54001", "54874", "54498", "54518",
    ]  # fmt: skip

    pantalla = corregir(pantalla, "cobertura", {"edited_rows": {0: {"anio": 2031}}})
    assert "fila 1, Año: dice «2031»; se esperaba un año entre 2024 y 2027" in dicho(pantalla)
    pantalla = corregir(
        pantalla,
        "cobertura",
        {
            "edited_rows": {0: {"anio": 2026}},
            "added_rows": [{"divipola": "54810", "tipo": "nombrado", "linea_documento": 9}],
            "deleted_rows": [3],
        },
    )
    assert "Así no se puede guardar" not in dicho(pantalla)
    assert "Meta 1, cobertura, fila 1 cambiada, Año: 2024 → 2026" in dicho(pantalla)
    pantalla = corregir(pantalla, "metas", {"edited_rows": {6: {"valor": "3,5"}}})

    pantalla = boton(pantalla, "Marcar como revisada")
    assert "1 de 3 metas revisadas" in dicho(pantalla)
    (caja,) = [s for s in pantalla.selectbox if s.label.startswith("Meta")]
    assert caja.value == "2"
    # Lo corregido en la meta 1 sigue al volver a ella.
    pantalla = boton(pantalla, "Anterior")
    assert pantalla.data_editor[0].value["divipola"].tolist() == [
        "54001", "54874", "54498", "54810",
    ]  # fmt: skip
    pantalla = boton(pantalla, "Guardar para firmar")
    assert "Guardado en" in dicho(pantalla)
    assert "python -m pipelines firmar" in dicho(pantalla)
    carpeta = tmp_path / "por_revisar" / "2024-2027"
    cobertura = leer_filas(carpeta / "cobertura.csv")
    assert [fila[2:5] for fila in cobertura[1:]] == [
        ["Cúcuta", "54001", "2026"], ["Villa del Rosario", "54874", "2024"],
        ["Ocaña", "54498", "2025"], ["Tibú", "54810", ""],
    ]  # fmt: skip
    metas = leer_filas(carpeta / "metas.csv")
    assert len(metas) == 2
    assert metas[1][metas[0].index("logro")] == "3.5"

    pantalla = boton(pantalla, "Volver a la propuesta")
    assert "0 celdas cambiadas" in dicho(pantalla)


def test_una_tabla_con_fallas_se_bloquea_y_se_dice(abrir: Abrir, tmp_path: Path) -> None:
    pantalla = corregir(leida(abrir), "cobertura", {"edited_rows": {1: {"divipola": None}}})
    pantalla = boton(pantalla, "Marcar como revisada")
    assert "**Cobertura no se guarda**" in dicho(pantalla)
    assert "fila 2, Código DIVIPOLA: está vacía; se esperaba un valor" in dicho(pantalla)
    boton(pantalla, "Guardar para firmar")
    carpeta = tmp_path / "por_revisar" / "2024-2027"
    assert not (carpeta / "cobertura.csv").exists()
    assert (carpeta / "metas.csv").exists()


def test_un_informe_que_no_se_lee_no_deja_nada_a_medias(abrir: Abrir) -> None:
    pantalla = leida(abrir)
    pantalla.file_uploader(key="act_archivo").upload("carta.txt", b"Apreciados todos:\n")
    pantalla = boton(pantalla.run(), "Leer el informe")
    (error,) = pantalla.error
    assert "No se halló ninguna meta" in error.value
    for parte in ("**Dónde:** carta.txt", "**Se esperaba:**", "**Qué hacer:**"):
        assert parte in error.value
    assert not pantalla.metric
    assert not pantalla.data_editor
    # Lo que se estaba revisando no se pierde por un archivo equivocado.
    pantalla = boton(pantalla, "Volver a lo que estaba revisando")
    assert pantalla.metric[0].value == "3"


def test_el_texto_pegado_se_lee_igual(abrir: Abrir) -> None:
    pantalla = abrir(act_origen="Pegar el texto")
    pantalla.text_area(key="act_texto").input(INFORME.decode()).run()
    pantalla = boton(pantalla, "Leer el informe")
    assert pantalla.metric[1].value == "4 de 40"
