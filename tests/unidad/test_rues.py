"""El registro mercantil: lo que se cuenta, lo que se aparta y lo que no queda en ningún lado.

Las filas se escriben aquí, a mano; ninguna es de nadie.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml
from jsonschema import Draft202012Validator

from pipelines.__main__ import principal
from pipelines.construir import armar
from pipelines.errores import ErrorDeFuente, ErrorDelTablero, ErrorDePublicacion
from pipelines.fallas import Revision
from pipelines.huellas import POR_FIRMAR
from pipelines.lote import Lote
from pipelines.oficiales import masivo, rues
from pipelines.oficiales.masivo import Informe, Motor, linea_de_la_fila, normalizar
from pipelines.preparacion import informes
from pipelines.registro import Archivo, leer_registro
from pipelines.rutas import Rutas
from tests.apoyo import RAIZ, Arbol

COLUMNAS = [
    "codigo_camara",
    "camara_comercio",
    "matricula",
    "inscripcion_proponente",
    "razon_social",
    "primer_apellido",
    "segundo_apellido",
    "primer_nombre",
    "segundo_nombre",
    "sigla",
    "codigo_clase_identificacion",
    "clase_identificacion",
    "numero_identificacion",
    "nit",
    "digito_verificacion",
    "cod_ciiu_act_econ_pri",
    "cod_ciiu_act_econ_sec",
    "ciiu3",
    "ciiu4",
    "fecha_matricula",
    "fecha_renovacion",
    "ultimo_ano_renovado",
    "fecha_vigencia",
    "fecha_cancelacion",
    "codigo_tipo_sociedad",
    "tipo_sociedad",
    "codigo_organizacion_juridica",
    "organizacion_juridica",
    "codigo_categoria_matricula",
    "categoria_matricula",
    "codigo_estado_matricula",
    "estado_matricula",
    "clase_identificacion_RL",
    "Num Identificacion Representante Legal",
    "Representante Legal",
    "fecha_actualizacion",
]
SECRETOS = {
    "razon_social": "ZURRIAGA QUINCALLA",
    "primer_apellido": "ZURRIAGOTE",
    "primer_nombre": "HERMENEGILDO",
    "numero_identificacion": "998877665544",
    "nit": "887766554433",
    "Representante Legal": "EULOGIA PETRONILA",
    "Num Identificacion Representante Legal": "776655443322",
    "sigla": "ZQX",
}


def fila(n: int, **cambios: str) -> dict[str, str]:
    """Una matrícula activa de Cúcuta de 2019, con datos personales que no deben salir."""
    base = {
        "codigo_camara": "11",
        "camara_comercio": "CUCUTA",
        "matricula": f"90{n:06d}",
        "cod_ciiu_act_econ_pri": "4711",
        "fecha_matricula": "20190315",
        "fecha_renovacion": "20250328",
        "ultimo_ano_renovado": "2025",
        "fecha_vigencia": "99991231",
        "organizacion_juridica": "PERSONA NATURAL",
        "categoria_matricula": "PERSONA NATURAL",
        "estado_matricula": "ACTIVA",
        "fecha_actualizacion": "2026/07/01 17:30:59.340000000",
    }
    return base | SECRETOS | cambios


def escribir(
    ruta: Path,
    filas: list[dict[str, str]],
    *,
    columnas: list[str] | None = None,
    encabezado: list[str] | None = None,
    separador: str = ",",
    codificacion: str = "utf-8",
) -> Path:
    columnas = columnas or COLUMNAS
    texto = io.StringIO()
    escritor = csv.writer(texto, delimiter=separador, lineterminator="\n")
    escritor.writerow(encabezado or columnas)
    escritor.writerows([f.get(columna, "") for columna in columnas] for f in filas)
    ruta.write_bytes(texto.getvalue().encode(codificacion))
    return ruta


def cargar(ruta: Path, destino: Path, **opciones: Any) -> tuple[Informe, pd.DataFrame]:
    opciones.setdefault("corte", date(2026, 7, 1))
    informe = rues.agregar([ruta], destino, memoria="300MB", hilos=1, **opciones)
    return informe, leer(destino, "registros")


def leer(destino: Path, tabla: str) -> pd.DataFrame:
    archivo = next(destino.glob(f"{tabla}.*"))
    if archivo.suffix == ".csv":
        return pd.read_csv(archivo, dtype={"cod_camara": str})
    return duckdb.sql(f"from '{archivo}'").df()


def anio(tabla: pd.DataFrame, nivel: str, cual: int, **donde: str) -> dict[str, Any]:
    propias = tabla[(tabla["nivel"] == nivel) & (tabla["anio"] == cual)]
    for columna, valor in donde.items():
        propias = propias[propias[columna] == valor]
    (unica,) = propias.to_dict("records")
    return {str(k): v for k, v in unica.items()}


CUENTAS = ["matriculas", "renovaciones", "cancelaciones", "activos"]


def cuentas(fila_: dict[str, Any]) -> list[Any]:
    return [None if pd.isna(fila_[c]) else int(fila_[c]) for c in CUENTAS]


@pytest.fixture(scope="module")
def historia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Veinte de Cúcuta en 2019 y veinticinco en 2020; ocho cierran en 2021 y diez en 2022."""
    carpeta = tmp_path_factory.mktemp("rues")
    filas = [fila(n) for n in range(20)]
    filas += [
        fila(100 + n, fecha_matricula="20200229", ultimo_ano_renovado="2020") for n in range(25)
    ]
    for n in range(8):  # de las de 2019, al año y once meses
        filas[n] |= {
            "estado_matricula": "CANCELADA",
            "fecha_cancelacion": "20210215",
            "ultimo_ano_renovado": "2020",
        }
    for n in range(20, 30):  # de las de 2020, a los dos años justos
        filas[n] |= {"estado_matricula": "CANCELADA", "fecha_cancelacion": "20220301"}
    # Pamplona: nueve de 2019, para que el país no sea Cúcuta.
    filas += [fila(200 + n, codigo_camara="25", organizacion_juridica="SOCIEDADES POR ACCIONES "
              "SIMPLIFICADAS SAS") for n in range(9)]  # fmt: skip
    informe = carpeta / "informe.csv"
    informe.write_text(
        "camara,anio,corte,medida,valor,texto_del_periodo,linea_documento,nota\n"
        "Cúcuta,2020,anual,incremento_matriculas_pct,25.00,,1,\n"
        "Cúcuta,2021,anual,incremento_matriculas_pct,12.35,,1,\n"
        "Ocaña,2021,anual,incremento_matriculas_pct,24.52,,1,\n"
        "Cúcuta,2023,a abril,incremento_matriculas_pct,1,,1,\n",
        encoding="utf-8",
    )
    destino = carpeta / "salida"
    cargar(escribir(carpeta / "r.csv", filas), destino, informe_de_gestion=informe)
    return destino


