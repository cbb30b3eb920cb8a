"""El motor de índices: un índice hecho a mano, las cuentas que deben cerrar y lo que se rechaza.

Con lo que hay en los marts se vuelve a calcular el IDC 2024 y el 2025 desde sus pilares y desde los
16 indicadores; la base completa, en ``tests/datos_reales/test_indices_idc.py``.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errores import ErrorDeDeclaracion, ErrorDeFuente
from tablero import conexion, simulador
from tablero.consultas import indices as preguntas
from tablero.graficos.barras import barras_horizontales
from tablero.indices.calculo import normalizar, ordenar, puestos, recalcular, subir
from tablero.indices.declaracion import Declaracion, Nodo, leer, leer_texto
from tablero.indices.estructura import con_estructura
from tablero.indices.explicacion import (
    LOS_DEMAS,
    aportes_al_puesto,
    aportes_al_puntaje,
    entre_ediciones,
    puestos_de,
    shapley,
)
from tablero.indices.que_haria_falta import que_haria_falta, subida_de_un_anio
from tablero.indices.robustez import Robustez, peso_en_la_varianza, sortear
from tablero.indices.simulacion import simular
from tablero.simulador_indicadores import pesos

JUGUETE = """
indice: juguete
nombre: Un índice de juguete
edicion: "1"
fuente_id: ninguna
anios: [2001, 2002]
normalizacion: {metodo: minimo_maximo, escala: 10, ventana: edicion}
faltantes: omitir
empates: {comparten: primero, ceros: ultimo}
arbol:
  codigo: TODO
  nombre: Todo
  partes:
    - codigo: A
      nombre: Pilar A
      partes: [a1, {codigo: a2, inverso: true}]
    - {codigo: B, peso: 3}
