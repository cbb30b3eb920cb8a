"""El índice municipal: puntajes sacados a mano de las tablas crudas, lo editado y lo rechazado."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errores import ErrorDeDeclaracion, ErrorDeFuente
from tablero import conexion, indice_municipal
from tablero.consultas import indice_municipal as preguntas
from tablero.formato import ESPACIO_FINO
from tablero.indices import municipal as declarado
from tablero.indices.municipal import Agregada, Municipal, Serie, del_tablero, leer
from tablero.indices.municipal_calculo import Resultado, calcular, desglose, rangos
from tablero.indices.municipal_plantilla import COLUMNAS, leer_plantilla, plantilla

SIN_TERRIDATA = pd.DataFrame(columns=list(preguntas.COLUMNAS_DE_TERRIDATA))
CAPITAL, OCANA, PAMPLONA, TIBU = "54001", "54498", "54518", "54810"


@pytest.fixture(scope="module")
def valores(mart: Path) -> pd.DataFrame:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    leidos = preguntas.valores(abierta, CAPITAL)
    abierta.close()
    return leidos


@pytest.fixture(scope="module")
def nombres(valores: pd.DataFrame) -> dict[str, str]:
    return indice_municipal.nombres_de(valores)


@pytest.fixture(scope="module")
def resultado(valores: pd.DataFrame) -> Resultado:
    return calcular(del_tablero(), valores, SIN_TERRIDATA)


def con_serie(
    valores_propios: dict[str, float], *, inverso: bool = False, pilar: str = "Empleo"
) -> Municipal:
    """La declaración del tablero con una serie propia más."""
    serie = Serie(
        "propia_x", "archivo", "Formalidad", "%", "2024", cita="Encuesta", valores=valores_propios
    )
    return declarado.agregar(del_tablero(), [Agregada(serie, pilar, inverso)])


# ── Las cuentas a mano ─────────────────────────────────────────────────────────────────────────
#
# De data/raw: población de 2018 y 2025 (poblacion_54.csv), áreas y vecinos (mgn/2018), coordenadas
# de las cabeceras (divipola/2021) y PDET (pdet/2025). Mínimos y máximos de los 40:
#   log₁₀ población 2025   3,476976 (Cácota, 2.999)              5,904627 (Cúcuta, 802.837)
#   log₁₀ hab/km²          0,923379 (El Carmen, 14.483÷1.727,743) 3,103293 (Villa del Rosario)
#   crecimiento % anual    0,645110 (San Calixto)                 2,040802 (San Cayetano)
#   log₁₀ mercado cercano  4,434729 (Silos, 27.210)               6,065830 (Cúcuta, 1.163.671)
#   km a Cúcuta            0 (Cúcuta)                             123,255375 (El Carmen)
#
# Ocaña: 133.609 hab., 118.273 en 2018, 522,6 km², 242.450 con sus vecinos, 100,830754 km, no PDET.
#   población    10·(5,125836 − 3,476976)÷2,427651 = 6,7920
#   densidad     10·(2,407666 − 0,923379)÷2,179914 = 6,8089
#   crecimiento  (133.609÷118.273)^(1/7) − 1 = 1,757001 %; 10·1,111891÷1,395692 = 7,9666
#   mercado      10·(5,384622 − 4,434729)÷1,631102 = 5,8236
#   distancia    10 − 10·100,830754÷123,255375 = 1,8194;  PDET 10
#   0,4·(6,7920+6,8089+7,9666)÷3 + 0,4·(5,8236+1,8194)÷2 + 0,2·10 = 2,8757+1,5286+2 = 6,4043
# Cúcuta: 10; 10·(2,850196−0,923379)÷2,179914 = 8,8390; 10·(1,735955−0,645110)÷1,395692 = 7,8158
#   0,4·26,6548÷3 + 0,4·10 + 0,2·10 = 3,5540+4+2 = 9,5540
# Pamplona: 5,2254; 6,1814; 6,3813 | 3,4024; 5,0330 | 10 → 2,3717+1,6871+2 = 6,0588
# Tibú (PDET): 5,3792; 1,9787; 8,1741 | 9,4447; 3,0754 | 0 → 2,0709+2,5040+0 = 4,5750
# Cácota: 0; 1,8846; 3,1443 | 2,9652; 4,1297 | 10 → 0,6705+1,4190+2 = 4,0895
# El Carmen (PDET): 2,8171; 0; 5,3765 | 4,8527; 0 | 0 → 1,0925+0,9705+0 = 2,0630
# San Cayetano: 1,7637; 3,8436; 10 | 9,1921; 8,9175 | 10 → 2,0810+3,6219+2 = 7,7029
A_MANO = {
    CAPITAL: (9.5540, 1), OCANA: (6.4043, 9), PAMPLONA: (6.0588, 11), TIBU: (4.5750, 28),
    "54125": (4.0895, 33), "54245": (2.0630, 40), "54673": (7.7029, 5),
}  # fmt: skip


@pytest.mark.parametrize("divipola", A_MANO)
def test_los_puntajes_son_los_de_la_cuenta_a_mano(resultado: Resultado, divipola: str) -> None:
    puntaje, lugar = A_MANO[divipola]
    assert resultado.general[divipola] == pytest.approx(puntaje, abs=6e-5)
    assert resultado.puestos[divipola] == lugar


def test_los_indicadores_de_ocana_son_los_de_la_cuenta_a_mano(resultado: Resultado) -> None:
    de_ocana = resultado.arbol.loc[OCANA]
    assert [round(float(de_ocana[h.codigo]), 4) for h in resultado.municipal.hojas] == [
        6.7920, 6.8089, 7.9666, 5.8236, 1.8194, 10.0,
    ]  # fmt: skip
    assert resultado.originales.loc[OCANA, "mercado_cercano"] == 242_450
    assert resultado.originales.loc[OCANA, "distancia_recta"] == pytest.approx(100.830754, abs=1e-6)


def test_lo_que_no_cuenta_tambien_sale_de_las_fuentes(valores: pd.DataFrame) -> None:
    """Ocaña: 2 planes (Tabla 10) y 132.387 hab. en 2023; 6 metas de 2024-2027 y 133.609 hab."""
    de_ocana = valores[valores["divipola"] == OCANA].set_index("codigo")["valor"]
    assert de_ocana["fondo_emprender"] == pytest.approx(2 / 13.2387)
    assert de_ocana["metas_2024_2027"] == pytest.approx(6 / 13.3609)
    assert de_ocana["metas_2020_2023"] == pytest.approx(29 / 13.2387)
    assert de_ocana["distancia_cede"] == 113.5467
    assert len(valores) == 40 * 10
    assert set(valores["codigo"]) == {
        codigo for codigo, serie in del_tablero().series.items() if serie.origen == "marts"
    }


def test_el_desglose_suma_la_diferencia(resultado: Resultado) -> None:
    """Frente al promedio, y cada par: Ocaña con Pamplona, 6,4043 − 6,0588 = 0,3454."""
    frente_al_promedio = desglose(resultado, OCANA, None)
    diferencia = resultado.general[OCANA] - resultado.general.mean()
    assert sum(a.aporte for a in frente_al_promedio) == pytest.approx(diferencia, abs=1e-9)
    por_codigo = {a.codigo: a.aporte for a in desglose(resultado, OCANA, PAMPLONA)}
    assert sum(por_codigo.values()) == pytest.approx(0.345444, abs=1e-6)
    # Distancia: 0,2·(1,8194 − 5,0330) = −0,6427; PDET, ninguno de los dos.
    assert por_codigo["distancia_recta"] == pytest.approx(-0.6427, abs=1e-4)
    assert por_codigo["pdet"] == 0


def test_los_sorteos_ordenan_a_los_que_tienen_indice(resultado: Resultado) -> None:
    tabla = rangos(resultado).set_index("divipola")
    assert len(tabla) == 40
    assert (tabla["puesto"] == resultado.puestos[tabla.index]).all()
    assert (tabla["puesto_desde"] <= tabla["puesto_mediano"]).all()
    assert (tabla["puesto_mediano"] <= tabla["puesto_hasta"]).all()
    assert tabla.loc[CAPITAL, ["puesto_desde", "puesto_hasta"]].tolist() == [1, 1]
    # Sardinata y Tibú tienen mercado y son PDET: su puesto depende de cuánto pese serlo.
    amplitud = tabla["puesto_hasta"] - tabla["puesto_desde"]
    assert set(amplitud.sort_values().index[-2:]) == {"54720", TIBU}


# ── Propiedades ────────────────────────────────────────────────────────────────────────────────


@given(factor=st.floats(0.01, 1000))
@settings(max_examples=8)
def test_de_los_pesos_solo_importa_la_proporcion(
    valores: pd.DataFrame, resultado: Resultado, factor: float
) -> None:
    de = del_tablero()
    raiz = de.declaracion.raiz
    pilares = tuple(replace(p, peso=p.peso * factor) for p in raiz.partes)
    otra = replace(de, declaracion=replace(de.declaracion, raiz=replace(raiz, partes=pilares)))
    general = calcular(otra, valores, SIN_TERRIDATA).general
    pd.testing.assert_series_equal(general, resultado.general, rtol=1e-12)


@pytest.mark.parametrize("codigo", ["densidad", "distancia_recta", "pdet"])
def test_girar_el_sentido_refleja_el_puntaje(
    valores: pd.DataFrame, resultado: Resultado, codigo: str
) -> None:
    de = del_tablero()
    inversos = {h.codigo for p in de.pilares for h in p.ofrecidos if h.inverso} ^ {codigo}
    girada = declarado.editar(
        de, declarado.puntos_de(de), {p.codigo: p.dentro for p in de.pilares}, inversos
    )
    arbol = calcular(girada, valores, SIN_TERRIDATA).arbol
    np.testing.assert_allclose(arbol[codigo], 10 - resultado.arbol[codigo], atol=1e-9)
    otros = [h.codigo for h in de.hojas if h.codigo != codigo]
    pd.testing.assert_frame_equal(arbol[otros], resultado.arbol[otros])


def test_lo_que_falta_no_cuenta_como_cero(valores: pd.DataFrame, resultado: Resultado) -> None:
    """Sin PDET (0,2) se promedian los otros dos pilares: (0,4·MER + 0,4·ACC) ÷ 0,8."""
    sin = valores[~((valores["divipola"] == OCANA) & (valores["codigo"] == "pdet"))]
    otro = calcular(del_tablero(), sin, SIN_TERRIDATA)
    mer, acc = resultado.arbol.loc[OCANA, ["MER", "ACC"]]
    assert otro.general[OCANA] == pytest.approx((mer + acc) / 2)
    assert otro.general[PAMPLONA] == resultado.general[PAMPLONA]
    assert indice_municipal.situacion(otro, OCANA) == "con índice: tiene 5 de 6"
    aportes = desglose(otro, OCANA, PAMPLONA)
    assert sum(a.aporte for a in aportes) == pytest.approx(
        otro.general[OCANA] - otro.general[PAMPLONA], abs=1e-9
    )
    assert [a.codigo for a in aportes if a.de_composicion] == ["ICM"]


def test_con_menos_de_la_mitad_no_hay_indice(valores: pd.DataFrame) -> None:
    """Con 2 de 6, sin índice; con 3 de 6, que es la mitad, con índice."""

    def solo(divipola: str, codigos: set[str]) -> pd.Series:
        return (valores["divipola"] != divipola) | valores["codigo"].isin(codigos)

    pocos = valores[
        solo(OCANA, {"poblacion", "pdet"}) & solo(TIBU, {"poblacion", "densidad", "pdet"})
    ]
    hecho = calcular(del_tablero(), pocos, SIN_TERRIDATA)
    assert indice_municipal.situacion(hecho, OCANA) == "sin índice: tiene 2 de 6"
    assert np.isnan(hecho.general[OCANA])
    assert np.isnan(hecho.puestos[OCANA])
    assert not np.isnan(hecho.general[TIBU])
    assert len(hecho.con_indice) == 39
    assert OCANA not in set(rangos(hecho)["divipola"])
    tabla = indice_municipal.tabla_de_escalafon(hecho)
    assert tabla.iloc[-1][["divipola", "n_indicadores_con_dato", "n_indicadores"]].tolist() == [
        OCANA, 2, 6,
    ]  # fmt: skip
    assert set(tabla["n_evaluados"]) == {39}
    assert indice_municipal.frase_sin_indice(hecho) == [
        "Sin índice, por tener menos de la mitad de los indicadores: Ocaña (sin índice: tiene 2 de "
        "6)."
    ]
    eleccion = indice_municipal.elegir(hecho, OCANA, "")
    assert indice_municipal.hallazgos(eleccion, rangos(hecho))[0].startswith(
        "**Ocaña queda sin índice: tiene 2 de 6 indicadores.**"
    )
    # Un municipio sin índice no sirve para comparar.
    assert indice_municipal.elegir(hecho, TIBU, OCANA).contra is None


# ── Editar ─────────────────────────────────────────────────────────────────────────────────────


def todo_como_esta(de: Municipal) -> tuple[dict[str, int], dict[str, tuple[str, ...]], list[str]]:
    inversos = [h.codigo for p in de.pilares for h in p.ofrecidos if h.inverso]
    return declarado.puntos_de(de), {p.codigo: p.dentro for p in de.pilares}, inversos


def test_sin_mover_nada_es_la_del_tablero() -> None:
    de = del_tablero()
    assert declarado.editar(de, *todo_como_esta(de)) == de
    assert declarado.puntos_de(de) == {"MER": 40, "ACC": 40, "CON": 20, "ESF": 0}
    assert sum(de.pesos.values()) == pytest.approx(1)
    # Cuánto llega un gobierno no cuenta si no se pide.
    assert {de.series[h.codigo].mide for h in de.hojas} == {"condicion", "acceso"}


def test_mover_pesos_e_indicadores_cambia_la_cuenta(
    valores: pd.DataFrame, resultado: Resultado
) -> None:
    de = del_tablero()
    puntos, dentro, inversos = todo_como_esta(de)
    editada = declarado.editar(
        de, puntos | {"CON": 0, "ESF": 40}, dentro | {"ESF": ("fondo_emprender",)}, inversos
    )
    assert [p.codigo for p in editada.declaracion.pilares] == ["MER", "ACC", "ESF"]
    hecho = calcular(editada, valores, SIN_TERRIDATA)
    # Ocaña: planes por 10.000 hab., 2÷13,2387 = 0,1511; el máximo es Herrán, 2÷0,7499 = 2,6670.
    assert hecho.arbol.at[OCANA, "fondo_emprender"] == pytest.approx(0.5664, abs=1e-4)
    mer, acc = resultado.arbol.loc[OCANA, ["MER", "ACC"]]
    assert hecho.general[OCANA] == pytest.approx((mer + acc + 0.56644) / 3, abs=1e-5)
    # Lo que se quitó queda disponible y se puede volver a poner.
    assert {p.codigo: p.cuenta for p in editada.pilares} == {
        "MER": True, "ACC": True, "ESF": True, "CON": False,
    }  # fmt: skip
    dicha = indice_municipal.declaracion_en_palabras(editada).replace(ESPACIO_FINO, " ")
    assert dicha.endswith(
        "(Mercado propio 33 %, Acceso a mercados 33 % y Alcance de los planes 33 %)"
    )


def test_sin_ningun_indicador_se_dice() -> None:
    de = del_tablero()
    puntos, dentro, inversos = todo_como_esta(de)
    with pytest.raises(ErrorDeDeclaracion, match="Ningún pilar tiene peso e indicadores"):
        declarado.editar(de, dict.fromkeys(puntos, 0), dentro, inversos)
    with pytest.raises(ErrorDeDeclaracion, match="Ningún pilar tiene peso e indicadores"):
        declarado.editar(de, puntos, dict.fromkeys(dentro, ()), inversos)


@given(data=st.data())
@settings(max_examples=25)
def test_lo_que_se_exporta_se_vuelve_a_leer_igual(
    data: st.DataObject, nombres: dict[str, str]
) -> None:
    base = con_serie({OCANA: 1.5, TIBU: -2.0}) if data.draw(st.booleans()) else del_tablero()
    puntos = {
        p.codigo: data.draw(st.integers(0 if p.codigo != "MER" else 1, 100)) for p in base.pilares
    }
    dentro = {
        p.codigo: tuple(
            h.codigo for h in p.ofrecidos if h.codigo == "poblacion" or data.draw(st.booleans())
        )
        for p in base.pilares
    }
    hojas = [h.codigo for p in base.pilares for h in p.ofrecidos]
    inversos = data.draw(st.sets(st.sampled_from(hojas)))
    editada = declarado.editar(base, puntos, dentro, inversos)
    vuelta = leer(declarado.escribir(editada), "x.yml", nombres)
    assert vuelta == editada
    assert vuelta.huella == editada.huella


# ── Lo que se carga ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("antes", "despues", "mensaje", "donde"),
    [
        ("cobertura_minima: 0.5", "cobertura_minima: 0.2", "«0.2» no sirve", "cobertura_minima"),
        ("cobertura_minima: 0.5\n", "", "Faltan campos: cobertura_minima", "x.yml"),
        ("  escala: 10.0", "  escala: 100", "de 0 a 10", "escala"),
        ("    peso: 20.0", "    peso: .inf", "«inf» no sirve", "peso"),
        ("  - crecimiento_poblacion\n", "  - lluvia\n", "No se dice qué son: lluvia", "series"),
        ("  - crecimiento_poblacion\n", "", "Ningún pilar las usa: crecimiento_pob", "series"),
        ("- codigo: poblacion", "- codigo: otra", "No se dice qué son: poblacion", "series"),
        ("  nombre: Población\n", "  nombre: Desempleo\n", "aquí dice otra cosa", "nombre"),
        ("  mide: acceso\n", "  mide: todo\n", "«todo» no es una opción", "mide"),
        ("  origen: marts", "  origen: internet", "«internet» no es una opción", "origen"),
        ("  origen: marts", "  origen: archivo", "No dice de qué fuente sale", "cita"),
        ("codigo: MER", "codigo: densidad", "Códigos repetidos: densidad", "x.yml"),
        ("codigo: ESF", "codigo: densidad", "Son pilar e indicador: densidad", "x.yml"),
        ("codigo: ESF", "codigo: '; drop'", "no sirve de código", "arbol"),
        ("edicion: '1'", "edicion: 2025-13-45", "no se puede leer", "x.yml"),
        ("edicion: '1'", "edicion: &a [*a]", "usa referencias", "x.yml"),
        ("edicion: '1'", "edicion: " + "[" * 30 + "]" * 30, "demasiados niveles", "x.yml"),
        ("edicion: '1'", "edicion: [", "no es YAML", "x.yml"),
    ],
)
def test_una_declaracion_mala_dice_que_y_donde(
    nombres: dict[str, str], antes: str, despues: str, mensaje: str, donde: str
) -> None:
    texto = declarado.escribir(del_tablero())
    assert antes in texto
    with pytest.raises(ErrorDeDeclaracion, match=mensaje) as error:
        leer(texto.replace(antes, despues, 1), "x.yml", nombres)
    assert donde in error.value.donde
    assert error.value.esperado
    assert error.value.hacer


def test_los_pilares_no_tienen_pilares_dentro(nombres: dict[str, str]) -> None:
    texto = declarado.escribir(del_tablero()).replace(
        "    - crecimiento_poblacion\n",
        "    - codigo: SUB\n      partes:\n      - crecimiento_poblacion\n",
    )
    assert "SUB" in texto
    with pytest.raises(ErrorDeDeclaracion, match="no es un pilar con indicadores"):
        leer(texto, "x.yml", nombres)


def test_de_una_serie_de_los_marts_se_cambia_la_transformacion(
    nombres: dict[str, str], valores: pd.DataFrame
) -> None:
    """Sin logaritmo, Ocaña: 10·(133.609 − 2.999) ÷ (802.837 − 2.999) = 1,6330."""
    texto = declarado.escribir(del_tablero()).replace("logaritmo", "ninguna", 1)
    hecho = calcular(leer(texto, "x.yml", nombres), valores, SIN_TERRIDATA)
    assert hecho.arbol.at[OCANA, "poblacion"] == pytest.approx(1.6330, abs=1e-4)
    texto = texto.replace("transformacion: ninguna", "transformacion: logaritmo")
    con_ceros = leer(texto, "x.yml", nombres)
    with pytest.raises(ErrorDeFuente, match="«Distancia a Cúcuta en línea recta» tiene ceros"):
        calcular(con_ceros, valores, SIN_TERRIDATA)


def test_una_serie_propia_entra_en_un_pilar_nuevo_con_el_peso_medio(
    valores: pd.DataFrame, resultado: Resultado, nombres: dict[str, str]
) -> None:
    """El peso medio de 40, 40 y 20 es 33,33: el nuevo pilar pesa 1/4. Ocaña tiene el máximo."""
    hecho = calcular(con_serie({OCANA: 60.0, TIBU: 20.0, PAMPLONA: 30.0}), valores, SIN_TERRIDATA)
    assert hecho.municipal.pesos["propia_x"] == pytest.approx(0.25)
    assert hecho.arbol.loc[[OCANA, TIBU, PAMPLONA], "propia_x"].tolist() == [10, 0, 2.5]
    assert hecho.general[OCANA] == pytest.approx(0.75 * resultado.general[OCANA] + 2.5)
    # A los demás les falta un indicador: su puntaje es el de antes.
    assert hecho.general[CAPITAL] == pytest.approx(resultado.general[CAPITAL])
    assert indice_municipal.situacion(hecho, CAPITAL) == "con índice: tiene 6 de 7"
    al_reves = con_serie({OCANA: 60.0, TIBU: 20.0}, inverso=True, pilar="Mercado propio")
    girado = calcular(al_reves, valores, SIN_TERRIDATA)
    assert girado.arbol.loc[[OCANA, TIBU], "propia_x"].tolist() == [0, 10]
    assert [h.codigo for h in al_reves.declaracion.pilares[0].partes][-1] == "propia_x"
    with pytest.raises(ErrorDeDeclaracion, match="ya está en la declaración"):
        declarado.agregar(al_reves, [Agregada(al_reves.series["propia_x"], "MER")])
    with pytest.raises(ErrorDeFuente, match="valen lo mismo en «Formalidad»"):
        calcular(con_serie({OCANA: 1.0, TIBU: 1.0}), valores, SIN_TERRIDATA)
    ajena = declarado.escribir(con_serie({"05001": 1.0, OCANA: 2.0}))
    with pytest.raises(ErrorDeDeclaracion, match="«05001» no es un municipio"):
        leer(ajena, "x.yml", nombres)


def llena(*filas: str, separador: str = ";") -> bytes:
    return "\n".join([separador.join(COLUMNAS), *filas]).encode("utf-8-sig")


FILA = "54498;Ocaña;Empleo;Formalidad;%;2024;más es mejor;{};DANE"


def test_la_plantilla_se_llena_y_se_lee(nombres: dict[str, str]) -> None:
    en_blanco = plantilla(nombres).decode("utf-8-sig").splitlines()
    assert len(en_blanco) == 41
    assert en_blanco[1] == "54003;Ábrego;;;;;;;"
    otra = "54810;Tibú;Mercado propio;Hogares pobres;%;2024;menos es mejor;7;DANE"
    vacia = FILA.format("").replace("54498", "54518")
    una, dos = leer_plantilla(llena(FILA.format("41,25"), otra, vacia), nombres)
    assert (una.serie.nombre, una.pilar, una.inverso) == ("Formalidad", "Empleo", False)
    assert dict(una.serie.valores) == {OCANA: 41.25}
    assert (una.serie.cita, una.serie.periodo, una.serie.unidad) == ("DANE", "2024", "%")
    assert (dos.serie.codigo, dos.inverso) == ("propia_hogares_pobres", True)
    internacional = FILA.format("41.25").replace(";", ",")
    (tres,) = leer_plantilla(llena(internacional, separador=","), nombres)
    assert tres == una


@given(st.decimals(-10_000, 10_000, places=3))
@settings(max_examples=20)
def test_un_numero_de_la_plantilla_vuelve_igual(nombres: dict[str, str], numero: object) -> None:
    (una,) = leer_plantilla(llena(FILA.format(str(numero).replace(".", ","))), nombres)
    assert una.serie.valores[OCANA] == float(str(numero))


@pytest.mark.parametrize(
    ("contenido", "mensaje", "donde"),
    [
        (llena(), "Ninguna fila trae valor", "columna valor"),
        (b"a;b\n1;2", "El encabezado no es el de la plantilla", "fila 1"),
        (llena(FILA.format("41.25")), "«41.25» no es un número", "fila 2, columna valor"),
        (llena(FILA.format("1.234")), "«1.234» no es un número", "fila 2, columna valor"),
        (llena(FILA.format("41 %")), "«41 %» no es un número", "fila 2, columna valor"),
        (llena(FILA.format("nan")), "«nan» no es un número", "fila 2, columna valor"),
        (llena(FILA.format(1).replace("54498", "5449")), "«5449» no es un municipio", "fila 2"),
        (llena(FILA.format(1), FILA.format(2)), "Ocaña está dos veces", "fila 3"),
        (
            llena(FILA.format(1), FILA.format(2).replace("54498", "54810").replace("2024", "2023")),
            "dice «2023» y antes «2024»", "fila 3, columna anio",
        ),
        (llena(FILA.format(1).replace("2024", "dos mil")), "no es un año", "columna anio"),
        (llena(FILA.format(1).replace("más es", "más o menos")), "no es un sentido", "sentido"),
        (llena(FILA.format(1).replace("DANE", "")), "«fuente» está vacía", "columna fuente"),
        (llena(FILA.format(1) + ";sobra"), "La fila tiene 10 celdas", "fila 2"),
        (llena(FILA.format(1)).replace(b"Oca", b"\xff"), "no está en UTF-8", "todo el archivo"),
        (llena(FILA.format('"1')), "El CSV está mal cerrado", "todo el archivo"),
    ],
)  # fmt: skip
def test_una_plantilla_mala_dice_que_y_donde(
    nombres: dict[str, str], contenido: bytes, mensaje: str, donde: str
) -> None:
    with pytest.raises(ErrorDeFuente, match=mensaje) as error:
        leer_plantilla(contenido, nombres)
    assert donde in error.value.donde
    assert error.value.esperado


# ── TerriData ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def con_terridata() -> duckdb.DuckDBPyConnection:
    """Un mart con TerriData: una serie en dos años, otra sin número y el departamento."""
    base = duckdb.connect()
    base.execute("attach ':memory:' as marts")
    base.execute("create table marts.dim_tablas as select 'terridata' as tabla")
    base.execute(
        """create table marts.terridata as
        select * from (values
            ('54498', 'municipio', 'Educación', 'Cobertura neta', 2022, 80.0, null),
            ('54498', 'municipio', 'Educación', 'Cobertura neta', 2023, 90.0, null),
            ('54810', 'municipio', 'Educación', 'Cobertura neta', 2023, 60.0, null),
            ('54001', 'municipio', 'Educación', 'Cobertura neta', 2022, 99.0, null),
            ('54', 'departamento', 'Educación', 'Cobertura neta', 2024, 70.0, null),
            ('54498', 'municipio', 'Vivienda', 'Categoría', 2023, null, '5')
        ) as t (divipola, nivel, dimension, indicador, anio, valor_numerico, valor_texto)
        cross join (
            select
                'Cobertura' as subcategoria,
                'Porcentaje' as unidad,
                cast(null as integer) as mes,
                'MEN' as fuente_original,
                'terridata_2024' as fuente_id,
                'DNP' as cita
        )"""
    )
    return base


def test_las_series_de_terridata_se_listan_y_entran(
    con_terridata: duckdb.DuckDBPyConnection, valores: pd.DataFrame, nombres: dict[str, str]
) -> None:
    tabla = preguntas.terridata(con_terridata)
    # Del último año de la serie, que no tiene a Cúcuta; ni el departamento ni lo que es texto.
    assert tabla[["divipola", "anio", "valor"]].to_numpy().tolist() == [
        [OCANA, 2023, 90.0], [TIBU, 2023, 60.0],
    ]  # fmt: skip
    ((codigo, serie),) = declarado.candidatas(tabla).items()
    assert indice_municipal.rotulo_de_terridata(serie) == (
        "Educación: Cobertura neta (Porcentaje), 2023"
    )
    con = declarado.agregar(del_tablero(), [Agregada(serie, serie.dimension)])
    hecho = calcular(con, valores, tabla)
    assert hecho.arbol.loc[[OCANA, TIBU], codigo].tolist() == [10, 0]
    assert con.fuente_ids[-1] == "terridata_2024"
    assert leer(declarado.escribir(con), "x.yml", nombres) == con
    with pytest.raises(ErrorDeFuente, match="«Cobertura neta» no tiene ningún dato en el TerriDa"):
        calcular(con, valores, SIN_TERRIDATA)


def test_sin_terridata_no_hay_candidatas(mart: Path) -> None:
    abierta = conexion.abrir(conexion.version_publicada(mart))
    tabla = preguntas.terridata(abierta)
    abierta.close()
    assert set(preguntas.COLUMNAS_DE_TERRIDATA) <= set(tabla)
    assert all(serie.origen == "terridata" for serie in declarado.candidatas(tabla).values())
