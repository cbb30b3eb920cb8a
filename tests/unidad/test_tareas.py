"""El lanzador: mensajes, huellas, fechas, puertos, candados y una corrida entera de juguete.

Nada de aquí sale a la red: las salidas de pip son textos guardados en `tests/datos/pip`.
"""

import argparse
import ast
import errno
import http.server
import inspect
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

import tareas

RAIZ = Path(__file__).resolve().parents[2]
SALIDAS_DE_PIP = sorted((RAIZ / "tests" / "datos" / "pip").glob("*__*.txt"))
# Las que argparse pondría por su cuenta; `--help` se acepta como opción, no como texto.
PALABRAS_INGLESAS = re.compile(
    r"\b(usage|options?|positional|arguments?|show|this|message|exit|and|error|invalid|choice"
    r"|choose|from|unrecognized|expected|required|following|the|default|value|one|not|allowed)\b"
)


@pytest.fixture
def proyecto(tmp_path: Path) -> tareas.Proyecto:
    """Una carpeta con lo mínimo que el lanzador mira."""
    for carpeta in ("pipelines", "data/raw/idc", "data/marts", "geo"):
        (tmp_path / carpeta).mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("pandas==3.1.1\n", encoding="utf-8")
    (tmp_path / "requirements-pruebas.txt").write_text(
        "-r requirements.txt\npytest==9.2.0  # las pruebas\n", encoding="utf-8"
    )
    (tmp_path / "restricciones.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    return tareas.Proyecto(tmp_path)


@pytest.fixture(autouse=True)
def senales_intactas(monkeypatch: pytest.MonkeyPatch) -> None:
    """`tareas.main` se llama aquí dentro de pytest: que no le cambie cómo se interrumpe."""
    monkeypatch.setattr(tareas, "atender_senales", lambda: None)


def fechar(ruta: Path, segundos: float) -> None:
    os.utime(ruta, (segundos, segundos))


# ------------------------------------------------------------------------------ Python y carpeta


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 2), (3, 10, 13)])
def test_un_python_viejo_recibe_la_frase_que_dice_que_instalar(version: tuple[int, ...]) -> None:
    with pytest.raises(tareas.FalloDeTarea) as fallo:
        tareas.revisar_python(version)
    texto = str(fallo.value)
    assert "necesita Python 3.11 o posterior" in texto
    assert f"usted tiene {'.'.join(map(str, version))}" in texto
    assert "https://www.python.org/downloads/" in texto


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_un_python_suficiente_pasa(version: tuple[int, ...]) -> None:
    tareas.revisar_python(version)