def test_cuenta_a_mano_matriculas_renovaciones_cancelaciones_y_activos(historia: Path) -> None:
    tabla = leer(historia, "registros")
    de_cucuta = {a: cuentas(anio(tabla, "camara", a, cod_camara="11")) for a in range(2019, 2024)}
    assert de_cucuta == {
        2019: [20, 0, 0, 20],
        2020: [25, 20, 0, 45],  # las de 2019 renovaron 2020
        2021: [0, 12, 8, 37],  # 12: ocho de 2019 no pasaron de 2020, y las de 2020 tampoco
        2022: [0, 12, 10, 27],
        2023: [0, 12, 0, 27],
    }
    assert cuentas(anio(tabla, "pais", 2020)) == [25, 29, 0, 54]
    assert cuentas(anio(tabla, "seccion", 2019, cod_camara="11", seccion="G")) == [20, 0, 0, 20]
    assert cuentas(anio(tabla, "cruce", 2019, cod_camara="25", seccion="G")) == [9, 0, 0, 9]
    ultimo = anio(tabla, "camara", 2026, cod_camara="11")
    assert ultimo["corte"] == "al 2026-07-01"
    assert anio(tabla, "camara", 2025, cod_camara="11")["corte"] == "anual"


def test_la_supervivencia_cuenta_el_aniversario_y_solo_cohortes_completas(historia: Path) -> None:
    tabla = leer(historia, "supervivencia").query("nivel == 'camara' and cod_camara == '11'")
    de_2019 = tabla[tabla["cohorte"] == 2019].set_index("anios")
    # 8 de 20 cancelan a los 1,9 años: al año siguen las 20, a los dos 12.
    assert de_2019["no_canceladas_pct"].tolist() == [100, 60, 60, 60, 60]
    assert de_2019["renovadas_pct"].tolist() == [100, 60, 60, 60, 60]
    de_2020 = tabla[tabla["cohorte"] == 2020].set_index("anios")
    # Del 29 de febrero de 2020 al 1 de marzo de 2022 hay dos años enteros.
    assert de_2020["no_canceladas_pct"].tolist() == [100, 100, 60, 60, 60]
    assert de_2020["renovadas_pct"].tolist() == [0] * 5
    assert (tabla["cohorte"] + tabla["anios"]).max() == 2025  # 2026 no ha terminado


def test_compara_los_incrementos_con_los_del_informe(historia: Path) -> None:
    tabla = leer(historia, "incrementos").set_index(["camara", "anio"])
    assert tabla.loc[("Cúcuta", 2020), "incremento_contado_pct"] == 25
    assert tabla.loc[("Cúcuta", 2020), "resultado"] == "coincide"
    assert tabla.loc[("Cúcuta", 2021), "incremento_contado_pct"] == -100
    assert tabla.loc[("Cúcuta", 2021), "diferencia_puntos"] == -112.35
    assert tabla.loc[("Cúcuta", 2021), "resultado"] == "difiere"
    assert tabla.loc[("Ocaña", 2021), "resultado"] == ("el archivo no trae esos dos años completos")
    assert pd.isna(tabla.loc[("Cúcuta", 2023), "incremento_del_informe_pct"])  # era «a abril»


