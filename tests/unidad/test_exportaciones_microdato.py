"""El microdato de exportaciones: cada trampa de sus años, y sumas e IHH hechos a mano."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales import exportaciones_microdato as microdato
from pipelines.oficiales.masivo import Informe, sql
from tests.apoyo import RAIZ

COLUMNAS = [
    "FECH",
    "ADUA",
    "PAIS",
    "COD_PAI4",
    "COD_SAL1",
    "COD_SAL",
    "DPTO2",
    "VIA",
    "BANDERA",
    "REGIM",
    "MODAD",
    "FINALID",
    "CER_ORI1",
    "SISESP",
    "POSAR",
    "DPTO1",
    "UNID",
    "CODUNI2",
    "CANTI",
    "PBK",
    "PNK",
    "FOBDOL",
    "FOBPES",
    "AGRENA",
    "FLETES",
    "SEGURO",
    "OTROSG",
]
VIEJAS = {
    "ADUA": "aduana", "PAIS": "pais4", "COD_PAI4": "codpai4", "DPTO2": "depto_proced",
    "POSAR": "posara4", "DPTO1": "dtor4", "PNK": "pnk4", "FOBDOL": "fobdol4",
}  # fmt: skip


def linea(fob: str, **cambios: str) -> dict[str, str]:
    base = dict.fromkeys(COLUMNAS, "0")
    base |= {"FECH": "2301", "PAIS": "249", "COD_PAI4": "USA", "POSAR": "0901119000",
             "DPTO1": "54", "PNK": "1000,00", "DPTO2": "11", "FOBDOL": fob}  # fmt: skip
    return base | cambios


def escribir(
    ruta: Path,
    lineas: list[dict[str, str]],
    *,
    separador: str = ",",
    codificacion: str = "utf-8",
    nombres: dict[str, str] | None = None,
) -> Path:
    with ruta.open("w", encoding=codificacion, newline="") as archivo:
        escritor = csv.writer(archivo, delimiter=separador)
        escritor.writerow([(nombres or {}).get(c, c) for c in COLUMNAS])
        escritor.writerows([li[c] for c in COLUMNAS] for li in lineas)
    return ruta


def cargar(archivos: list[Path], destino: Path, **opciones: Any) -> Informe:
    return microdato.agregar(archivos, destino, memoria="300MB", hilos=1, **opciones)


def leer(destino: Path, tabla: str) -> pd.DataFrame:
    archivo = next(destino.glob(f"{tabla}.*"))
    if archivo.suffix == ".parquet":
        return duckdb.sql(f"from '{archivo}'").df()
    textos = {"codigo": str, "cod_departamento": str, "producto": str, "codigo_de_origen": str}
    return pd.read_csv(archivo, dtype=textos, keep_default_na=False)


# ── Números ────────────────────────────────────────────────────────────────────────────────────


def _valor(macro: str, texto: str) -> float | None:
    with duckdb.connect() as conexion:
        conexion.execute(sql("expo_tablas"))
        fila = conexion.execute("select " + macro + "($t)", {"t": texto}).fetchone()
    assert fila is not None
    return None if fila[0] is None else float(fila[0])


@pytest.mark.parametrize(
    ("texto", "valor"),
    [
        ("99636,92", 99636.92),
        (" 182.256,71 ", 182256.71),
        ("1.234.567", 1234567),
        (" -   ", 0),
        ("-", 0),
        ("0", 0),
        ("-12,5", -12.5),
        ("12.5", None),  # ni miles ni decimal: no se adivina
        ("1.23,4", None),
        ("12,5,6", None),
        ("1,234.56", None),
        ("doce", None),
        (" 12 ", 12),
    ],
)
def test_numeros_con_coma(texto: str, valor: float | None) -> None:
    assert _valor("con_coma", texto) == valor


@pytest.mark.parametrize(
    ("texto", "valor"),
    [("99636.92", 99636.92), ("1,234.5", 1234.5), ("12,5", None), ("-", 0), ("1.2.3", None)],
)
def test_numeros_con_punto(texto: str, valor: float | None) -> None:
    assert _valor("con_punto", texto) == valor


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**12), st.booleans(), st.sampled_from(["", " ", "  "]))
def test_un_numero_escrito_a_la_colombiana_vuelve_igual(
    centavos: int, miles: bool, borde: str
) -> None:
    entero, resto = divmod(centavos, 100)
    escrito = f"{entero:,}".replace(",", ".") if miles else str(entero)
    assert _valor("con_coma", f"{borde}{escrito},{resto:02d}{borde}") == centavos / 100


# ── Una suma hecha a mano ──────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sumado(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2023 con los doce meses en un ZIP; 60 de café y 40 de carbón en Norte de Santander."""
    carpeta = tmp_path_factory.mktemp("expo")
    meses = []
    for mes in range(1, 13):
        fech = f"23{mes:02d}"
        lineas = [
            linea("5,00", FECH=fech),
            linea("3,3333" if mes > 1 else "3,3337", FECH=fech, POSAR="2701120010", PAIS="239",
                  COD_PAI4="ECU"),
            linea("10,00", FECH=fech, DPTO1="5", POSAR="901119000"),
            linea("1,00", FECH=fech, DPTO1="43", PAIS="", COD_PAI4=""),
        ]  # fmt: skip
        meses.append(escribir(carpeta / f"{mes:02d}.csv", lineas, separador=";"))
    comprimido = carpeta / "Expo_2023.zip"
    with zipfile.ZipFile(comprimido, "w", zipfile.ZIP_DEFLATED) as archivo:
        for mes_ in meses:
            archivo.write(mes_, f"Expo_2023/{mes_.name}")
    lista = carpeta / "mineras.csv"
    lista.write_text("codigo,etiqueta\n27,Combustibles\n", encoding="utf-8")
    destino = carpeta / "salida"
    informe = cargar([comprimido], destino, minero_energeticas=lista)
    assert (informe.filas_leidas, informe.filas_usadas, informe.corte) == (48, 48, "2023-12")
    assert informe.rechazos == ()
    assert informe.notas == ()
    return destino


