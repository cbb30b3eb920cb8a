"""Ninguna variación cruza un quiebre ni dos ediciones: ejemplos, propiedad y todo lo publicado."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import permutations

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablero import variaciones
from tablero.variaciones import Cifra, Corte, revision, variacion
from tests.apoyo import RAIZ

MARCO_2005, MARCO_2018, PRENSA = "marco2005", "marco2018_pub2024", "pub2025_prensa"
CORTES = (
    Corte("2021", MARCO_2018, "cambió el marco muestral"),
    Corte("2023", PRENSA, "la publicación de 2025 revisó la serie"),
)
# Pobreza monetaria de Norte de Santander: data/raw/pobreza_monetaria, filas 162 y 163 de marco2005,
# 53 a 55 de marco2018_pub2024 y 2 y 3 de pub2025_prensa.
DE_2019, DE_2020 = Cifra("2019", 51.9, MARCO_2005), Cifra("2020", 56.3, MARCO_2005)
DE_2021, DE_2023 = Cifra("2021", 49.1, MARCO_2018), Cifra("2023", 37.0, MARCO_2018)
REVISADA_2023, REVISADA_2024 = Cifra("2023", 38.8, PRENSA), Cifra("2024", 35.3, PRENSA)
SERIE = [DE_2019, DE_2020, DE_2021, DE_2023, REVISADA_2023, REVISADA_2024]


def test_dentro_de_un_tramo_se_resta() -> None:
    hecha = variacion(DE_2021, DE_2023, CORTES)
    assert hecha.se_puede
    assert hecha.diferencia == pytest.approx(-12.1)
    assert hecha.relativa_pct == pytest.approx(-24.6436, abs=1e-4)
    assert hecha.motivo == ""


def test_a_traves_de_un_quiebre_queda_el_motivo_y_no_un_numero() -> None:
    for desde, hasta, motivo in (
        (DE_2020, DE_2021, "cambió el marco muestral"),
        (DE_2019, DE_2023, "cambió el marco muestral"),
        (DE_2021, REVISADA_2023, "la publicación de 2025 revisó la serie"),
        (DE_2023, REVISADA_2023, "la publicación de 2025 revisó la serie"),
        (DE_2023, REVISADA_2024, "la publicación de 2025 revisó la serie"),
    ):
        for ida, vuelta in ((desde, hasta), (hasta, desde)):
            hecha = variacion(ida, vuelta, CORTES)
            assert (hecha.diferencia, hecha.relativa_pct) == (None, None)
            assert hecha.motivo == motivo


def test_dos_ediciones_no_se_restan_aunque_no_haya_quiebre_declarado() -> None:
    hecha = variacion(Cifra("2019", 16339.1, "2020pr"), Cifra("2020", 15813.9, "2025pr"))
    assert not hecha.se_puede
    assert hecha.motivo == (
        "son de ediciones distintas (2020pr y 2025pr), y cada una recalcula los años anteriores"
    )


def test_un_anio_incompleto_no_se_compara_con_uno_completo() -> None:
    hecha = variacion(Cifra("2025", 0.249, "x"), Cifra("2026 ene-ago", 0.22, "x"))
    assert hecha.motivo == "2025 y 2026 ene-ago no cubren los mismos meses"
    assert variacion(Cifra("2025-07", 1, "x"), Cifra("2026-07", 3, "x")).diferencia == 2


def test_sin_dato_no_es_cero_y_de_cero_no_hay_porcentaje() -> None:
    assert variacion(Cifra("2020", None, "x"), Cifra("2021", 4, "x")).motivo == "sin dato en 2020"
    desde_cero = variacion(Cifra("2020", 0, "x"), Cifra("2021", 4, "x"))
    assert (desde_cero.diferencia, desde_cero.relativa_pct) == (4, None)
    # Salir de un negativo hacia arriba es subir.
    assert variacion(Cifra("2020", -2, "x"), Cifra("2021", -1, "x")).relativa_pct == 50


def test_la_revision_compara_un_mismo_anio_entre_dos_ediciones() -> None:
    # data/raw/pib: 2019 y 54 en la edición 2020pr y en la 2025pr.
    hecha = revision(Cifra("2019", 16339.106, "2020pr"), Cifra("2019", 16288.625, "2025pr"))
    assert hecha.diferencia == pytest.approx(-50.481)
    assert hecha.relativa_pct == pytest.approx(-0.30896, abs=1e-5)
    muda = revision(Cifra("2019", None, "2020pr"), Cifra("2019", 10540466.425, "2025pr"))
    assert (muda.diferencia, muda.motivo) == (None, "la edición 2020pr no la trae")
    with pytest.raises(ValueError, match="entre períodos use variacion"):
        revision(DE_2019, DE_2021)
    with pytest.raises(ValueError, match="misma edición"):
        revision(DE_2019, DE_2019)


def test_los_tramos_son_las_ediciones_en_orden() -> None:
    assert variaciones.tramos(SERIE) == [SERIE[:2], SERIE[2:4], SERIE[4:]]
    pasos = variaciones.paso_a_paso(SERIE, CORTES)
    assert [p.se_puede for p in pasos] == [True, False, True, False, True]
    ultima = variaciones.de_punta_a_punta([DE_2021, Cifra("2022", None, MARCO_2018), DE_2023])
    assert ultima is not None
    assert (ultima.desde, ultima.hasta) == (DE_2021, DE_2023)
    assert variaciones.de_punta_a_punta([DE_2021]) is None


def test_una_consulta_se_vuelve_cifras_y_cortes() -> None:
    datos = pd.DataFrame({"anio": [2021, 2022], "valor": [49.1, None], "edicion": [MARCO_2018] * 2})
    assert variaciones.cifras(datos, cuando="anio") == [DE_2021, Cifra("2022", None, MARCO_2018)]
    quiebres = pd.DataFrame(
        {"periodo": ["2021"], "edicion": [MARCO_2018], "motivo": [CORTES[0].motivo]}
    )
    assert variaciones.cortes(quiebres) == CORTES[:1]


EDICIONES = st.sampled_from(["a", "b", "c"])
PERIODOS = st.one_of(
    st.integers(2005, 2030).map(str),
    st.tuples(st.integers(2005, 2030), st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02}"),
    st.integers(2005, 2030).map(lambda anio: f"{anio} ene-ago"),
)
CIFRAS = st.builds(
    Cifra, PERIODOS, st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False)), EDICIONES
)
LISTA_DE_CORTES = st.lists(st.builds(Corte, PERIODOS, EDICIONES, st.just("motivo")), max_size=4)


@given(st.lists(CIFRAS, min_size=2, max_size=8), LISTA_DE_CORTES)
def test_nada_de_lo_calculado_cruza_ediciones(serie: list[Cifra], cortes: list[Corte]) -> None:
    hechas = [
        *variaciones.paso_a_paso(serie, cortes),
        *(variacion(a, b, cortes) for a, b in permutations(serie, 2)),
        *(v for t in variaciones.tramos(serie) if (v := variaciones.de_punta_a_punta(t))),
    ]
    for hecha in hechas:
        # O hay número o hay motivo, nunca los dos ni ninguno.
        assert hecha.se_puede == (hecha.motivo == "")
        if hecha.diferencia is None:
            assert hecha.relativa_pct is None
            continue
        assert hecha.desde.edicion == hecha.hasta.edicion
        assert re.sub(r"\d", "0", hecha.desde.periodo) == re.sub(r"\d", "0", hecha.hasta.periodo)
        assert hecha.desde.valor is not None
        assert hecha.hasta.valor is not None
        assert hecha.diferencia == hecha.hasta.valor - hecha.desde.valor


# Lo publicado


def _series(base: duckdb.DuckDBPyConnection, condicion: str) -> dict[tuple[str, ...], list[Cifra]]:
    """Todas las observaciones que cumplen la condición, por indicador y territorio."""
    filas = base.execute(
        "select indicador_id, nivel, territorio, periodo, valor, edicion from observaciones "
        f"where {condicion} order by periodo, edicion"
    ).fetchall()
    series: dict[tuple[str, ...], list[Cifra]] = defaultdict(list)
    for indicador, nivel, territorio, periodo, valor, edicion in filas:
        series[indicador, nivel, territorio].append(Cifra(periodo, valor, edicion))
    return series


def test_ningun_indicador_con_quiebre_se_resta_a_traves_de_el(
    base: duckdb.DuckDBPyConnection,
) -> None:
    """Todas las parejas de todas las series: la regla se escribe aquí otra vez, desde la tabla.

    Un quiebre separa lo de su edición de todo lo que no es de ella.
    """
    declarados: dict[str, list[Corte]] = defaultdict(list)
    for indicador, periodo, edicion, motivo in base.execute(
        "select indicador_id, periodo, edicion, motivo from quiebres"
    ).fetchall():
        declarados[indicador].append(Corte(periodo, edicion, motivo))
    assert {"idc_general", "pobreza_monetaria", "pobreza_extrema"} <= set(declarados)
    cruzan, no_cruzan = defaultdict(int), 0
    series = _series(base, "indicador_id in (select indicador_id from quiebres)")
    for (indicador, _, _), serie in series.items():
        cortes = declarados[indicador]
        for desde, hasta in permutations(serie, 2):
            hecha = variacion(desde, hasta, cortes)
            for corte in cortes:
                if (desde.edicion == corte.edicion) != (hasta.edicion == corte.edicion):
                    cruzan[indicador, corte.edicion] += 1
                    assert hecha.diferencia is None, (indicador, desde, hasta)
                    assert hecha.motivo
            no_cruzan += hecha.se_puede
    # Cada quiebre declarado tuvo parejas que lo cruzaban, y algo sí se pudo restar.
    assert set(cruzan) == {(i, c.edicion) for i, cs in declarados.items() for c in cs}
    assert no_cruzan > 1_000


def test_ningun_indicador_con_varias_ediciones_se_resta_entre_ellas(
    base: duckdb.DuckDBPyConnection,
) -> None:
    series = _series(
        base,
        "indicador_id in (select indicador_id from observaciones group by 1 "
        "having count(distinct edicion) > 1)",
    )
    assert len({indicador for indicador, *_ in series}) > 20
    revisadas = 0
    for clave, serie in series.items():
        for desde, hasta in permutations(serie, 2):
            if desde.edicion != hasta.edicion:
                revisadas += 1
                assert variacion(desde, hasta).diferencia is None, (clave, desde, hasta)
    assert revisadas > 50_000


def test_las_consultas_no_miran_la_fila_anterior_sin_partir_por_edicion() -> None:
    """Una ventana hacia atrás que no parte por edición restaría dos ediciones seguidas."""
    ventana = re.compile(r"\b(?:lag|lead)\s*\([^)]*\)\s*over\s*\(([^)]*)\)", re.IGNORECASE)
    malas, vistas = [], 0
    archivos = [
        *(RAIZ / "tablero" / "consultas").glob("*.sql"),
        *(RAIZ / "pipelines" / "marts").glob("*.sql"),
    ]
    for archivo in archivos:
        sql = re.sub(r"--[^\n]*", "", archivo.read_text(encoding="utf-8"))
        for definicion in ventana.findall(sql):
            vistas += 1
            if "edicion" not in definicion.lower().split("order by")[0]:
                malas.append(archivo.name)
        # Una ventana con nombre escaparía a la expresión de arriba.
        assert len(ventana.findall(sql)) == len(re.findall(r"\b(?:lag|lead)\s*\(", sql)), archivo
    assert vistas >= 1
    assert malas == []