def test_lo_que_lee_el_mart_tiene_sus_columnas(historia: Path) -> None:
    tabla = leer(historia, "registros_mercantiles")
    assert list(tabla.columns) == ["camara", "anio", "corte", "medida", "valor",
                                   "texto_del_periodo", "linea_documento", "nota"]  # fmt: skip
    fila_ = tabla.query("camara == 'Cúcuta' and anio == 2021").set_index("medida")["valor"]
    assert fila_.to_dict() == {
        "matriculas": 0, "renovaciones": 12, "cancelaciones": 8, "activos": 37,
    }  # fmt: skip


def test_aparta_por_motivo_y_dice_la_linea(tmp_path: Path) -> None:
    filas = [
        *(fila(n) for n in range(10)),
        fila(20, fecha_matricula="00000000"),  # línea 12
        fila(21, fecha_matricula="99999999"),
        fila(22, fecha_matricula="20190230"),  # no existe
        fila(23, fecha_matricula="2019-03-1"),
        fila(24, codigo_camara="XX"),
        fila(25, matricula=""),
        fila(26, estado_matricula="TRASLADADA"),
        fila(27, fecha_matricula="20270101"),  # después del corte
        fila(28, estado_matricula="CANCELADA", fecha_cancelacion="99999999"),
        fila(29, estado_matricula="CANCELADA", fecha_cancelacion="20180101"),  # antes de nacer
        fila(30, fecha_cancelacion="20200101"),  # activa con fecha
        fila(0, cod_ciiu_act_econ_pri="0111"),  # repetida de la línea 2
    ]
    informe, tabla = cargar(escribir(tmp_path / "r.csv", filas), tmp_path / "s")
    apartadas = {r.motivo.split(":")[0]: (r.filas, r.lineas) for r in informe.rechazos}
    assert apartadas == {
        "sin fecha de matrícula": (2, ("r.csv, línea 12", "r.csv, línea 13")),
        "la fecha de matrícula no existe": (2, ("r.csv, línea 14", "r.csv, línea 15")),
        "el código de cámara no se lee": (1, ("r.csv, línea 16",)),
        "sin matrícula": (1, ("r.csv, línea 17",)),
        "trasladada a otra cámara": (1, ("r.csv, línea 18",)),
        "fecha de matrícula posterior al corte": (1, ("r.csv, línea 19",)),
        "cancelada sin fecha que se lea": (2, ("r.csv, línea 20", "r.csv, línea 21")),
        "activa con fecha de cancelación": (1, ("r.csv, línea 22",)),
        "repetida": (1, ("r.csv, línea 2",)),
    }
    assert (informe.filas_leidas, informe.filas_usadas) == (22, 13)
    # 10 y las tres anotadas; las dos canceladas sin fecha no cuentan como activas.
    assert cuentas(anio(tabla, "camara", 2019, cod_camara="11")) == [13, 0, 0, 11]
    assert json.loads((tmp_path / "s" / "carga.json").read_text("utf-8"))["filas_usadas"] == 13


def test_un_dato_raro_despues_de_la_muestra_no_pierde_la_fila(tmp_path: Path) -> None:
    """La muestra es limpia y se lee con tipos; lo que sigue obliga a leer otra vez como texto."""
    filas = [
        *(fila(n) for n in range(200)),
        fila(300, ultimo_ano_renovado="S/N"),  # línea 202
        fila(301, codigo_camara="XX"),
        fila(302, estado_matricula="CANCELADA", fecha_cancelacion="nunca"),
        fila(303, fecha_matricula="2019-03-1"),
        fila(304, fecha_matricula=""),
        fila(0),  # repetida de la línea 2
    ]
    ruta = escribir(tmp_path / "r.csv", filas)
    with ruta.open("a", encoding="utf-8", newline="\n") as archivo:
        archivo.write("11,faltan\n")
    informe, tabla = cargar(ruta, tmp_path / "s")
    assert {r.motivo.split(";")[0]: (r.filas, r.lineas) for r in informe.rechazos} == {
        "línea mal formada: faltan campos": (1, ("r.csv, línea 208",)),
        "el código de cámara no se lee": (1, ("r.csv, línea 203",)),
        "repetida: misma cámara y matrícula": (1, ("r.csv, línea 2",)),
        "sin fecha de matrícula": (1, ("r.csv, línea 206",)),
        "la fecha de matrícula no existe": (1, ("r.csv, línea 205",)),
        "cancelada sin fecha que se lea: cuenta como matrícula y en nada más": (
            1, ("r.csv, línea 204",),
        ),
    }  # fmt: skip
    assert (informe.filas_leidas, informe.filas_usadas) == (207, 202)
    # La que no dice cuándo renovó es una matrícula activa como las demás.
    assert cuentas(anio(tabla, "camara", 2019, cod_camara="11")) == [202, 0, 0, 201]