def test_suma_por_departamento_producto_y_pais(sumado: Path) -> None:
    detalle = leer(sumado, "detalle")
    assert detalle.drop(columns="fuente").to_numpy().tolist() == [
        ["Norte de Santander", "54", 2023, "ene-dic", "0901119000", "USA", 60.0],
        ["Norte de Santander", "54", 2023, "ene-dic", "2701120010", "ECU", 40.0],
    ]
    niveles = leer(sumado, "niveles").set_index(["cod_departamento", "nivel", "codigo"])
    assert niveles.loc[("54", "capitulo", "09"), "fob_usd"] == 60
    assert niveles.loc[("54", "partida", "2701"), "participacion_pct"] == pytest.approx(40)
    assert niveles.loc[("00", "capitulo", "09"), "fob_usd"] == 60 + 120 + 12
    assert niveles.loc[("", "pais", "sin declarar"), "departamento"] == "Departamentos varios"
    # 901119000 y 0901119000 son la misma subpartida.
    nacional = leer(sumado, "detalle_nacional").query("cod_departamento == '05'")
    assert nacional[["producto", "fob_usd"]].to_numpy().tolist() == [["0901119000", 120.0]]


def test_el_ihh_es_la_suma_de_cuadrados_en_cada_nivel(sumado: Path) -> None:
    ihh = leer(sumado, "ihh_niveles").set_index(["cod_departamento", "nivel"])["ihh_0_1"]
    for nivel in ("capitulo", "partida", "subpartida", "pais"):
        assert ihh["54", nivel] == pytest.approx(0.6**2 + 0.4**2)
    assert ihh["05", "subpartida"] == 1
    total = 60 + 40 + 120 + 12
    # Nacional por país: USA 60 + 120, ECU 40 y 12 sin declarar.
    assert ihh["00", "pais"] == pytest.approx(
        (180 / total) ** 2 + (40 / total) ** 2 + (12 / total) ** 2, abs=1e-6
    )
    para_el_mart = leer(sumado, "ihh").query("departamento == 'Norte de Santander'")
    assert list(para_el_mart.columns) == ["departamento", "codigo", "anio", "periodo", "dimension",
                                          "ihh", "clase", "fuente"]  # fmt: skip
    assert para_el_mart[["dimension", "ihh", "clase"]].to_numpy().tolist() == [
        ["producto", 0.52, "alta"], ["pais", 0.52, "alta"],
    ]  # fmt: skip


