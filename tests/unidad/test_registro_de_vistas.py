"""El registro de vistas: de un código a la vista, acotado, y sano aunque el disco no lo esté."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tablero import registro_de_vistas
from tablero.formato import entero
from tablero.registro_de_vistas import MAXIMO_DE_BYTES, MAXIMO_DE_VISTAS, Registro
from tablero.sesion import archivo
from tablero.sesion.carpeta import Carpeta, VistaGuardada
from tests.apoyo import RAIZ
from tests.unidad.vistas_de_prueba import DATOS, una_vista


def guardada(n: int = 0) -> VistaGuardada:
    """Una vista distinta por cada número."""
    return VistaGuardada(una_vista(direccion=f"/plan?n={n}"), huellas={"inventada_2024": "a" * 64})


def anotar(registro: Registro, n: int = 0) -> str:
    una = guardada(n)
    registro.anotar(una.vista.codigo, lambda: una)
    return una.vista.codigo


def test_con_el_codigo_se_vuelve_a_la_misma_vista(tmp_path: Path) -> None:
    codigo = anotar(Registro(tmp_path / "vistas"))
    # Otro proceso, que no la tiene abierta.
    leida = Registro(tmp_path / "vistas").buscar(codigo)
    assert leida is not None
    assert leida.vista.codigo == codigo
    assert leida.vista.direccion == "/plan?n=0"
    assert leida.vista.titulo == "Hallazgo"
    assert leida.vista.figura is not None
    assert leida.huellas == {"inventada_2024": "a" * 64}
    pd.testing.assert_frame_equal(leida.vista.datos, DATOS, check_dtype=False)
    # La página Sesión abre el mismo archivo.
    (suelta,) = archivo.abrir((tmp_path / "vistas" / f"{codigo}.zip").read_bytes()).vistas
    assert suelta.vista.codigo == codigo
    assert Registro(tmp_path / "vistas").buscar("AAAAAAAA") is None


def test_la_segunda_vez_no_se_arma_ni_se_escribe(tmp_path: Path) -> None:
    registro = Registro(tmp_path)
    codigo = anotar(registro)
    antes = (tmp_path / f"{codigo}.zip").stat().st_mtime_ns
    registro.anotar(codigo, lambda: pytest.fail("ya estaba"))
    Registro(tmp_path).anotar(codigo, lambda: pytest.fail("ya estaba"))
    assert (tmp_path / f"{codigo}.zip").stat().st_mtime_ns == antes
    assert [ruta.name for ruta in tmp_path.iterdir()] == [f"{codigo}.zip"]


def envejecer(carpeta: Path, codigo: str, segundos: int) -> None:
    os.utime(carpeta / f"{codigo}.zip", (segundos, segundos))


def test_salen_las_mas_viejas_por_numero_y_por_bytes(tmp_path: Path) -> None:
    registro = Registro(tmp_path, maximo_de_vistas=3)
    codigos = []
    for n in range(5):
        codigos.append(anotar(registro, n))
        envejecer(tmp_path, codigos[-1], 1_000 + n)
    assert [registro.buscar(c) is not None for c in codigos] == [False, False, True, True, True]
    cada_una = (tmp_path / f"{codigos[-1]}.zip").stat().st_size
    justo = Registro(tmp_path, maximo_de_bytes=2 * cada_una + 100)
    ultima = anotar(justo, 9)
    assert {ruta.stem for ruta in tmp_path.iterdir()} == {codigos[4], ultima}
    # Una sola que no cabe se queda: es la que se acaba de emitir.
    unica = anotar(Registro(tmp_path, maximo_de_bytes=1), 10)
    assert {ruta.stem for ruta in tmp_path.iterdir()} == {unica}


def test_sin_poder_escribir_queda_en_memoria_y_tambien_se_acota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # La carpeta es un archivo: ni siquiera quien administra puede escribir adentro.
    (tmp_path / "vistas").write_text("no es una carpeta", encoding="utf-8")
    monkeypatch.setattr(registro_de_vistas, "EN_MEMORIA", 2)
    registro = Registro(tmp_path / "vistas")
    codigos = [anotar(registro, n) for n in range(3)]
    assert "No se pudo guardar la vista" in caplog.text
    assert [registro.buscar(c) is not None for c in codigos] == [False, True, True]
    registro.anotar(codigos[2], lambda: pytest.fail("ya estaba"))


@pytest.mark.parametrize("dano", ["vacio", "cortado", "de otra", "cambiado"])
def test_un_archivo_danado_se_avisa_se_quita_y_se_vuelve_a_guardar(
    tmp_path: Path, dano: str, caplog: pytest.LogCaptureFixture
) -> None:
    codigo = anotar(Registro(tmp_path))
    ruta = tmp_path / f"{codigo}.zip"
    sano = ruta.read_bytes()
    otra = archivo.guardar(Carpeta(vistas=(guardada(7),)))
    ruta.write_bytes({
        "vacio": b"", "cortado": sano[: len(sano) // 2], "de otra": otra,
        "cambiado": archivo.guardar(Carpeta(vistas=(guardada(), guardada(1)))),
    }[dano])  # fmt: skip
    registro = Registro(tmp_path)
    assert registro.buscar(codigo) is None
    assert f"La vista guardada {codigo}" in caplog.text
    assert not ruta.exists()
    assert anotar(registro) == codigo
    assert registro.buscar(codigo) is not None


def test_borrar_la_carpeta_entera_no_rompe_nada(tmp_path: Path) -> None:
    registro = Registro(tmp_path / "vistas")
    codigo = anotar(registro)
    assert registro.buscar(codigo) is not None
    (tmp_path / "vistas" / f"{codigo}.zip").unlink()
    (tmp_path / "vistas").rmdir()
    assert registro.buscar(codigo) is None
    assert anotar(registro) == codigo
    assert registro.buscar(codigo) is not None


def test_varios_hilos_a_la_vez(tmp_path: Path) -> None:
    registro = Registro(tmp_path, maximo_de_vistas=6)
    with ThreadPoolExecutor(8) as hilos:
        codigos = list(hilos.map(lambda n: anotar(registro, n % 6), range(48)))
        halladas = list(hilos.map(registro.buscar, codigos))
    assert len(set(codigos)) == 6
    assert all(
        hallada is not None and hallada.vista.codigo == codigo
        for codigo, hallada in zip(codigos, halladas, strict=True)
    )
    assert {ruta.suffix for ruta in tmp_path.iterdir()} == {".zip"}


@settings(max_examples=60)
@given(
    st.text(max_size=24) | st.sampled_from(["../vistas", "..\\x", "A/B", "C:AAAAAA", "ABCD123\n"])
)
def test_lo_que_no_es_un_codigo_no_llega_al_disco(escrito: str) -> None:
    class SinDisco(Registro):
        def _archivo(self, codigo: str) -> Path:
            assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", codigo), "llegó al disco"
            return Path("no-existe")

    assert SinDisco(Path("no-existe")).buscar(escrito) is None


def test_el_readme_dice_cuanto_se_conserva() -> None:
    leeme = " ".join((RAIZ / "README.md").read_text(encoding="utf-8").split())
    vistas, megas = entero(MAXIMO_DE_VISTAS), MAXIMO_DE_BYTES // 1_000_000
    assert f"las {vistas} más recientes, hasta {megas} megabytes" in leeme