def test_las_fechas_leidas_como_numeros_cuentan_lo_mismo(tmp_path: Path) -> None:
    """Con relleno de ceros, nueves y vacío: un archivo todo de cifras no se lee como texto."""
    filas = [
        *(fila(n) for n in range(10)),
        fila(20, fecha_matricula="00000000"), fila(21, fecha_matricula=""),
        fila(22, fecha_matricula="20190230"), fila(23, fecha_matricula="201903"),
        fila(24, fecha_cancelacion="99999999"), fila(25, ultimo_ano_renovado=""),
        fila(26, estado_matricula="CANCELADA", fecha_cancelacion="20211231"),
        fila(27, codigo_camara=""),
    ]  # fmt: skip
    informe, tabla = cargar(escribir(tmp_path / "r.csv", filas), tmp_path / "s")
    assert {r.motivo: r.filas for r in informe.rechazos} == {
        "el código de cámara no se lee": 1,
        "sin fecha de matrícula": 2,
        "la fecha de matrícula no existe": 2,
    }
    assert cuentas(anio(tabla, "camara", 2019, cod_camara="11"))[0] == 13
    assert informe.filas_usadas == 13


@pytest.mark.parametrize(
    ("codificacion", "separador", "mayusculas"),
    [("utf-8-sig", ",", True), ("latin-1", ";", False), ("utf-8", "|", True)],
)
def test_lee_cualquier_caja_marca_separador_y_codificacion(
    tmp_path: Path, codificacion: str, separador: str, mayusculas: bool
) -> None:
    formas = ["SOCIEDAD ANÃ³NIMA", "SOCIEDAD ANÓNIMA", "Sociedad anónima"]
    filas = [
        fila(n, organizacion_juridica=formas[n % 3], razon_social="PEÑA & CIA",
             cod_ciiu_act_econ_pri="111", codigo_camara="5")
        for n in range(9)
    ]  # fmt: skip
    encabezado = [c.upper() if mayusculas else c.replace("_", " ").title() for c in COLUMNAS]
    ruta = escribir(tmp_path / "r.csv", filas, encabezado=encabezado, separador=separador,
                    codificacion=codificacion)  # fmt: skip
    informe, tabla = cargar(ruta, tmp_path / "s")
    assert informe.filas_usadas == 9
    cruce = anio(tabla, "cruce", 2019)
    # 111 es 0111 sin su cero: agricultura. La cámara 5 es la 05.
    assert (cruce["cod_camara"], cruce["seccion"], cruce["forma"]) == (
        "05",
        "A",
        "sociedad anónima",
    )
    assert cuentas(cruce) == [9, 0, 0, 9]


def test_un_zip_se_lee_y_no_deja_restos(tmp_path: Path) -> None:
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(6)])
    comprimido = tmp_path / "r.zip"
    with zipfile.ZipFile(comprimido, "w", zipfile.ZIP_DEFLATED) as archivo:
        archivo.write(ruta, "carpeta/r.csv")
    ruta.unlink()
    informe, _ = cargar(comprimido, tmp_path / "s")
    assert informe.archivos == ("r.zip/r.csv",)
    assert informe.filas_usadas == 6
    assert sorted(p.name for p in tmp_path.iterdir()) in (
        [".s.lock", "r.zip", "s"], ["r.zip", "s"]
    )  # fmt: skip


# ── Supresión ──────────────────────────────────────────────────────────────────────────────────


def test_no_publica_cuentas_menores_de_cinco_ni_deja_deducirlas(tmp_path: Path) -> None:
    """Sección B: 2 personas. Sin ocultar otra, 30 − 12 − 11 − 5 daría esas 2."""
    por_seccion = {"0510": 2, "4711": 12, "5611": 11, "4921": 5}
    filas = [
        fila(1000 * int(codigo) + n, cod_ciiu_act_econ_pri=codigo, ultimo_ano_renovado="2019")
        for codigo, cuantas in por_seccion.items()
        for n in range(cuantas)
    ]
    # Otra sección con una sola forma: ocultar la celda obliga a ocultar su total.
    _, tabla = cargar(escribir(tmp_path / "r.csv", filas), tmp_path / "s")
    de_2019 = tabla[(tabla["nivel"] == "seccion") & (tabla["anio"] == 2019)]
    publicadas = de_2019.set_index("seccion")["matriculas"]
    assert publicadas.dropna().to_dict() == {"G": 12, "I": 11}
    assert de_2019.set_index("seccion")["suprimida"].to_dict() == {
        "B": True, "G": False, "H": True, "I": False,
    }  # fmt: skip
    # En el cruce hay una sola forma: B y H son la única celda de su sección, y caen con ella.
    cruce = tabla[(tabla["nivel"] == "cruce") & (tabla["anio"] == 2019)].set_index("seccion")
    assert cruce["suprimida"].to_dict() == de_2019.set_index("seccion")["suprimida"].to_dict()
    vida = leer(tmp_path / "s", "supervivencia").query("nivel == 'seccion' and cohorte == 2019")
    assert set(vida.loc[vida["suprimida"], "seccion"]) == {"B", "H"}
    assert vida.loc[vida["suprimida"], ["matriculas", "no_canceladas_pct"]].isna().all().all()