def test_lo_que_no_es_un_departamento_va_aparte(sumado: Path) -> None:
    origenes = leer(sumado, "origenes_sin_departamento")
    assert origenes.to_numpy().tolist() == [[2023, "43", 12.0, 12]]
    mensual = leer(sumado, "mensual")
    assert set(mensual["departamento"]) == {"Norte de Santander", "Antioquia", "Total nacional"}
    enero = mensual[mensual["mes"] == "2023-01"].set_index("codigo")["fob_usd_millones"]
    assert enero.to_dict() == {"00": 1.9e-05, "05": 1e-05, "54": 8e-06}


def test_las_no_minero_energeticas_salen_de_la_lista_de_su_fuente(
    sumado: Path, tmp_path: Path
) -> None:
    tabla = leer(sumado, "no_minero_energeticas").set_index("cod_departamento")
    assert tabla.loc["54", ["fob_no_minero_usd", "no_minero_pct"]].tolist() == [60, 60]
    assert tabla["puesto"].astype(str).to_dict() == {"05": "1", "54": "2", "": ""}
    informe = cargar([escribir(tmp_path / "m.csv", [linea("1,00")])], tmp_path / "s")
    assert not list((tmp_path / "s").glob("no_minero*"))
    assert any("falta la lista" in nota for nota in informe.notas)
    mala = tmp_path / "mala.csv"
    mala.write_text("codigo,etiqueta\n270,x\n", encoding="utf-8")
    with pytest.raises(ErrorDeFuente, match="no es un código del arancel"):
        cargar([tmp_path / "m.csv"], tmp_path / "t", minero_energeticas=mala)


# ── Trampas de cada año ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("separador", "codificacion", "nombres", "fob"),
    [
        (",", "utf-8-sig", None, "99636,92"),
        (";", "latin-1", None, " 99.636,92 "),
        (";", "utf-8", VIEJAS, "99636,92"),
        (",", "utf-8", {c: c.lower() for c in COLUMNAS}, "99636.92"),
        (";", "utf-8", None, "99636.92"),
    ],
)
def test_lee_cada_forma_de_escribir(
    tmp_path: Path, separador: str, codificacion: str, nombres: dict[str, str] | None, fob: str
) -> None:
    lineas = [linea(fob, PNK=fob, UNID="CAÑÓN"), linea(fob, PNK=fob)]
    ruta = escribir(tmp_path / "m.csv", lineas, separador=separador, codificacion=codificacion,
                    nombres=nombres)  # fmt: skip
    informe = cargar([ruta], tmp_path / "s")
    assert informe.rechazos == ()
    assert leer(tmp_path / "s", "detalle")["fob_usd"].tolist() == [199273.84]


def test_meses_de_tres_y_cuatro_cifras_y_meses_que_faltan(tmp_path: Path) -> None:
    lineas = [linea("1,00", FECH=f) for f in ("501", "0502", "504", "9912", " 1003 ")]
    informe = cargar([escribir(tmp_path / "m.csv", lineas)], tmp_path / "s")
    mensual = leer(tmp_path / "s", "mensual").query("codigo == '54'")
    assert mensual["mes"].tolist() == ["1999-12", "2005-01", "2005-02", "2005-04", "2010-03"]
    periodos = leer(tmp_path / "s", "detalle").set_index("anio")["periodo"].to_dict()
    assert periodos == {1999: "dic-dic", 2005: "ene-abr", 2010: "mar-mar"}
    assert "2005 cubre ene-abr y le faltan 1 meses en medio" in informe.notas


