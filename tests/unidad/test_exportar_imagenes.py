"""``python -m pipelines exportar-imagenes``: de una carpeta, y qué dice sin navegador."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from pipelines.__main__ import principal
from tablero.sesion import archivo
from tablero.sesion.carpeta import Carpeta, VistaGuardada
from tests.apoyo import RAIZ, ejecutar
from tests.servidor import ruta_chromium
from tests.unidad.vistas_de_prueba import una_vista

SIN_NAVEGADOR = {"BROWSER_PATH": str(RAIZ / "no-hay-navegador-aqui")}


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    guardada = tmp_path / "sesión.zip"
    guardada.write_bytes(archivo.guardar(Carpeta(vistas=(VistaGuardada(una_vista()),))))
    return guardada


def _chromium() -> str:
    try:
        return ruta_chromium()
    except RuntimeError:
        pytest.skip("No hay Chrome, Chromium ni Edge con que dibujar.")


def test_una_carpeta_deja_un_archivo_por_vista_tamano_y_formato(
    carpeta: Path, tmp_path: Path
) -> None:
    destino = tmp_path / "salida"
    argumentos = ["--carpeta", str(carpeta), "--destino", str(destino), "--tamano", "cuadrado"]
    hecho = ejecutar(
        "exportar-imagenes", *argumentos, "--formato", "png", "--formato", "svg",
        entorno={"BROWSER_PATH": _chromium()},
    )  # fmt: skip
    assert hecho.returncode == 0, hecho.stderr
    codigo = una_vista().codigo
    nombres = [f"prueba_anio-2024_corte-2024_cuadrado_{codigo}.{e}" for e in ("png", "svg")]
    assert sorted(ruta.name for ruta in destino.iterdir()) == nombres
    # Ancho y alto están en el encabezado de todo PNG.
    assert struct.unpack(">II", (destino / nombres[0]).read_bytes()[16:24]) == (1440, 1440)
    svg = (destino / nombres[1]).read_text(encoding="utf-8")
    assert 'viewBox="0 0 720 720"' in svg
    assert "Hallazgo" in svg
    assert f"1 de 2  {nombres[0]}\n  2 de 2  {nombres[1]}\n2 imágenes de 1 vista en" in hecho.stdout


def test_sin_navegador_dice_como_conseguirlo_y_no_deja_nada(tmp_path: Path) -> None:
    destino = tmp_path / "salida"
    hecho = ejecutar("exportar-imagenes", "--destino", str(destino), entorno=SIN_NAVEGADOR)
    assert hecho.returncode == 1
    assert "No hay un Chrome, Chromium o Edge" in hecho.stderr
    assert "Instale Chrome o Chromium" in hecho.stderr
    assert "Traceback" not in hecho.stderr
    assert not destino.exists()


@pytest.mark.parametrize("opcion", ["--tamano", "--formato"])
def test_una_opcion_que_no_existe_se_explica(
    opcion: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as salida:
        principal(["exportar-imagenes", opcion, "enorme"])
    assert salida.value.code == 2
    assert "'enorme' no existe; hay " in capsys.readouterr().err