def _deducibles(celdas: pd.DataFrame, eje: list[str]) -> list[str]:
    """Celdas ocultas que se calculan restando del total del eje las que sí se publican."""
    halladas = []
    for clave, grupo in celdas.groupby(eje):
        ocultas = grupo[grupo["suprimida"]]
        if len(ocultas) == 1 or 0 < ocultas["m1"].sum() < 5:
            halladas.append(str(clave))
    return halladas


def test_ninguna_celda_oculta_queda_sola_en_su_fila_ni_en_su_columna(tmp_path: Path) -> None:
    """Un cuadro de 6 secciones por 5 formas con cuentas de 0 a 12: las del total se publican."""
    motor = Motor(tmp_path, "200MB", 1)
    # Números sin azar: cada corrida del programa ve el mismo cuadro.
    cuadro = [[(7 * i * i + 5 * j + 3 * i * j) % 13 for j in range(5)] for i in range(6)]
    celdas: list[tuple[Any, ...]] = []
    for i, renglon in enumerate(cuadro):
        celdas += [("cruce", 1, f"S{i}", f"F{j}", n) for j, n in enumerate(renglon) if n]
        celdas.append(("seccion", 1, f"S{i}", "todas", sum(renglon)))
    celdas += [("forma", 1, "todas", f"F{j}", sum(r[j] for r in cuadro)) for j in range(5)]
    celdas.append(("camara", 1, "todas", "todas", sum(map(sum, cuadro))))
    tabla = pd.DataFrame(celdas, columns=["nivel", "camara", "seccion", "forma", "m1"]).assign(
        id=range(len(celdas)), tamano="todas", anio=2019, m2=0, m3=0, m4=0, suprimida=False
    )
    motor.conexion.register("tabla", tabla)
    motor.ejecutar("create table celdas as select * from tabla")
    rues.suprimir(motor, "celdas")
    salida = motor.conexion.execute("from celdas order by id").df()
    motor.cerrar()
    cruce = salida[salida["nivel"] == "cruce"]
    assert cruce.loc[cruce["m1"] < 5, "suprimida"].all()
    assert 0 < (~cruce["suprimida"]).sum() < len(cruce)
    for nivel, eje in (("seccion", "seccion"), ("forma", "forma")):
        publicados = salida[(salida["nivel"] == nivel) & ~salida["suprimida"]][eje]
        propias = cruce[cruce[eje].isin(publicados)]
        assert _deducibles(propias, [eje]) == []
    # La comprobación sabe fallar: con sólo lo menor de 5 oculto, hay celdas solas.
    sin_complemento = cruce.assign(suprimida=cruce["m1"] < 5)
    assert _deducibles(sin_complemento, ["seccion"]) + _deducibles(sin_complemento, ["forma"])


def _con_depuraciones() -> list[dict[str, str]]:
    """Tres cancelaciones al mes y 120 en julio de 2015; sesenta por una ley en 2018."""
    filas: list[dict[str, str]] = []
    for a in range(2013, 2020):
        for mes in range(1, 13):
            cuantas = 120 if (a, mes) == (2015, 7) else 60 if (a, mes) == (2018, 4) else 3
            estado = "CANCELADA POR LEY 1429" if (a, mes) == (2018, 4) else "CANCELADA"
            filas += [
                fila(len(filas) + n, fecha_matricula="20050101", estado_matricula=estado,
                     fecha_cancelacion=f"{a}{mes:02d}10", ultimo_ano_renovado="2008")
                for n in range(cuantas)
            ]  # fmt: skip
    return filas