def test_el_archivo_se_puede_leer_con_python_3_6() -> None:
    ast.parse((RAIZ / "tareas.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_solo_usa_la_biblioteca_estandar() -> None:
    arbol = ast.parse((RAIZ / "tareas.py").read_text(encoding="utf-8"))
    importados = set()
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Import):
            importados |= {alias.name.split(".")[0] for alias in nodo.names}
        elif isinstance(nodo, ast.ImportFrom):
            importados.add(str(nodo.module).split(".")[0])
    assert len(importados) > 10
    assert importados <= set(sys.stdlib_module_names)


def test_sin_ensurepip_dice_el_paquete_de_debian() -> None:
    with pytest.raises(tareas.FalloDeTarea, match="python3-venv"):
        tareas.revisar_modulos_de_entorno(lambda nombre: None if nombre == "ensurepip" else nombre)


def test_sin_espacio_se_dice_antes_de_instalar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    uso = namedtuple("uso", "total used free")
    monkeypatch.setattr(tareas.shutil, "disk_usage", lambda _ruta: uso(0, 0, 1_200_000_000))
    with pytest.raises(tareas.FalloDeTarea, match="hay 1,2 GB libres y la instalación necesita"):
        tareas.revisar_espacio(tmp_path)


def test_sin_permiso_de_escritura(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Quien corre las pruebas como administrador escribe en todas partes: se simula la respuesta.
    def negar(**_opciones: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tareas.tempfile, "TemporaryFile", negar)
    with pytest.raises(tareas.FalloDeTarea) as fallo:
        tareas.revisar_escritura(tmp_path)
    assert str(tmp_path) in fallo.value.que
    assert "copie el proyecto" in fallo.value.hacer


@pytest.mark.parametrize(
    ("error", "esperado"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "no queda espacio en el disco"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "no dejó usar «/x»"),
        (OSError(errno.EIO, "Input/output error", "/x"), "el sistema respondió"),
    ],
)
def test_los_errores_del_sistema_salen_en_una_frase(
    error: OSError,
    esperado: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fallar(_proyecto: tareas.Proyecto, _opciones: argparse.Namespace) -> int:
        raise error

    monkeypatch.setitem(tareas.TAREAS, "construir", fallar)
    assert tareas.main(["construir"]) == 1
    mensaje = capsys.readouterr().err
    assert esperado in mensaje
    assert "Qué hacer:" in mensaje
    assert "Traceback" not in mensaje


# ------------------------------------------------------------------------------ ayuda en español


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="los textos se leyeron de 3.11 a 3.13")
def test_estan_traducidos_los_textos_que_argparse_muestra_a_la_persona() -> None:
    arbol = ast.parse(inspect.getsource(argparse))
    textos = {
        argumento.value
        for nodo in ast.walk(arbol)
        if isinstance(nodo, ast.Call)
        and isinstance(nodo.func, ast.Name)
        and nodo.func.id in ("_", "ngettext")
        for argumento in nodo.args
        if isinstance(argumento, ast.Constant) and isinstance(argumento.value, str)
    }
    # Los que sólo ve quien programa mal el analizador, nunca quien lo usa.
    de_programador = re.compile(
        r"callable|positionals|__call__|mode %r|subparser|merge actions|conflicting|dest= |"
        r"conflict_resolution|invalid option string|mutually exclusive|unexpected option"
    )
    mostrados = {texto for texto in textos if not de_programador.search(texto)}
    assert len(mostrados) > 15
    assert mostrados <= set(tareas.TEXTOS_DE_ARGPARSE)


@pytest.mark.parametrize("orden", [[], *[[tarea] for tarea in tareas.TAREAS]])
def test_la_ayuda_no_tiene_palabras_inglesas(
    orden: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as salida:
        tareas.main([*orden, "--ayuda"])
    assert salida.value.code == 0
    ayuda = capsys.readouterr().out.replace("--help", "")
    assert "uso: tareas.py" in ayuda
    assert PALABRAS_INGLESAS.findall(ayuda) == []


@pytest.mark.parametrize(
    ("orden", "esperado"),
    [
        (["iniciar", "--puerto", "80"], "«80» no es un puerto; escriba un número entre 1024"),
        (["iniciar", "--puerto", "65536"], "no es un puerto"),
        (["iniciar", "--puerto", "-1"], "«-1» no es un puerto"),
        (["iniciar", "--puerto", "mil"], "«mil» no es un puerto"),
        (["iniciar", "--puerto"], "espera un valor"),
        (["iniciar", "--sin-navegador=1"], "no lleva valor"),
        (["volar"], "no existe 'volar'"),
        (["limpiar", "--nada"], "sobra o está mal escrito: --nada"),
    ],
)
def test_los_errores_de_la_orden_estan_en_espanol(
    orden: list[str], esperado: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as salida:
        tareas.main(orden)
    assert salida.value.code == 2
    mensaje = capsys.readouterr().err
    assert esperado in mensaje
    assert PALABRAS_INGLESAS.findall(mensaje) == []


def test_argparse_queda_como_estaba() -> None:
    antes = vars(argparse)["_"]
    with tareas.argparse_en_espanol():
        assert vars(argparse)["_"]("usage: ") == "uso: "
    assert vars(argparse)["_"] is antes


def test_sin_tarea_muestra_la_ayuda_por_subproceso() -> None:
    corrida = subprocess.run(
        [sys.executable, str(RAIZ / "tareas.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert corrida.returncode == 2
    for tarea in tareas.TAREAS:
        assert f"    {tarea} " in corrida.stdout
    assert corrida.stderr == ""


def test_una_consola_sin_tildes_no_falla(tmp_path: Path) -> None:
    with open(tmp_path / "salida.txt", "w", encoding="ascii") as salida:
        tareas.decir("Qué hacer: instálelo…", salida)
    assert (tmp_path / "salida.txt").read_text(encoding="ascii") == "Que hacer: instalelo...\n"


# --------------------------------------------------------------------------------- dependencias


def test_la_huella_cambia_con_lo_que_se_pide_y_no_con_los_fines_de_linea(
    proyecto: tareas.Proyecto,
) -> None:
    original = tareas.huella_de_dependencias(proyecto, con_pruebas=False)
    con_pruebas = tareas.huella_de_dependencias(proyecto, con_pruebas=True)
    assert original != con_pruebas

    proyecto.requisitos.write_bytes(proyecto.requisitos.read_bytes().replace(b"\n", b"\r\n"))
    assert tareas.huella_de_dependencias(proyecto, con_pruebas=False) == original

    proyecto.requisitos_de_pruebas.write_text("pytest==9.3.0\n", encoding="utf-8")
    assert tareas.huella_de_dependencias(proyecto, con_pruebas=False) == original
    assert tareas.huella_de_dependencias(proyecto, con_pruebas=True) != con_pruebas

    proyecto.restricciones.write_text("numpy==2.4.7\n", encoding="utf-8")
    assert tareas.huella_de_dependencias(proyecto, con_pruebas=False) != original


def test_la_huella_cambia_con_la_version_de_python(
    proyecto: tareas.Proyecto, monkeypatch: pytest.MonkeyPatch
) -> None:
    huellas = set()
    for version in ((3, 11, 7), (3, 12, 1)):
        monkeypatch.setattr(tareas.sys, "version_info", version)
        huellas.add(tareas.huella_de_dependencias(proyecto, con_pruebas=False))
    assert len(huellas) == 2


def test_lee_los_paquetes_fijados_y_los_que_incluye(proyecto: tareas.Proyecto) -> None:
    assert tareas.paquetes_fijados(proyecto.requisitos_de_pruebas) == [
        "pandas==3.1.1",
        "pytest==9.2.0",
    ]


def test_un_entorno_que_falta_o_no_corre_no_sirve(proyecto: tareas.Proyecto) -> None:
    assert tareas.revisar_entorno(proyecto, con_pruebas=False) == (False, False)
    proyecto.python.parent.mkdir(parents=True)
    proyecto.python.write_text("roto", encoding="utf-8")
    proyecto.python.chmod(0o755)
    assert tareas.revisar_entorno(proyecto, con_pruebas=False) == (False, False)


def test_hay_salidas_de_pip_que_reconocer() -> None:
    causas = {ruta.name.split("__")[0] for ruta in SALIDAS_DE_PIP}
    assert causas == {
        "nombre",
        "conexion",
        "proxy",
        "espera",
        "certificado",
        "disco",
        "version",
    }


@pytest.mark.parametrize("ruta", SALIDAS_DE_PIP, ids=lambda ruta: ruta.stem)
def test_reconoce_la_causa_en_salidas_reales_de_pip(ruta: Path) -> None:
    assert tareas.causa_de_pip(ruta.read_text(encoding="utf-8")) == ruta.name.split("__")[0]


def test_una_salida_desconocida_no_se_disfraza_de_otra_cosa() -> None:
    salida = "ERROR: Failed building wheel for algo"
    assert tareas.causa_de_pip(salida) == "otra"
    assert "Failed building wheel" in str(tareas.fallo_de_instalacion(salida, Path("x.log")))


def test_sin_red_dice_que_revisar_y_no_muestra_claves(monkeypatch: pytest.MonkeyPatch) -> None:
    for nombre in tareas.VARIABLES_DE_RED:
        monkeypatch.delenv(nombre, raising=False)
    monkeypatch.setenv("PIP_PROXY", "http://usuario:secreta@proxy.invalid:3128")
    salida = next(ruta for ruta in SALIDAS_DE_PIP if ruta.name.startswith("nombre__"))
    texto = str(tareas.fallo_de_instalacion(salida.read_text(encoding="utf-8"), Path("x.log")))
    assert "no hay internet" in texto
    assert "PIP_INDEX_URL" in texto
    assert "Están definidas: PIP_PROXY;" in texto
    assert "secreta" not in texto


def test_disco_lleno_durante_la_instalacion() -> None:
    salida = next(ruta for ruta in SALIDAS_DE_PIP if ruta.name.startswith("disco__"))
    fallo = tareas.fallo_de_instalacion(salida.read_text(encoding="utf-8"), Path("x.log"))
    assert "no queda espacio en el disco" in fallo.que
    assert "libere espacio" in fallo.hacer


@pytest.mark.parametrize(
    ("linea", "esperado"),
    [
        ("Collecting pandas==3.1.1 (from -r requirements.txt (line 9))", "buscando pandas"),
        ("Collecting click<9,>=7.0 (from streamlit)", "buscando click"),
        ("  Downloading pyarrow-26.0.1-cp311-x.whl (55.0 MB)", "descargando pyarrow (55,0 MB)"),
        ("  Using cached idna-3.20-py3-none-any.whl (71 kB)", "ya estaba idna (71 kB)"),
        ("Processing /paquetes/six-1.17.0-py2.py3-none-any.whl (from x)", "ya estaba six"),
        ("WARNING: Retrying (Retry(total=4, connect=None", "la red no responde; se reintenta"),
        ("Installing collected packages: a, b, c", "instalando 0 de 3 paquetes"),
        ("Requirement already satisfied: pip", None),
        ("", None),
    ],
)
def test_cuenta_en_espanol_lo_que_hace_pip(
    linea: str, esperado: str | None, proyecto: tareas.Proyecto
) -> None:
    assert tareas.RelatorDePip(proyecto).describir(linea) == esperado


def test_un_paquete_a_medio_instalar_se_vuelve_a_instalar(proyecto: tareas.Proyecto) -> None:
    biblioteca = "Lib" if sys.platform == "win32" else "lib/python3.11"
    paquetes = proyecto.entorno / biblioteca / "site-packages"
    for nombre in ("entero-1.0.dist-info", "cortado-1.0.dist-info"):
        (paquetes / nombre).mkdir(parents=True)
        (paquetes / nombre / "METADATA").touch()
    (paquetes / "entero-1.0.dist-info" / "RECORD").touch()
    tareas.descartar_a_medias(proyecto)
    assert [ruta.name for ruta in paquetes.iterdir()] == ["entero-1.0.dist-info"]


def test_el_ambiente_de_los_hijos_no_hereda_otro_python(
    proyecto: tareas.Proyecto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/otro")
    monkeypatch.setenv("PYTHONHOME", "/otro")
    variables = tareas.ambiente(proyecto)
    assert "PYTHONPATH" not in variables
    assert "PYTHONHOME" not in variables
    assert variables["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] == "false"


def test_el_servidor_enciende_el_modo_local_salvo_que_se_diga_otra_cosa(
    proyecto: tareas.Proyecto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TABLERO_MODO_LOCAL", raising=False)
    assert tareas.ambiente_del_servidor(proyecto)["TABLERO_MODO_LOCAL"] == "si"
    assert "TABLERO_MODO_LOCAL" not in tareas.ambiente(proyecto)
    monkeypatch.setenv("TABLERO_MODO_LOCAL", "no")
    assert tareas.ambiente_del_servidor(proyecto)["TABLERO_MODO_LOCAL"] == "no"


# ---------------------------------------------------------------------------------------- datos


def test_el_mart_se_reconstruye_si_falta_o_si_una_entrada_es_mas_nueva(
    proyecto: tareas.Proyecto,
) -> None:
    entrada = proyecto.raiz / "data" / "raw" / "idc" / "general.csv"
    entrada.write_text("anio\n2024\n", encoding="utf-8")
    for ruta in (entrada, entrada.parent, entrada.parent.parent):
        fechar(ruta, 1_000)
    assert not tareas.mart_al_dia(proyecto)

    proyecto.mart.write_text("mart", encoding="utf-8")
    fechar(proyecto.mart, 2_000)
    assert tareas.mart_al_dia(proyecto)

    for relativa in ("pipelines/marts/idc.sql", "geo/municipios.geojson", "data/raw/idc/a.csv"):
        nueva = proyecto.raiz / relativa
        nueva.parent.mkdir(exist_ok=True)
        nueva.write_text("x", encoding="utf-8")
        fechar(nueva, 3_000)
        assert not tareas.mart_al_dia(proyecto), relativa
        fechar(nueva, 1_000)
        fechar(proyecto.raiz / "data" / "raw" / "idc", 1_000)
        assert tareas.mart_al_dia(proyecto), relativa


def test_lo_que_deja_python_o_el_sistema_no_obliga_a_reconstruir(proyecto: tareas.Proyecto) -> None:
    for carpeta in ("data/raw/idc", "data/raw"):
        fechar(proyecto.raiz / carpeta, 1_000)
    proyecto.mart.write_text("mart", encoding="utf-8")
    fechar(proyecto.mart, 2_000)
    for relativa in ("pipelines/__pycache__/x.cpython-311.pyc", "geo/.DS_Store"):
        ruta = proyecto.raiz / relativa
        ruta.parent.mkdir(exist_ok=True)
        ruta.write_text("x", encoding="utf-8")
    assert tareas.mart_al_dia(proyecto)


def test_borrar_una_edicion_de_datos_obliga_a_reconstruir(proyecto: tareas.Proyecto) -> None:
    entrada = proyecto.raiz / "data" / "raw" / "idc" / "general.csv"
    entrada.write_text("anio\n", encoding="utf-8")
    for ruta in (entrada, entrada.parent, entrada.parent.parent):
        fechar(ruta, 1_000)
    proyecto.mart.write_text("mart", encoding="utf-8")
    fechar(proyecto.mart, 2_000)
    assert tareas.mart_al_dia(proyecto)
    entrada.unlink()
    assert not tareas.mart_al_dia(proyecto)


def test_tras_construir_el_mart_no_queda_mas_viejo_que_sus_entradas(
    proyecto: tareas.Proyecto,
) -> None:
    with pytest.raises(tareas.FalloDeTarea, match="no dejó"):
        tareas.fechar_mart(proyecto)
    proyecto.mart.write_text("mart", encoding="utf-8")
    fechar(proyecto.mart, 1_000)
    (proyecto.raiz / "geo" / "municipios.geojson").write_text("{}", encoding="utf-8")
    tareas.fechar_mart(proyecto)
    assert tareas.mart_al_dia(proyecto)


# -------------------------------------------------------------------------- puertos y candados


@pytest.fixture
def puerto_tomado() -> Iterator[int]:
    with socket.socket() as otro:
        otro.bind(("127.0.0.1", 0))
        otro.listen()
        yield otro.getsockname()[1]


@pytest.fixture
def puerto_de_streamlit() -> Iterator[int]:
    """Un servidor que contesta la salud como lo hace Streamlit."""

    class Salud(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/_stcore/health" else 404)
            self.end_headers()

        def log_message(self, *_partes: object) -> None:
            pass

    servidor = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Salud)
    threading.Thread(target=servidor.serve_forever, daemon=True).start()
    yield servidor.server_address[1]
    servidor.shutdown()
    servidor.server_close()


def test_un_puerto_pedido_y_ocupado_es_un_fallo_que_dice_que_hacer(puerto_tomado: int) -> None:
    with pytest.raises(tareas.FalloDeTarea) as fallo:
        tareas.elegir_puerto(puerto_tomado)
    assert str(puerto_tomado) in fallo.value.que
    assert "--puerto" in fallo.value.hacer


def test_sin_pedir_puerto_se_pasa_al_siguiente_libre_y_se_avisa(
    puerto_tomado: int, capsys: pytest.CaptureFixture[str]
) -> None:
    elegido = tareas.elegir_puerto(None, preferido=puerto_tomado)
    assert puerto_tomado < elegido <= puerto_tomado + tareas.PUERTOS_DE_RESERVA
    aviso = capsys.readouterr().out
    assert f"El puerto {puerto_tomado} lo usa otro programa; se usa el {elegido}." in aviso


def test_si_los_veintiun_puertos_estan_ocupados_se_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    probados: list[int] = []
    monkeypatch.setattr(tareas, "puerto_libre", lambda puerto: probados.append(puerto))
    with pytest.raises(tareas.FalloDeTarea, match="los puertos 8501 a 8521 están ocupados"):
        tareas.elegir_puerto(None)
    assert len(probados) == 21


@pytest.mark.skipif(not socket.has_ipv6, reason="este equipo no tiene IPv6")
def test_ve_a_quien_atiende_solo_en_ipv6() -> None:
    with socket.socket(socket.AF_INET6) as otro:
        try:
            otro.bind(("::1", 0))
        except OSError:
            pytest.skip("este equipo tiene IPv6 apagado")
        otro.listen()
        assert not tareas.puerto_libre(otro.getsockname()[1])


def test_un_streamlit_ajeno_no_se_confunde_con_este_tablero(
    proyecto: tareas.Proyecto, puerto_de_streamlit: int
) -> None:
    assert tareas.servidor_sano(puerto_de_streamlit)
    # La marca quedó de una corrida anterior, pero ningún proceso vivo la sostiene.
    proyecto.servidores.mkdir(parents=True)
    (proyecto.servidores / str(puerto_de_streamlit)).touch()
    assert tareas.tableros_abiertos(proyecto) == []


def test_si_ya_esta_abierto_lo_dice_y_abre_esa_direccion(
    proyecto: tareas.Proyecto,
    puerto_de_streamlit: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    abiertas: list[str] = []
    monkeypatch.setattr(tareas, "abrir_navegador", abiertas.append)
    monkeypatch.setattr(tareas, "PROYECTO", proyecto)
    candado = tareas.Candado(proyecto.servidores / str(puerto_de_streamlit))
    assert candado.tomar()
    try:
        assert tareas.main(["iniciar"]) == 0
        # El entorno ni se mira: el segundo «iniciar» responde enseguida.
        assert not proyecto.python.exists()
        with pytest.raises(tareas.FalloDeTarea, match="está abierto"):
            tareas.tarea_limpiar(proyecto, argparse.Namespace(todo=False))
    finally:
        candado.soltar()
    salida = capsys.readouterr().out.splitlines()
    url = f"http://localhost:{puerto_de_streamlit}"
    assert salida.count(f"Tablero listo: {url}") == 1
    assert "ya estaba abierto" in salida[0]
    assert abiertas == [url]


def test_el_candado_se_suelta_solo_cuando_muere_quien_lo_tenia(tmp_path: Path) -> None:
    ruta = tmp_path / "candado"
    codigo = (
        f"import sys; sys.path.insert(0, {str(RAIZ)!r}); import tareas, pathlib\n"
        f"c = tareas.Candado(pathlib.Path({str(ruta)!r})); print(c.tomar(), flush=True); input()"
    )
    otro = subprocess.Popen(
        [sys.executable, "-c", codigo], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert otro.stdout is not None
    assert otro.stdout.readline() == "True\n"
    candado = tareas.Candado(ruta)
    assert not candado.tomar()
    otro.kill()
    otro.communicate()
    assert candado.tomar()
    candado.soltar()


# ------------------------------------------------------------------------------------ navegador


@pytest.fixture
def sin_navegadores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLERO_CHROMIUM", raising=False)
    monkeypatch.delenv("TABLERO_SIN_NAVEGADOR", raising=False)
    monkeypatch.setattr(tareas.shutil, "which", lambda _nombre: None)


@pytest.mark.usefixtures("sin_navegadores")
def test_probar_sin_chromium_falla_con_una_frase_y_antes_de_instalar(
    proyecto: tareas.Proyecto,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tareas, "PROYECTO", proyecto)
    assert tareas.main(["probar"]) == 1
    mensaje = capsys.readouterr().err
    assert "no se encontró Chromium, Chrome ni Edge" in mensaje
    assert "TABLERO_SIN_NAVEGADOR=1" in mensaje
    assert not proyecto.entorno.exists()


def test_tablero_chromium_manda_y_si_no_existe_se_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLERO_CHROMIUM", sys.executable)
    assert tareas.buscar_chromium() == sys.executable
    monkeypatch.setenv("TABLERO_CHROMIUM", "/no/existe")
    with pytest.raises(tareas.FalloDeTarea, match="«/no/existe»"):
        tareas.buscar_chromium()


def test_busca_los_navegadores_de_mac_y_de_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMFILES", r"C:\Program Files")
    de_mac = tareas.rutas_tipicas_de_navegador("darwin")
    assert "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" in de_mac
    de_windows = tareas.rutas_tipicas_de_navegador("win32")
    assert any(ruta.endswith("msedge.exe") for ruta in de_windows)


PARALELO = ["-n", str(1 + (os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder"]


@pytest.mark.parametrize(
    ("orden", "variable", "esperado"),
    [
        (["probar"], "", PARALELO),
        (["probar", "--rapido"], "", [*PARALELO, "-m", "not navegador and not rendimiento"]),
        (["probar"], "1", [*PARALELO, "-m", "not navegador"]),
        (["probar", "-k", "tareas"], "", ["-k", "tareas"]),
    ],
)
def test_probar_corre_pytest_con_lo_pedido_y_devuelve_su_codigo(
    orden: list[str],
    variable: str,
    esperado: list[str],
    proyecto: tareas.Proyecto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corridas: list[tuple[list[str], dict[str, str]]] = []

    def correr(_proyecto: tareas.Proyecto, mandato: list[str], extra: dict[str, str]) -> int:
        corridas.append((mandato, extra))
        return 3

    monkeypatch.setenv("TABLERO_CHROMIUM", sys.executable)
    monkeypatch.setenv("TABLERO_SIN_NAVEGADOR", variable)
    monkeypatch.setattr(tareas, "PROYECTO", proyecto)
    monkeypatch.setattr(tareas, "preparar_dependencias", lambda *_a, **_k: None)
    monkeypatch.setattr(tareas, "preparar_datos", lambda *_a, **_k: None)
    monkeypatch.setattr(tareas, "correr", correr)
    assert tareas.main(orden) == 3
    mandato, extra = corridas[0]
    assert mandato[1:] == ["-m", "pytest", *esperado]
    con_navegador = "--rapido" not in orden and variable != "1"
    assert extra == ({"TABLERO_CHROMIUM": sys.executable} if con_navegador else {})


# -------------------------------------------------------------------------------------- limpiar


def test_limpiar_borra_lo_reconstruible_y_nunca_data_raw(
    proyecto: tareas.Proyecto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tareas, "PROYECTO", proyecto)
    borrables = [
        "data/marts/tablero.duckdb",
        "pipelines/__pycache__/x.pyc",
        ".ruff_cache/x",
        ".pytest_cache/x",
    ]
    conservados = [
        "data/marts/.gitkeep",
        "data/raw/idc/general.csv",
        "data/raw/__pycache__/raro.csv",
        ".venv/lib/__pycache__/x.pyc",
        "pipelines/construir.py",
    ]
    for relativa in borrables + conservados:
        ruta = proyecto.raiz / relativa
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.write_text("x", encoding="utf-8")

    assert tareas.main(["limpiar"]) == 0
    assert [r for r in borrables if (proyecto.raiz / r).exists()] == []
    assert [r for r in conservados if not (proyecto.raiz / r).exists()] == []

    assert tareas.main(["limpiar", "--todo"]) == 0
    assert not proyecto.entorno.exists()
    assert (proyecto.raiz / "data" / "raw" / "idc" / "general.csv").exists()


# ------------------------------------------------------------------- una corrida entera, de juguete

STREAMLIT_DE_JUGUETE = """
import http.server, sys
if "fallar" in open("app.py").read():
    sys.exit("la aplicación no arrancó a propósito")
class Salud(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *partes):
        pass
puerto = int(sys.argv[sys.argv.index("--server.port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", puerto), Salud).serve_forever()
"""
CONSTRUCCION_DE_JUGUETE = """
import pathlib, sys
assert sys.argv[1:] == ["construir"]
with open("construcciones.txt", "a") as cuenta:
    cuenta.write("una\\n")
pathlib.Path("data/marts/tablero.duckdb").write_text("mart")
"""


@pytest.fixture(scope="module")
def juguete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un proyecto sin librerías, con un `streamlit` y unos `pipelines` de mentira."""
    raiz = tmp_path_factory.mktemp("juguete")
    shutil.copy(RAIZ / "tareas.py", raiz)
    for nombre in ("requirements.txt", "requirements-pruebas.txt", "restricciones.txt", "app.py"):
        (raiz / nombre).write_text("", encoding="utf-8")
    (raiz / "streamlit.py").write_text(STREAMLIT_DE_JUGUETE, encoding="utf-8")
    for carpeta in ("pipelines", "data/raw", "data/marts", "geo"):
        (raiz / carpeta).mkdir(parents=True)
    (raiz / "pipelines" / "__main__.py").write_text(CONSTRUCCION_DE_JUGUETE, encoding="utf-8")
    return raiz


def _con_interrupcion() -> None:
    # Quien corre las pruebas en segundo plano las deja sin Ctrl+C, y el hijo lo heredaría.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lanzar(raiz: Path, *orden: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "tareas.py", *orden],
        cwd=raiz,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        # Sin índice de paquetes: con la lista vacía, pip no tiene por qué buscarlo.
        env={**os.environ, "PIP_INDEX_URL": "https://indice.invalid/simple", "PYTHONUTF8": "1"},
        preexec_fn=None if sys.platform == "win32" else _con_interrupcion,
    )


def esperar_linea(proceso: subprocess.Popen[str], inicio: str) -> list[str]:
    lineas: list[str] = []
    assert proceso.stdout is not None
    for linea in proceso.stdout:
        lineas.append(linea.rstrip("\n"))
        if linea.startswith(inicio):
            return lineas
    raise AssertionError("no apareció «" + inicio + "» en:\n" + "\n".join(lineas))


@pytest.fixture
def puerto_para_probar() -> int:
    with socket.socket() as prueba:
        prueba.bind(("127.0.0.1", 0))
        return int(prueba.getsockname()[1])


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C no se puede enviar a un solo proceso")
@pytest.mark.parametrize("senal", [signal.SIGINT, signal.SIGTERM])
def test_iniciar_de_principio_a_fin(
    juguete: Path, puerto_para_probar: int, senal: signal.Signals
) -> None:
    direccion = f"http://localhost:{puerto_para_probar}"
    proceso = lanzar(juguete, "iniciar", "--sin-navegador", "--puerto", str(puerto_para_probar))
    try:
        lineas = esperar_linea(proceso, "Tablero listo:")
        assert lineas[-1] == f"Tablero listo: {direccion}"
        assert [linea[:5] for linea in lineas if linea.startswith("[")][-1] == "[4/4]"

        # El segundo no prepara nada: encuentra el abierto y lo dice.
        segundo = lanzar(juguete, "iniciar", "--sin-navegador")
        salida, _ = segundo.communicate(timeout=60)
        assert segundo.returncode == 0
        assert f"Tablero listo: {direccion}\n" in salida
        assert "[1/4]" not in salida

        ocupado = lanzar(juguete, "iniciar", "--puerto", str(puerto_para_probar))
        salida, _ = ocupado.communicate(timeout=60)
        assert ocupado.returncode == 1
        assert "Qué hacer:" in salida
    finally:
        proceso.send_signal(senal)
        resto, _ = proceso.communicate(timeout=60)
    assert proceso.returncode == 0
    assert "Tablero cerrado." in resto
    assert "Traceback" not in resto
    assert tareas.puerto_libre(puerto_para_probar)
    # La segunda corrida encuentra los datos al día: se construyeron una sola vez.
    assert (juguete / "construcciones.txt").read_text() == "una\n"


def test_si_el_servidor_no_arranca_muestra_lo_ultimo_que_dijo(
    juguete: Path, puerto_para_probar: int
) -> None:
    aplicacion = juguete / "app.py"
    aplicacion.write_text("fallar", encoding="utf-8")
    try:
        proceso = lanzar(juguete, "iniciar", "--sin-navegador", "--puerto", str(puerto_para_probar))
        salida, _ = proceso.communicate(timeout=60)
    finally:
        aplicacion.write_text("", encoding="utf-8")
    assert proceso.returncode == 1
    assert "la aplicación no arrancó a propósito" in salida
    assert "No se pudo continuar: el tablero no arrancó." in salida
    assert "Tablero listo" not in salida


def test_un_entorno_danado_se_reconoce_y_uno_sano_no_se_reinstala(juguete: Path) -> None:
    proyecto = tareas.Proyecto(juguete)
    if not proyecto.python.exists():
        pytest.skip("la corrida de principio a fin, que crea el entorno, no se hizo")
    assert tareas.revisar_entorno(proyecto, con_pruebas=False) == (True, True)
    # Un paquete pedido que no está: la marca dice que sí, el entorno que no.
    proyecto.requisitos.write_text("inexistente==1.0\n", encoding="utf-8")
    marca = tareas.marca_de_dependencias(proyecto, con_pruebas=False)
    anterior = marca.read_text(encoding="utf-8")
    try:
        marca.write_text(tareas.huella_de_dependencias(proyecto, con_pruebas=False))
        assert tareas.revisar_entorno(proyecto, con_pruebas=False) == (True, False)
    finally:
        proyecto.requisitos.write_text("", encoding="utf-8")
        marca.write_text(anterior, encoding="utf-8")