def test_aparta_por_motivo_y_dice_la_linea_de_cada_archivo(tmp_path: Path) -> None:
    uno = escribir(tmp_path / "a.csv", [linea("1,00", FECH="2212"), linea("1,00", FECH="2313")])
    otro = escribir(
        tmp_path / "b.csv",
        [
            linea("1,00", FECH="202301"), linea("1,00", POSAR="12345678"),
            linea("1,00", POSAR="09011190001"), linea(""), linea("12.5"), linea("-1,00"),
            linea("1e5"), linea(" -   "), linea("2,00"),
        ],
    )  # fmt: skip
    with otro.open("a", encoding="utf-8", newline="\r\n") as archivo:
        archivo.write("2301,faltan\n")
        archivo.write(",".join('"' + v + '"' for v in linea("x").values()) + "\n")
    informe = cargar([uno, otro], tmp_path / "s")
    assert {r.motivo: (r.filas, r.lineas) for r in informe.rechazos} == {
        "línea mal formada: faltan campos": (1, ("b.csv, línea 11",)),
        "FECH no es un mes (AAMM)": (2, ("a.csv, línea 3", "b.csv, línea 2")),
        "la subpartida no tiene 9 o 10 cifras": (2, ("b.csv, línea 3", "b.csv, línea 4")),
        "sin valor FOB": (1, ("b.csv, línea 5",)),
        "el valor FOB no se lee": (
            3, ("b.csv, línea 6", "b.csv, línea 8", "b.csv, línea 12"),
        ),
        "valor FOB negativo": (1, ("b.csv, línea 7",)),
    }  # fmt: skip
    assert (informe.filas_leidas, informe.filas_usadas) == (13, 3)
    assert leer(tmp_path / "s", "detalle")["fob_usd"].sum() == 3


def test_el_pais_es_el_mismo_antes_y_despues_de_2025(tmp_path: Path) -> None:
    """249 (DIAN) y 840 (ISO) son Estados Unidos; en 2024 el código alfabético vino corrido."""
    lineas = [
        linea("1,00", FECH="2301"), linea("1,00", FECH="2301", PAIS="239", COD_PAI4="ECU"),
        linea("2,00", FECH="2401", COD_PAI4="ECU"),
        linea("2,00", FECH="2401", PAIS="239", COD_PAI4="USA"),
        linea("2,00", FECH="2401", PAIS="999", COD_PAI4="PER"),
        linea("4,00", FECH="2501", PAIS="840"),
        linea("4,00", FECH="2501", PAIS="218", COD_PAI4="ECU"),
        linea("4,00", FECH="2501", PAIS="239", COD_PAI4="SGS"),
    ]  # fmt: skip
    informe = cargar([escribir(tmp_path / "m.csv", lineas)], tmp_path / "s")
    vistos = leer(tmp_path / "s", "detalle").set_index(["anio", "pais"])["fob_usd"].to_dict()
    assert vistos == {
        (2023, "USA"): 1, (2023, "ECU"): 1,
        (2024, "USA"): 2, (2024, "ECU"): 2, (2024, "DIAN 999"): 2,
        (2025, "USA"): 4, (2025, "ECU"): 4, (2025, "SGS"): 4,
    }  # fmt: skip
    assert "1 códigos de país quedan sin nombre: ningún mes los enseña" in informe.notas