def test_las_depuraciones_de_una_edicion_cargada_llegan_al_mart(
    arbol: Arbol, tmp_path: Path
) -> None:
    """Las dos nacionales ya declaradas, y las de Cúcuta y el país de la edición que se firma."""
    ruta = escribir(tmp_path / "r.csv", [*_con_depuraciones(), fila(9999)])
    assert principal(["cargar", "rues", str(ruta), "--raiz", str(arbol.raiz)]) == 0
    carpeta = arbol.crudo("rues/2019-03-15")
    (carpeta / POR_FIRMAR).rename(arbol.rutas.fuentes / "rues_2019_03_15.yml")
    arbol.firmar("rues_2019_03_15")
    destino = tmp_path / "mart.duckdb"
    armar(arbol.rutas, destino, Revision(), lambda _: None, con_conteos=False)
    with duckdb.connect(str(destino), read_only=True) as base:
        filas = base.execute(
            "select fuente_id, cod_camara, anio, mes, cancelaciones, veces from depuraciones"
        ).fetchall()
    de_rues = [
        ("rues_2019_03_15", camara, *pico)
        for camara in ("00", "11")
        for pico in ((2015, 7, 120, 40.0), (2018, 4, 60, 20.0))
    ]
    assert filas == [
        ("camaras_prensa_2026", "00", 2011, 12, 609103, None),
        ("camaras_prensa_2026", "00", 2015, 7, 662422, None),
        *de_rues,
    ]


def test_marca_los_meses_de_depuracion(tmp_path: Path) -> None:
    filas = _con_depuraciones()
    _, tabla = cargar(escribir(tmp_path / "r.csv", filas), tmp_path / "s")
    picos = leer(tmp_path / "s", "depuraciones").query("cod_camara == '11'")
    assert picos[["anio", "mes", "cancelaciones", "mediana_de_meses_vecinos"]].to_numpy().tolist() \
        == [[2015, 7, 120, 3], [2018, 4, 60, 3]]  # fmt: skip
    assert picos["motivo"].tolist() == [
        "cinco veces o más la mediana de los meses vecinos",
        "la mayoría tiene un estado que nombra una ley",
    ]
    assert anio(tabla, "camara", 2015, cod_camara="11")["con_depuracion"]
    assert not anio(tabla, "camara", 2016, cod_camara="11")["con_depuracion"]
    notas = leer(tmp_path / "s", "registros_mercantiles").query("anio == 2015")
    assert notas.set_index("medida")["nota"]["cancelaciones"].endswith("no se compara")


# ── Privacidad ─────────────────────────────────────────────────────────────────────────────────


def _donde_aparecen(carpeta: Path) -> list[str]:
    """Archivos en que está alguno de los datos plantados, en cualquier codificación usual."""
    buscados = [v.encode(c) for v in SECRETOS.values() for c in ("utf-8", "utf-16-le")]
    hallados = []
    for ruta in carpeta.rglob("*"):
        if ruta.is_file():
            contenido = ruta.read_bytes()
            if any(b in contenido for b in buscados):
                hallados.append(ruta.name)
    return hallados


def _en_parquet(carpeta: Path) -> str:
    return "".join(
        duckdb.sql(f"from '{ruta}'").df().to_csv() for ruta in carpeta.rglob("*.parquet")
    )


def test_ningun_dato_personal_queda_en_archivos_avisos_ni_carpeta_de_paso(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    entrada = tmp_path / "entrada"
    entrada.mkdir()
    filas = [fila(n, fecha_matricula="basura" if n % 50 == 0 else "20190315") for n in range(6000)]
    ruta = escribir(entrada / "r.csv", filas)
    with ruta.open("a", encoding="utf-8") as archivo:
        archivo.write("11,CUCUTA," + ",".join(SECRETOS.values()) + "\n")  # faltan campos
        archivo.write(",".join(fila(9).get(c, "") for c in COLUMNAS) + "\n")
    comprimido = entrada / "r.zip"
    with zipfile.ZipFile(comprimido, "w", zipfile.ZIP_DEFLATED) as archivo_zip:
        archivo_zip.write(ruta, "r.csv")
    # La carpeta de paso se deja para mirarla, y con tan poca memoria DuckDB escribe en ella.
    monkeypatch.setattr(masivo.shutil, "rmtree", lambda *_, **__: None)
    avisos: list[float] = []
    destino = tmp_path / "salida" / "rues"
    rues.agregar([comprimido], destino, memoria="60MB", hilos=1,
                 progreso=lambda parte, faltan: avisos.append(parte))  # fmt: skip
    assert avisos == sorted(avisos)
    assert avisos[-1] == 1
    assert _donde_aparecen(tmp_path / "salida") == []
    assert not any(v in _en_parquet(destino) for v in SECRETOS.values())
    salidas = capfd.readouterr()
    assert not any(v in salidas.out + salidas.err for v in SECRETOS.values())
    assert _donde_aparecen(entrada) == ["r.csv"]  # la comprobación sabe encontrarlos


def _dicho(error: BaseException | None) -> str:
    """Todo lo que se vería de un error, con los que encadena."""
    partes = []
    while error is not None:
        partes += [str(error), repr(error.args)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(partes)


@pytest.mark.parametrize(
    "danar",
    [
        lambda t: "\n".join(t.splitlines()[1:]) + "\n",  # sin encabezado: la fila 1 es alguien
        lambda t: t[: len(t) - 130],  # cortado a la mitad de una línea
        lambda t: t.replace("ZURRIAGOTE,", "ZURRIAGOTE,,,"),  # sobran campos en todas
        lambda t: t.replace("ZURRIAGA QUINCALLA", '"ZURRIAGA" QUINCALLA"'),
        lambda t: t.replace("20190315", "ZURRIAGOTE"),  # ninguna fecha se lee
    ],
    ids=["sin_encabezado", "cortado", "sobran_campos", "comillas", "sin_fechas"],
)
def test_un_archivo_danado_se_rechaza_sin_decir_lo_que_traia(tmp_path: Path, danar: Any) -> None:
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(40)])
    ruta.write_text(danar(ruta.read_text("utf-8")), encoding="utf-8")
    destino = tmp_path / "s" / "rues"
    with pytest.raises(ErrorDeFuente) as caso:
        cargar(ruta, destino)
    assert caso.value.hacer
    assert not any(v in _dicho(caso.value) for v in SECRETOS.values())
    assert [p for p in destino.parent.iterdir() if not p.name.endswith(".lock")] == []


