"""``python -m pipelines cargar``: qué compara, qué guarda y qué no toca nunca."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.__main__ import principal
from pipelines.construir import armar
from pipelines.fallas import Revision
from pipelines.huellas import POR_FIRMAR, firmar, revisar_huellas, revisar_sobrantes
from pipelines.lote import Lote
from pipelines.oficiales.carga import FAMILIAS
from pipelines.oficiales.comparacion import Diferencia
from pipelines.preparacion import pobreza_monetaria as preparacion
from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS
from tests import libros_oficiales as libros
from tests.apoyo import Arbol
from tests.libros_oficiales import en_csv, en_xlsx


def _huella(arbol: Arbol) -> dict[str, str]:
    """Cada archivo de data/raw y de las declaraciones, con su sha256."""
    return {
        ruta.relative_to(arbol.raiz).as_posix(): hashlib.sha256(ruta.read_bytes()).hexdigest()
        for carpeta in (arbol.rutas.datos_crudos, arbol.rutas.fuentes)
        for ruta in carpeta.rglob("*")
        if ruta.is_file()
    }


@pytest.fixture
def cargar(arbol: Arbol, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Corre la orden sobre una copia del proyecto: (código, lo que escribió)."""

    def correr(*argumentos: str) -> tuple[int, str]:
        codigo = principal(["cargar", *argumentos, "--raiz", str(arbol.raiz)])
        dicho = capsys.readouterr()
        return codigo, dicho.out + dicho.err

    return correr


@pytest.fixture(scope="module")
def anexo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return en_xlsx(libros.pobreza_monetaria(), tmp_path_factory.mktemp("dane") / "anexo.xlsx")


