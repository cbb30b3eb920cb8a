"""Cobertura y Municipio: conteos leídos a mano en las tablas crudas y reglas de lo que no pinta.

Las filas citadas son las de ``data/raw/informe_gestion/2020-2023/cobertura.csv``.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tablero import cobertura, conexion, lugar
from tablero.consultas import cobertura as preguntas
from tablero.consultas import municipios as todos_los_municipios
from tablero.graficos.nube import nube
from tablero.lugares import Lugar
from tablero.mapas import leer_capa
from tests.apoyo import RAIZ

CRUDOS = {
    "2020-2023": RAIZ / "data" / "raw" / "informe_gestion" / "2020-2023" / "cobertura.csv",
    "2024-2027": RAIZ / "data" / "raw" / "rendicion_cuentas" / "2024-2025" / "cobertura.csv",
}
METAS = {"2020-2023": 54, "2024-2027": 18}


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    base = conexion.abrir(conexion.version_publicada(mart))
    yield base
    base.close()


def elegir(abierta: Any, periodo: str, anio: int | None = None, *metas: str) -> Any:
    """La elección, sus metas y sus municipios; sin ``metas``, todas las del período."""
    tabla = preguntas.metas(abierta, periodo, anio)
    elegidas = tabla[tabla["numero_meta"].isin(metas)] if metas else tabla
    eleccion = cobertura.armar_eleccion(periodo, str(anio or "todos"), elegidas, len(tabla), {})
    return eleccion, elegidas, preguntas.municipios(abierta, *eleccion.argumentos)


def conteos(municipios: pd.DataFrame) -> dict[str, int]:
    return dict(zip(municipios["nombre"], municipios["n_metas"], strict=True))


def crudas(periodo: str) -> list[dict[str, str]]:
    with CRUDOS[periodo].open(encoding="utf-8-sig", newline="") as archivo:
        return list(csv.DictReader(archivo))


# ── Conteos por municipio ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("periodo", list(CRUDOS))
@pytest.mark.parametrize("anio", [None, 2022, 2025])
def test_cada_municipio_tiene_las_metas_de_la_tabla_cruda(
    abierta: Any, periodo: str, anio: int | None
) -> None:
    filas = [
        (f["divipola"], f["meta"])
        for f in crudas(periodo)
        if f["tipo"] == "nombrado" and (anio is None or f["anio"] == str(anio))
    ]
    _, _, municipios = elegir(abierta, periodo, anio)
    assert len(municipios) == 40
    esperadas = {d: len({m for dd, m in filas if dd == d}) for d in municipios["divipola"]}
    assert dict(zip(municipios["divipola"], municipios["n_metas"], strict=True)) == esperadas


def test_conteos_leidos_a_mano(abierta: Any) -> None:
    # Bucarasica: filas 246 (891, sin año), 410 (957, 2022), 471 y 502 (960, 2021 y 2022).
    _, _, municipios = elegir(abierta, "2020-2023")
    fila = municipios.set_index("nombre").loc["Bucarasica"]
    assert (fila["n_metas"], fila["n_metas_sin_anio"], fila["n_anios"]) == (3, 1, 2)
    assert fila["anios"] == "2021, 2022"
    assert (fila["puesto"], fila["n_evaluados"]) == (40, 40)
    assert municipios.iloc[0]["nombre"] == "Bucarasica"
    _, _, municipios = elegir(abierta, "2020-2023", 2022)
    assert conteos(municipios)["Bucarasica"] == 2
    _, _, municipios = elegir(abierta, "2020-2023", 2020)
    assert conteos(municipios)["Bucarasica"] == 0


def test_los_empates_comparten_puesto(abierta: Any) -> None:
    _, _, municipios = elegir(abierta, "2020-2023")
    filas = municipios.set_index("nombre")
    # Cuatro con 4 metas comparten el 36 y el siguiente puesto es el 40.
    assert set(filas.loc[["Hacarí", "Silos", "Teorama", "Villa Caro"], "puesto"]) == {36}


# ── Lo que no pinta ────────────────────────────────────────────────────────────────────────────


def test_una_meta_departamental_no_pinta_a_nadie(abierta: Any) -> None:
    # Fila de la 967: «Departamental», código 54, y ninguna otra de esa meta.
    assert {f["divipola"] for f in crudas("2020-2023") if f["meta"] == "967"} == {"54"}
    eleccion, metas, municipios = elegir(abierta, "2020-2023", None, "967")
    assert set(municipios["n_metas"]) == {0}
    certeza = cobertura.contar_certeza(metas, None)
    assert (certeza.nombrado, certeza.departamental) == (0, 1)
    figura = cobertura.figura_de_mapa(
        leer_capa("municipios"), municipios, "metas", eleccion, ["Fuente"], "claro"
    )
    leyenda = [t.name for t in figura.data if t.showlegend is not False and t.x[0] is None]
    assert leyenda == ["Ninguna meta (40)", "1 meta (0)"]


def test_una_meta_departamental_y_nombrada_pinta_solo_a_los_nombrados(abierta: Any) -> None:
    # La 979 (filas 564 a 572): todo el departamento y, además, ocho municipios en 2022.
    _, metas, municipios = elegir(abierta, "2020-2023", None, "979")
    pintados = {nombre for nombre, n in conteos(municipios).items() if n}
    assert pintados == {
        "Cúcuta", "Los Patios", "Villa del Rosario", "Pamplona", "Pamplonita", "Ocaña", "Ábrego",
        "La Playa",
    }  # fmt: skip
    certeza = cobertura.contar_certeza(metas, None)
    assert (certeza.nombrado, certeza.departamental, certeza.tambien_departamental) == (1, 0, 1)


def test_una_meta_sin_anio_no_entra_cuando_se_elige_un_anio(abierta: Any) -> None:
    # La 889 (filas 136 a 163) nombra 28 municipios sin decir ningún año.
    _, _, municipios = elegir(abierta, "2020-2023", None, "889")
    assert sum(conteos(municipios).values()) == 28
    for anio in (2020, 2021, 2022, 2023):
        _, metas, municipios = elegir(abierta, "2020-2023", anio, "889")
        assert sum(conteos(municipios).values()) == 0
        assert list(metas["certeza"]) == ["sin año"]
        assert cobertura.contar_certeza(metas, anio).fuera == 1


def test_una_excepcion_no_cuenta(abierta: Any) -> None:
    # La 888 exceptúa a La Playa y a Sardinata en 2021, y a La Playa la nombra en 2022.
    _, metas, municipios = elegir(abierta, "2020-2023", 2021, "888")
    filas = municipios.set_index("nombre")
    assert list(filas.loc[["La Playa", "Sardinata"], "n_exceptuados"]) == [1, 1]
    assert list(filas.loc[["La Playa", "Sardinata"], "n_metas"]) == [0, 0]
    assert cobertura.contar_certeza(metas, 2021).excepcion == 1


# ── Certeza ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("periodo", list(CRUDOS))
def test_la_certeza_cuenta_cada_meta_una_vez(abierta: Any, periodo: str) -> None:
    por_meta: dict[str, list[dict[str, str]]] = {}
    for fila in crudas(periodo):
        por_meta.setdefault(fila["meta"], []).append(fila)
    _, metas, _ = elegir(abierta, periodo)
    certeza = cobertura.contar_certeza(metas, None)
    nombra = {m for m, fs in por_meta.items() if any(f["tipo"] == "nombrado" for f in fs)}
    cubre = {m for m, fs in por_meta.items() if any(f["tipo"] == "departamental" for f in fs)}
    calla = {m for m, fs in por_meta.items() if not any(f["anio"] for f in fs)}
    assert certeza.total == METAS[periodo]
    assert certeza.nombrado == len(nombra)
    assert certeza.departamental + certeza.tambien_departamental == len(cubre)
    assert certeza.tambien_departamental == len(cubre & nombra)
    assert certeza.sin_lugar == METAS[periodo] - len(nombra | cubre)
    # La 888 sólo dice 2021 en sus excepciones; también dice 2022 y 2023: no cambia la cuenta.
    assert certeza.sin_anio == len(calla)
    assert certeza.nombrado + certeza.departamental + certeza.sin_lugar == certeza.total


def test_la_leyenda_de_certeza_del_primer_informe(abierta: Any) -> None:
    _, metas, _ = elegir(abierta, "2020-2023")
    leyenda = cobertura.leyenda_de_certeza(cobertura.contar_certeza(metas, None), None)
    assert dict(zip(leyenda["Certeza"], leyenda["Metas"], strict=True)) == {
        "Nombrado": "45 de 54",
        "Departamental": "14 de 54",
        "Sin lugar": "4 de 54",
        "Sin año": "23 de 54",
        "Excepción": "1 de 54",
    }
    _, metas, _ = elegir(abierta, "2020-2023", 2022)
    leyenda = cobertura.leyenda_de_certeza(cobertura.contar_certeza(metas, 2022), 2022)
    # 18 nombran, 2 sólo son departamentales, 7 dicen otros años, 23 ninguno y 4 no dicen lugar: 54.
    assert list(leyenda["Metas"]) == [
        "18 de 54", "2 de 54", "4 de 54", "23 de 54", "7 de 54", "0 de 54",
    ]  # fmt: skip


# ── Filtros y frases ───────────────────────────────────────────────────────────────────────────


def test_los_filtros_ofrecen_lo_que_dice_el_informe(abierta: Any) -> None:
    metas = preguntas.metas(abierta, "2020-2023")
    linea, programa, indicador, grupo, meta = cobertura.FILTROS
    assert list(linea.opciones(metas)) == ["6.3", "6.4", "6.7", "6.8"]
    de_linea = linea.aplicar(metas, "6.3")
    # Programas 6.3.1 (5 metas) y 6.3.2 (8 metas).
    assert list(programa.opciones(de_linea)) == ["6.3.1", "6.3.2"]
    assert len(programa.aplicar(de_linea, "6.3.1")) == 5
    assert len(indicador.aplicar(metas, "Diversificación de la canasta exportadora")) == 6
    assert len(grupo.aplicar(metas, "víctimas")) == 9
    assert list(meta.aplicar(metas, "888")["numero_meta"]) == ["888"]
    assert len(linea.aplicar(metas, "")) == 54
    sirven, callados = cobertura.presentes(preguntas.metas(abierta, "2024-2027"))
    assert [f.clave for f in sirven] == ["cob_grupo", "cob_meta"]
    assert callados == ["línea", "programa", "indicador ligado"]
    assert "no dice línea ni programa" in cobertura.sin_filtro("2024-2027", callados)


def test_cambiar_un_filtro_olvida_los_que_dependen_de_el() -> None:
    assert cobertura.siguientes("cob_linea") == (
        "cob_programa", "cob_indicador", "cob_grupo", "cob_meta",
    )  # fmt: skip
    assert cobertura.siguientes("cob_periodo")[0] == "cob_anio"
    assert cobertura.siguientes("cob_meta") == ()


def test_los_anios_son_los_que_dice_alguna_meta(abierta: Any) -> None:
    assert list(cobertura.anios_de(preguntas.metas(abierta, "2024-2027"))) == [
        "todos", "2024", "2025",
    ]  # fmt: skip


def test_los_hallazgos_dicen_cuantos_y_cuales_nunca(abierta: Any) -> None:
    eleccion, metas, municipios = elegir(abierta, "2024-2027")
    frases = cobertura.hallazgos(municipios, cobertura.contar_certeza(metas, None), eleccion)
    assert frases[0] == (
        "**20 de los 40 municipios aparecen nombrados en 2024-2027**, contando las 18 metas de "
        "2024-2027."
    )
    assert frases[1].startswith("Nunca nombrados (20): Bochalema, Bucarasica, Cáchira,")
    lista = cobertura.lista_por_conteo(municipios, eleccion)
    assert lista[0].startswith("**Nunca nombrados** (20): Bochalema")
    assert lista[-1] == "**8 metas**: Cúcuta."
    eleccion, metas, municipios = elegir(abierta, "2020-2023", 2022)
    frases = cobertura.hallazgos(municipios, cobertura.contar_certeza(metas, 2022), eleccion)
    assert frases[1] == "Sin nombrar con estos filtros (3): El Tarra, Hacarí y Herrán."
    assert frases[-1].startswith("**Quedan fuera 23 metas sin año**")


# ── Desigualdad y población ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("valores", "esperado"),
    [
        # Diferencias entre parejas: 1+2+3+1+2+1 = 10, dos veces; 2·4²·2,5 = 80; 20/80.
        ([1, 2, 3, 4], 0.25),
        ([4, 1, 3, 2], 0.25),
        ([0, 0, 0, 4], 0.75),
        ([5, 5, 5], 0.0),
        ([0, 10], 0.5),
    ],
)
def test_gini_a_mano(valores: list[int], esperado: float) -> None:
    assert cobertura.gini(valores) == pytest.approx(esperado)


def test_gini_sin_nada_que_repartir() -> None:
    assert cobertura.gini([0, 0]) is None
    assert cobertura.gini([]) is None
    with pytest.raises(ValueError, match="negativos"):
        cobertura.gini([1, -1])


def test_la_desigualdad_va_con_sus_denominadores(abierta: Any) -> None:
    eleccion, _, municipios = elegir(abierta, "2024-2027")
    frases = cobertura.frases_de_desigualdad(municipios, eleccion)
    # 53 parejas distintas de meta y municipio en la tabla cruda de 2024-2025.
    parejas = {(f["meta"], f["divipola"]) for f in crudas("2024-2027") if f["tipo"] == "nombrado"}
    assert len(parejas) == 53
    assert "40 municipios y 53 menciones" in frases[0]
    assert "reúnen 0 de las 53 menciones" in frases[1]
    eleccion, _, vacios = elegir(abierta, "2020-2023", None, "967")
    assert "no hay reparto" in cobertura.frases_de_desigualdad(vacios, eleccion)[0]


def test_el_cuadro_de_nueve_casillas() -> None:
    municipios = pd.DataFrame(
        {
            "nombre": list("ABCDEF"),
            "poblacion": [10, 20, 30, 40, 50, 60],
            "n_metas": [0, 0, 1, 2, 5, 9],
        }
    )
    cuadro, cortes = cobertura.cuadro_bivariado(municipios)
    assert cuadro.to_numpy().tolist() == [
        ["Más población", "0", "0", "2: E, F"],
        ["Población media", "0", "2: C, D", "0"],
        ["Menos población", "2: A, B", "0", "0"],
    ]
    assert "Población: hasta 20, hasta 40 y más. Metas: hasta 0, hasta 2 y más." in cortes


def test_la_poblacion_es_la_del_ultimo_anio_que_cuenta_el_informe(abierta: Any) -> None:
    # Proyección de Cúcuta: 795.608 en 2023 y 802.837 en 2025 (edición 2018-2035).
    for periodo, esperada in (("2020-2023", 795_608), ("2024-2027", 802_837)):
        _, _, municipios = elegir(abierta, periodo)
        assert municipios.set_index("nombre").at["Cúcuta", "poblacion"] == esperada


def test_los_grupos_reparten_los_cuarenta(abierta: Any) -> None:
    eleccion, _, _ = elegir(abierta, "2024-2027")
    grupos = preguntas.grupos(abierta, "2024-2027", eleccion.metas, None)
    for _, filas in grupos.groupby("agrupacion"):
        assert filas["n_municipios"].sum() == 40
        assert filas["n_nombrados"].sum() == 20
        assert filas["n_menciones"].sum() == 53
    pdet = grupos.set_index("lugar").loc["PDET Catatumbo"]
    # Sólo Tibú y Sardinata, de los ocho.
    assert (pdet["n_municipios"], pdet["n_nombrados"], pdet["n_menciones"]) == (8, 2, 2)
    assert cobertura.hallazgo_de_grupos(grupos) == (
        "La subregión Oriental tiene 3,2 metas por municipio y Norte, 0,5"
    )


def test_los_dos_periodos_van_con_su_denominador(abierta: Any) -> None:
    cambio = preguntas.cambio(abierta).set_index("nombre")
    # Cúcuta: 42 de las 45 metas que nombran municipios, y 8 de las 10.
    assert cambio.at["Cúcuta", "parte_antes_pct"] == pytest.approx(100 * 42 / 45)
    assert cambio.at["Cúcuta", "parte_ahora_pct"] == pytest.approx(80)
    frases = cobertura.frases_de_cambio(preguntas.cambio(abierta))
    assert [frase.split(")")[0] for frase in frases] == [
        "**En los dos informes** (20", "**Sólo en 2020-2023** (20", "**Sólo en 2024-2027** (0",
        "**En ninguno** (0",
    ]  # fmt: skip


# ── Mapa y nube ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("maximo", "tramos"),
    [
        (0, [(1, 1)]),
        (3, [(1, 1), (2, 2), (3, 3)]),
        (8, [(1, 2), (3, 4), (5, 6), (7, 8)]),
        (13, [(1, 4), (5, 9), (10, 14)]),
        (42, [(1, 4), (5, 9), (10, 14), (15, 24), (25, 99)]),
    ],
)
def test_los_tramos_no_se_traslapan_y_llegan_al_maximo(
    maximo: int, tramos: list[tuple[int, int]]
) -> None:
    assert cobertura.tramos_de_conteo(maximo) == tramos


def test_los_anios_presentes_separan_lo_nombrado_sin_anio(abierta: Any) -> None:
    _, _, municipios = elegir(abierta, "2024-2027")
    clases, rotulos = cobertura.clases_de_mapa(municipios, "anios")
    # Sólo Chinácota y Pamplona (2025) y Cúcuta (2024 y 2025) tienen año; los otros 17, no.
    assert {c: clases.count(c) for c in rotulos} == {"cero": 20, "sin_anio": 17, "1": 2, "2": 1}


@pytest.mark.parametrize("tema", ["claro", "oscuro"])
@pytest.mark.parametrize("medida", ["metas", "anios"])
@pytest.mark.parametrize("periodo", list(CRUDOS))
def test_el_mapa_pesa_menos_de_60_kb(abierta: Any, periodo: str, medida: str, tema: str) -> None:
    eleccion, _, municipios = elegir(abierta, periodo)
    figura = cobertura.figura_de_mapa(
        leer_capa("municipios"), municipios, medida, eleccion, ["Fuente del informe"], tema
    )
    assert len(figura.to_json()) < 60_000
    assert len([t for t in figura.data if t.meta]) == 40
    assert json.loads(figura.to_json())["layout"]["meta"]["titulo"] == cobertura.hallazgo(
        municipios, eleccion
    )


def test_la_nube_rechaza_lo_que_no_puede_dibujar() -> None:
    comunes: dict[str, str] = {
        "unidad_x": "habitantes", "unidad_y": "numero", "titulo_x": "Habitantes",
        "titulo_y": "Metas",
    }  # fmt: skip
    buena = pd.DataFrame({"etiqueta": ["A", "B"], "x": [100, 1000], "y": [0, 3]})
    figura = nube(buena, con_nombre=["B", "A"], **comunes)
    assert {nota.text for nota in figura.layout.annotations} == {"A", "B"}
    with pytest.raises(ValueError, match="filas"):
        nube(buena.head(0), **comunes)
    with pytest.raises(ValueError, match="logarítmica"):
        nube(buena.assign(x=[0, 1]), **comunes)


# ── Ficha de lugar ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sitios(abierta: Any) -> dict[str, lugar.Sitio]:
    return lugar.sitios(todos_los_municipios(abierta))


@pytest.fixture(scope="module")
def contados(abierta: Any) -> lugar.Conteos:
    return lugar.contar(preguntas.conteos(abierta, "54", "Norte de Santander"))


def test_los_sitios_son_el_departamento_sus_subregiones_y_sus_municipios(
    sitios: dict[str, lugar.Sitio],
) -> None:
    niveles = [sitio.nivel for sitio in sitios.values()]
    assert (niveles.count("departamento"), niveles.count("subregion")) == (1, 6)
    assert niveles.count("municipio") == 40
    assert len(sitios["54"].municipios) == 40
    assert set(sitios["Norte"].municipios) == {"54109", "54250", "54720", "54810"}
    assert lugar.elegido(sitios, "", "").codigo == "54"
    assert lugar.elegido(sitios, "54498", "").nombre == "Ocaña"
    assert lugar.hay_desconocido(sitios, {"divipola": "99999"})
    assert not lugar.hay_desconocido(sitios, {"divipola": "54498", "con": "Norte"})
    assert lugar.enlazar(Lugar("departamento", "54", "")) == ("municipio", {"divipola": "54"})
    assert lugar.enlazar(Lugar("camara", "Ocaña", "")) is None


def test_el_puesto_va_con_de_cuantos_y_sus_empates(
    sitios: dict[str, lugar.Sitio], contados: lugar.Conteos
) -> None:
    assert lugar.frase_de_puesto(contados, sitios["54498"], "2020-2023") == (
        "puesto 2 de 40 en el departamento, y 1 de 10 en Occidente"
    )
    # Veinte municipios comparten el puesto 21 en 2024-2027: La Playa y 19 más.
    assert lugar.frase_de_puesto(contados, sitios["54398"], "2024-2027") == (
        "puesto 21 de 40 en el departamento, empatado con 19 más, y 3 de 10 en Occidente"
    )
    assert lugar.frase_de_puesto(contados, sitios["Norte"], "2024-2027") == (
        "puesto 6 de 6 entre las subregiones"
    )


def test_las_metas_de_un_municipio_por_anio(abierta: Any) -> None:
    metas = preguntas.metas_de_lugar(abierta, ("54109",))
    ahora, antes = lugar.por_anio(metas)
    assert ahora == "**2024-2027**: ninguna, según el informe de rendición de cuentas 2024-2025."
    enlaces = {n: f"[{n}](plan?periodo=2020-2023&meta={n})" for n in ("891", "957", "960")}
    assert antes == (
        f"**2020-2023**, 3 metas. 2021 (1): {enlaces['960']}. 2022 (2): {enlaces['957']}, "
        f"{enlaces['960']}. En oraciones sin año (1): {enlaces['891']}."
    )


def test_lo_departamental_se_cuenta_aparte_y_la_excepcion_se_dice(
    abierta: Any, sitios: dict[str, lugar.Sitio], contados: lugar.Conteos
) -> None:
    departamentales = preguntas.departamentales(abierta)
    assert list(departamentales["periodo"]).count("2020-2023") == 14
    ahora, antes = lugar.hallazgos(contados, departamentales, sitios["54398"])
    assert "ninguna meta nombra a La Playa" in ahora
    assert "Aparte, 3 metas dicen cubrir todo el departamento (3, 12 y 20)." in ahora
    assert antes.endswith("la 888 lo exceptúa.")
    _, de_ocana = lugar.hallazgos(contados, departamentales, sitios["54498"])
    assert "exceptúa" not in de_ocana


def test_el_cuadro_compara_lado_a_lado(
    abierta: Any, sitios: dict[str, lugar.Sitio], contados: lugar.Conteos
) -> None:
    lados = [sitios["54498"], sitios["Norte"]]
    cuadro = lugar.cuadro(lados, todos_los_municipios(abierta), contados).set_index("Dato")
    assert list(cuadro.columns) == ["Ocaña", "Subregión Norte"]
    assert list(cuadro.loc["Metas que lo nombran, 2020-2023"]) == ["29", "17"]
    assert list(cuadro.loc["PDET Catatumbo"]) == ["no", "3 de 4 municipios"]
    assert list(cuadro.loc["Subregión"]) == ["Occidente", "no aplica"]
    assert list(cuadro.loc["Puesto entre municipios, 2024-2027"]) == ["3 de 40", "no aplica"]


def test_los_vecinos_llevan_su_mismo_conteo(
    abierta: Any, sitios: dict[str, lugar.Sitio], contados: lugar.Conteos
) -> None:
    vecinos = preguntas.vecinos(abierta, "54398")
    assert set(vecinos["nombre"]) == {"Ábrego", "Hacarí", "Ocaña", "San Calixto"}
    assert vecinos.set_index("nombre").at["Ocaña", "n_metas_antes"] == 29
    # La Playa: 0 y 9 metas. La superan Ábrego (1 y 13) y Ocaña (6 y 29).
    assert lugar.hallazgo_de_vecinos(vecinos, contados, sitios["54398"]) == (
        "De sus 4 vecinos, en 2024-2027, 2 tienen más metas que La Playa; "
        "en 2020-2023, 2 tienen más metas que La Playa"
    )


def test_la_imagen_del_mapa_pinta_lo_mismo_que_la_figura(
    abierta: Any, sitios: dict[str, lugar.Sitio]
) -> None:
    """Ocaña, sus vecinos y Cúcuta al lado: los mismos papeles, con su color y su cuenta."""
    capa = leer_capa("municipios")
    vecinos = tuple(preguntas.vecinos(abierta, "54498")["divipola"])
    papeles = (sitios["54498"], vecinos, sitios["54001"], ["MGN"], "claro")
    estampa = lugar.estampa_de_posicion(capa, *papeles)
    figura = lugar.figura_de_posicion(capa, *papeles)
    rellenos = re.findall(r'<path d="[^"]+" fill="([^"]+)" fill-rule', estampa.svg)
    de_la_figura = {t.meta: t.fillcolor for t in figura.data if t.meta}
    azul = de_la_figura["54001"]
    assert [azul if r == "url(#con)" else r for r in rellenos] == [
        de_la_figura[codigo] for codigo in capa["divipola"]
    ]
    assert f'fill="{azul}"/><path d="M0 6L6 0' in estampa.svg  # rayado, como en la figura
    textos = re.findall(r">([^<>]+)</text>", estampa.svg)
    leyenda = [t.name for t in figura.data if t.showlegend is not False]
    assert [texto for texto in textos if texto.endswith(")")] == leyenda
    assert leyenda == ["Ocaña (1)", "Cúcuta (1)", "Vecinos (6)", "Otros municipios (32)"]
    assert {"Ocaña", "Cúcuta"} <= set(textos)
    assert estampa.alt == figura.layout.meta["alt"]
    assert estampa.pie == "Fuente: MGN. Corte: 2018."
