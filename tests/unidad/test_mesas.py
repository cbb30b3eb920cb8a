"""Mesas y redes: cifras sacadas a mano de los documentos, con su línea, y lo que se dice de ellas.

Colombia Productiva, informe de 2023: líneas 105 a 460 y 566 a 584. La Red: informe de gestión
2020-2023, líneas 243 a 370, 1020, 1038 y 5109. La OFAI: líneas 38 a 120.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.construir import armar
from pipelines.fallas import Revision
from pipelines.rutas import RUTAS
from tablero import conexion, mesas
from tablero.consultas import mesas as preguntas
from tests.apoyo import Arbol

FINO = "\u202f"
PIE = ["Un productor, un título"]


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    base = conexion.abrir(conexion.version_publicada(mart))
    yield base
    base.close()


@pytest.fixture(scope="module")
def productiva(abierta: Any) -> dict[str, float]:
    cifras = preguntas.cifras(abierta, "colombia_productiva", CP)
    return dict(zip(cifras["clave"], cifras["valor"], strict=True))


# ── Colombia Productiva ────────────────────────────────────────────────────────────────────────

# Línea, meta, avance y avance entre meta, con lápiz.
METAS = {
    566: (15, 35.49, 236.6),
    567: (550, 572, 104.0),
    568: (15, 25, 166.666667),
    569: (6, 10, 166.666667),
    570: (5, 5, 100),
    572: (12, 12, 100),
    573: (80, 163, 203.75),
    574: (8, 8, 100),
    577: (300, 405, 135),
    578: (10, 27.7, 277),
    579: (100, 144, 144),
    581: (1000, 1000, 100),
    582: (6, 6, 100),
    583: (20, 20, 100),
}
CP, RED, OFAI = "colombia_productiva_2023", "red_emprendimiento_2023", "ofai_2019"
SIN_CIFRA = {571: 39, 580: 6, 584: 3}


def test_las_metas_son_las_del_informe_y_su_cuenta(abierta: Any) -> None:
    metas = preguntas.metas_completas(abierta, CP).set_index("linea_documento")
    assert sorted(metas.index) == sorted([*METAS, *SIN_CIFRA])
    for linea, (meta, avance, razon) in METAS.items():
        fila = metas.loc[linea]
        assert (fila["valor_meta"], fila["valor_avance"]) == (meta, avance)
        assert fila["avance_de_la_meta_pct"] == pytest.approx(razon, abs=1e-5)
        assert fila["comprobacion"] == "llega a la meta"
    for linea, meta in SIN_CIFRA.items():
        assert metas.loc[linea, "valor_meta"] == meta
        assert pd.isna(metas.loc[linea, "valor_avance"])
        assert metas.loc[linea, "comprobacion"] == "sin cifra comparable"
    assert set(metas["estado_texto"]) == {"✓"}
    # El informe no trae el nombre del instrumento en diez de las diecisiete filas.
    assert metas["instrumento"].isna().sum() == 10


def test_la_figura_de_metas_escribe_lo_del_informe(abierta: Any) -> None:
    metas = preguntas.metas(abierta, CP)
    figura = mesas.figura_de_metas(metas, PIE, "claro")
    (barras,) = figura.data
    assert len(barras.x) == 17
    assert list(barras.x)[:3] == pytest.approx([277, 236.6, 203.75])
    assert list(barras.x)[-3:] == [None, None, None]
    rotulos = [n.text for n in figura.layout.annotations if n.name == "valor"]
    assert rotulos[:3] == [
        f"27,7{FINO}% de 10{FINO}%", f"35,49{FINO}% de 15{FINO}%", "163 de 80",
    ]  # fmt: skip
    assert rotulos[-3:] == [
        "sin cifra (meta 3)", f"sin cifra (meta 6{FINO}%)", "sin cifra (meta 39)",
    ]  # fmt: skip
    (referencia,) = [f for f in figura.layout.shapes if f.name == "referencia"]
    assert referencia.x0 == 100
    assert figura.layout.meta["titulo"] == (
        "En el país, 14 de los 17 indicadores de Colombia Productiva llegaron en 2023 a su meta; "
        "el informe marca ✓ en los 17"
    )
    assert figura.layout.meta["subtitulo"].startswith("Todo el país.")


def test_el_alcance_es_el_que_dice_cada_eje(abierta: Any) -> None:
    alcance = preguntas.alcance(abierta, CP).set_index("tema")
    dichos = {
        "Todos los instrumentos": (615, None, 114, 542, None, None),
        "Economía popular (Crecer Juntos)": (578, 32, 111, 505, 95, 99.4),
        "Eje Productividad": (104, 25, 6, 59, 55, 96),
        "Eje Calidad": (67, 18, 4, 37, 25, 90.7),
        "Territorios Clúster": (46, 17, None, None, None, None),
        "Eje Sofisticación": (28, 24, 2, 5, 60, 96.5),
        "Eje Encadenamientos": (14, 12, None, None, 15, 97.5),
    }
    assert list(alcance.index) == list(dichos)
    leidos = alcance.astype(object).where(alcance.notna(), None)
    assert {tema: tuple(leidos.loc[tema]) for tema in dichos} == dichos


def test_los_departamentos_suman_lo_que_suman(abierta: Any) -> None:
    partes = preguntas.participacion(abierta, CP)
    assert list(zip(partes["lugar_nombrado"], partes["participacion_pct"], strict=True)) == [
        ("Antioquia", 12.6),
        ("Nariño", 11.1),
        ("Bogotá", 10.4),
        ("Chocó", 8.8),
        ("Valle del Cauca", 6.7),
        ("Cauca", 6.1),
        ("Los demás departamentos (27)", 45.2),
    ]
    figura = mesas.figura_de_participacion(partes, PIE, "oscuro")
    titulo, notas = figura.layout.meta["titulo"], figura.layout.meta["notas"]
    assert (
        titulo == f"Seis departamentos reúnen el 55,7{FINO}% y Norte de Santander no está entre "
        "ellos"
    )
    assert f"100,9{FINO}%" in notas[0]


@pytest.mark.parametrize(
    ("clave", "valor"),
    [
        ("fabricas_iniciaron", 1415),
        ("fabricas_inversion", 70_626_000_000),
        ("verde_empresas", 330),
        ("encadena_mipymes", 1450),
        ("sbc_cofinanciacion", 615_800_000),
        ("calidad_mipymes", 1505),
        ("sena_inversion", 17_746_000_000),
        ("popular_unidades", 12_173),
        ("mujeres_ingreso", 950_000),
        ("cluster_empresas", 320),
        ("parte_diez_municipios", 39.5),
        ("municipios_parte", 54.9),
        ("territorios_estrategicos", 19),
    ],
)
def test_cifras_de_los_instrumentos(productiva: dict[str, float], clave: str, valor: float) -> None:
    assert productiva[clave] == valor
    assert len(productiva) == 154


def test_lo_nacional_no_lleva_el_color_de_norte_de_santander(abierta: Any) -> None:
    alcance, metas = preguntas.alcance(abierta, CP), preguntas.metas(abierta, CP)
    partes, ofai = (
        preguntas.participacion(abierta, CP),
        preguntas.cifras(abierta, "ofai", OFAI),
    )
    for tema in ("claro", "oscuro"):
        propio = mesas.estilo.colores(tema).acento
        ajenas = [
            mesas.figura_de_metas(metas, PIE, tema),
            mesas.figura_de_alcance(alcance, "n_municipios", PIE, tema),
            mesas.figura_de_alcance(alcance, "territorios_estrategicos_pct", PIE, tema),
            mesas.figura_de_participacion(partes, PIE, tema),
            mesas.pieza_de_recursos(ofai, PIE, tema).dibujos["Gráfico"](),
        ]
        for figura in ajenas:
            assert propio not in set(figura.data[0].marker.color)
            lugar = "Bucaramanga, no Norte de Santander." if figura is ajenas[-1] else "Todo el"
            assert figura.layout.meta["subtitulo"].startswith(lugar)
        propia = mesas.figura_de_mesas(preguntas.por_mesa(abierta), PIE, tema)
        assert set(propia.data[0].marker.color) == {propio}


# ── La Red ─────────────────────────────────────────────────────────────────────────────────────


def test_las_mesas_traen_las_entidades_de_las_tablas_3_a_7(abierta: Any) -> None:
    por_mesa = preguntas.por_mesa(abierta)
    assert list(por_mesa[["mesa", "n_entidades", "actor"]].itertuples(index=False, name=None)) == [
        ("Núcleo", 5, "Gobernación de Norte de Santander"),
        ("Identificación", 16, "SENA Norte de Santander"),
        ("Validación", 5, "Tecnoparque SENA - Cúcuta"),
        ("Consolidación", 14, "Cámara de Comercio de Pamplona"),
        ("Escalamiento", 5, "Agencia de Inversión Invest IN Cúcuta"),
    ]
    actores = preguntas.actores(abierta)
    assert len(actores) == 45
    assert actores["actor"].nunique() == 37
    # La Cámara de Cúcuta está en tres; ANDI, Bancóldex e Invest IN, en las dos últimas.
    veces = actores["actor"].value_counts()
    assert veces["Cámara de Comercio de Cúcuta"] == 3
    assert veces[["ANDI", "Bancóldex", "Agencia de Inversión Invest IN Cúcuta"]].tolist() == [2] * 3
    # De las cinco de escalamiento, sólo la Embajada de Francia y Procolombia no están en otra.
    assert por_mesa["n_solo_en_esta"].tolist() == [4, 12, 2, 10, 2]


def test_cifras_de_la_red(abierta: Any) -> None:
    cifras = preguntas.cifras(abierta, "red_emprendimiento", RED).set_index("clave")
    dichas = {
        "red_actores": (40, 243),
        "red_programas": (72, 243),
        "ruta_servicios": (137, 1020),
        "ruta_entidades": (35, 1020),
        "ruta_caracterizados": (326, 1038),
        "hoja_caracterizados": (325, 5109),
        "ruta_inversion": (320_000_000, 1044),
        "reiins_reportados": (4700, 1161),
        "hoja_servicios": (16, 5103),
        "apoyo_ciudadanos": (709, 288),
    }
    for clave, (valor, linea) in dichas.items():
        assert (cifras.loc[clave, "valor"], cifras.loc[clave, "linea_documento"]) == (valor, linea)
    assert cifras.loc["apoyo_ciudadanos", "cita_id"] == "REN"
    frases = mesas.hallazgos_de_la_red(
        preguntas.por_mesa(abierta), preguntas.cifras(abierta, "red_emprendimiento", RED)
    )
    assert "40 actores y 72 programas" in frases[0]
    assert (
        "16 en identificación, 5 en validación, 14 en consolidación y 5 en escalamiento"
        in frases[1]
    )
    assert "326 emprendedores y empresarios (325, según otra meta" in frases[2]


def test_la_caracterizacion_dibuja_lo_cargado_y_dice_lo_que_no_publica() -> None:
    tabla = pd.DataFrame(
        {
            "nombre": ["validación", "escalamiento"],
            "emprendedores": pd.array([12, None], dtype="Int64"),
            "n_celdas": [2, 1],
            "n_suprimidas": [1, 1],
            "corte": ["2025-06-30"] * 2,
        }
    )
    pieza = mesas.pieza_de_caracterizacion(tabla, "etapa", ("x",), PIE, "claro")
    figura = pieza.dibujos["Gráfico"]()
    assert list(figura.data[0].x) == [12, None]
    assert "no se publica" in [n.text for n in figura.layout.annotations]
    assert figura.layout.meta["titulo"] == "validación: 12 de 12 emprendedores caracterizados"
    assert figura.layout.meta["notas"] == ["Fuera de la suma: 2 celdas de menos de cinco."]
    assert figura.layout.meta["corte"] == "2025-06-30"
    cargados = pd.DataFrame(
        {"corte": ["2024-06-30", "2025-06-30"], "fuente_id": ["vieja", "nueva"]}
    )
    assert mesas.fuentes_de(cargados) == ("nueva",)


def test_la_plantilla_de_la_pagina_es_la_que_lee_la_orden() -> None:
    carga = mesas.carga_de_caracterizacion()
    archivo = RUTAS.pipelines / "oficiales" / "plantilla_emprendimiento.csv"
    assert carga.plantilla == archivo.read_bytes()
    assert carga.plantilla.decode().strip().split(",") == list(carga.columnas)


# ── Bucaramanga ────────────────────────────────────────────────────────────────────────────────


def test_cifras_de_la_ofai(abierta: Any) -> None:
    cifras = preguntas.cifras(abierta, "ofai", OFAI).set_index("clave")
    assert {c: cifras.loc[c, "valor"] for c in cifras.index} == {
        "ofai_personas": 1,
        "progresa_camara": 146_000_000,
        "progresa_convenio": 536_920_538,
        "progresa_imebu": 390_000_000,
        "progresa_sedes": 2,
        "progresa_personas": 334,
        "progresa_rutas": 3,
        "koica_visitas": 3,
        "aladi_visitas": 2,
        "aladi_paises": 13,
        "aladi_cadenas": 5,
        "c40_visitas": 1,
        "suiza_aporte": 1_256_755_000,
    }
    assert set(cifras["lugar_nombrado"]) == {"Bucaramanga"}


def test_bucaramanga_va_al_lado_y_no_se_resta(abierta: Any) -> None:
    ofai, red = (
        preguntas.cifras(abierta, *de) for de in (("ofai", OFAI), ("red_emprendimiento", RED))
    )
    tabla = mesas.pieza_lado_a_lado(ofai, red).datos
    assert len(tabla) == 4
    personas = tabla.iloc[0]
    assert personas["bucaramanga"] == (
        "334: personas atendidas desde el 20 de febrero de 2019 (línea 72)"
    )
    assert personas["norte_de_santander"].startswith("326: emprendedores y empresarios")
    assert all(len(porque) > 40 for porque in tabla["por_que_no_se_restan"])
    figura = mesas.pieza_de_recursos(ofai, PIE, "claro").dibujos["Gráfico"]()
    assert list(figura.data[0].x) == [1_256_755_000, 536_920_538, 390_000_000, 146_000_000]
    # 1.256.755.000 ÷ 536.920.538 = 2,34.
    assert figura.layout.meta["titulo"] == (
        "El aporte del Gobierno suizo es 2,3 veces el costo del convenio"
    )


# ── Otra edición, con la plantilla ─────────────────────────────────────────────────────────────


def _llenar(plantilla: str, *filas: dict[str, str]) -> str:
    """El CSV de la plantilla con esas filas; lo que no se diga queda vacío."""
    encabezado = (RUTAS.pipelines / "oficiales" / plantilla).read_text(encoding="utf-8").strip()
    columnas = encabezado.split(",")
    assert all(set(fila) <= set(columnas) for fila in filas)
    renglones = [",".join(fila.get(columna, "") for columna in columnas) for fila in filas]
    return "\n".join([encabezado, *renglones]) + "\n"


def test_la_pagina_explica_todas_las_columnas_de_cada_plantilla() -> None:
    for cual in ("metas", "cifras"):
        carga = mesas.carga_de_edicion(cual)
        assert list(carga.columnas) == carga.plantilla.decode().strip().split(",")
        assert f"{cual}.csv" in carga.pasos[1]


def test_otra_edicion_se_publica_con_la_plantilla_y_no_se_mezcla(
    arbol: Arbol, tmp_path: Path
) -> None:
    carpeta = arbol.crudo("colombia_productiva/2024")
    carpeta.mkdir(parents=True)
    meta = {
        "orden": "1", "indicador": "Empresas atendidas", "nombre_corto": "Empresas",
        "texto_meta": "200", "texto_avance": "150", "estado": "✗", "valor_meta": "200",
        "valor_avance": "150", "unidad": "numero", "linea_documento": "12",
    }  # fmt: skip
    cifra = {
        "clave": "total_empresas", "sistema": "colombia_productiva", "seccion": "total",
        "tema": "Todos", "lugar_nombrado": "Colombia", "medida": "empresas", "valor": "150",
        "unidad": "numero", "texto": "150", "linea_documento": "12", "fuente": "CP2024",
    }  # fmt: skip
    for archivo, fila in (("metas", meta), ("cifras", cifra)):
        texto = _llenar(f"plantilla_mesas_{archivo}.csv", fila)
        (carpeta / f"{archivo}.csv").write_text(texto, encoding="utf-8")
    vieja = (arbol.rutas.fuentes / f"{CP}.yml").read_text(encoding="utf-8")
    nueva = (
        vieja.replace(CP, "colombia_productiva_2024")
        .replace("colombia_productiva/2023/", "colombia_productiva/2024/")
        .replace('edicion: "2023"', 'edicion: "2024"')
        .replace("CP2023", "CP2024")
    )
    (arbol.rutas.fuentes / "colombia_productiva_2024.yml").write_text(nueva, encoding="utf-8")
    arbol.firmar("colombia_productiva_2024")
    destino = tmp_path / "mart.duckdb"
    armado = armar(arbol.rutas, destino, Revision(), lambda _: None, con_conteos=False)
    assert armado.filas["mesas_metas"] == 18
    base = conexion.abrir(conexion.version_publicada(destino))
    try:
        assert len(preguntas.metas(base, CP)) == 17
        (otra,) = preguntas.otras_metas(base, CP).to_dict("records")
        (suelta,) = preguntas.otras_cifras(base, "colombia_productiva", CP).to_dict("records")
    finally:
        base.close()
    assert (otra["edicion"], otra["avance_de_la_meta_pct"]) == ("2024", 75)
    assert (otra["estado_texto"], otra["comprobacion"]) == ("✗", "no llega a la meta")
    assert (suelta["edicion"], suelta["medida"], suelta["texto"]) == ("2024", "empresas", "150")
