"""Competitividad: candado de edición, puestos, pares y brechas contra los archivos crudos.

Cifras leídas a mano en ``data/raw/idc``: ``2024/general.csv`` (filas 15, 49, 82, 114, 146 y 180;
Huila, 179), ``2025/general.csv`` (15, 48 y 81; San Andrés, 80; Huila, 82), ``2018/general.csv``
(14), ``2026/general.csv`` (14), ``prensa/general.csv`` (2, 13, 14, 25 a 27), ``2025/pilares.csv``
(717 a 729 y 1146 a 1158; Tolima, 1237 a 1249), ``2024/indicadores.csv`` (2994 a 3009) y en
``data/raw/pib/2025pr/pib_departamental.csv`` (Caquetá 169, Nariño 379, Norte de Santander 400).
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.errores import EdicionesMezcladas
from tablero import conexion, consultas, idc
from tablero.consultas import idc as preguntas
from tablero.graficos.calor import ClaseDeCalor, clases_de_puesto, clases_de_puntaje, tabla_de_calor
from tablero.mapas import leer_capa
from tests.apoyo import RAIZ

CRUDOS = RAIZ / "data" / "raw" / "idc"
FUENTES = ["CPC y Universidad del Rosario"]
# Norte de Santander y Tolima en los 13 pilares de 2025, edición 2025, en el orden del archivo.
PILARES_54 = (
    5.163787, 5.162941, 5.288916, 3.724502, 6.387346, 7.454729, 4.372625, 5.18167, 4.963722,
    4.406667, 5.807334, 8.414642, 2.321953,
)  # fmt: skip
PILARES_73 = (
    5.198474, 5.445518, 5.69769, 5.099145, 6.892124, 7.820744, 4.381448, 5.237684, 6.070761,
    4.25724, 5.353157, 7.761081, 3.293613,
)  # fmt: skip


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    base = conexion.abrir(conexion.version_publicada(mart))
    yield base
    base.close()


@pytest.fixture(scope="module")
def nombres(abierta: Any) -> dict[str, str]:
    return idc.nombres_de(preguntas.departamentos(abierta))


def elegir(
    abierta: Any,
    base: str = "2025",
    anio: int = 2025,
    codigo: str = "IDC",
    territorio: str = "54",
) -> idc.Eleccion:
    return idc.armar_eleccion(
        preguntas.ediciones(abierta),
        idc.nombres_de(preguntas.departamentos(abierta)),
        preguntas.medidas(abierta),
        territorio=territorio,
        codigo=codigo,
        base=base,
        anio=anio,
    )


def escalafon_de(abierta: Any, eleccion: idc.Eleccion) -> pd.DataFrame:
    return preguntas.escalafon(
        abierta, eleccion.codigo, eleccion.edicion, eleccion.anio, eleccion.anio_anterior
    )


def resumen_de(
    abierta: Any,
    eleccion: idc.Eleccion,
    nivel: str = "pilar",
    referencia: str = "promedio",
    pares: tuple[str, ...] = (),
) -> pd.DataFrame:
    return preguntas.resumen(
        abierta,
        nivel,
        eleccion.territorio,
        eleccion.edicion,
        eleccion.anio,
        eleccion.anio_anterior,
        referencia,
        pares,
    )


def crudo(archivo: str) -> list[dict[str, str]]:
    with (CRUDOS / archivo).open(encoding="utf-8", newline="") as texto:
        return list(csv.DictReader(texto))


def puntajes_crudos() -> dict[tuple[str, int, str], dict[str, tuple[float, int]]]:
    """(edición, año, código) → departamento → (puntaje, puesto publicado), de los CSV."""
    hallados: dict[tuple[str, int, str], dict[str, tuple[float, int]]] = defaultdict(dict)
    for edicion in ("2024", "2025"):
        for archivo, columna, valor in (
            ("general", None, "puntaje"),
            ("pilares", "cod_pilar", "puntaje"),
            ("indicadores", "cod_indicador", "valor_normalizado"),
        ):
            for fila in crudo(f"{edicion}/{archivo}.csv"):
                codigo = fila[columna] if columna else "IDC"
                if fila[valor]:
                    hallados[edicion, int(fila["anio_idc"]), codigo][fila["codigo"]] = (
                        float(fila[valor]),
                        int(fila["puesto"]),
                    )
    return hallados


# ── Candado de edición ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edicion", "anio", "puntaje", "puesto"),
    [
        ("2024", 2019, 4.815287, 14),
        ("2024", 2021, 4.853726, 15),
        ("2024", 2022, 4.796981, 14),
        ("2024", 2023, 5.066713, 13),
        ("2024", 2024, 5.208103, 14),
        ("2025", 2023, 4.925873, 14),
        ("2025", 2024, 5.12838, 14),
        ("2025", 2025, 5.280833, 14),
    ],
)
def test_puntaje_y_puesto_de_cada_edicion(
    abierta: Any, edicion: str, anio: int, puntaje: float, puesto: int
) -> None:
    fila = preguntas.serie(abierta, "IDC", "54", (edicion,)).set_index("anio").loc[anio]
    assert fila["puntaje_0_10"] == puntaje
    assert (fila["puesto"], fila["n_evaluados"]) == (puesto, 33)
    assert fila["tipo"] == ("publicado" if str(anio) == edicion else "recalculado")


def test_unir_dos_ediciones_da_el_error_que_explica(abierta: Any) -> None:
    for unir in (
        lambda: preguntas.serie(abierta, "IDC", "54", ("2024", "2025")),
        lambda: consultas.serie(abierta, "idc_general", "54", ("2024", "2025")),
    ):
        with pytest.raises(EdicionesMezcladas) as error:
            unir()
        assert "2 ediciones" in error.value.que
        assert "2024, 2025" in error.value.que
        assert "recalcula los años anteriores" in error.value.esperado
        assert "ninguno es error" in error.value.esperado
        assert "Elija una edición" in error.value.hacer


def test_una_edicion_repetida_es_una_sola(abierta: Any) -> None:
    assert len(preguntas.serie(abierta, "IDC", "54", ("2025", "2025"))) == 3


def test_lo_publicado_y_la_prensa_son_puntos_sueltos(abierta: Any) -> None:
    publicada = preguntas.serie(abierta, "IDC", "54", ("publicada",)).set_index("anio")
    assert dict(publicada["puesto"]) == {2018: 13, 2024: 14, 2025: 14, 2026: 13}
    assert publicada.at[2018, "puntaje_0_100"] == 50.2
    assert math.isnan(publicada.at[2018, "puntaje_0_10"])
    assert math.isnan(publicada.at[2026, "puntaje_0_10"])
    prensa = preguntas.serie(abierta, "IDC", "54", ("prensa",)).set_index("anio")
    assert dict(prensa["puntaje_0_10"].dropna()) == {2021: 4.87, 2022: 4.94, 2023: 4.8, 2024: 5.21}
    assert prensa.at[2014, "n_evaluados"] == 22
    for base, anio, tabla in (("publicada", 2025, publicada), ("prensa", 2024, prensa)):
        eleccion = elegir(abierta, base, anio)
        assert eleccion.anio_anterior is None
        figura = idc.dibujos_de_serie(tabla.reset_index(), eleccion, FUENTES, None, "claro")[
            "Puesto"
        ]()
        puntos = [t for t in figura.data if t.mode == "lines+markers"]
        assert [len(t.x) for t in puntos] == [1] * len(tabla)
        assert "Los puntos no se unen" in figura.layout.meta["notas"][0]


def test_la_edicion_se_dibuja_en_una_sola_linea(abierta: Any) -> None:
    eleccion = elegir(abierta, "2024", 2024)
    serie = preguntas.serie(abierta, "IDC", "54", ("2024",))
    figura = idc.dibujos_de_serie(serie, eleccion, FUENTES, None, "claro")["Puntaje"]()
    (linea,) = figura.data
    assert list(linea.y) == [4.815287, 4.858505, 4.853726, 4.796981, 5.066713, 5.208103]
    assert figura.layout.meta["titulo"] == "Norte de Santander pasa de 4,82 en 2019 a 5,21 en 2024"
    assert "2019 a 2023, recalculados" in figura.layout.meta["subtitulo"]
    puestos = idc.dibujos_de_serie(serie, eleccion, FUENTES, None, "claro")["Puesto"]()
    assert list(puestos.data[0].y) == [14, 15, 15, 14, 13, 14]
    assert "el mismo de 2019" in puestos.layout.meta["titulo"]
    assert "Menos es mejor" in puestos.layout.meta["subtitulo"]


def test_los_hechos_se_marcan_en_la_serie(abierta: Any) -> None:
    eleccion = elegir(abierta, "2024", 2024)
    serie = preguntas.serie(abierta, "IDC", "54", ("2024",))
    eventos = pd.DataFrame({"fecha": ["2022-09-26"], "titulo": ["Se reabre la frontera"]})
    figura = idc.dibujos_de_serie(serie, eleccion, FUENTES, eventos, "claro")["Puntaje"]()
    assert any("Se reabre la frontera" in nota for nota in figura.layout.meta["notas"])


def test_se_explica_con_el_anio_en_que_mas_se_apartan(abierta: Any) -> None:
    dicho = idc.por_que_no_se_unen(elegir(abierta), preguntas.mismo_anio(abierta, "54"))
    assert "El puntaje general de 2023 de Norte de Santander es" in dicho
    assert "5,07 en la edición 2024, 4,93 en la edición 2025 y 4,80 según la prensa" in dicho
    assert "Ninguno es error" in dicho


def test_cada_base_ofrece_sus_anios_y_sus_medidas(abierta: Any) -> None:
    ediciones, medidas = preguntas.ediciones(abierta), preguntas.medidas(abierta)
    # La 2018 y la 2026 sólo traen el puntaje general: se miran en «publicada».
    assert list(idc.bases(ediciones)) == ["2025", "2024", "publicada", "prensa"]
    nueva = ediciones[ediciones["edicion"] == "2025"].assign(edicion="2027")
    cargada = pd.concat([ediciones, nueva])
    assert next(iter(idc.bases(cargada).items())) == ("2027", "Edición 2027")
    assert idc.anios_de(ediciones, "2024") == [2024, 2023, 2022, 2021, 2020, 2019]
    assert idc.anios_de(ediciones, "2025") == [2025, 2024, 2023]
    assert idc.anios_de(ediciones, "publicada") == [2026, 2025, 2024, 2018]
    assert idc.anios_de(ediciones, "prensa") == [2025, 2024, 2023, 2022, 2021, 2020, 2014]
    # La prensa de 2025 no nombra a Norte de Santander; a Antioquia, sí.
    assert idc.anio_de_entrada(ediciones, "prensa", "54") == 2024
    assert idc.anio_de_entrada(ediciones, "prensa", "05") == 2025
    completas = idc.rotulos_de_medidas(medidas, ediciones, "2025", 2025)
    assert len(completas) == 30
    assert next(iter(completas)) == "IDC"
    assert list(idc.rotulos_de_medidas(medidas, ediciones, "publicada", 2018)) == ["IDC"]
    assert "pilares" in idc.sin_pilares(elegir(abierta, "publicada", 2026))


def test_un_codigo_que_cambia_de_indicador_se_lee_en_su_edicion(abierta: Any) -> None:
    """Si la edición siguiente da NEG-2-1 a otro indicador, cada una dice el suyo."""
    medidas = preguntas.medidas(abierta)
    otro = medidas[medidas["codigo"] == "NEG-2-1"].assign(
        nombre="Otro indicador", ediciones=[["2025"]]
    )
    medidas.loc[medidas["codigo"] == "NEG-2-1", "ediciones"] = pd.Series(
        [["2024"]], index=otro.index
    )
    ediciones, juntas = preguntas.ediciones(abierta), pd.concat([medidas, otro])
    nombres = {}
    for edicion in (2024, 2025):
        eleccion = idc.armar_eleccion(
            ediciones, {"54": "Norte de Santander"}, juntas, territorio="54", codigo="NEG-2-1",
            base=str(edicion), anio=edicion,
        )  # fmt: skip
        nombres[edicion] = eleccion.medida
    assert nombres == {2024: "Tasa de registro empresarial", 2025: "Otro indicador"}


def test_solo_dentro_de_una_edicion_hay_anio_anterior(abierta: Any) -> None:
    assert elegir(abierta, "2025", 2025).anio_anterior == 2024
    assert elegir(abierta, "2025", 2023).anio_anterior is None
    assert elegir(abierta, "2024", 2019).anio_anterior is None
    publicada = elegir(abierta, "publicada", 2025)
    assert (publicada.edicion, publicada.anio_anterior) == ("2025", None)
    assert idc.anios_del_calor(preguntas.ediciones(abierta), publicada) == (2025,)
    assert escalafon_de(abierta, publicada)["cambio_puestos"].isna().all()


# ── Puestos ────────────────────────────────────────────────────────────────────────────────────


def test_el_puesto_calculado_es_el_publicado_en_todo(abierta: Any) -> None:
    """Todos los departamentos, años, pilares e indicadores de las ediciones 2024 y 2025.

    Donde hay empate el publicador da a todos el primer puesto o el último: nunca uno distinto a
    cada quien (la misma regla de la validación idc__puesto_publicado_es_el_calculado).
    """
    comparados = empates = 0
    for (edicion, anio, codigo), esperado in puntajes_crudos().items():
        tabla = preguntas.escalafon(abierta, codigo, edicion, anio, None)
        con_puesto = tabla[tabla["puesto"].notna()]
        hallado = {
            fila["cod_departamento"]: (fila["puntaje_0_10"], int(fila["puesto"]))
            for fila in con_puesto.to_dict("records")
        }
        assert hallado == esperado, (edicion, anio, codigo)
        por_puntaje: dict[float, set[int]] = defaultdict(set)
        for puntaje, puesto in esperado.values():
            mejores = sum(otro > puntaje for otro, _ in esperado.values())
            iguales = sum(otro == puntaje for otro, _ in esperado.values())
            assert puesto in (mejores + 1, mejores + iguales), (edicion, anio, codigo)
            por_puntaje[puntaje].add(puesto)
            empates += iguales > 1
            comparados += 1
        assert all(len(puestos) == 1 for puestos in por_puntaje.values()), (edicion, anio, codigo)
        comparten = {int(f["puesto"]): f["comparten_puesto"] for f in con_puesto.to_dict("records")}
        for puesto, cuantos in comparten.items():
            assert cuantos == sum(p == puesto for _, p in esperado.values())
    assert comparados == (6 + 3) * 30 * 33 - 2  # San Andrés no tiene dos indicadores en 2021
    assert empates > 50


@pytest.mark.parametrize("codigo", ["IDC", "SAL", "SOF", "LAB-1-2"])
@pytest.mark.parametrize(("edicion", "anio"), [("2024", 2022), ("2025", 2025)])
def test_cambio_y_puntaje_que_falta_contra_los_crudos(
    abierta: Any, edicion: str, anio: int, codigo: str
) -> None:
    crudos = puntajes_crudos()
    ahora, antes = crudos[edicion, anio, codigo], crudos[edicion, anio - 1, codigo]
    tabla = preguntas.escalafon(abierta, codigo, edicion, anio, anio - 1)
    assert len(tabla) == 33
    for fila in tabla.to_dict("records"):
        territorio = fila["cod_departamento"]
        puntaje, puesto = ahora[territorio]
        assert fila["cambio_puestos"] == antes[territorio][1] - puesto
        arriba = [otro for otro, _ in ahora.values() if otro > puntaje]
        if arriba:
            assert fila["puntaje_que_falta"] == pytest.approx(min(arriba) - puntaje)
            assert fila["puesto_siguiente"] == next(
                lugar for otro, lugar in ahora.values() if otro == min(arriba)
            )
        else:
            assert math.isnan(fila["puntaje_que_falta"])


def test_lo_que_le_falta_a_norte_de_santander(abierta: Any) -> None:
    # 5,354735 − 5,280833 = 0,073902, hasta San Andrés; 5,218622 − 5,208103 = 0,010519, hasta Huila.
    eleccion = elegir(abierta)
    escalafon = escalafon_de(abierta, eleccion)
    propia = idc.fila_propia(escalafon, "54")
    assert propia is not None
    assert propia["puntaje_que_falta"] == pytest.approx(0.073902)
    assert idc.frase_de_puesto(escalafon, eleccion) == (
        "Norte de Santander ocupa el puesto 14 de 33 en 2025 con 5,28 de 10 puntos; le faltan 0,07 "
        "para alcanzar al Archipiélago de San Andrés, en el puesto 13"
    )
    anterior = elegir(abierta, "2024", 2024)
    frases = idc.hallazgos(escalafon_de(abierta, anterior), resumen_de(abierta, anterior), anterior)
    assert "le faltan 0,01 para alcanzar a Huila, en el puesto 13" in frases[0]
    assert frases[1] == "Frente a 2023 cae 1 puesto: estaba en el 13."


def test_el_primero_y_los_empatados_se_dicen(abierta: Any) -> None:
    bogota = elegir(abierta, territorio="11")
    assert idc.frase_de_puesto(escalafon_de(abierta, bogota), bogota) == (
        "Bogotá, D.C. ocupa el puesto 1 de 33 en 2025 con 8,13 de 10 puntos: no hay quien alcanzar"
    )
    # En 2019 ocho departamentos puntúan cero en sofisticación: comparten el último puesto.
    amazonas = elegir(abierta, "2024", 2019, "SOF", "91")
    tabla = escalafon_de(abierta, amazonas)
    assert (tabla["puesto"] == 33).sum() == 8
    assert "puesto 33 de 33 (empatado con 7 departamentos más)" in idc.frase_de_puesto(
        tabla, amazonas
    )


def test_sin_todos_los_puntajes_no_se_dice_lo_que_falta(abierta: Any) -> None:
    eleccion = elegir(abierta, "publicada", 2026)
    escalafon = escalafon_de(abierta, eleccion)
    assert escalafon["puntaje_que_falta"].isna().all()
    assert idc.frase_de_puesto(escalafon, eleccion) == (
        "Norte de Santander ocupa el puesto 13 de 33 en 2026"
    )
    figura = idc.figura_de_escalafon(escalafon, eleccion, FUENTES, "claro")
    assert "21 departamentos con puesto y sin puntaje" in figura.layout.meta["notas"][0]
    rotulos = [a.text for a in figura.layout.annotations if a.name == "valor"]
    assert rotulos[12] == "<b>sin dato</b>"


def test_si_la_prensa_no_lo_nombra_se_dice(abierta: Any) -> None:
    eleccion = elegir(abierta, "prensa", 2025)
    assert idc.frase_de_puesto(escalafon_de(abierta, eleccion), eleccion) == (
        "La prensa no da el puesto de Norte de Santander en 2025"
    )


@pytest.mark.parametrize(
    ("cuanto", "dicho"),
    [(0.073902, "0,07"), (0.0045, "0,005"), (0.0004, "menos de 0,001"), (None, "sin dato")],
)
def test_lo_que_falta_nunca_se_escribe_cero(cuanto: float | None, dicho: str) -> None:
    assert idc.falta(cuanto) == dicho


@pytest.mark.parametrize(("cambio", "dicho"), [(2, "(▲2)"), (-1, "(▼1)"), (0, "(=)"), (None, "")])
def test_flechas(cambio: int | None, dicho: str) -> None:
    assert idc.flecha(cambio) == dicho


def test_el_escalafon_dibuja_puesto_puntaje_y_cambio(abierta: Any) -> None:
    eleccion = elegir(abierta)
    figura = idc.figura_de_escalafon(escalafon_de(abierta, eleccion), eleccion, FUENTES, "claro")
    valores = [a.text for a in figura.layout.annotations if a.name == "valor"]
    assert len(valores) == 33
    assert valores[0] == "8,13 (=)"
    assert valores[3] == "6,28 (▲2)"
    assert valores[13] == "<b>5,28 (=)</b>"
    etiquetas = figura.layout.yaxis.ticktext
    assert etiquetas[3] == "4. Santander"
    assert "14. Norte de" in etiquetas[13]


def test_el_mapa_imprime_sus_cortes_y_cuenta_33(abierta: Any) -> None:
    eleccion = elegir(abierta)
    figura = idc.figura_de_mapa(
        leer_capa("departamentos"), escalafon_de(abierta, eleccion), eleccion, FUENTES, "claro"
    )
    leyenda = [t.name for t in figura.data if t.showlegend is not False]
    # Contados en 2025/general.csv, filas 68 a 100.
    assert (
        leyenda
        == [
            "2 a menos de 3 (2)",
            "3 a menos de 4 (5)",
            "4 a menos de 5 (9)",
            "5 a menos de 6 (9)",
            "6 a menos de 7 (7)",
            "7 a menos de 8 (0)",
            "8 a 9 (1)",
            "Sin dato (0)",
        ][: len(leyenda)]
    )
    propio = next(t for t in figura.data if t.meta == "54")
    assert "5,28" in propio.text
    assert "Puesto 14 de 33" in propio.text


def test_los_cortes_no_pasan_de_siete_clases() -> None:
    assert idc.cortes_de_puntaje(pd.Series([2.5, 8.1]), "10") == [2, 3, 4, 5, 6, 7, 8, 9]
    assert idc.cortes_de_puntaje(pd.Series([0.2, 9.9]), "10") == [0, 2, 4, 6, 8, 10]
    assert idc.cortes_de_puntaje(pd.Series([25.2, 83.4]), "100") == [
        20, 30, 40, 50, 60, 70, 80, 90,
    ]  # fmt: skip
    assert idc.cortes_de_puntaje(pd.Series([10.0, 10.0]), "10") == [10, 11]
    assert idc.cortes_de_puntaje(pd.Series([0.0]), "10") == [0, 1]


# ── Pares ──────────────────────────────────────────────────────────────────────────────────────


def test_distancia_de_perfil_calculada_a_mano(abierta: Any) -> None:
    """Tolima: √(0,0347² + 0,2826² + 0,4088² + 1,3746² + … + 0,9717²) = 2,3141."""
    cuadrados = [(a - b) ** 2 for a, b in zip(PILARES_54, PILARES_73, strict=True)]
    assert sum(cuadrados) == pytest.approx(5.35518, abs=1e-4)
    candidatos = preguntas.pares(abierta, "54", "2025", 2025).set_index("cod_departamento")
    assert candidatos.at["73", "distancia_perfil"] == pytest.approx(math.sqrt(sum(cuadrados)))
    assert candidatos.at["73", "distancia_perfil"] == pytest.approx(2.3141, abs=1e-4)
    assert candidatos.at["73", "cercania_perfil"] == 1
    # Los mismos puntajes están en los crudos, por código de pilar.
    crudos = puntajes_crudos()
    de_los_crudos = sum(
        (tabla["54"][0] - tabla["73"][0]) ** 2
        for (edicion, anio, codigo), tabla in crudos.items()
        if (edicion, anio) == ("2025", 2025) and len(codigo) == 3 and codigo != "IDC"
    )
    assert de_los_crudos == pytest.approx(sum(cuadrados))


def test_cercania_en_pib_y_en_poblacion_a_mano(abierta: Any) -> None:
    candidatos = preguntas.pares(abierta, "54", "2025", 2025).set_index("cod_departamento")
    assert len(candidatos) == 32
    # PIB por habitante: 17.638.453,603 − 17.628.961,747 = 9.491,856 pesos.
    assert candidatos.at["18", "diferencia_pib_cop"] == pytest.approx(9_491.856, abs=0.01)
    assert candidatos.at["18", "cercania_pib"] == 1
    # Población: 1.713.586 − 1.709.289 = 4.297 habitantes.
    assert candidatos.at["52", "poblacion_implicita"] == 1_713_586
    assert candidatos.at["52", "diferencia_poblacion"] == 4_297
    assert candidatos.at["52", "cercania_poblacion"] == 1
    assert set(candidatos["propia_poblacion"]) == {1_709_289}


@pytest.mark.parametrize(
    ("regla", "pares"),
    [
        ("perfil", ("73", "13", "47", "08", "41")),
        ("pib", ("18", "47", "91", "95", "23")),
        ("poblacion", ("52", "19", "47", "20", "23")),
    ],
)
def test_los_cinco_de_cada_regla(
    abierta: Any, nombres: dict[str, str], regla: str, pares: tuple[str, ...]
) -> None:
    candidatos = preguntas.pares(abierta, "54", "2025", 2025)
    assert idc.pares_de_regla(candidatos, regla) == pares
    tabla = idc.tabla_de_pares(candidatos, pares)
    assert list(tabla[f"cercania_{regla}"]) == [1, 2, 3, 4, 5]
    assert list(tabla["departamento"]) == [nombres[codigo] for codigo in pares]
    assert "54" not in set(candidatos["cod_departamento"])


def test_la_poblacion_implicita_es_la_del_archivo(abierta: Any) -> None:
    with (RAIZ / "data/raw/pib/2025pr/pib_departamental.csv").open(encoding="utf-8") as texto:
        crudas = {
            fila["codigo"]: int(fila["poblacion_implicita"])
            for fila in csv.DictReader(texto)
            if fila["anio"] == "2025" and fila["codigo"] not in ("00", "54")
        }
    halladas = preguntas.pares(abierta, "54", "2025", 2025)
    assert (
        dict(zip(halladas["cod_departamento"], halladas["poblacion_implicita"], strict=True))
        == crudas
    )


def test_cada_regla_dice_su_por_que(abierta: Any) -> None:
    eleccion, candidatos = elegir(abierta), preguntas.pares(abierta, "54", "2025", 2025)
    assert "13 pilares de 2025" in idc.porque_de_la_regla(candidatos, "perfil", eleccion)
    pib = idc.porque_de_la_regla(candidatos, "pib", eleccion)
    assert "17,6 millones de pesos (2025, cifra preliminar)" in pib
    assert "1.709.289 habitantes" in idc.porque_de_la_regla(candidatos, "poblacion", eleccion)
    assert "usted eligió" in idc.porque_de_la_regla(candidatos, "mano", eleccion)


# ── Pilares e indicadores ──────────────────────────────────────────────────────────────────────


def test_resumen_de_un_pilar_contra_los_crudos(abierta: Any) -> None:
    pares = ("73", "13", "47", "08", "41")
    crudos = puntajes_crudos()["2025", 2025, "SAL"]
    fila = resumen_de(abierta, elegir(abierta), pares=pares).set_index("codigo").loc["SAL"]
    assert fila["puntaje_0_10"] == 6.387346
    assert (fila["puesto"], fila["cambio_puestos"]) == (20, 5)
    todos = [puntaje for puntaje, _ in crudos.values()]
    assert fila["promedio_0_10"] == pytest.approx(mean(todos))
    assert fila["mediana_0_10"] == pytest.approx(median(todos))
    assert fila["mejor_0_10"] == max(todos)
    assert fila["mediana_pares_0_10"] == pytest.approx(median(crudos[p][0] for p in pares))


@pytest.mark.parametrize(
    ("referencia", "esperada"),
    [
        ("promedio", lambda c, p: mean(v for v, _ in c.values())),
        ("mejor", lambda c, p: max(v for v, _ in c.values())),
        ("pares", lambda c, p: median(c[x][0] for x in p)),
        ("73", lambda c, p: c["73"][0]),
    ],
)
def test_la_brecha_es_lo_propio_menos_la_referencia(
    abierta: Any, referencia: str, esperada: Any
) -> None:
    pares, crudos = ("73", "13", "47"), puntajes_crudos()
    tabla = resumen_de(abierta, elegir(abierta), referencia=referencia, pares=pares)
    assert len(tabla) == 13
    for fila in tabla.to_dict("records"):
        de_todos = crudos["2025", 2025, fila["codigo"]]
        assert fila["brecha_0_10"] == pytest.approx(
            de_todos["54"][0] - esperada(de_todos, pares)
        ), fila["codigo"]


def test_sin_pares_no_hay_mediana_ni_brecha_contra_ella(abierta: Any) -> None:
    tabla = resumen_de(abierta, elegir(abierta), referencia="pares")
    assert tabla["mediana_pares_0_10"].isna().all()
    assert tabla["brecha_0_10"].isna().all()


def comparacion(referencia: str, nombres: dict[str, str], *pares: str) -> idc.Comparacion:
    return idc.Comparacion(pares, referencia, nombres)


def test_la_figura_de_brecha_pone_lo_mejor_a_la_derecha(
    abierta: Any, nombres: dict[str, str]
) -> None:
    eleccion = elegir(abierta)
    resumen = resumen_de(abierta, eleccion, referencia="73")
    figura = idc.figura_de_brecha(
        resumen, eleccion, comparacion("73", nombres), FUENTES, "claro", de_que="pilar"
    )
    # 8,414642 − 7,761081 y 3,724502 − 5,099145.
    assert max(figura.data[0].x) == pytest.approx(0.653561)
    assert min(figura.data[0].x) == pytest.approx(-1.374643)
    desde, hasta = figura.layout.xaxis.range
    assert desde < hasta
    colores = set(zip((v > 0 for v in figura.data[0].x), figura.data[0].marker.color, strict=True))
    assert len(colores) == 2
    assert {a.text for a in figura.layout.annotations if a.name == "direccion"} == {
        "mejor →",
        "← peor",
    }
    assert figura.layout.meta["titulo"] == (
        "Norte de Santander supera a Tolima en 3 de 13: la mayor ventaja, en Sofisticación y "
        "diversificación (+0,65) y la mayor desventaja, en Sostenibilidad ambiental (−1,37)"
    )
    assert any(a.text == "+0,65" for a in figura.layout.annotations if a.name == "valor")


def test_los_inversos_vienen_girados_y_marcados(abierta: Any, nombres: dict[str, str]) -> None:
    """El desempleo de Norte de Santander es mayor que el de Antioquia: su brecha es negativa."""
    eleccion = elegir(abierta, "2024", 2024)
    tabla = resumen_de(abierta, eleccion, "indicador", "05").set_index("codigo")
    antioquia = next(
        float(f["valor_original"])
        for f in crudo("2024/indicadores.csv")
        if (f["codigo"], f["anio_idc"], f["cod_indicador"]) == ("05", "2024", "LAB-1-2")
    )
    assert tabla.at["LAB-1-2", "dato_original"] > antioquia
    assert tabla.at["LAB-1-2", "brecha_0_10"] < 0
    figura = idc.figura_de_brecha(
        tabla.reset_index(),
        eleccion,
        comparacion("05", nombres),
        FUENTES,
        "claro",
        de_que="indicador",
    )
    rotulos = [texto.replace("<br>", " ") for texto in figura.layout.yaxis.ticktext]
    assert "Desempleo (menos es mejor)" in rotulos
    assert sum("(menos es mejor)" in r for r in rotulos) == 7


@pytest.mark.parametrize(
    ("codigo", "dato", "unidad", "anio_del_dato", "puesto", "sentido"),
    [
        ("NEG-2-1", 5.557716562348975, "por cada 10.000 habitantes", 2023, 22, "más es mejor"),
        ("NEG-2-2", 5.986185272935158, "por cada 1.000 habitantes", 2023, 15, "más es mejor"),
        ("LAB-1-2", 12.5273844569778, "porcentaje", 2023, 22, "menos es mejor"),
        ("LAB-1-3", 23.1206566746699, "porcentaje", 2023, 20, "más es mejor"),
        ("SOF-1-1", 0.0472145, "índice o proporción de 0 a 1", 2023, 1, "menos es mejor"),
        ("SOF-1-2", 0.3268064, "índice o proporción de 0 a 1", 2023, 10, "menos es mejor"),
        ("NEG-1-1", 0.01069321533923304, "índice o proporción de 0 a 1", 2022, 26, "más es mejor"),
        ("TAM-1-1", 30.64897155926847, "logaritmo", 2022, 18, "más es mejor"),
    ],
)
def test_los_indicadores_traen_dato_unidad_anio_puesto_y_sentido(
    abierta: Any,
    codigo: str,
    dato: float,
    unidad: str,
    anio_del_dato: int,
    puesto: int,
    sentido: str,
) -> None:
    eleccion = elegir(abierta, "2024", 2024)
    pieza = idc.pieza_de_originales(resumen_de(abierta, eleccion, "indicador"))
    assert len(pieza.datos) == 16
    fila = pieza.datos.set_index("codigo").loc[codigo]
    assert fila["dato_original"] == dato
    assert fila["unidad_del_dato"] == unidad
    assert fila["anio_del_dato"] == anio_del_dato
    assert (fila["puesto"], fila["n_evaluados"]) == (puesto, 33)
    assert fila["sentido_del_dato"] == sentido


def test_el_anio_del_dato_se_repite_justo_donde_se_repite_el_dato(abierta: Any) -> None:
    """La regla del año no está en la fuente: se comprueba con los datos de los 33 departamentos.

    Si dos años del índice usan el mismo año de dato, el dato original es el mismo; si no, cambia.
    """
    originales: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for fila in crudo("2024/indicadores.csv"):
        originales[fila["cod_indicador"], int(fila["anio_idc"])][fila["codigo"]] = fila[
            "valor_original"
        ]
    repetidos = 0
    anios: dict[tuple[str, int], int] = {}
    for anio in range(2019, 2025):
        tabla = resumen_de(abierta, elegir(abierta, "2024", anio), "indicador")
        for fila in tabla.to_dict("records"):
            anios[str(fila["codigo"]), anio] = int(fila["anio_del_dato"])
    for (codigo, anio), del_dato in anios.items():
        if anio == 2024:
            continue
        mismo_anio = anios[codigo, anio + 1] == del_dato
        mismo_dato = originales[codigo, anio] == originales[codigo, anio + 1]
        assert mismo_anio == mismo_dato, (codigo, anio)
        repetidos += mismo_anio
    assert repetidos == 5 + 2 + 2  # NEG-1-1 siempre es 2022; NEG-1-2 y NEG-1-3 empiezan en 2020


def test_la_edicion_2025_no_trae_el_dato_original(abierta: Any, nombres: dict[str, str]) -> None:
    eleccion = elegir(abierta)
    indicadores = resumen_de(abierta, eleccion, "indicador")
    assert indicadores["dato_original"].isna().all()
    puntos = preguntas.tira(abierta, "2025", 2025, "indicador")
    pieza = idc.pieza_de_indicadores(
        indicadores, puntos, eleccion, comparacion("promedio", nombres), FUENTES, "claro"
    )
    assert not {"dato_original", "unidad_del_dato", "anio_del_dato"} & set(pieza.datos.columns)
    assert set(pieza.datos["edicion"]) == {"2025"}
    ultimos = preguntas.resumen(abierta, "indicador", "54", *idc.ULTIMOS_ORIGINALES, "promedio", ())
    assert set(idc.pieza_de_originales(ultimos).datos["edicion"]) == {"2024"}


def test_la_tira_tiene_429_puntos_y_nombra_al_mejor_la_mediana_y_los_pares(
    abierta: Any, nombres: dict[str, str]
) -> None:
    eleccion = elegir(abierta)
    puntos = preguntas.tira(abierta, "2025", 2025, "pilar")
    figura = idc.figura_de_tira(
        puntos,
        resumen_de(abierta, eleccion),
        eleccion,
        comparacion("promedio", nombres, "73", "13"),
        FUENTES,
        "claro",
    )
    por_nombre = {t.name: t for t in figura.data}
    assert sum(len(t.x) for t in figura.data) == 13 * 33
    assert sorted(por_nombre["Norte de Santander"].x) == sorted(PILARES_54)
    assert sorted(por_nombre["Pares"].text) == ["1"] * 13 + ["2"] * 13
    pares = zip(por_nombre["Pares"].text, por_nombre["Pares"].x, strict=True)
    assert sorted(x for texto, x in pares if texto == "1") == sorted(PILARES_73)
    assert "Anillos dorados, los pares: 1 Tolima · 2 Bolívar." in figura.layout.meta["notas"]
    rayas = sorted(f.x0 for f in figura.layout.shapes if f.name == "mediana")
    crudos = puntajes_crudos()
    esperadas = sorted(
        median(v for v, _ in tabla.values())
        for (edicion, anio, codigo), tabla in crudos.items()
        if (edicion, anio) == ("2025", 2025) and len(codigo) == 3 and codigo != "IDC"
    )
    assert rayas == pytest.approx(esperadas)
    nombrados = [a.text for a in figura.layout.annotations if a.name == "par"]
    assert nombrados.count("mejor: Bogotá, D.C.") == 9
    cabezas = [a.text for a in figura.layout.annotations if a.name == "fila"]
    assert cabezas[0].startswith("Educación básica y media (=): <b>9")
    assert any(c.startswith("Salud (▲5)") for c in cabezas)


def test_balance_de_pilares(abierta: Any) -> None:
    eleccion = elegir(abierta)
    sube, cae = idc.balance_de_pilares(resumen_de(abierta, eleccion), eleccion)
    assert sube.startswith(
        "Sube en 5 de 13 pilares frente a 2024, en la misma edición: Salud (5 puestos), "
    )
    assert cae.startswith(
        "Cae en 4 de 13 pilares frente a 2024, en la misma edición: Mercado laboral (3 puestos), "
    )
    primero = elegir(abierta, "2025", 2023)
    assert idc.balance_de_pilares(resumen_de(abierta, primero), primero) == []


def test_el_calor_es_de_una_sola_edicion(abierta: Any) -> None:
    eleccion = elegir(abierta, "2024", 2024)
    anios = idc.anios_del_calor(preguntas.ediciones(abierta), eleccion)
    assert anios == (2019, 2020, 2021, 2022, 2023, 2024)
    calor = preguntas.calor(abierta, "54", "2024", anios)
    assert len(calor) == 13 * 6
    assert set(calor["edicion"]) == {"2024"}
    figura = idc.figura_de_calor(calor, "puesto", eleccion, FUENTES, "claro")
    celdas = [a.text for a in figura.layout.annotations if a.name == "celda"]
    assert len(celdas) == 78
    crudos = puntajes_crudos()
    infraestructura = [str(crudos["2024", anio, "INF"]["54"][1]) for anio in anios]
    assert celdas[:6] == infraestructura == ["16", "11", "7", "8", "8", "7"]
    titulo = figura.layout.meta["titulo"]
    cambios = [
        crudos["2024", 2019, codigo]["54"][1] - crudos["2024", 2024, codigo]["54"][1]
        for codigo in {c for e, a, c in crudos if len(c) == 3 and c != "IDC"}
    ]
    assert f"gana puestos en {sum(c > 0 for c in cambios)} de 13" in titulo
    assert f"pierde en {sum(c < 0 for c in cambios)}" in titulo


# ── Tabla de calor ─────────────────────────────────────────────────────────────────────────────


def celdas(valores: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fila": ["Salud"] * len(valores),
            "columna": [str(2020 + i) for i in range(len(valores))],
            "valor": valores,
            "texto": ["" if v is None else f"{v:g}" for v in valores],
        }
    )


def test_las_clases_cubren_todos_los_puestos_sin_pisarse() -> None:
    clases = clases_de_puesto(33)
    assert [c.rotulo for c in clases] == ["28-33", "21-27", "15-20", "8-14", "1-7"]
    for puesto in range(1, 34):
        assert sum(c.desde <= puesto < c.hasta for c in clases) == 1
    assert [c.rotulo for c in clases_de_puntaje()][-1] == "8 a 10"
    for puntaje in (0.0, 1.99, 2.0, 9.99, 10.0):
        assert sum(c.desde <= puntaje < c.hasta for c in clases_de_puntaje()) == 1


def test_el_calor_dice_sin_dato_y_cuenta_las_celdas() -> None:
    figura = tabla_de_calor(celdas([1.0, None, 33.0]), clases=clases_de_puesto(33))
    textos = [a.text for a in figura.layout.annotations if a.name == "celda"]
    assert textos == ["1", "sin dato", "33"]
    fondos = [f.fillcolor for f in figura.layout.shapes if f.name == "celda"]
    assert len(set(fondos)) == 3
    leyenda = [t.name for t in figura.data if t.showlegend is not False]
    assert leyenda == ["28-33 (1)", "21-27 (0)", "15-20 (0)", "8-14 (0)", "1-7 (1)"]


def test_un_valor_fuera_de_las_clases_se_dice() -> None:
    with pytest.raises(ValueError, match="no cabe"):
        tabla_de_calor(celdas([34.0]), clases=[ClaseDeCalor(1, 34, "1-33")])
    with pytest.raises(ValueError, match="texto"):
        tabla_de_calor(celdas([1.0]).drop(columns="texto"), clases=clases_de_puesto(33))


# ── Piezas ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tema", ["claro", "oscuro"])
def test_toda_pieza_dibuja_y_su_tabla_dice_la_edicion(
    abierta: Any, nombres: dict[str, str], tema: str
) -> None:
    eleccion = elegir(abierta, "2024", 2023)
    contra = comparacion("pares", nombres, "73", "13")
    resumen = resumen_de(abierta, eleccion, "pilar", "pares", ("73", "13"))
    indicadores = resumen_de(abierta, eleccion, "indicador", "pares", ("73", "13"))
    puntos = preguntas.tira(abierta, "2024", 2023, "pilar")
    de_indicadores = preguntas.tira(abierta, "2024", 2023, "indicador")
    calor = preguntas.calor(abierta, "54", "2024", (2022, 2023))
    escalafon = escalafon_de(abierta, eleccion)
    serie = preguntas.serie(abierta, "IDC", "54", ("2024",))
    piezas = [
        idc.pieza_de_serie(serie, eleccion, FUENTES, None, tema),
        idc.pieza_de_escalafon(
            escalafon, eleccion, lambda: leer_capa("departamentos"), FUENTES, tema
        ),
        *(
            idc.pieza_de_pilares(cual, resumen, puntos, calor, eleccion, contra, FUENTES, tema)
            for cual in idc.VISTAS_DE_PILARES
        ),
        idc.pieza_de_indicadores(indicadores, de_indicadores, eleccion, contra, FUENTES, tema),
    ]
    figuras: list[go.Figure] = []
    for pieza in piezas:
        assert set(pieza.datos["edicion"]) == {"2024"}, pieza.clave
        assert pieza.clave.startswith("idc_")
        figuras += [dibujar() for dibujar in pieza.dibujos.values()]
    assert len(figuras) == 2 + 2 + 1 + 1 + 2 + 2
    for figura in figuras:
        assert figura.layout.meta["tema"] == tema
        assert figura.layout.meta["alt"]