def test_un_anio_con_dos_sistemas_de_pais_se_suma_mes_por_mes(tmp_path: Path) -> None:
    """589 es Perú para la DIAN y no existe en el ISO; 862 es Venezuela en el ISO."""
    lineas = [
        linea("1,00", FECH="2501"), linea("2,00", FECH="2501", PAIS="589", COD_PAI4="PER"),
        linea("4,00", FECH="2502", PAIS="840"),
        linea("8,00", FECH="2502", PAIS="862", COD_PAI4="VEN"),
        linea("16,00", FECH="2401"),
    ]  # fmt: skip
    cargar([escribir(tmp_path / "m.csv", lineas)], tmp_path / "s")
    vistos = leer(tmp_path / "s", "detalle").set_index(["anio", "pais"])["fob_usd"].to_dict()
    assert vistos == {(2024, "USA"): 16, (2025, "USA"): 5, (2025, "PER"): 2, (2025, "VEN"): 8}


@pytest.mark.parametrize(
    ("columna", "raro", "origen", "pais", "peso"),
    [
        ("PNK", " 1.000,50 ", "54", "USA", 1000.5),
        ("PNK", " -   ", "54", "USA", 0),
        ("DPTO1", "NO DECLARADO", "", "USA", 1),
        ("PAIS", "ZZZ", "54", "sin declarar", 1),
    ],
)
def test_un_numero_raro_despues_de_la_muestra_no_pierde_la_linea(
    tmp_path: Path, columna: str, raro: str, origen: str, pais: str, peso: float
) -> None:
    """La muestra es limpia y se lee con tipos; la línea 1.002 obliga a leer otra vez como texto."""
    comunes = [linea("1,00", PNK="2,00", POSAR="2701120010")] * 1000
    rara = linea("3,00", **({"PNK": "1,00"} | {columna: raro}))
    ruta = escribir(tmp_path / "m.csv", [*comunes, rara, linea("doce"), *comunes])
    with ruta.open("a", encoding="utf-8", newline="\r\n") as archivo:
        archivo.write("2301,faltan\n")
    informe = cargar([ruta], tmp_path / "s")
    assert {r.motivo: (r.filas, r.lineas) for r in informe.rechazos} == {
        "línea mal formada: faltan campos": (1, ("m.csv, línea 2004",)),
        "el valor FOB no se lee": (1, ("m.csv, línea 1003",)),
    }
    assert (informe.filas_leidas, informe.filas_usadas) == (2003, 2001)
    nacional = leer(tmp_path / "s", "detalle_nacional").set_index(["producto", "pais"])
    carbon, cafe = nacional.loc["2701120010", "USA"], nacional.loc["0901119000", pais]
    assert (carbon["fob_usd"], carbon["peso_kg"], carbon["lineas"]) == (2000, 4000, 2000)
    assert (cafe["cod_departamento"], cafe["fob_usd"], cafe["peso_kg"]) == (origen, 3, peso)


def test_los_archivos_escritos_igual_se_leen_juntos_y_se_nombran_en_orden(tmp_path: Path) -> None:
    """Un mes por coma entre dos por punto y coma: cada apartada dice su archivo."""
    rutas = [
        escribir(
            tmp_path / f"{mes}.csv",
            [linea(f"{mes},00", FECH=f"230{mes}"), linea("x" * mes, FECH=f"230{mes}")],
            separador=";" if mes % 2 else ",",
        )
        for mes in (1, 2, 3)
    ]
    informe = cargar(rutas, tmp_path / "s")
    assert informe.archivos == ("1.csv", "2.csv", "3.csv")
    (rechazo,) = informe.rechazos
    assert sorted(rechazo.lineas) == [f"{mes}.csv, línea 3" for mes in (1, 2, 3)]
    mensual = leer(tmp_path / "s", "mensual").query("codigo == '54'")
    assert (mensual["fob_usd_millones"] * 1e6).round().tolist() == [1, 2, 3]


# ── Archivos que no son ────────────────────────────────────────────────────────────────────────


