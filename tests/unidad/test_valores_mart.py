"""Cifras del mart contra cifras escritas a mano, y las tablas y columnas que otros leen.

Los valores no salen del mart: se transcribieron de la base del IDC, de los anexos del DANE y de los
informes, o se cuentan aquí mismo sobre ``data/raw``.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from typing import Any

import duckdb
import pytest

from pipelines.registro import leer_registro
from pipelines.rutas import RUTAS

Base = duckdb.DuckDBPyConnection

# Transcrito del modelo de datos del diseño: nombres que leen las páginas, la API y las descargas.
CONTRATO = {
    "dim_municipios": "divipola nombre subregion camara pdet area_km2 lat lon",
    "dim_departamentos": "cod_departamento nombre",
    "dim_indicadores": ("indicador_id nombre unidad sentido nivel fuente_id formula advertencias"),
    "dim_fuentes": (
        "fuente_id productor titulo edicion fecha_publicacion fecha_consulta licencia cita sha256"
    ),
    "observaciones": (
        "indicador_id nivel territorio periodo edicion valor lim_inf lim_sup estado puesto "
        "n_evaluados fuente_id"
    ),
    "quiebres": "indicador_id periodo motivo fuente_id",
    "idc": (
        "edicion anio cod_departamento nivel codigo nombre valor_original puntaje_0_10 puesto "
        "n_evaluados tipo fuente_id"
    ),
    "registros_mercantiles": "camara anio corte medida valor fuente_id",
    "exportaciones": "cod_departamento anio producto pais fob_usd fuente_id",
    "ihh_exportaciones": "cod_departamento anio corte dimension ihh_0_1 n_efectivo fuente_id",
    "metas": (
        "periodo meta linea programa subprograma enunciado cantidad_programada logro "
        "cumplimiento_pct avance_cuatrienio_pct inversion_programada_mill_cop "
        "inversion_propios_mill_cop inversion_otras_mill_cop inversion_total_mill_cop "
        "beneficiarios estado documento linea_documento fuente_id"
    ),
    "metas_beneficiarios": "periodo meta grupo personas fuente_id",
    "metas_indicadores": "periodo meta indicador tipo_vinculo fuente_id",
    "cobertura": "periodo meta divipola anio tipo documento linea_documento fuente_id",
    "indicadores_resultado": (
        "periodo indicador unidad linea_base anio_base avance anio_avance meta anio_meta sentido "
        "nota fuente_id"
    ),
    "eventos": "fecha titulo tipo fuente_id",
}
NIVELES = {"nacional", "departamento", "camara", "municipio"}
ESTADOS = {"definitivo", "provisional", "preliminar", "prensa", "calculado"}


def _filas(base: Base, sql: str, *valores: object) -> list[tuple[Any, ...]]:
    return base.execute(sql, list(valores)).fetchall()


def _valor(base: Base, sql: str, *valores: object) -> Any:
    """El único valor que devuelve la consulta."""
    ((valor,),) = _filas(base, sql, *valores)
    return valor


def _observacion(
    base: Base, indicador: str, periodo: str, edicion: str, territorio: str = "54"
) -> dict[str, Any]:
    cursor = base.execute(
        "select * from observaciones where indicador_id = ? and periodo = ? and edicion = ? "
        "and territorio = ?",
        [indicador, periodo, edicion, territorio],
    )
    columnas = [campo[0] for campo in cursor.description or []]
    (fila,) = cursor.fetchall()
    return dict(zip(columnas, fila, strict=True))


def _crudo(ruta: str) -> list[dict[str, str]]:
    with (RUTAS.datos_crudos / ruta).open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


# El contrato


@pytest.mark.parametrize("tabla", CONTRATO)
def test_el_contrato_de_tablas_y_columnas(base: Base, tabla: str) -> None:
    columnas = {
        nombre
        for (nombre,) in _filas(
            base, "select column_name from duckdb_columns() where table_name = ?", tabla
        )
    }
    assert set(CONTRATO[tabla].split()) - columnas == set()


def test_ninguna_tabla_del_contrato_falta(base: Base) -> None:
    tablas = {nombre for (nombre,) in _filas(base, "select table_name from duckdb_tables()")}
    assert len(CONTRATO) == 16
    assert set(CONTRATO) - tablas == set()
    esquemas = _filas(base, "select distinct schema_name from duckdb_tables()")
    assert esquemas == [("main",)]


def test_toda_tabla_de_datos_dice_su_fuente(base: Base) -> None:
    """Sólo los vocabularios propios y los catálogos de la base van sin ``fuente_id``."""
    sin_fuente = _filas(
        base,
        "select table_name from duckdb_tables() anti join (select table_name from duckdb_columns() "
        "where column_name = 'fuente_id') using (table_name) order by 1",
    )
    assert [nombre for (nombre,) in sin_fuente] == [
        "advertencias", "contradicciones", "dim_columnas", "dim_estados", "dim_estados_metas",
        "dim_grupos", "dim_tablas",
        "indicadores_relacionados",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tabla", "columna", "largo"),
    [
        ("dim_municipios", "divipola", 5),
        ("poblacion_municipal", "divipola", 5),
        ("planes_fondo_emprender", "divipola", 5),
        ("dim_departamentos", "cod_departamento", 2),
        ("idc", "cod_departamento", 2),
        ("ihh_exportaciones", "cod_departamento", 2),
        ("exportaciones_mensuales", "cod_departamento", 2),
    ],
)
def test_los_codigos_son_texto_con_todas_sus_cifras(
    base: Base, tabla: str, columna: str, largo: int
) -> None:
    tipo = _valor(
        base,
        "select data_type from duckdb_columns() where table_name = ? and column_name = ?",
        tabla,
        columna,
    )
    assert tipo == "VARCHAR"
    assert _filas(base, f"select distinct len({columna}) from {tabla}") == [(largo,)]


def test_los_vocabularios_son_los_declarados(base: Base) -> None:
    assert {n for (n,) in _filas(base, "select distinct nivel from observaciones")} == NIVELES
    assert {n for (n,) in _filas(base, "select distinct estado from observaciones")} == ESTADOS
    assert {n for (n,) in _filas(base, "select distinct tipo from idc")} == {
        "publicado", "recalculado", "prensa",
    }  # fmt: skip
    assert {n for (n,) in _filas(base, "select distinct nivel from idc")} == {
        "general", "pilar", "indicador",
    }  # fmt: skip
    assert {n for (n,) in _filas(base, "select distinct sentido from dim_indicadores")} == {
        "mas_es_mejor", "menos_es_mejor", "neutro",
    }  # fmt: skip


# Índice Departamental de Competitividad. Base web 2024, base 2025, prensa.


@pytest.mark.parametrize(
    ("edicion", "anio", "puntaje", "puesto", "tipo"),
    [
        ("2024", 2019, 4.82, 14, "recalculado"),
        ("2024", 2020, 4.86, 15, "recalculado"),
        ("2024", 2021, 4.85, 15, "recalculado"),
        ("2024", 2022, 4.80, 14, "recalculado"),
        ("2024", 2023, 5.07, 13, "recalculado"),
        ("2024", 2024, 5.21, 14, "publicado"),
        ("2025", 2023, 4.93, 14, "recalculado"),
        ("2025", 2024, 5.13, 14, "recalculado"),
        ("2025", 2025, 5.28, 14, "publicado"),
        ("prensa", 2021, 4.87, 15, "prensa"),
        ("prensa", 2022, 4.94, 14, "prensa"),
        ("prensa", 2023, 4.80, 14, "prensa"),
        ("2018", 2018, None, 13, "publicado"),
        ("2026", 2026, None, 13, "publicado"),
    ],
)
def test_idc_general_de_norte_de_santander(
    base: Base, edicion: str, anio: int, puntaje: float | None, puesto: int, tipo: str
) -> None:
    (fila,) = _filas(
        base,
        "select round(puntaje_0_10, 2), puesto, n_evaluados, tipo from idc where edicion = ? "
        "and anio = ? and cod_departamento = '54' and nivel = 'general'",
        edicion,
        anio,
    )
    # Las notas de prensa no dicen entre cuántos.
    assert fila == (puntaje, puesto, None if tipo == "prensa" else 33, tipo)
    if puntaje is not None:
        observada = _observacion(base, "idc_general", str(anio), edicion)
        assert round(observada["valor"], 2) == puntaje
        assert observada["puesto"] == puesto


def test_el_puntaje_de_2018_es_de_0_a_100_y_no_se_mezcla(base: Base) -> None:
    (fila,) = _filas(
        base,
        "select valor_original, puntaje_0_10 from idc "
        "where edicion = '2018' and cod_departamento = '54'",
    )
    assert fila == (50.2, None)
    assert _valor(base, "select max(puntaje_0_10) from idc") <= 10


def test_la_unica_nota_que_dice_entre_cuantos(base: Base) -> None:
    filas = _filas(
        base, "select anio, puesto, n_evaluados from idc where tipo = 'prensa' and n_evaluados > 0"
    )
    assert filas == [(2014, 15, 22)]


def test_dos_notas_sobre_el_mismo_puntaje_son_una_fila_con_las_dos_citas(base: Base) -> None:
    filas = _filas(
        base,
        "select puntaje_0_10, cita_id from idc "
        "where tipo = 'prensa' and anio = 2023 and cod_departamento = '54'",
    )
    assert filas == [(4.80, "F007; F008")]


@pytest.mark.parametrize(
    ("codigo", "valores", "puesto_2024", "puesto_2025"),
    [
        ("NEG-2-1", (6.78, 4.17, 8.98, 9.65, 11.00, 5.56), 22, 24),
        ("NEG-2-2", (4.31, 4.67, 4.89, 5.44, 6.00, 5.99), 15, 17),
        ("LAB-1-2", (12.75, 14.39, 21.12, 14.26, 11.93, 12.53), 22, 27),
        ("LAB-1-3", (19.76, 19.18, 18.64, 20.45, 22.23, 23.12), 20, 22),
        ("SOF-1-1", (0.090, 0.085, 0.086, 0.065, 0.055, 0.047), 1, 1),
        ("SOF-1-2", (0.506, 0.313, 0.344, 0.489, 0.429, 0.327), 10, 13),
    ],
)
def test_indicadores_del_idc_de_norte_de_santander(
    base: Base, codigo: str, valores: tuple[float, ...], puesto_2024: int, puesto_2025: int
) -> None:
    decimales = 3 if codigo.startswith("SOF") else 2
    originales = _filas(
        base,
        "select anio, round(valor_original, ?) from idc where edicion = '2024' and codigo = ? "
        "and cod_departamento = '54' order by anio",
        decimales,
        codigo,
    )
    assert originales == list(zip(range(2019, 2025), valores, strict=True))
    puestos = _filas(
        base,
        "select edicion, puesto, n_evaluados from idc where codigo = ? "
        "and cod_departamento = '54' and tipo = 'publicado' order by edicion",
        codigo,
    )
    assert puestos == [("2024", puesto_2024, 33), ("2025", puesto_2025, 33)]


def test_la_densidad_empresarial_bajo_de_15_a_17(base: Base) -> None:
    puestos = _filas(
        base,
        "select periodo, puesto from observaciones where indicador_id = 'idc_neg_2_2' "
        "and edicion = '2025' and territorio = '54' order by periodo",
    )
    assert puestos == [("2023", 15), ("2024", 15), ("2025", 17)]


def test_los_vacios_de_san_andres_no_son_cero(base: Base) -> None:
    """San Andrés no tiene formalidad ni subocupación en 2021: 32 evaluados, no 33."""
    filas = _filas(
        base,
        "select codigo, cod_departamento from idc where edicion = '2024' and nivel = 'indicador' "
        "and valor_original is null order by codigo",
    )
    assert filas == [("LAB-1-3", "88"), ("LAB-1-4", "88")]
    evaluados = _filas(
        base,
        "select distinct n_evaluados from idc where edicion = '2024' and anio = 2021 "
        "and codigo = 'LAB-1-3'",
    )
    assert evaluados == [(32,)]


def test_contraste_con_la_prensa_de_2024(base: Base) -> None:
    filas = _filas(
        base,
        "select cod_departamento, round(puntaje_0_10, 2), puesto from idc where edicion = '2024' "
        "and anio = 2024 and nivel = 'general' and cod_departamento in ('05', '11', '47', '76') "
        "order by 1",
    )
    assert filas == [("05", 6.80, 2), ("11", 8.14, 1), ("47", 4.98, 16), ("76", 6.41, 3)]


def test_el_pilar_de_infraestructura_no_es_infinito(base: Base) -> None:
    filas = _filas(
        base,
        "select distinct codigo, nombre from idc where nivel = 'pilar' and codigo like 'IN%' "
        "order by 1",
    )
    assert filas == [
        ("INF", "Infraestructura"), ("INN", "Innovación"), ("INS", "Instituciones"),
    ]  # fmt: skip
    assert _valor(
        base, "select count(*) from observaciones where indicador_id = 'idc_pilar_inf'"
    ) == 33 * (6 + 3)


# Pobreza (DANE). Tres series que no se unen.


@pytest.mark.parametrize(
    ("indicador", "edicion", "serie"),
    [
        (
            "pobreza_monetaria", "marco2005",
            {"2012": 44.2, "2018": 47.4, "2019": 51.9, "2020": 56.3},
        ),
        ("pobreza_monetaria", "marco2018_pub2024", {"2021": 49.1, "2022": 44.8, "2023": 37.0}),
        ("pobreza_monetaria", "pub2025_prensa", {"2023": 38.8, "2024": 35.3}),
        (
            "pobreza_extrema", "marco2005",
            {"2012": 11.9, "2018": 11.0, "2019": 16.1, "2020": 22.2},
        ),
        ("pobreza_extrema", "marco2018_pub2024", {"2021": 19.3, "2022": 14.7, "2023": 9.5}),
        ("pobreza_extrema", "pub2025_prensa", {"2023": 10.4, "2024": 8.7}),
        (
            "pobreza_multidimensional", "2024",
            {"2018": 29.5, "2019": 24.2, "2020": 26.1, "2021": 24.7, "2022": 18.5, "2023": 20.5,
             "2024": 15.2},
        ),
    ],
)  # fmt: skip
def test_pobreza_de_norte_de_santander(
    base: Base, indicador: str, edicion: str, serie: dict[str, float]
) -> None:
    for periodo, valor in serie.items():
        fila = _observacion(base, indicador, periodo, edicion)
        assert fila["valor"] == valor, periodo
        assert fila["estado"] == ("prensa" if "prensa" in edicion else "definitivo")


def test_la_pobreza_de_2021_solo_esta_en_el_marco_nuevo(base: Base) -> None:
    filas = _filas(
        base,
        "select edicion, min(periodo), max(periodo) from observaciones "
        "where indicador_id = 'pobreza_monetaria' and territorio = '54' group by 1 order by 1",
    )
    assert filas == [
        ("marco2005", "2012", "2020"),
        ("marco2018_pub2024", "2021", "2023"),
        ("pub2025_prensa", "2023", "2024"),
    ]


def test_pobreza_con_su_intervalo_y_su_puesto(base: Base) -> None:
    fila = _observacion(base, "pobreza_monetaria", "2021", "marco2018_pub2024")
    assert (fila["lim_inf"], fila["lim_sup"]) == (47.4, 50.8)
    # Puesto contado sobre los datos crudos: cuántos de los 24 tienen menos pobreza, más uno.
    crudas = _crudo("pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv")
    de_2021 = [
        float(f["valor_pct"])
        for f in crudas
        if (f["anio"], f["indicador"]) == ("2021", "pobreza_monetaria") and f["codigo"] != "00"
    ]
    assert fila["n_evaluados"] == len(de_2021) == 24
    assert fila["puesto"] == 1 + sum(valor < 49.1 for valor in de_2021) == 17


def test_los_nueve_departamentos_sin_encuesta_no_tienen_dato(base: Base) -> None:
    nueve = ["81", "85", "86", "88", "91", "94", "95", "97", "99"]
    filas = _filas(
        base,
        "select count(*) from observaciones where indicador_id in "
        "('pobreza_monetaria', 'pobreza_extrema') and list_contains(?, territorio)",
        nueve,
    )
    assert filas == [(0,)]


def test_un_empate_comparte_el_mejor_puesto(base: Base) -> None:
    """Con rank(): dos iguales comparten puesto y el siguiente se salta."""
    filas = _filas(
        base,
        "select puesto, count(*), count(distinct valor) from observaciones "
        "where indicador_id = 'pobreza_monetaria' and edicion != 'pub2025_prensa' "
        "and nivel = 'departamento' group by edicion, periodo, puesto having count(*) > 1",
    )
    assert filas
    assert all(valores == 1 for _, _, valores in filas)


# PIB departamental (DANE, edición 2025pr)

PIB_CORRIENTE = {
    "2015": 12534, "2019": 16289, "2020": 15814, "2022": 23327, "2023": 25379, "2024": 27667,
    "2025": 30133,
}  # fmt: skip
CRECIMIENTO = {"2020": -5.5, "2021": 10.8, "2022": 7.0, "2023": 1.4, "2024": 2.1, "2025": 2.8}


def test_pib_corriente_y_sus_estados(base: Base) -> None:
    for periodo, valor in PIB_CORRIENTE.items():
        fila = _observacion(base, "pib_corriente", periodo, "2025pr")
        assert round(fila["valor"]) == valor, periodo
        estado = {"2024": "provisional", "2025": "preliminar"}.get(periodo, "definitivo")
        assert fila["estado"] == estado


def test_crecimiento_real_dentro_de_la_edicion(base: Base) -> None:
    for periodo, valor in CRECIMIENTO.items():
        fila = _observacion(base, "pib_crecimiento_real", periodo, "2025pr")
        assert round(fila["valor"], 1) == valor, periodo
        assert fila["estado"] == "calculado"
    # 14.177,839 / 12.798,496 - 1: los dos términos son de la misma edición.
    de_2021 = _observacion(base, "pib_crecimiento_real", "2021", "2025pr")["valor"]
    assert de_2021 == pytest.approx(100 * (14177.839 / 12798.496 - 1))
    # El primer año no tiene con qué compararse: no hay fila, ni cero.
    assert _filas(
        base,
        "select min(periodo) from observaciones where indicador_id = 'pib_crecimiento_real' "
        "group by edicion",
    ) == [("2006",), ("2006",)]


def test_pib_per_capita_de_2024_y_su_puesto_contado(base: Base) -> None:
    """La guía interna decía puesto 23; contado sobre la edición 2025pr es 22 de 33."""
    fila = _observacion(base, "pib_per_capita", "2024", "2025pr")
    assert round(fila["valor"]) == 16_323_158
    de_2024 = {
        f["codigo"]: float(f["pib_per_capita_cop"])
        for f in _crudo("pib/2025pr/pib_departamental.csv")
        if f["anio"] == "2024" and f["codigo"] != "00"
    }
    assert fila["n_evaluados"] == len(de_2024) == 33
    assert fila["puesto"] == 1 + sum(v > de_2024["54"] for v in de_2024.values()) == 22
    nacional = _observacion(base, "pib_per_capita", "2024", "2025pr", "00")
    assert round(nacional["valor"]) == 32_564_033
    assert (nacional["puesto"], nacional["n_evaluados"]) == (None, None)


def test_participacion_en_el_pib_nacional(base: Base) -> None:
    fila = _observacion(base, "pib_participacion", "2024", "2025pr")
    assert fila["valor"] == pytest.approx(100 * 27667.264 / 1713316.0)
    suma = _valor(
        base,
        "select sum(valor) from observaciones where indicador_id = 'pib_participacion' "
        "and edicion = '2025pr' and periodo = '2024'",
    )
    assert suma == pytest.approx(100, abs=0.01)


def test_la_edicion_vieja_del_pib_va_aparte(base: Base) -> None:
    de_2019 = _observacion(base, "pib_corriente", "2019", "2020pr")
    assert (round(de_2019["valor"], 1), de_2019["estado"]) == (16339.1, "provisional")
    de_2020 = _observacion(base, "pib_corriente", "2020", "2020pr")
    assert (round(de_2020["valor"], 1), de_2020["estado"]) == (15797.9, "preliminar")


# Exportaciones


@pytest.mark.parametrize(
    ("dimension", "anio", "corte", "ihh", "clase"),
    [
        ("producto", 2023, "ene-dic", 0.3374, "alta"),
        ("producto", 2024, "ene-dic", 0.3081, "alta"),
        ("producto", 2025, "ene-dic", 0.2488, "moderada"),
        ("producto", 2026, "ene-ago", 0.2197, "moderada"),
        ("pais", 2023, "ene-dic", 0.0502, "baja"),
        ("pais", 2024, "ene-dic", 0.0671, "baja"),
        ("pais", 2025, "ene-dic", 0.0808, "baja"),
        ("pais", 2026, "ene-ago", 0.1309, "baja"),
    ],
)
def test_ihh_de_norte_de_santander(
    base: Base, dimension: str, anio: int, corte: str, ihh: float, clase: str
) -> None:
    (fila,) = _filas(
        base,
        "select corte, ihh_0_1, clase, n_efectivo, puesto, n_evaluados from ihh_exportaciones "
        "where cod_departamento = '54' and anio = ? and dimension = ?",
        anio,
        dimension,
    )
    assert fila[:3] == (corte, ihh, clase)
    assert fila[3] == pytest.approx(1 / ihh)
    # Menos concentración es mejor: puesto contado sobre los datos crudos, sólo departamentos.
    deptos = {f["codigo"] for f in _crudo("divipola/2021/departamentos.csv")}
    otros = [
        float(f["ihh"])
        for f in _crudo("exportaciones/2026-10/ihh.csv")
        if (f["anio"], f["dimension"]) == (str(anio), dimension)
        and f["codigo"] in deptos
        and f["ihh"]
    ]
    assert fila[4:] == (1 + sum(valor < ihh for valor in otros), len(otros))


def test_un_anio_incompleto_no_es_ese_anio(base: Base) -> None:
    periodos = _filas(
        base,
        "select distinct periodo from observaciones where indicador_id = 'ihh_producto' order by 1",
    )
    assert periodos == [("2023",), ("2024",), ("2025",), ("2026 ene-ago",)]


def test_exportaciones_en_dolares(base: Base) -> None:
    filas = _filas(
        base,
        "select left(mes, 4), round(sum(fob_usd) / 1e6, 1), count(*) from exportaciones_mensuales "
        "where cod_departamento = '54' group by 1 order by 1",
    )
    assert filas == [
        ("2023", 1004.5, 12), ("2024", 807.3, 12), ("2025", 848.6, 12), ("2026", 390.4, 8),
    ]  # fmt: skip


# Territorio


def test_municipios_camaras_y_catatumbo(base: Base) -> None:
    def nombres(condicion: str) -> set[str]:
        filas = _filas(base, f"select nombre from dim_municipios where {condicion}")
        return {nombre for (nombre,) in filas}

    assert len(nombres("true")) == 40
    pdet = {
        "Convención", "El Carmen", "El Tarra", "Hacarí", "San Calixto", "Sardinata", "Teorama",
        "Tibú",
    }  # fmt: skip
    assert nombres("pdet") == pdet
    assert len(pdet) == 8
    catatumbo = pdet | {"Ocaña", "Ábrego", "La Playa"}
    assert nombres("decreto_0062_catatumbo") == catatumbo
    assert len(catatumbo) == 11
    assert nombres("decreto_0062_extension") == {
        "Cúcuta", "Villa del Rosario", "Los Patios", "El Zulia", "San Cayetano",
        "Puerto Santander",
    }  # fmt: skip
    assert _filas(base, "select camara, n_municipios from dim_camaras order by 1") == [
        ("Cúcuta", 18), ("Ocaña", 12), ("Pamplona", 10),
    ]  # fmt: skip
    assert _filas(base, "select distinct subregion from dim_municipios order by 1") == [
        ("Centro",), ("Norte",), ("Occidente",), ("Oriental",), ("Suroccidente",),
        ("Suroriente",),
    ]  # fmt: skip


def test_area_oficial(base: Base) -> None:
    total = _valor(base, "select sum(area_km2) from dim_municipios")
    assert total == pytest.approx(21_856.75, abs=0.01)
    assert _valor(base, "select sum(area_km2) from dim_camaras") == pytest.approx(total)
    cachira = _valor(base, "select area_km2 from dim_municipios where divipola = '54128'")
    assert round(cachira, 1) == 615.8


def test_vecinos(base: Base) -> None:
    assert _valor(base, "select count(*) from vecinos") == 97
    de_puerto = _filas(
        base, "select divipola_a, divipola_b from vecinos where '54553' in (divipola_a, divipola_b)"
    )
    assert de_puerto == [("54001", "54553")]
    assert _valor(base, "select n_vecinos from dim_municipios where nombre = 'Sardinata'") == 9
    minimo = _filas(
        base, "select divipola_a, divipola_b, round(frontera_km, 2) from vecinos order by 3 limit 1"
    )
    assert minimo == [("54174", "54518", 0.29)]  # Chitagá y Pamplona


def test_poblacion(base: Base) -> None:
    suma = "select sum(poblacion) from poblacion_municipal where anio = ?"
    assert _valor(base, suma, 2018) == 1_491_689
    assert _valor(base, suma, 2025) == 1_673_562
    (cucuta,) = _filas(
        base,
        "select hombres, mujeres, poblacion from poblacion_municipal "
        "where divipola = '54001' and anio = 2018",
    )
    assert cucuta == (344_216, 367_499, 711_715)
    assert _observacion(base, "poblacion_proyectada", "2018", "2018-2035", "54001")["valor"] == (
        711_715
    )


# Informes de la secretaría


def test_tabla_8(base: Base) -> None:
    filas = _filas(
        base,
        "select aliado, desembolsos, valor_desembolso_cop, n_municipios, linea_documento "
        "from apalancamiento_financiero order by linea_documento",
    )
    assert filas == [
        ("Bancóldex", 2063, 18_142_876_988, 31, 5544),
        ("Fondo Nacional de Garantías", 315, 5_446_415_846, 18, 5545),
    ]


def test_tabla_9(base: Base) -> None:
    filas = _filas(base, "select programa, beneficiarios from anclaje_comercial order by 2 desc")
    assert filas == [
        ("Compra lo Nuestro y Tu Negocio + Digital", 3983),
        ("Nación Emprendedora.co", 208),
        ("ExpoEmprende", 140),
        ("Fortalecimiento productivo con capital semilla", 120),
        ("Yo compro en mí Norte", 94),
        ("Vitrina comercial", 50),
    ]
    assert sum(beneficiarios for _, beneficiarios in filas) == 4595


def test_tabla_10(base: Base) -> None:
    (totales,) = _filas(
        base,
        "select count(*), sum(empleos), sum(capital_cop), count(distinct divipola) "
        "from planes_fondo_emprender",
    )
    assert totales == (19, 93, 1_516_243_104, 11)
    por_municipio = _filas(
        base,
        "select m.nombre, count(*) from planes_fondo_emprender join dim_municipios as m "
        "using (divipola) group by 1 having count(*) > 1 order by 2 desc, 1",
    )
    assert por_municipio == [("Cúcuta", 7), ("Herrán", 2), ("Ocaña", 2)]


def test_incremento_de_empresas_por_camara(base: Base) -> None:
    filas = _filas(
        base,
        "select camara, anio, valor from registros_mercantiles "
        "where medida = 'incremento_matriculas_pct' order by 1, 2",
    )
    assert filas == [
        ("Cúcuta", 2021, 12.35), ("Cúcuta", 2022, -1.25),
        ("Ocaña", 2021, 24.52), ("Ocaña", 2022, 12.18),
        ("Pamplona", 2019, 8.72), ("Pamplona", 2020, 3.97),
        ("Pamplona", 2021, 17.21), ("Pamplona", 2022, -2.15),
    ]  # fmt: skip


def test_lo_que_falta_de_las_camaras_no_es_cero(base: Base) -> None:
    faltan = _filas(base, "select camara, anio, medida from registros_faltantes")
    hay = _filas(base, "select camara, anio, medida from registros_mercantiles")
    assert ("Cúcuta", 2020, "incremento_matriculas_pct") in faltan
    assert len(faltan) == len(set(faltan)) == 22
    assert set(faltan) & set(hay) == set()


@pytest.mark.parametrize(
    ("indicador", "nivel", "territorio", "periodo", "valor"),
    [
        ("registros_activos", "departamento", "54", "2023", 60_620),
        ("registros_activos_participacion", "camara", "Cúcuta", "2023", 71),
        ("linea_pobreza_monetaria", "nacional", "00", "2021", 354_031),
        ("linea_pobreza_extrema", "nacional", "00", "2021", 161_099),
        ("supervivencia_0_5", "departamento", "54", "2023", 62),
    ],
)
def test_cifras_sueltas_del_informe(
    base: Base, indicador: str, nivel: str, territorio: str, periodo: str, valor: float
) -> None:
    fila = _observacion(base, indicador, periodo, "2020-2023", territorio)
    assert (fila["nivel"], fila["valor"]) == (nivel, valor)
    assert fila["fuente_id"] == "informe_gestion_2020_2023"


# Indicadores de resultado: (línea base, año), (avance, año), (meta, año), sentido, estado, camino.
RESULTADO: dict[tuple[str, str], tuple[Any, ...]] = {
    ("2020-2023", "nuevas_empresas"):
        (6.78, 2020, 11.0, 2023, None, None, "mas_es_mejor", "mejora_sin_meta", None),
    ("2020-2023", "registros_renovados"):
        (4.31, 2020, 6.0, 2023, None, None, "mas_es_mejor", "mejora_sin_meta", None),
    # 51,9 (marco 2005) y 52,5 (no está en ninguna serie): no se comparan.
    ("2020-2023", "pobreza_monetaria"):
        (51.9, 2019, 52.5, 2021, None, None, "menos_es_mejor", "sin_cifra_comparable", None),
    ("2020-2023", "pib_per_capita"):
        (None, None, 22, 2022, None, None, "menos_es_mejor", "sin_linea_base", None),
    ("2020-2023", "diversificacion_exportadora"):
        (12, 2020, 16, 2023, None, None, "menos_es_mejor", "empeora_sin_meta", None),
    ("2024-2027", "puesto_formalidad_laboral"):
        (23, 2023, 22, 2025, 20, 2027, "menos_es_mejor", "en_avance", 100 * 1 / 3),
    ("2024-2027", "puesto_densidad_empresarial"):
        (15, 2023, 17, 2025, 12, 2027, "menos_es_mejor", "en_retroceso", 100 * -2 / 3),
    ("2024-2027", "informalidad"):
        (63.5, 2023, 62.8, 2025, 60, 2027, "menos_es_mejor", "sin_cifra_comparable", None),
    ("2024-2027", "puesto_desempleo"):
        (23, 2023, 27, 2025, 20, 2027, "menos_es_mejor", "en_retroceso", 100 * -4 / 3),
    ("2024-2027", "puesto_exportaciones_nme"):
        (6, 2023, 3, 2024, 5, 2027, "menos_es_mejor", "superada", 300),
    # Acumulado: el camino empieza en cero y no en los 2.378 de la línea base.
    ("2024-2027", "creditos"):
        (2378, 2023, 664, 2025, 3500, 2027, "mas_es_mejor", "en_avance", 100 * 664 / 3500),
}  # fmt: skip


@pytest.mark.parametrize("clave", RESULTADO, ids="/".join)
def test_indicadores_de_resultado(base: Base, clave: tuple[str, str]) -> None:
    (fila,) = _filas(
        base,
        "select linea_base, anio_base, avance, anio_avance, meta, anio_meta, sentido, estado, "
        "camino_recorrido_pct from indicadores_resultado where periodo = ? and clave = ?",
        *clave,
    )
    esperado = RESULTADO[clave]
    assert fila[:-1] == esperado[:-1]
    assert fila[-1] == (None if esperado[-1] is None else pytest.approx(esperado[-1]))


def test_los_once_indicadores_y_ninguno_mas(base: Base) -> None:
    filas = _filas(base, "select periodo, clave from indicadores_resultado")
    assert set(filas) == set(RESULTADO)
    assert len(filas) == 11


def test_cada_puesto_dice_de_cuantos_o_no_lo_dice_el_informe(base: Base) -> None:
    filas = _filas(
        base,
        "select clave, puesto_base, puesto_avance, n_evaluados from indicadores_resultado "
        "where puesto_avance is not null order by clave",
    )
    assert filas == [
        ("diversificacion_exportadora", 12, 16, 33),
        ("nuevas_empresas", 16, 13, 33),
        ("pib_per_capita", None, 22, 33),
        ("puesto_densidad_empresarial", 15, 17, 33),
        ("puesto_desempleo", 23, 27, 33),
        ("puesto_exportaciones_nme", 6, 3, None),
        ("puesto_formalidad_laboral", 23, 22, 33),
        ("registros_renovados", 17, 15, 33),
    ]


def test_lo_que_no_se_compara_dice_por_que(base: Base) -> None:
    filas = _filas(
        base,
        "select clave, es_comparable, motivo_no_comparable is not null, territorio_avance "
        "from indicadores_resultado where not es_comparable or motivo_no_comparable is not null "
        "order by clave",
    )
    assert filas == [
        ("informalidad", False, True, "cucuta_am"), ("pobreza_monetaria", False, True, "54"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fecha", "precision", "parte"),
    [
        (date(2006, 1, 1), "anio", "Ley 1014 de 2006"),
        (date(2019, 6, 5), "dia", "Decreto 957 de 2019"),
        (date(2024, 5, 31), "dia", "Emprende Fest en Ocaña"),
    ],
)
def test_eventos(base: Base, fecha: date, precision: str, parte: str) -> None:
    """Un hecho que sólo tiene año se guarda el 1 de enero, con la precisión dicha."""
    filas = _filas(
        base,
        "select precision_fecha from eventos where fecha = ? and contains(titulo, ?)",
        fecha,
        parte,
    )
    assert filas == [(precision,)]


# Quiebres y contradicciones


def test_quiebres(base: Base) -> None:
    filas = _filas(base, "select indicador_id, periodo, edicion from quiebres order by all")
    assert filas == [
        ("idc_general", "2019", "2018"),
        ("idc_general", "2024", "2024"),
        ("pobreza_extrema", "2021", "marco2018_pub2024"),
        ("pobreza_extrema", "2023", "pub2025_prensa"),
        ("pobreza_monetaria", "2021", "marco2018_pub2024"),
        ("pobreza_monetaria", "2023", "pub2025_prensa"),
    ]


@pytest.mark.parametrize(
    ("contradiccion", "valor_a", "fuente_a", "valor_b", "fuente_b"),
    [
        # Las que nombra el encargo, y las que un lector encontraría primero.
        ("registro_empresarial_2020", 6.78, "informe_gestion_2020_2023", 4.17, "idc_2024"),
        ("densidad_empresarial_2020", 4.31, "informe_gestion_2020_2023", 4.67, "idc_2024"),
        (
            "pobreza_monetaria_2021", 52.5, "informe_gestion_2020_2023",
            49.1, "pobreza_monetaria_marco2018_pub2024",
        ),
        (
            "creditos_valor_2020_2022", 23_859_292_834, "informe_gestion_2020_2023",
            23_589_292_834, "informe_gestion_2020_2023",
        ),
        (
            "creditos_664_662", 664, "rendicion_cuentas_2024_2025",
            662, "rendicion_cuentas_2024_2025",
        ),
        ("idc_puntaje_2023_prensa", 4.80, "idc_prensa", 5.07, "idc_2024"),
        ("idc_puntaje_2023_ediciones", 5.07, "idc_2024", 4.93, "idc_2025"),
        ("ihh_productos_2023", 0.327, "idc_2024", 0.337, "exportaciones_2026_10"),
        ("poblacion_2025", 1_673_562, "poblacion_2018_2035", 1_709_289, "pib_2025pr"),
        ("area_cachira", 1058, "cede_2019", 615.8, "mgn_2018"),
    ],
)  # fmt: skip
def test_contradicciones(
    base: Base,
    contradiccion: str,
    valor_a: float,
    fuente_a: str,
    valor_b: float,
    fuente_b: str,
) -> None:
    (fila,) = _filas(
        base,
        "select valor_a, fuente_id_a, valor_b, fuente_id_b, cita_a, cita_b, tratamiento "
        "from contradicciones where contradiccion_id = ?",
        contradiccion,
    )
    assert fila[:4] == (valor_a, fuente_a, valor_b, fuente_b)
    assert all(fila[4:])


def test_el_678_del_informe_es_el_2019_de_la_base(base: Base) -> None:
    """La contradicción del encargo: el informe dice 2020, la base lo tiene en su columna 2019."""
    for codigo, valor in (("NEG-2-1", 6.78), ("NEG-2-2", 4.31)):
        anios = _filas(
            base,
            "select anio from idc where edicion = '2024' and codigo = ? "
            "and cod_departamento = '54' and valor_original = ?",
            codigo,
            valor,
        )
        assert anios == [(2019,)]


# Fuentes


def test_huella_de_una_fuente_con_uno_o_varios_archivos(base: Base) -> None:
    huellas = dict(_filas(base, "select fuente_id, sha256 from dim_fuentes"))
    fuentes = leer_registro(RUTAS)
    assert set(huellas) == set(fuentes)
    uno = (RUTAS.datos_crudos / "pdet/2025/municipios.csv").read_bytes()
    assert huellas["pdet_2025"] == hashlib.sha256(uno).hexdigest()
    varios = sorted(
        hashlib.sha256((RUTAS.datos_crudos / f"idc/2024/{nombre}.csv").read_bytes()).hexdigest()
        for nombre in ("general", "pilares", "indicadores", "estructura")
    )
    assert huellas["idc_2024"] == hashlib.sha256("".join(varios).encode()).hexdigest()


def test_lo_que_el_productor_no_dice_queda_vacio(base: Base) -> None:
    """La licencia que nadie enuncia es nula y lleva su advertencia: no se adivina."""
    filas = _filas(
        base,
        "select fuente_id from dim_fuentes "
        "where licencia is null and not contains(advertencias, 'licencia_no_declarada')",
    )
    assert filas == []
    assert _valor(base, "select count(*) from dim_fuentes where licencia = ''") == 0


def test_lo_que_no_hay_es_nulo_y_nunca_un_texto_vacio(base: Base) -> None:
    textos = _filas(
        base,
        "select table_name, column_name from duckdb_columns() "
        "where data_type = 'VARCHAR' and not internal",
    )
    assert len(textos) > 200
    vacios = [
        (tabla, columna)
        for tabla, columna in textos
        if _valor(base, f"""select count(*) from "{tabla}" where "{columna}" = ''""")
    ]
    assert vacios == []


def test_la_fuente_de_un_indicador_es_la_oficial_mas_reciente(base: Base) -> None:
    fuentes = dict(_filas(base, "select indicador_id, fuente_id from dim_indicadores"))
    assert fuentes["pib_per_capita"] == "pib_2025pr"
    assert fuentes["pobreza_monetaria"] == "pobreza_monetaria_marco2018_pub2024"
    assert fuentes["idc_neg_2_2"] == "idc_2025"
    assert fuentes["ihh_producto"] == "exportaciones_2026_10"