def test_el_error_de_encabezado_dice_que_falta_y_que_hay(tmp_path: Path) -> None:
    sin = [c for c in COLUMNAS if c != "fecha_cancelacion"]
    ruta = escribir(tmp_path / "r.csv", [fila(1)], columnas=[*sin, "otra"])
    with pytest.raises(ErrorDeFuente) as caso:
        cargar(ruta, tmp_path / "s")
    assert "falta «fecha_cancelacion»" in caso.value.que
    assert "r.csv, línea 1" in caso.value.donde
    assert "organizacion_juridica" in caso.value.esperado
    assert "1 columnas que no se reconocen" in caso.value.esperado


def test_el_corte_a_la_mitad_dice_la_linea(tmp_path: Path) -> None:
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(40)])
    ruta.write_bytes(ruta.read_bytes()[:-130])
    with pytest.raises(ErrorDeFuente, match="cortado") as caso:
        cargar(ruta, tmp_path / "s")
    assert caso.value.donde == "r.csv, línea 41"


def test_un_zip_cortado_o_sin_csv_se_rechaza(tmp_path: Path) -> None:
    bueno = tmp_path / "r.zip"
    with zipfile.ZipFile(bueno, "w") as archivo:
        archivo.writestr("leame.pdf", "nada")
    with pytest.raises(ErrorDeFuente, match="ningún CSV"):
        cargar(bueno, tmp_path / "s")
    bueno.write_bytes(bueno.read_bytes()[:20])
    with pytest.raises(ErrorDeFuente, match="dañado"):
        cargar(bueno, tmp_path / "s")


# ── Volumen, repetición y fallas ───────────────────────────────────────────────────────────────


def test_lo_cargado_antes_sigue_si_la_nueva_carga_falla(tmp_path: Path) -> None:
    destino = tmp_path / "s"
    cargar(escribir(tmp_path / "r.csv", [fila(n) for n in range(7)]), destino)
    antes = {p.name: p.read_bytes() for p in destino.iterdir()}
    malo = escribir(tmp_path / "m.csv", [fila(1)], columnas=["matricula", "nit"])
    with pytest.raises(ErrorDeFuente):
        cargar(malo, destino)
    assert {p.name: p.read_bytes() for p in destino.iterdir()} == antes
    # La misma entrada da los mismos bytes.
    cargar(tmp_path / "r.csv", destino)
    assert {p.name: p.read_bytes() for p in destino.iterdir()} == antes


def test_dos_cargas_a_la_vez_no_se_mezclan_y_los_restos_de_una_muerta_se_borran(
    tmp_path: Path,
) -> None:
    destino = tmp_path / "s"
    resto = tmp_path / ".s.cargando-muerta"
    resto.mkdir()
    (resto / "x").write_text("x")
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(7)])
    with masivo.carpeta_de_trabajo(destino), pytest.raises(ErrorDePublicacion, match="en curso"):
        cargar(ruta, destino)
    assert not resto.exists()


def test_sin_memoria_lo_dice_y_no_toca_nada(tmp_path: Path) -> None:
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(200)])
    with pytest.raises(ErrorDelTablero, match="memoria"):
        rues.agregar([ruta], tmp_path / "s", memoria="1MB", hilos=1)
    assert not (tmp_path / "s").exists()


def test_el_corte_es_el_ultimo_dia_con_matriculas_o_el_que_se_diga(tmp_path: Path) -> None:
    filas = [fila(n, fecha_matricula="20190315" if n else "20240229") for n in range(7)]
    ruta = escribir(tmp_path / "r.csv", filas)
    informe, tabla = cargar(ruta, tmp_path / "s", corte=None)
    assert informe.corte == "2024-02-29"
    assert tabla["anio"].max() == 2024
    informe, tabla = cargar(ruta, tmp_path / "s", corte=date(2020, 12, 31))
    assert informe.corte == "2020-12-31"
    assert tabla["anio"].max() == 2020
    assert [(r.motivo, r.filas) for r in informe.rechazos] == [
        ("fecha de matrícula posterior al corte", 1)
    ]