"""
INDICE = pd.MultiIndex.from_product([[2001, 2002], ["x", "y", "z"]])
INDICE.names = ["anio", "cod_departamento"]
ORIGINALES = pd.DataFrame(
    {
        "a1": [0, 5, 10, 20, 10, None],
        "a2": [1, 3, 5, 1, None, None],
        "B": [100, 150, 200, 300, 200, 100],
    },
    index=INDICE,
)


@pytest.fixture(scope="module")
def juguete() -> Declaracion:
    return leer_texto(JUGUETE, "juguete.yml")


@pytest.fixture(scope="module")
def bases(mart: Path) -> dict[str, simulador.Base]:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    hechas = {e: simulador.armar_base(preguntas.hojas(abierta, e), e) for e in ("2024", "2025")}
    abierta.close()
    return hechas


@pytest.fixture(scope="module")
def publicado(mart: Path) -> dict[str, pd.DataFrame]:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    hechas = {e: preguntas.hojas(abierta, e) for e in ("2024", "2025")}
    abierta.close()
    return hechas


# ── El cálculo ─────────────────────────────────────────────────────────────────────────────────


def test_un_indice_hecho_a_mano(juguete: Declaracion) -> None:
    puntajes, lugares = recalcular(ORIGINALES, juguete)
    # a1 va de 0 a 20; a2, de 1 a 5 y al revés; B, de 100 a 300.
    assert puntajes["a1"].tolist()[:5] == [0, 2.5, 5, 10, 5]
    assert puntajes["a2"].tolist()[:4] == [10, 5, 0, 10]
    assert puntajes["B"].tolist() == [0, 2.5, 5, 10, 5, 0]
    # Sin a2, A es sólo a1; sin las dos, falta A y el total es B. B pesa tres veces.
    assert puntajes["A"].tolist()[:5] == [5, 3.75, 2.5, 10, 5]
    assert np.isnan(puntajes["A"].iloc[5])
    assert puntajes["TODO"].tolist() == [1.25, 2.8125, 4.375, 10, 5, 0]
    assert lugares["TODO"].tolist() == [3, 2, 1, 1, 2, 3]
    assert np.isnan(lugares["A"].iloc[5])


def test_la_ventana_de_un_anio_normaliza_cada_anio_aparte() -> None:
    declaracion = leer_texto(JUGUETE.replace("ventana: edicion", "ventana: anio"), "x")
    tabla = ORIGINALES.assign(a2=[1, 3, 5, 1, 2, 3], a1=[0, 5, 10, 20, 10, 30])
    puntajes = normalizar(tabla, declaracion)
    assert puntajes["B"].tolist() == [0, 5, 10, 10, 5, 0]
    assert puntajes["a2"].tolist() == [10, 5, 0, 10, 5, 0]


@pytest.mark.parametrize(
    ("ceros_al_final", "esperados"),
    [(True, [1, 2, 2, 6, 6, None]), (False, [1, 2, 2, 4, 4, None])],
)
def test_los_empates_comparten_el_primero_y_los_ceros_van_segun_se_declare(
    ceros_al_final: bool, esperados: list[int | None]
) -> None:
    lugares = ordenar(np.array([9, 5, 5, 0, 0, np.nan]), ceros_al_final=ceros_al_final)
    assert [None if np.isnan(lugar) else int(lugar) for lugar in lugares] == esperados


def test_una_hoja_que_no_esta_o_no_distingue_se_dice(juguete: Declaracion) -> None:
    with pytest.raises(ErrorDeFuente, match="Faltan 1 indicadores: a2"):
        normalizar(ORIGINALES.drop(columns="a2"), juguete)
    with pytest.raises(ErrorDeFuente, match="Todos valen lo mismo en B"):
        normalizar(ORIGINALES.assign(B=1), juguete)
    with pytest.raises(ErrorDeFuente, match="No hay con qué calcular TODO: falta a2"):
        subir(ORIGINALES[["a1", "B"]], juguete)


@pytest.mark.parametrize(
    ("antes", "despues", "mensaje", "donde"),
    [
        ("indice: juguete\n", "", "Faltan campos: indice", "juguete.yml"),
        ("indice:", "color: rojo\nindice:", "Campos que no existen: color", "juguete.yml"),
        ("peso: 3", "peso: 0", "«0» no sirve", "arbol › TODO › B, peso"),
        ("peso: 3", "peso: true", "«True» no sirve", "arbol › TODO › B, peso"),
        ("peso: 3", "pesa: 3", "Campos que no existen: pesa", "arbol › TODO"),
        ("codigo: B", "codigo: a1", "Códigos repetidos: a1", "juguete.yml"),
        ("inverso: true", "inverso: tal vez", "«tal vez» no es sí o no", "› A › a2, inverso"),
        ("nombre: Pilar A", "inverso: true", "Una rama no se invierte", "› A, inverso"),
        ("[a1, {codigo: a2, inverso: true}]", "[]", "está vacía", "› A, partes"),
        ("[a1, {codigo: a2, inverso: true}]", "a1", "no son una lista", "› A, partes"),
        ("[2001, 2002]", "[2002, 2001]", "no se entienden", "anios"),
        ("minimo_maximo", "logaritmo", "«logaritmo» no es una opción", "normalizacion.metodo"),
        ("ventana: edicion", "ventana: mes", "«mes» no es una opción", "normalizacion.ventana"),
        ("ceros: ultimo", "ceros: nunca", "«nunca» no es una opción", "empates.ceros"),
        ("faltantes: omitir", "faltantes: cero", "«cero» no es una opción", "faltantes"),
        ("escala: 10", "escala: diez", "«diez» no sirve", "normalizacion.escala"),
        ("\nindice: juguete", "\nindice: [", "no es YAML", "juguete.yml"),
    ],
)
def test_una_declaracion_mal_escrita_dice_donde(
    antes: str, despues: str, mensaje: str, donde: str
) -> None:
    assert JUGUETE.count(antes) == 1
    with pytest.raises(ErrorDeDeclaracion, match=mensaje) as error:
        leer_texto(JUGUETE.replace(antes, despues), "juguete.yml")
    assert donde in error.value.donde
    assert error.value.hacer


# ── El IDC con lo que hay en los marts ─────────────────────────────────────────────────────────


def test_la_declaracion_de_2024_es_la_estructura_publicada(
    base: duckdb.DuckDBPyConnection,
) -> None:
    filas = base.execute(
        "select codigo, nombre, es_inversa, cod_pilar, coalesce(subpilar, '') from idc_estructura"
    ).fetchall()
    declaracion = leer("idc_2024")
    assert len(filas) == len(declaracion.hojas) == 102
    assert {h.codigo: (h.nombre, h.inverso) for h in declaracion.hojas} == {
        codigo: (nombre, inversa) for codigo, nombre, inversa, *_ in filas
    }
    for pilar in declaracion.pilares:
        suyas = {codigo: sub for codigo, _, _, de, sub in filas if de == pilar.codigo}
        assert {n.codigo for n in pilar.recorrer() if n.es_hoja} == set(suyas)
        de_rama = {n.codigo: f"{n.codigo} {n.nombre}" for n in pilar.partes if not n.es_hoja}
        assert all(sub == de_rama.get(codigo[:5], "") for codigo, sub in suyas.items())
    assert [len(declaracion.pesos_de(n)) for n in ("IDC", "INS", "INS-4", "LAB")] == [13, 4, 6, 5]
    assert set(declaracion.pesos_de("IDC")) == {1 / 13}


def test_con_los_marts_se_recalcula_lo_publicado(
    bases: dict[str, simulador.Base], publicado: dict[str, pd.DataFrame]
) -> None:
    """El general es el promedio simple de los 13 pilares y cuatro salen de sus indicadores."""
    cuentas = {}
    for edicion, hecha in bases.items():
        hojas = publicado[edicion].set_index(["anio", "cod_departamento", "codigo"])
        dicho = hojas["puntaje_0_10"].unstack()
        comunes = [c for c in hecha.arbol if c in dicho]
        diferencia = (hecha.arbol[comunes] - dicho[comunes]).abs()
        lugares = puestos(hecha.arbol[[hecha.raiz]], hecha.declaracion)[hecha.raiz]
        suyos = hojas["puesto"].unstack()[hecha.raiz]
        # Y los pilares, publicados con seis decimales, se ordenan con la regla de su edición.
        de_pilar = puestos(dicho[hecha.codigos], hecha.declaracion)
        assert (de_pilar == hojas["puesto"].unstack()[hecha.codigos]).all(axis=None)
        assert (lugares == suyos).all()
        cuentas[edicion] = (int(diferencia.count().sum()), int(lugares.count()))
        assert float(diferencia.max(axis=None)) < 1e-6
    assert cuentas == {"2024": (198 * 30 - 2, 198), "2025": (99 * 30, 99)}


def test_los_16_indicadores_se_normalizan_como_los_publicados(
    publicado: dict[str, pd.DataFrame],
) -> None:
    declaracion = leer("idc_2024")
    tabla = publicado["2024"].set_index(["anio", "cod_departamento", "codigo"])
    originales = tabla["valor_original"].unstack().dropna(axis=1, how="all")
    normalizados = tabla["puntaje_0_10"].unstack()[originales.columns]
    for pilar in ("NEG", "LAB", "TAM", "SOF"):
        nodo = declaracion.nodos[pilar]
        parte = replace(declaracion, raiz=nodo)
        hojas = [h.codigo for h in parte.hojas]
        puntajes = normalizar(originales, parte)
        assert float((puntajes - normalizados[hojas]).abs().max(axis=None)) < 1e-6
        assert (puntajes.isna() == normalizados[hojas].isna()).all(axis=None)
    assert originales.count().sum() == 3166


# ── La explicación ─────────────────────────────────────────────────────────────────────────────


def test_shapley_a_mano() -> None:
    """Guantes: el 0 tiene el izquierdo y el 1 y el 2, derechos; un par vale 1."""
    valores = np.array([0, 0, 0, 1, 0, 1, 0, 1], dtype=float)
    assert shapley(valores) == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)
    with pytest.raises(ValueError, match="2ⁿ"):
        shapley(valores[:5])


def test_el_puesto_se_reparte_a_mano(juguete: Declaracion) -> None:
    """«y» sube por B y «x» lo pasa: sin B no pasa a nadie y con los demás quietos sería primero."""
    antes = pd.DataFrame({"A": [4.0, 4, 4], "B": [1.0, 2, 3]}, index=["x", "y", "z"])
    despues = pd.DataFrame({"A": [4.0, 4, 4], "B": [6.0, 5, 3]}, index=["x", "y", "z"])
    tablas = [t.assign(TODO=t["A"] / 4 + 3 * t["B"] / 4) for t in (antes, despues)]
    # De 2 a 2. Sólo B: de 2 a 1 (+1); sólo los demás: de 2 a 3 (−1).
    assert aportes_al_puesto(*tablas, "y", juguete) == {"A": 0, "B": 1, LOS_DEMAS: -1}
    assert sum(aportes_al_puesto(*tablas, "x", juguete).values()) == 2


_valor = st.one_of(st.none(), st.integers(0, 40).map(lambda n: n / 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(_valor, min_size=18, max_size=18))
def test_los_aportes_suman_el_cambio_aunque_falten_datos(valores: list[float | None]) -> None:
    """Con cualquier hueco, el puntaje y el puesto se reparten exactos."""
    declaracion = leer_texto(JUGUETE, "juguete.yml")
    tabla = pd.DataFrame(
        np.array(valores, dtype=float).reshape(6, 3), columns=["a1", "a2", "B"], index=INDICE
    )
    arbol = subir(tabla, declaracion)
    antes, despues = arbol.xs(2001), arbol.xs(2002)
    for quien in ("x", "y", "z"):
        uno, otro = antes.loc[quien].to_dict(), despues.loc[quien].to_dict()
        if np.isnan(uno["TODO"]) or np.isnan(otro["TODO"]):
            continue
        aportes = aportes_al_puntaje(uno, otro, declaracion)
        assert sum(a.aporte for a in aportes) == pytest.approx(otro["TODO"] - uno["TODO"], abs=1e-9)
        if antes.isna().any(axis=None) or despues.isna().any(axis=None):
            continue
        al_puesto = aportes_al_puesto(antes, despues, quien, declaracion)
        cambio = puestos_de(antes["TODO"], declaracion) - puestos_de(despues["TODO"], declaracion)
        assert sum(al_puesto.values()) == pytest.approx(cambio[quien], abs=1e-9)


def test_las_cascadas_del_idc_suman_para_todos_los_departamentos(
    bases: dict[str, simulador.Base],
) -> None:
    """Los 33 en todos los pares de años de la edición 2025 y, de la 2024, de 2019 a 2024."""
    cuantas = 0
    for edicion, pares in (
        ("2025", itertools.combinations((2023, 2024, 2025), 2)),
        ("2024", iter([(2019, 2024)])),
    ):
        hecha = bases[edicion]
        for desde, hasta in pares:
            antes, despues = hecha.del_anio(desde), hecha.del_anio(hasta)
            cambio = puestos_de(antes[hecha.raiz], hecha.declaracion) - puestos_de(
                despues[hecha.raiz], hecha.declaracion
            )
            for quien in hecha.departamentos:
                al_puesto = aportes_al_puesto(antes, despues, quien, hecha.declaracion)
                assert abs(sum(al_puesto.values()) - cambio[quien]) < 1e-9
                uno, otro = (hecha.arbol.loc[(a, quien)].to_dict() for a in (desde, hasta))
                aportes = aportes_al_puntaje(uno, otro, hecha.declaracion)
                assert abs(sum(a.aporte for a in aportes) - (otro["IDC"] - uno["IDC"])) < 1e-9
                cuantas += 1
    assert cuantas == 33 * 4


def test_entre_ediciones_el_metodo_va_aparte(bases: dict[str, simulador.Base]) -> None:
    assert entre_ediciones(15, 12, 14) == (3, -2)
    eleccion = simulador.Eleccion("68", "Santander", "2025", 2025)
    pieza = simulador.pieza_de_metodo(bases["2024"], bases["2025"], eleccion)
    tabla = pieza.datos.set_index("codigo")
    # Publicados: 6,397396 en la edición 2024 y 6,276974 en la 2025.
    total = tabla["aporte_metodo_0_10"].sum() + tabla["aporte_0_10"].sum()
    publicados = [float(bases[e].arbol.at[(int(e), "68"), "IDC"]) for e in ("2024", "2025")]
    assert total == pytest.approx(publicados[1] - publicados[0], abs=1e-9)


# ── La simulación ──────────────────────────────────────────────────────────────────────────────


def test_sin_cambios_cada_uno_queda_en_su_puesto_publicado(
    bases: dict[str, simulador.Base], publicado: dict[str, pd.DataFrame]
) -> None:
    comparados = 0
    for edicion, hecha in bases.items():
        general = publicado[edicion].query("nivel == 'general'")
        suyos = general.set_index(["anio", "cod_departamento"])["puesto"]
        for anio in hecha.anios:
            for tabla in (hecha.del_anio(anio)[hecha.codigos], hecha.puntajes.xs(anio)):
                hecho = simular(tabla, "54", {}, hecha.declaracion)
                assert (hecho["puesto_simulado"] == suyos.xs(anio)).all()
                comparados += len(hecho)
    assert comparados == 2 * (198 + 99)


def test_cambiar_un_pilar_mueve_el_puntaje_en_su_peso(bases: dict[str, simulador.Base]) -> None:
    """Sofisticación 8,41 → 9,38 en 2025: (0,960714 ÷ 13) y el puesto del archipiélago."""
    hecha = bases["2025"]
    propio = float(hecha.del_anio(2025).at["54", "SOF"])
    for tabla in (hecha.puntajes.xs(2025), hecha.del_anio(2025)[hecha.codigos]):
        # También donde el pilar llega por sus indicadores: manda el valor puesto.
        hecho = simular(tabla, "54", {"SOF": propio + 1.3}, hecha.declaracion).loc["54"]
        assert hecho["puntaje_simulado_0_10"] - hecho["puntaje_0_10"] == pytest.approx(0.1)
        assert (hecho["puesto"], hecho["puesto_simulado"]) == (14, 13)


# ── Qué haría falta ────────────────────────────────────────────────────────────────────────────


def test_el_camino_llega_justo_y_no_hay_otro_mas_barato(juguete: Declaracion) -> None:
    tabla = pd.DataFrame({"A": [2.0, 4, 8], "B": [2.0, 3, 5]}, index=["x", "y", "z"])
    tabla["TODO"] = tabla["A"] / 4 + 3 * tabla["B"] / 4
    subida = pd.Series({"A": 4.0, "B": 1.0})
    # «y» tiene 3,25 y «x», 2: faltan 1,25. Un punto de A pesa 0,25 y cuesta 1/4: rinde 1. Uno de B,
    # 0,75 y cuesta 1: rinde 0,75. Primero A hasta su tope (4 puntos, 1), y B por 0,25 ÷ 0,75.
    camino = que_haria_falta(tabla, "x", 1, subida, juguete)
    assert camino is not None
    assert camino.subidas == pytest.approx({"A": 4, "B": 1 / 3})
    assert (camino.objetivo, camino.puesto, camino.falta) == (3.25, 2, 0)
    assert camino.costo == pytest.approx(1 + 1 / 3)
    # Ninguna otra combinación de una rejilla fina dentro de los topes cuesta menos.
    costos = [
        a / 4 + b / 1
        for a, b in itertools.product(np.linspace(0, 4, 81), np.linspace(0, 1, 61))
        if a / 4 + 3 * b / 4 >= 1.25 - 1e-9
    ]
    assert min(costos) >= camino.costo - 1e-9
    assert len(costos) > 50
    # Hasta el primero no alcanza: faltan 5,75 − 2 − 1 − 0,75.
    lejos = que_haria_falta(tabla, "x", 2, subida, juguete)
    assert lejos is not None
    assert lejos.falta == pytest.approx(2.0)
    assert que_haria_falta(tabla, "z", 1, subida, juguete) is None


@pytest.mark.parametrize("gana", [1, 2, 3])
def test_lo_que_dice_que_haria_falta_si_basta(bases: dict[str, simulador.Base], gana: int) -> None:
    hecha = bases["2025"]
    camino = simulador.camino_para(hecha, simulador.Eleccion("54", "N", "2025", 2025), gana)
    assert camino is not None
    assert camino.falta == 0
    pilares = hecha.del_anio(2025)[hecha.codigos]
    nuevos = {c: float(pilares.at["54", c]) + sube for c, sube in camino.subidas.items()}
    hecho = simular(pilares, "54", nuevos, hecha.declaracion)
    assert hecho.at["54", "puesto_simulado"] == 14 - gana == camino.puesto
    menos = {c: v - 1e-6 for c, v in nuevos.items()}
    assert simular(pilares, "54", menos, hecha.declaracion).at["54", "puesto_simulado"] > 14 - gana


def test_la_subida_de_un_anio_es_entre_anios_seguidos() -> None:
    tabla = pd.DataFrame({"A": [0.0, 1, 2, 1, 3, 6]}, index=INDICE)
    assert subida_de_un_anio(tabla, 50).to_dict() == {"A": 2}


# ── La robustez ────────────────────────────────────────────────────────────────────────────────


def test_los_intervalos_a_mano() -> None:
    sorteados = np.array([[1, 2, 3]] * 4 + [[1, 3, 2]] * 15 + [[2, 1, 3]], dtype=float)
    tabla = Robustez(("x", "y", "z"), np.array([1.0, 2, 3]), sorteados).intervalos()
    assert tabla["puesto_desde"].tolist() == [1, 1, 2]
    assert tabla["puesto_mediano"].tolist() == [1, 3, 2]
    assert tabla["puesto_hasta"].tolist() == [1, 3, 3]
    assert tabla["mismo_puesto_pct"].tolist() == [95, 20, 25]


def test_los_sorteos_se_repiten_con_la_semilla_y_dependen_de_los_pesos(
    bases: dict[str, simulador.Base],
) -> None:
    hecha = bases["2025"]
    pilares = hecha.arbol[hecha.codigos]

    def puestos_sorteados(semilla: int, concentracion: float) -> np.ndarray:
        return sortear(
            pilares, 2025, hecha.declaracion, semilla=semilla, concentracion=concentracion
        ).puestos

    unos = puestos_sorteados(7, 100)
    assert unos.shape == (1000, 33)
    assert np.array_equal(unos, puestos_sorteados(7, 100))
    assert not np.array_equal(unos, puestos_sorteados(8, 100))
    # Cada sorteo es un escalafón completo.
    assert {float(fila.sum()) for fila in unos} == {33 * 34 / 2}
    # Con los pesos casi fijos sólo quedan tres escalafones: uno por normalización.
    fijos = puestos_sorteados(7, 1e12)
    assert len(np.unique(fijos, axis=0)) == 3
    publicados = puestos_de(hecha.del_anio(2025)["IDC"], hecha.declaracion).to_numpy()
    assert 0.25 < (fijos == publicados).all(axis=1).mean() < 0.42


def test_el_peso_en_las_diferencias_a_mano(juguete: Declaracion) -> None:
    """Pesos 1/4 y 3/4: varianzas 6 y 2/3 y covarianza −2; la del todo, 0,375 − 0,75 + 0,375."""
    tabla = pd.DataFrame({"A": [3.0, 0, 3, 6], "B": [1.0, 2, 0, 1]}, index=list("wxyz"))
    propio, cruzado = 4.5 / 16, 3 / 16 * -0.75
    total = propio + 2 * cruzado + 9 / 16 * 0.5
    esperado = {"A": (propio + cruzado) / total, "B": (9 / 16 * 0.5 + cruzado) / total}
    reparto = peso_en_la_varianza(tabla, juguete)
    assert reparto.to_dict() == pytest.approx(esperado)
    assert reparto.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="TODO les falta"):
        peso_en_la_varianza(tabla.replace(6.0, np.nan), juguete)


# ── La barra que no empieza en cero ────────────────────────────────────────────────────────────


def test_la_cascada_encadena_las_barras_y_pone_el_numero_a_la_derecha() -> None:
    datos = pd.DataFrame(
        {"etiqueta": ["a", "b"], "valor": [2.0, -3.0], "desde": [0.0, 2.0], "rotulo": ["+2", "−3"]}
    )
    figura = barras_horizontales(datos, unidad="numero", orden="exacto")
    assert list(figura.data[0].base) == [0, 2]
    assert list(figura.data[0].x) == [2, -3]
    rotulos = {n.text: n.x for n in figura.layout.annotations if n.name == "valor"}
    assert rotulos == {"+2": 2, "−3": 2}
    assert figura.layout.xaxis.range[0] <= -1
    assert {n.xanchor for n in figura.layout.annotations if n.name == "valor"} == {"left"}


# ── La estructura que trae la base ─────────────────────────────────────────────────────────────


def _como_pares(nodo: Nodo) -> dict[str, tuple[str, bool, list[str]]]:
    return {
        n.codigo: (n.nombre, n.inverso, [parte.codigo for parte in n.partes])
        for n in nodo.recorrer()
        if n.codigo != "IDC"
    }


def test_de_la_estructura_sale_el_mismo_arbol_que_se_declara(
    base: duckdb.DuckDBPyConnection,
) -> None:
    """La edición 2025 sólo declara cuatro pilares; con la estructura de 2024, los 102 de ésta."""
    estructura = base.execute(
        "select codigo, nombre, cod_pilar, subpilar, es_inversa from idc_estructura "
        "where edicion = '2024' order by codigo"
    ).df()
    completa, corta = leer("idc_2024"), leer("idc_2025")
    assert len(corta.hojas) == 25
    hecha = con_estructura(corta, estructura)
    assert _como_pares(hecha.raiz) == _como_pares(completa.raiz)
    assert (len(hecha.hojas), hecha.edicion, hecha.ceros_al_final) == (102, "2025", False)
    # Si ya los declara todos, o si la edición no trae estructura, no se toca.
    assert con_estructura(completa, estructura) is completa
    assert con_estructura(corta, estructura.iloc[:0]) is corta


def test_el_peso_de_lo_que_falta_se_reparte_entre_sus_hermanas(juguete: Declaracion) -> None:
    """A pesa 1 y B, 3; dentro de A, a1 y a2 por mitades."""
    assert pesos(juguete, {"a1": 1, "a2": 1, "A": 1, "B": 1}) == {
        "a1": 0.125, "a2": 0.125, "B": 0.75,
    }  # fmt: skip
    vacio = float("nan")
    assert pesos(juguete, {"a1": 1, "a2": vacio, "A": 1, "B": 1}) == {"a1": 0.25, "B": 0.75}
    assert pesos(juguete, {"a1": vacio, "a2": vacio, "A": vacio, "B": 1}) == {"B": 1.0}