def test_un_encabezado_distinto_dice_la_columna(tmp_path: Path) -> None:
    ruta = escribir(tmp_path / "m.csv", [linea("1,00")], nombres={"FOBDOL": "VALOR"})
    with pytest.raises(ErrorDeFuente) as caso:
        cargar([ruta], tmp_path / "s")
    assert "falta «fobdol» (también fobdol4)" in caso.value.que
    assert not (tmp_path / "s").exists()


def test_un_mes_cortado_se_rechaza_aunque_los_demas_esten_bien(tmp_path: Path) -> None:
    bueno = escribir(tmp_path / "a.csv", [linea("1,00")] * 5)
    malo = escribir(tmp_path / "b.csv", [linea("1,00")] * 5)
    malo.write_bytes(malo.read_bytes()[:-30])
    with pytest.raises(ErrorDeFuente, match="cortado") as caso:
        cargar([bueno, malo], tmp_path / "s")
    assert caso.value.donde == "b.csv, línea 6"


def test_un_mes_en_dos_archivos_no_se_suma_dos_veces(tmp_path: Path) -> None:
    enero = [linea("1,00", FECH="2301")] * 20
    uno = escribir(tmp_path / "enero.csv", enero)
    otro = escribir(tmp_path / "enero (1).csv", enero, separador=";")
    with pytest.raises(ErrorDeFuente, match="mes 2023-01 viene en dos archivos") as caso:
        cargar([uno, otro], tmp_path / "s")
    assert caso.value.donde == "enero (1).csv y enero.csv"
    # Los que se leen juntos no son los que van seguidos: el error nombra los que son.
    marzo = escribir(tmp_path / "marzo.csv", [linea("1,00", FECH="2303")] * 20, separador=";")
    tercero = escribir(tmp_path / "enero (2).csv", enero)
    with pytest.raises(ErrorDeFuente, match="mes 2023-01 viene en dos archivos") as caso:
        cargar([uno, marzo, tercero], tmp_path / "s")
    assert caso.value.donde == "enero (2).csv y enero.csv"
    # Unas líneas tardías de enero en el archivo de febrero no son un mes repetido.
    febrero = [linea("1,00", FECH="2302")] * 20 + enero[:1]
    informe = cargar([uno, escribir(tmp_path / "febrero.csv", febrero)], tmp_path / "s")
    assert informe.filas_usadas == 41


def test_lo_cargado_entra_por_la_familia_de_exportaciones(sumado: Path, tmp_path: Path) -> None:
    """`detalle.csv` pasa por la misma preparación y la misma homologación que el tablero usa."""
    from pipelines.lote import Lote
    from pipelines.preparacion import exportaciones
    from pipelines.registro import leer_registro
    from pipelines.rutas import Rutas

    raiz = tmp_path / "copia"
    (raiz / "data" / "raw" / "x").mkdir(parents=True)
    (raiz / "pipelines").mkdir()
    (raiz / "pipelines" / "homologacion").symlink_to(RAIZ / "pipelines" / "homologacion")
    fuente = leer_registro(Rutas(RAIZ))["exportaciones_2026_10"]
    archivos = []
    for tabla in ("detalle", "ihh", "mensual"):
        (raiz / "data" / "raw" / "x" / f"{tabla}.csv").write_bytes(
            (sumado / f"{tabla}.csv").read_bytes()
        )
        archivos.append(type(fuente.archivos[0])(f"x/{tabla}.csv", tabla, "0" * 64, 1, 1))
    propia = type(fuente)(**{**vars(fuente), "archivos": tuple(archivos)})
    preparadas = exportaciones.preparar(Lote("exportaciones", Rutas(raiz), (propia,)))
    detalle = preparadas["stg_exportaciones__detalle"]
    assert detalle["fob_usd"].tolist() == [60.0, 40.0]
    assert detalle["producto"].tolist() == ["0901119000", "2701120010"]
    assert len(preparadas["stg_exportaciones__ihh"]) == 8
    assert len(preparadas["stg_exportaciones__mensual"]) == 36