def test_el_tamano_se_usa_si_viene(tmp_path: Path) -> None:
    filas = [fila(n) | {"tamano_empresa": "Microempresa" if n < 6 else "GRAN EMPRESA GRANDE"}
             for n in range(12)]  # fmt: skip
    ruta = escribir(tmp_path / "r.csv", filas, columnas=[*COLUMNAS, "tamano_empresa"])
    informe, tabla = cargar(ruta, tmp_path / "s")
    assert cuentas(anio(tabla, "tamano", 2019, tamano="micro")) == [6, 0, 0, 6]
    assert not any("tamaño" in nota for nota in informe.notas)


def test_la_linea_cuenta_las_que_se_saltaron() -> None:
    # Filas leídas: líneas 2, 3, 5, 6 (la 4 y la 7 estaban rotas) y 8.
    rotas = [(4, "x"), (7, "x")]
    assert [linea_de_la_fila(f, rotas) for f in range(5)] == [2, 3, 5, 6, 8]


@pytest.mark.parametrize(
    ("crudo", "limpio"),
    [
        ("\ufeffCODIGO_CAMARA", "codigo_camara"),
        (" Núm. Identificación Representante Legal ", "num_identificacion_representante_legal"),
        ("clase_identificacion_RL", "clase_identificacion_rl"),
    ],
)
def test_normaliza_nombres(crudo: str, limpio: str) -> None:
    assert normalizar(crudo) == limpio


def test_no_deja_carpetas_de_paso_si_el_sistema_falla(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(7)])

    def sin_espacio(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rues, "reemplazar_carpeta", sin_espacio)
    with pytest.raises(OSError, match="space"):
        cargar(ruta, tmp_path / "s")
    assert [p.name for p in tmp_path.iterdir() if p.name not in ("r.csv", ".s.lock")] == []


# ── La orden ───────────────────────────────────────────────────────────────────────────────────


def _copia(raiz: Path) -> Path:
    """Lo que la carga necesita del proyecto, en una carpeta de la prueba."""
    for parte in ("pipelines/homologacion", "data/raw/divipola", "data/raw/informe_gestion"):
        shutil.copytree(RAIZ / parte, raiz / parte)
    return raiz


def test_la_orden_guarda_aparte_y_lo_declarado_entra_al_mart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raiz = _copia(tmp_path / "proyecto")
    ruta = escribir(tmp_path / "r.csv", [fila(n) for n in range(12)])
    assert principal(["cargar", "rues", str(ruta), "--raiz", str(raiz), "--simular"]) == 0
    assert not list((raiz / "data/raw").rglob("*.propuesta"))
    assert principal(["cargar", "rues", str(ruta), "--raiz", str(raiz)]) == 0
    dicho = capsys.readouterr().out
    assert "Filas leídas: 12; contadas: 12; corte: 2019-03-15" in dicho
    carpeta = raiz / "data/raw/rues/2019-03-15"
    declarada = yaml.safe_load((carpeta / POR_FIRMAR).read_text("utf-8"))
    assert {a["ruta"] for a in declarada["archivos"]} == {
        f"rues/2019-03-15/{p.name}" for p in carpeta.iterdir() if p.name != POR_FIRMAR
    }
    esquema = json.loads((RAIZ / "pipelines/esquemas/fuente.json").read_text("utf-8"))
    Draft202012Validator(esquema).validate(declarada)
    archivos = tuple(Archivo(**a) for a in declarada["archivos"])
    fuente = dataclasses.replace(
        next(iter(leer_registro(Rutas(RAIZ)).values())), familia="informes",
        fuente_id=declarada["fuente_id"], archivos=archivos,
    )  # fmt: skip
    tabla = informes._registros(Lote("informes", Rutas(raiz), (fuente,)))
    assert tabla[["camara", "anio", "medida", "valor"]].to_numpy().tolist() == [
        ["Cúcuta", 2019, "activos", 12], ["Cúcuta", 2019, "cancelaciones", 0],
        ["Cúcuta", 2019, "matriculas", 12], ["Cúcuta", 2019, "renovaciones", 0],
    ]  # fmt: skip
    malo = tmp_path / "m.csv"
    malo.write_text("\n".join(ruta.read_text("utf-8").splitlines()[1:]), encoding="utf-8")
    assert principal(["cargar", "rues", str(malo), "--raiz", str(raiz)]) == 1
    salidas = capsys.readouterr()
    assert "falta «codigo_camara»" in salidas.err
    assert not any(v in dicho + salidas.out + salidas.err for v in SECRETOS.values())
    assert _donde_aparecen(raiz) == []