@pytest.fixture(scope="module")
def anexo_nuevo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El mismo anexo publicado en 2025: las cifras son inventadas, la disposición no."""
    hojas = libros.pobreza_monetaria(notas=[["Fecha de publicación: 15 de julio de 2025"]])
    for hoja, columna in (("IP Act.Met.", 3), ("IC_IP Act.Met.", 11)):
        (norte,) = [fila for fila in hojas[hoja] if fila and fila[0] == "Norte de Santander"]
        assert norte[columna] == 37.0
        norte[columna] = 37.1
    return en_xlsx(hojas, tmp_path_factory.mktemp("dane") / "anex-PMDepartamental-2025.xlsx")


def test_lo_igual_no_se_guarda(arbol: Arbol, cargar, anexo: Path) -> None:  # type: ignore[no-untyped-def]
    antes = _huella(arbol)
    codigo, dicho = cargar("pobreza_monetaria", str(anexo))
    assert codigo == 0
    assert "Se compara con: pobreza_monetaria_marco2018_pub2024" in dicho
    assert "Todo igual: 900 celdas comparadas. No se guardó nada." in dicho
    assert _huella(arbol) == antes


def test_una_edicion_nueva_se_guarda_aparte_y_se_puede_publicar(  # type: ignore[no-untyped-def]
    arbol: Arbol, cargar, anexo_nuevo: Path
) -> None:
    antes = _huella(arbol)
    codigo, dicho = cargar("pobreza_monetaria", str(anexo_nuevo))
    assert codigo == 0
    carpeta = arbol.crudo("pobreza_monetaria/marco2018_pub2025")
    assert "Guardado en data/raw/pobreza_monetaria/marco2018_pub2025" in dicho
    assert (
        "Frente a pobreza_monetaria_marco2018_pub2024, que es otra edición: 1 de 750 celdas "
        "comunes cambian.\n"
        "  pobreza_monetaria · 54 · 2023 · pobreza_monetaria · valor_pct: 37.0 → 37.1"
    ) in dicho
    assert sorted(r.name for r in carpeta.iterdir()) == [POR_FIRMAR, "pobreza_monetaria.csv"]
    despues = _huella(arbol)
    assert antes.items() <= despues.items()
    assert len(despues) == len(antes) + 2

    # Mientras espera, ni estorba a la construcción ni se publica.
    fuentes = leer_registro(arbol.rutas)
    revision = Revision()
    revisar_sobrantes(arbol.rutas, list(fuentes.values()), revision)
    assert revision.fallas == []

    # Otra vez lo mismo no escribe nada.
    codigo, dicho = cargar("pobreza_monetaria", str(anexo_nuevo))
    assert (codigo, _huella(arbol)) == (0, despues)
    assert "Ya estaba guardado en data/raw/pobreza_monetaria/marco2018_pub2025" in dicho

    # Los pasos que dice la orden la vuelven una fuente más, con su procedencia.
    fuente_id = "pobreza_monetaria_marco2018_pub2025"
    (carpeta / POR_FIRMAR).rename(arbol.rutas.fuentes / f"{fuente_id}.yml")
    fuente = leer_registro(arbol.rutas)[fuente_id]
    assert firmar(arbol.rutas, fuente) == []
    assert fuente.fecha_publicacion == "2025-07-15"
    assert hashlib.sha256(anexo_nuevo.read_bytes()).hexdigest() in fuente.lectura
    assert f"{anexo_nuevo.stat().st_size} bytes" in fuente.lectura
    revision = Revision()
    revisar_huellas(arbol.rutas, [fuente], revision)
    revisar_sobrantes(arbol.rutas, list(leer_registro(arbol.rutas).values()), revision)
    assert revision.fallas == []
    tablas = preparacion.preparar(Lote("pobreza_monetaria", arbol.rutas, (fuente,)))
    tabla = tablas["stg_pobreza_monetaria__incidencias"]
    assert len(tabla) == 150
    assert set(tabla["cita_id"]) == set(fuente.citas_de_fila) == {"OFICIAL"}


def test_una_correccion_de_la_misma_edicion_va_a_otra_carpeta(  # type: ignore[no-untyped-def]
    arbol: Arbol, cargar, tmp_path: Path
) -> None:
    hojas = deepcopy(libros.poblacion())
    fila = hojas["Municipal"][4]
    fila[5:] = [fila[5] + 100, fila[6], fila[7] + 100]
    corregido = en_xlsx(hojas, tmp_path / "Municipal.xlsx")
    antes = _huella(arbol)
    codigo, dicho = cargar("poblacion", str(corregido), "--simular")
    assert (codigo, _huella(arbol)) == (0, antes)
    assert "Simulación: no se guardó nada." in dicho
    assert "poblacion · 54001 · 2018 · hombres: 344216 → 344316" in dicho
    codigo, dicho = cargar("poblacion_2018_2035", str(corregido))
    assert codigo == 0
    despues = _huella(arbol)
    assert antes.items() <= despues.items()
    propuesta = yaml.safe_load(
        arbol.crudo(f"poblacion/2018-2035_rev2/{POR_FIRMAR}").read_text(encoding="utf-8")
    )
    assert propuesta["fuente_id"] == "poblacion_2018_2035"
    assert propuesta["archivos"][0]["ruta"] == "poblacion/2018-2035_rev2/poblacion.csv"
    assert {"F025", "OFICIAL"} == set(propuesta["citas_de_fila"])
    assert "reemplaza a la declaración de hoy" in dicho
    assert "y retire data/raw/poblacion/2018-2035/poblacion_54.csv, que queda sin declarar" in dicho


def test_lo_rechazado_no_escribe_y_sale_con_error(  # type: ignore[no-untyped-def]
    arbol: Arbol, cargar, anexo: Path, tmp_path: Path
) -> None:
    antes = _huella(arbol)
    cortado = tmp_path / "cortado.xlsx"
    cortado.write_bytes(anexo.read_bytes()[:-3000])
    for argumentos, espera in (
        (("pib", str(anexo)), "no es uno de los dos anexos"),
        (("pobreza_monetaria", str(cortado)), "cortado o dañado"),
        (("pobreza_monetaria", str(tmp_path / "nada.xlsx")), "El archivo no está"),
        (("clima", str(anexo)), "No hay un lector"),
        (("pobreza_monetaria_marco2005", str(anexo)), "es de la edición marco2018_pub2024"),
        (("pobreza_monetaria", str(anexo), "--edicion", "2024"), "es de la edición"),
        (("pobreza_monetaria", str(anexo), "--edicion", "../x"), "no sirve como nombre"),
    ):
        codigo, dicho = cargar(*argumentos)
        assert (codigo, espera in dicho) == (1, True), dicho
        assert "Qué hacer" in dicho
        assert "Traceback" not in dicho
    assert _huella(arbol) == antes


def test_lo_que_no_dice_su_edicion_la_pide(  # type: ignore[no-untyped-def]
    arbol: Arbol, cargar, tmp_path: Path
) -> None:
    ruta = tmp_path / "divipola.csv"
    ruta.write_text(en_csv(libros.divipola()), encoding="utf-8")
    codigo, dicho = cargar("divipola", str(ruta))
    assert (codigo, "Todo igual: 233 celdas comparadas" in dicho) == (0, True)

    plantilla = tmp_path / "camaras.csv"
    plantilla.write_text(en_csv(libros.camaras(), ";"), encoding="utf-8")
    codigo, dicho = cargar("camaras", str(plantilla))
    assert (codigo, "--edicion" in dicho) == (1, True)
    codigo, dicho = cargar("camaras", str(plantilla), "--edicion", "2024")
    assert codigo == 0
    (arbol.crudo(f"camaras/2024/{POR_FIRMAR}")).rename(arbol.rutas.fuentes / "camaras_2024.yml")
    fuente = leer_registro(arbol.rutas)["camaras_2024"]
    assert (fuente.familia, fuente.archivos[0].tabla) == ("informes", "registros_mercantiles")

    # La misma plantilla en Excel y en CSV, con su familia declarada y lo que falta dicho.
    for numero, escribir in enumerate((en_xlsx, lambda h, r: r.write_text(en_csv(h["p"], ";")))):
        evaluacion = tmp_path / f"clusteres{numero}.{'csv' if numero else 'xlsx'}"
        escribir({"p": libros.clusteres()}, evaluacion)
        codigo, dicho = cargar("clusteres", str(evaluacion), "--edicion", f"202{6 + numero}")
        assert (codigo, "Aviso: Moda, ola 4: no trae A3" in dicho) == (0, True)
    dos = [arbol.crudo(f"clusteres/{e}/evaluaciones.csv").read_bytes() for e in (2026, 2027)]
    assert dos[0] == dos[1]
    assert dos[0].count(b"\n") == 6
    (arbol.crudo(f"clusteres/2026/{POR_FIRMAR}")).rename(arbol.rutas.fuentes / "clusteres_2026.yml")
    fuente = leer_registro(arbol.rutas)["clusteres_2026"]
    assert (fuente.familia, fuente.archivos[0].tabla) == ("ssme", "evaluaciones")


def test_terridata_de_su_libro_al_mart(arbol: Arbol, cargar, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    hojas = libros.terridata()
    ocana = next(fila for fila in hojas["Hoja02"] if fila[2] == "54498")
    ocana[7:11] = [None, "Alto", "2022", None]
    for codigo_dim, columna_11 in (("dim4", "MEN"), ("dim6", "DANE")):
        for fila in hojas["Hoja02"][1:]:
            fila[11] = columna_11
        libro = en_xlsx(hojas, tmp_path / f"TerriData_{codigo_dim}.xlsx")
        codigo, dicho = cargar("terridata", str(libro), "--edicion", f"2026-11-{codigo_dim}")
        assert (codigo, "Guardado en data/raw/terridata/2026-11-" in dicho) == (0, True), dicho
        fuente_id = f"terridata_2026_11_{codigo_dim}"
        (arbol.crudo(f"terridata/2026-11-{codigo_dim}") / POR_FIRMAR).rename(
            arbol.rutas.fuentes / f"{fuente_id}.yml"
        )
        arbol.firmar(fuente_id)
    destino = tmp_path / "mart.duckdb"
    armado = armar(arbol.rutas, destino, Revision(), lambda _: None, con_conteos=False)
    # El país, el departamento y sus 40 municipios, en cada uno de los dos archivos.
    assert armado.filas["terridata"] == 2 * 42
    with duckdb.connect(str(destino), read_only=True) as base:
        filas = base.execute(
            "select divipola, nivel, dimension, subcategoria, indicador, unidad, anio, mes, "
            "valor_numerico, valor_texto, fuente_original from terridata where fuente_id = "
            "'terridata_2026_11_dim4' and divipola in ('00', '54', '54001', '54498') order by 1"
        ).fetchall()
        citas = base.execute("select distinct fuente_id, cita from terridata order by 1").fetchall()
    comunes = ("Educación", "Cobertura", "Indicador de prueba", "Puntos", 2022)
    assert filas == [
        ("00", "nacional", *comunes, 12, 1139.0, None, "MEN"),
        ("54", "departamento", *comunes, 12, 12.5, None, "MEN"),
        ("54001", "municipio", *comunes, 12, 1000.5, None, "MEN"),
        ("54498", "municipio", *comunes, None, None, "Alto", "MEN"),
    ]
    assert [fuente_id for fuente_id, _ in citas] == [f"terridata_2026_11_dim{n}" for n in (4, 6)]
    assert "«TerriData_dim4.xlsx»" in citas[0][1]


def test_si_no_se_puede_guardar_no_queda_nada_a_medias(  # type: ignore[no-untyped-def]
    arbol: Arbol, cargar, anexo_nuevo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    antes = _huella(arbol)

    def fallar(self: Path, destino: Path) -> Path:
        raise OSError(28, "No queda espacio", str(destino))

    monkeypatch.setattr(Path, "rename", fallar)
    codigo, dicho = cargar("pobreza_monetaria", str(anexo_nuevo))
    assert (codigo, "No queda espacio" in dicho) == (1, True)
    assert _huella(arbol) == antes
    assert [r.name for r in arbol.crudo("pobreza_monetaria").glob(".parcial_*")] == []


def test_los_limites_se_comparan_por_su_dibujo(arbol: Arbol, cargar, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ruta = tmp_path / "mgn.geojson"
    # Los de data/raw no casan entre sí y el lector no mediría sus fronteras: éstos ya casan.
    capa = json.loads((RUTAS.geo / "municipios.geojson").read_text(encoding="utf-8"))
    atributos = {f["codigo"]: f for f in libros.crudo("mgn/2018/municipios.csv")}
    for entidad in capa["features"]:
        suyos = atributos[entidad["properties"]["divipola"]]
        entidad["properties"] = {
            "codigo": suyos["codigo"], "mgn_nombre": suyos["mgn_nombre"],
            "area_mgn_km2": float(suyos["area_mgn_km2"]),
        }  # fmt: skip
    ruta.write_text(json.dumps(capa), encoding="utf-8")
    _, dicho = cargar("mgn", str(ruta), "--simular")
    lineas = {linea.split()[0]: linea.split()[1:] for linea in dicho.splitlines() if linea}
    assert lineas["limites_municipios"] == ["40", "40", "0", "0", "0"]
    assert "difieren hasta 2,6 % del área" in dicho
    # De otra edición también se dice cuánto se movieron.
    _, dicho = cargar("mgn", str(ruta), "--simular", "--edicion", "2021")
    assert "Frente a mgn_2018, que es otra edición: 97 de 451 celdas comunes cambian." in dicho


def test_lo_que_mas_mueve_va_primero() -> None:
    diferencias = [
        Diferencia("t", "fila", "c", antes, ahora)
        for antes, ahora in (
            ("Cúcuta", "CÚCUTA"),
            ("10", "11"),
            ("10", ""),
            ("10", "5"),
            ("0", "1"),
        )
    ]
    orden = sorted(diferencias, key=lambda d: -d.relativa)
    assert [d.ahora for d in orden] == ["", "1", "5", "11", "CÚCUTA"]


def test_hay_un_lector_por_familia() -> None:
    carpeta = RUTAS.pipelines / "oficiales"
    assert all((carpeta / f"{familia}.py").exists() for familia in FAMILIAS)
