"""Tejido empresarial: las cifras del informe, lo que falta dicho, y cómo cargarlo de verdad.

Las cifras esperadas se leyeron a mano en ``data/raw``; cada una dice su archivo y su fila.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tablero import conexion, empresas, estilo
from tablero.consultas import empresas as preguntas
from tablero.mapas import leer_capa
from tests.apoyo import RAIZ, Arbol, correr

FINO = "\u202f"
FUENTES = ["Gobernación, informe"]
INFORME = RAIZ / "data" / "raw" / "informe_gestion" / "2020-2023"

# registros_mercantiles.csv, filas 2 a 9.
INCREMENTOS = [
    ("Cúcuta", 2021, 12.35),
    ("Cúcuta", 2022, -1.25),
    ("Ocaña", 2021, 24.52),
    ("Ocaña", 2022, 12.18),
    ("Pamplona", 2019, 8.72),
    ("Pamplona", 2020, 3.97),
    ("Pamplona", 2021, 17.21),
    ("Pamplona", 2022, -2.15),
]


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    base = conexion.abrir(conexion.version_publicada(mart))
    yield base
    base.close()


@pytest.fixture(scope="module")
def incrementos(abierta: Any) -> pd.DataFrame:
    return preguntas.incrementos(abierta)


@pytest.fixture(scope="module")
def activas(abierta: Any) -> pd.DataFrame:
    return preguntas.activas(abierta)


@pytest.fixture(scope="module")
def hechos(abierta: Any) -> pd.DataFrame:
    return preguntas.hechos(abierta)


@pytest.fixture(scope="module")
def cuadro(abierta: Any) -> pd.DataFrame:
    return preguntas.cuadro(abierta)


# ── Incrementos ────────────────────────────────────────────────────────────────────────────────


def test_los_incrementos_son_los_ocho_que_el_informe_escribe(incrementos: pd.DataFrame) -> None:
    dichos = incrementos.dropna(subset=["incremento_pct"])
    assert (
        list(dichos[["camara", "anio", "incremento_pct"]].itertuples(index=False, name=None))
        == INCREMENTOS
    )
    assert len(incrementos) == 15  # tres cámaras por cinco años: los otros siete, con su motivo
    vacios = incrementos[incrementos["incremento_pct"].isna()]
    assert len(vacios) == 7
    assert vacios["nota"].str.contains("gráfico").all()


def test_solo_la_cifra_de_ocana_2022_tiene_signo_dudoso(incrementos: pd.DataFrame) -> None:
    dudosas = incrementos[incrementos["nota"].map(empresas.es_dudoso)]
    assert dudosas[["camara", "anio", "incremento_pct"]].values.tolist() == [["Ocaña", 2022, 12.18]]
    assert not empresas.es_dudoso(None)


def test_el_hallazgo_separa_lo_que_baja_de_lo_dudoso(incrementos: pd.DataFrame) -> None:
    assert empresas.hallazgo_de_incrementos(incrementos) == (
        f"En 2022 se crearon menos empresas que en 2021 en Cúcuta (−1,25{FINO}%) y Pamplona "
        f"(−2,15{FINO}%); la cifra de Ocaña (12,18{FINO}%) tiene signo dudoso"
    )
    ocana = empresas.de_la_camara(incrementos, "Ocaña")
    assert empresas.hallazgo_de_incrementos(ocana) == (
        f"En 2022 la cifra de Ocaña (12,18{FINO}%) tiene signo dudoso"
    )


def test_el_hallazgo_dice_donde_se_crearon_mas(incrementos: pd.DataFrame) -> None:
    hasta_2021 = incrementos[incrementos["anio"] <= 2021]
    assert empresas.hallazgo_de_incrementos(hasta_2021) == (
        f"En 2021 se crearon más empresas que en 2020 en Cúcuta (12,35{FINO}%), Ocaña "
        f"(24,52{FINO}%) y Pamplona (17,21{FINO}%)"
    )


def test_las_tendencias_nombran_los_anios_que_faltan(incrementos: pd.DataFrame) -> None:
    cucuta, ocana, pamplona = empresas.tendencias(incrementos)
    assert cucuta == (
        f"**Cúcuta**: 12,35{FINO}% (2021) y −1,25{FINO}% (2022). "
        "Faltan 2019, 2020 y 2023: sólo en gráfico."
    )
    assert "12,18\u202f% (2022, signo dudoso)" in ocana
    assert pamplona.endswith("Falta 2023: sólo en gráfico.")


def test_la_figura_baja_del_cero_raya_lo_dudoso_y_no_dibuja_lo_que_falta(
    incrementos: pd.DataFrame,
) -> None:
    figura = empresas.figura_de_incrementos(incrementos, FUENTES, "claro")
    alturas = {traza.name: list(traza.y) for traza in figura.data}
    assert alturas == {
        "Cúcuta": [12.35, -1.25],
        "Ocaña": [24.52, 12.18],
        "Pamplona": [8.72, 3.97, 17.21, -2.15],
    }
    ocana = next(traza for traza in figura.data if traza.name == "Ocaña")
    assert list(ocana.marker.pattern.shape) == ["", "/"]
    escritos = [nota.text for nota in figura.layout.annotations if nota.name == "valor"]
    assert escritos.count("sin cifra") == 7
    assert f"<b>12,18{FINO}% ?</b>" in escritos
    assert figura.layout.meta["titulo"] == empresas.hallazgo_de_incrementos(incrementos)
    assert any(nota.startswith("«?», Ocaña 2022") for nota in figura.layout.meta["notas"])
    assert estilo.sufijo_prohibido(figura) == []


# ── Registros activos y empresas por habitante ─────────────────────────────────────────────────


def _poblacion_de_2023() -> int:
    """Suma de la columna total de 2023 en el archivo crudo: 40 filas."""
    ruta = RAIZ / "data" / "raw" / "poblacion" / "2018-2035" / "poblacion_54.csv"
    with ruta.open(encoding="utf-8", newline="") as archivo:
        filas = [fila for fila in csv.DictReader(archivo) if fila["anio"] == "2023"]
    assert len(filas) == 40
    return sum(int(fila["total"]) for fila in filas)


def test_las_cifras_unicas_del_informe(hechos: pd.DataFrame) -> None:
    # cifras.csv, filas 18, 19 y 20.
    assert hechos.set_index("clave")["valor"].to_dict() == {
        "registros_activos": 60620,
        "registros_activos_participacion_cucuta": 71,
        "supervivencia_0_5": 62,
    }


def test_empresas_por_mil_habitantes_con_la_poblacion_nombrada(activas: pd.DataFrame) -> None:
    total, cucuta, demas = activas.to_dict("records")
    assert total["poblacion"] == _poblacion_de_2023() == 1_658_835
    assert total["edicion"] == "2018-2035"
    assert total["n_municipios"] == 40
    assert total["empresas_por_1000_hab"] == pytest.approx(60620 / 1658835 * 1000)
    assert round(total["empresas_por_1000_hab"], 2) == 36.54
    # El 71 % redondeado cabe entre 70,5 y 71,5: 42.737,1 a 43.343,3 registros.
    assert cucuta["registros_activos"] == pytest.approx(43040.2)
    assert cucuta["registros_activos_min"] == pytest.approx(42737.1)
    assert cucuta["registros_activos_max"] == pytest.approx(43343.3)
    assert cucuta["tipo_cifra"] == demas["tipo_cifra"] == "calculado"
    assert cucuta["registros_activos"] + demas["registros_activos"] == pytest.approx(60620)
    assert cucuta["poblacion"] + demas["poblacion"] == total["poblacion"]


def test_las_tarjetas_dicen_que_es_publicado_y_que_es_calculo_propio(
    activas: pd.DataFrame, hechos: pd.DataFrame
) -> None:
    tarjetas = {nombre: (valor, clase) for nombre, valor, _, clase in
                empresas.tarjetas_de_activas(activas, hechos)}  # fmt: skip
    assert tarjetas == {
        "Registros mercantiles activos": ("60.620", "publicada"),
        "Parte en la jurisdicción de Cúcuta": (f"71{FINO}%", "publicada"),
        "Supervivencia de 0 a 5 años": (f"62{FINO}%", "publicada"),
        "Empresas por 1.000 habitantes": ("36,5", "cálculo propio"),
    }
    notas = [nota for _, _, nota, _ in empresas.tarjetas_de_activas(activas, hechos)]
    assert "entre 42.737 y 43.343" in notas[1]
    assert "sólo de Cúcuta" in notas[2]
    assert "edición 2018-2035" in notas[3]


def test_el_mapa_cuenta_municipios_y_da_el_rango(activas: pd.DataFrame) -> None:
    figura = empresas.figura_de_densidad(
        leer_capa("municipios"), leer_capa("camaras"), activas, FUENTES, "oscuro"
    )
    leyenda = [traza.name for traza in figura.data if traza.showlegend is not False]
    assert leyenda == [
        "Cúcuta: 35,1 (18)",
        "Ocaña: 40,6 con Pamplona (12)",
        "Pamplona: 40,6 con Ocaña (10)",
        "Sin dato (0)",
    ] or leyenda == [
        "Cúcuta: 35,1 (18)",
        "Ocaña: 40,6 con Pamplona (12)",
        "Pamplona: 40,6 con Ocaña (10)",
    ]
    (nota,) = figura.layout.meta["notas"]
    assert "entre 34,8 y 35,3" in nota
    assert f"71{FINO}%" in nota


def test_los_circulos_dejan_sin_dato_lo_que_ninguna_fuente_separa(
    activas: pd.DataFrame, hechos: pd.DataFrame
) -> None:
    figura = empresas.figura_de_registros(leer_capa("camaras"), activas, hechos, FUENTES, "claro")
    grupos = {
        str(traza.name).split(" (")[0]: list(traza.customdata)
        for traza in figura.data
        if traza.customdata is not None
    }
    assert grupos["Con valor"] == ["Cúcuta"]
    assert sorted(grupos["Sin dato"]) == ["Ocaña", "Pamplona"]


# ── IDC ────────────────────────────────────────────────────────────────────────────────────────


def test_cada_edicion_del_idc_va_sola_y_con_lo_que_trae(abierta: Any) -> None:
    de_2024 = preguntas.idc(abierta, "NEG-2-1", "54", "2024")
    assert set(de_2024["edicion"]) == {"2024"}
    # data/raw/idc/2024/indicadores.csv, código 54, NEG-2-1: 2019 y 2024.
    dato = dict(zip(de_2024["anio"], de_2024["tasa_registro_por_10000_hab"], strict=True))
    assert dato[2019] == 6.78
    assert round(dato[2024], 2) == 5.56
    de_2025 = preguntas.idc(abierta, "NEG-2-1", "54", "2025")
    assert de_2025["anio"].tolist() == [2023, 2024, 2025]
    assert de_2025["tasa_registro_por_10000_hab"].isna().all()
    assert list(empresas.dibujos_del_idc(de_2024, "NEG-2-1", FUENTES, "claro")) == [
        "Puesto", "Dato",
    ]  # fmt: skip
    assert list(empresas.dibujos_del_idc(de_2025, "NEG-2-1", FUENTES, "claro")) == [
        "Puesto", "Puntaje",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codigo", "edicion", "esperado"),
    [
        ("NEG-2-1", "2025", "Tasa de registro: cae 11 puestos, del 13 (2023) al 24 de 33 (2025)"),
        ("NEG-2-1", "2024", "Tasa de registro: cae 6 puestos, del 16 (2019) al 22 de 33 (2024)"),
        (
            "NEG-2-2",
            "2025",
            "Densidad empresarial: cae 2 puestos, del 15 (2023) al 17 de 33 (2025)",
        ),
        (
            "NEG-2-2",
            "2024",
            "Densidad empresarial: sube 2 puestos, del 17 (2019) al 15 de 33 (2024)",
        ),
    ],
)
def test_el_puesto_del_idc(abierta: Any, codigo: str, edicion: str, esperado: str) -> None:
    tabla = preguntas.idc(abierta, codigo, "54", edicion)
    assert empresas.hallazgo_del_idc(tabla, codigo) == esperado
    figura = empresas.figura_del_idc(tabla, codigo, "puesto", FUENTES, "claro")
    assert f"edición {edicion}" in figura.layout.meta["subtitulo"]
    (linea,) = [traza for traza in figura.data if traza.mode == "lines+markers"]
    assert list(linea.y) == tabla["puesto"].tolist()


def test_el_dato_dice_su_unidad_y_la_densidad_avisa_que_es_lectura_nuestra(abierta: Any) -> None:
    tabla = preguntas.idc(abierta, "NEG-2-2", "54", "2024")
    assert empresas.hallazgo_del_dato(tabla, "NEG-2-2") == (
        "Densidad empresarial: de 4,31 (2019) a 5,99 por cada 1.000 habitantes (2024)"
    )
    figura = empresas.figura_del_idc(tabla, "NEG-2-2", "dato", FUENTES, "claro")
    assert "La fuente escribe «por cada 100.000»" in " ".join(figura.layout.meta["notas"])
    assert "por cada 1.000 habitantes" in figura.layout.meta["subtitulo"]


def test_la_apertura_resume_las_tres_cosas(
    abierta: Any, incrementos: pd.DataFrame, activas: pd.DataFrame, hechos: pd.DataFrame
) -> None:
    idc = [preguntas.idc(abierta, c, "54", "2025").iloc[-1] for c in empresas.INDICADORES_IDC]
    frases = empresas.apertura(incrementos, activas, hechos, idc)
    assert frases[1] == (
        f"La jurisdicción de Cúcuta reúne el 71{FINO}% de los 60.620 registros activos de 2023: "
        "en el departamento son 36,5 por cada 1.000 habitantes (cálculo propio)."
    )
    assert frases[2] == (
        "Puestos en el IDC 2025: tasa de registro, 24 de 33 y densidad empresarial, 17 de 33."
    )


# ── Lo que falta ───────────────────────────────────────────────────────────────────────────────


def test_nada_de_lo_que_falta_queda_callado(cuadro: pd.DataFrame) -> None:
    # 3 cámaras × 5 medidas × 7 años (2019 a 2025): el informe trae 8 y nombra otras 22.
    assert len(cuadro) == 105
    assert not cuadro.duplicated(["camara", "anio", "medida"]).any()
    assert cuadro["estado"].value_counts().to_dict() == {
        "sin fuente": 75,
        "sólo en gráfico": 22,
        "con cifra": 8,
    }
    with (INFORME / "faltantes.csv").open(encoding="utf-8", newline="") as archivo:
        crudas = {
            (fila["camara"], int(fila["anio"]), fila["medida"]): fila["motivo"]
            for fila in csv.DictReader(archivo)
        }
    en_grafico = cuadro[cuadro["estado"] == "sólo en gráfico"]
    assert {
        (f["camara"], f["anio"], f["medida"]): f["motivo"] for f in en_grafico.to_dict("records")
    } == crudas
    assert cuadro["motivo"].notna().all()
    assert len(empresas.faltantes(cuadro)) == 97


def test_el_resumen_cuenta_y_nombra_las_medidas_sin_ninguna_cifra(cuadro: pd.DataFrame) -> None:
    assert empresas.resumen_de_faltantes(cuadro) == (
        "De 105 cifras (cámara, año y medida, de 2019 a 2025) hay 8. Faltan 97: 22 están en "
        "gráficos del informe que no se pueden leer y 75 no las trae ninguna fuente cargada. De "
        "matrículas nuevas, cancelaciones y registros activos no hay ninguna cifra por cámara, en "
        "ningún año de 2019 a 2025. De supervivencia sólo está la cifra de arriba, sin cámara ni "
        "año claros."
    )


def test_el_cuadro_por_anio_pone_la_cifra_o_por_que_falta(cuadro: pd.DataFrame) -> None:
    tabla = empresas.cuadro_por_anio(cuadro).set_index(["Medida", "Cámara"])
    incremento = "Incremento anual de matrículas (%)"
    assert tabla.loc[(incremento, "Ocaña"), "2022"] == f"12,18{FINO}% ?"
    assert tabla.loc[(incremento, "Cúcuta"), "2022"] == f"−1,25{FINO}%"
    assert tabla.loc[(incremento, "Cúcuta"), "2019"] == "gráfico"
    assert tabla.loc[("Renovaciones", "Pamplona"), "2025"] == "sin fuente"
    assert list(tabla.index.get_level_values(0).unique()) == [incremento, "Renovaciones"]


# ── La plantilla, hasta el mart ────────────────────────────────────────────────────────────────


def test_la_plantilla_trae_una_fila_por_hueco_y_ningun_valor(cuadro: pd.DataFrame) -> None:
    carga = empresas.carga_de_registros(cuadro)
    filas = list(csv.DictReader(io.StringIO(carga.plantilla.decode("utf-8"), newline="")))
    with (INFORME / "registros_mercantiles.csv").open(encoding="utf-8") as archivo:
        encabezado = archivo.readline().strip().split(",")
    assert list(filas[0]) == encabezado == list(carga.columnas)
    assert len(filas) == 97
    assert {fila["valor"] for fila in filas} == {""}
    assert all(fila["nota"] for fila in filas)
    assert carga.notas["Columna"].tolist() == encabezado


def _declarar(arbol: Arbol, filas: list[dict[str, str]]) -> None:
    """Sigue los pasos que la página escribe: guardar el archivo y copiar la declaración."""
    ruta = arbol.crudo("camaras/2024/registros_mercantiles.csv")
    ruta.parent.mkdir(parents=True)
    with ruta.open("w", encoding="utf-8", newline="") as archivo:
        escritor = csv.DictWriter(archivo, list(filas[0]), lineterminator="\n")
        escritor.writeheader()
        escritor.writerows(filas)
    copia = (arbol.rutas.fuentes / "informe_gestion_2020_2023.yml").read_text(encoding="utf-8")
    cabeza, resto = copia.split("archivos:\n")
    cola = resto[resto.index("citas_de_fila:") :]
    bloque = next(b for b in resto.split("  - ruta: ") if "tabla: registros_mercantiles" in b)
    declaracion = (
        cabeza.replace("fuente_id: informe_gestion_2020_2023", "fuente_id: camara_de_prueba_2024")
        .replace('edicion: "2020-2023"', 'edicion: "2024"')
        .replace('ultimo_dato: "2023-09-30"', 'ultimo_dato: "2024"')
        + "archivos:\n  - ruta: "
        + bloque.replace("informe_gestion/2020-2023/", "camaras/2024/")
        + cola
    )
    assert "familia: informes" in declaracion
    (arbol.rutas.fuentes / "camara_de_prueba_2024.yml").write_text(
        declaracion, encoding="utf-8", newline="\n"
    )


def _de_la_plantilla(cuadro: pd.DataFrame) -> list[dict[str, str]]:
    plantilla = empresas.carga_de_registros(cuadro).plantilla.decode("utf-8")
    return list(csv.DictReader(io.StringIO(plantilla, newline="")))


@pytest.mark.lento
def test_los_pasos_que_la_pagina_escribe_llenan_el_hueco(
    arbol: Arbol, cuadro: pd.DataFrame
) -> None:
    llenada = next(
        fila
        for fila in _de_la_plantilla(cuadro)
        if (fila["camara"], fila["anio"], fila["medida"]) == ("Ocaña", "2020", "renovaciones")
    )
    _declarar(arbol, [{**llenada, "valor": "4321", "linea_documento": "7", "nota": ""}])
    for orden in (
        ["firmar", "--fuente", "camara_de_prueba_2024"],
        ["contar"],
        ["construir"],
    ):
        corrida = correr(*orden, raiz=arbol.raiz)
        assert corrida.returncode == 0, corrida.stdout + corrida.stderr
    with duckdb.connect(str(arbol.rutas.mart), read_only=True) as base:
        assert base.execute(
            "select valor, fuente_id from registros_mercantiles where medida = 'renovaciones'"
        ).fetchall() == [(4321.0, "camara_de_prueba_2024")]
        assert base.execute("select count(*) from registros_faltantes").fetchone() == (21,)
    nuevo = preguntas.cuadro(conexion.abrir(conexion.version_publicada(arbol.rutas.mart)))
    assert len(empresas.faltantes(nuevo)) == 96
    tabla = empresas.cuadro_por_anio(nuevo).set_index(["Medida", "Cámara"])
    assert tabla.loc[("Renovaciones", "Ocaña"), "2020"] == "4.321"


def test_una_fila_sin_llenar_detiene_la_carga_y_dice_cual(
    arbol: Arbol, cuadro: pd.DataFrame
) -> None:
    _declarar(arbol, _de_la_plantilla(cuadro)[:1])
    assert correr("firmar", "--fuente", "camara_de_prueba_2024", raiz=arbol.raiz).returncode == 0
    corrida = correr("construir", raiz=arbol.raiz)
    assert corrida.returncode != 0
    dicho = corrida.stdout + corrida.stderr
    assert "camaras/2024/registros_mercantiles.csv, fila 2, columna valor" in dicho
    assert "no puede estar vacía" in dicho


# ── Prensa ─────────────────────────────────────────────────────────────────────────────────────


def test_la_prensa_se_lee_con_su_cita_y_nunca_entra_en_una_serie(
    abierta: Any, incrementos: pd.DataFrame, cuadro: pd.DataFrame
) -> None:
    prensa = preguntas.prensa(abierta)
    assert len(prensa) == 14
    assert set(prensa["medida"]) == set(empresas.MEDIDAS_DE_PRENSA)
    tabla = empresas.tabla_de_prensa(prensa).set_index(["Qué mide", "Período"])
    # data/raw/camaras_prensa/2026/camaras.csv, filas 2 y 5.
    creadas = tabla.loc[("Empresas creadas", "2025, primer semestre")]
    assert creadas["Valor"] == "2.975"
    assert "La Opinión" in creadas["Según"]
    variacion = tabla.loc[("Variación de la creación de empresas", "2025, primer semestre")]
    assert variacion["Valor"] == f"−37{FINO}%"
    de_prensa = set(prensa["valor"])
    assert not de_prensa & set(incrementos["incremento_pct"].dropna())
    assert not de_prensa & set(cuadro["valor"].dropna())


def test_la_depuracion_se_dice_por_lugar_con_su_mes_y_su_cifra() -> None:
    tabla = pd.DataFrame(
        [
            ("el país", "2011-12", 609103, ""),
            ("el país", "2015-07", 662422, ""),
            ("Cúcuta", "2015-07", 1200, ""),
        ],
        columns=["donde", "mes", "cancelaciones", "cita"],
    )
    frase = empresas.frase_de_depuraciones(tabla)
    assert (
        "en el país, diciembre de 2011 (609.103 cancelaciones) y julio de 2015 (662.422 "
        "cancelaciones); en Cúcuta, julio de 2015 (1.200 cancelaciones). Esas" in frase
    )
