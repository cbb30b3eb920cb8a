"""El catálogo y la ficha de un indicador, con cifras leídas a mano de ``data/raw``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.construir import validar
from pipelines.errores import EdicionesMezcladas, ErrorDeDeclaracion, ErrorDeValidacion
from tablero import conexion, consultas, datos
from tablero.consultas import datos as preguntas
from tablero.estilo import sufijo_prohibido
from tests.apoyo import Arbol

FINO = "\u202f"
DURO = "\u00a0"


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    conectada = conexion.abrir(conexion.version_publicada(mart))
    yield conectada
    conectada.close()


@pytest.fixture(scope="module")
def catalogo(abierta: Any) -> pd.DataFrame:
    return preguntas.catalogo(abierta)


class Ficha:
    """Un indicador en un lugar y una edición, como lo arma la página."""

    def __init__(self, abierta: Any, indicador_id: str, territorio: str = "", edicion: str = ""):
        catalogo = preguntas.catalogo(abierta).set_index("indicador_id", drop=False)
        self.indicador = catalogo.loc[indicador_id]
        self.territorios = preguntas.territorios(abierta, indicador_id)
        self.territorio = territorio or datos.territorio_de_entrada(self.territorios)
        self.lugar = datos.rotulos_de_territorio(self.territorios)[self.territorio]
        self.ediciones = preguntas.ediciones(abierta, indicador_id, self.territorio)
        self.edicion = edicion or datos.edicion_de_entrada(self.ediciones)
        self.serie = datos.con_tramos(
            consultas.serie(abierta, indicador_id, self.territorio, (self.edicion,)),
            consultas.quiebres(abierta, indicador_id),
        )

    def hallazgo(self, medida: str) -> str:
        return datos.hallazgo(self.indicador, self.serie, medida, self.lugar)


@pytest.mark.parametrize(
    ("indicador", "territorio", "edicion", "medida", "frase"),
    [
        # idc/2024/indicadores.csv, filas 2473 y 3001: 11,93 % (puesto 23) y 12,53 % (puesto 22)
        (
            "idc_lab_1_2", "54", "2024", "valor",
            f"Desempleo: Norte de Santander, 12,5{FINO}% en 2024; frente a 2023, sube 0,6 puntos "
            "porcentuales: empeora",
        ),
        (
            "idc_lab_1_2", "54", "2024", "puesto",
            "Desempleo: Norte de Santander, puesto 22 de 33 en 2024; frente a 2023, sube 1 puesto",
        ),
        # idc/2025/indicadores.csv, filas 889 y 1417: puestos 22 y 27
        (
            "idc_lab_1_2", "54", "2025", "puesto",
            "Desempleo: Norte de Santander, puesto 27 de 33 en 2025; frente a 2024, cae 5 puestos",
        ),
        # pobreza_monetaria/marco2018_pub2024, filas 54 y 55: 44,8 (43,2 a 46,5) y 37 (35,3 a 38,8)
        (
            "pobreza_monetaria", "54", "marco2018_pub2024", "valor",
            f"Pobreza monetaria: Norte de Santander, 37,0{FINO}% en 2023; frente a 2022, baja 7,8 "
            "puntos porcentuales: mejora",
        ),
        # pib/2025pr, filas 399 y 400: 16.323.158 y 17.628.962 pesos
        (
            "pib_per_capita", "54", "2025pr", "valor",
            f"PIB por habitante: Norte de Santander, ${DURO}17.628.962 en 2025; frente a 2024, "
            f"sube 8,0{FINO}%: mejora",
        ),
        # exportaciones/2026-10/mensual.csv, filas 33 y 45: de agosto a agosto, 66,338 y 63,938
        (
            "exportaciones_fob", "54", "2026-10", "valor",
            "Exportaciones: Norte de Santander, 63,9 millones de dólares en agosto de 2026; frente "
            f"a agosto de 2025, baja 3,6{FINO}%: empeora",
        ),
        # poblacion/2018-2035, filas 441 y 442: lo de 2027 en adelante aún no ha llegado
        (
            "poblacion_proyectada", "54498", "2018-2035", "valor",
            f"Población: Ocaña, 134.238 habitantes en 2026; frente a 2025, sube 0,5{FINO}%",
        ),
        # idc/2026/general.csv: una sola cifra no se compara con nada
        (
            "idc_general", "54", "2026", "puesto",
            "IDC general: Norte de Santander, puesto 13 de 33 en 2026",
        ),
    ],
)  # fmt: skip
def test_hallazgo_con_cifras_leidas_a_mano(
    abierta: Any, indicador: str, territorio: str, edicion: str, medida: str, frase: str
) -> None:
    assert Ficha(abierta, indicador, territorio, edicion).hallazgo(medida) == frase


def test_la_edicion_de_prensa_se_corta_en_cada_quiebre(abierta: Any) -> None:
    """El puntaje publicado en 2024 no se compara con los publicados hasta 2023."""
    prensa = Ficha(abierta, "idc_general", "54", "prensa")
    # idc/prensa: 4,80 en 2023 y 5,21 en 2024; la resta no existe.
    assert prensa.hallazgo("valor") == "IDC general: Norte de Santander, 5,21 en 2024"
    assert prensa.hallazgo("puesto") == (
        "IDC general: Norte de Santander, puesto 14 (no se informa de cuántos) en 2024"
    )
    figura = datos.figura_de_serie(
        prensa.indicador, prensa.serie, "valor", prensa.lugar, ["F"], "claro"
    )
    trazos = [list(traza.x) for traza in figura.data if traza.mode == "lines+markers"]
    assert trazos == [[2014], [2021, 2022, 2023], [2024]]
    # Dentro de una edición que recalcula no hay corte.
    assert Ficha(abierta, "idc_general", "54", "2024").serie["segmento"].nunique() == 1


def test_si_los_intervalos_se_tocan_no_dice_que_mejora(abierta: Any) -> None:
    """Casanare no tiene encuesta; Antioquia, 2018-2019 del marco 2005: los intervalos se cruzan."""
    ficha = Ficha(abierta, "pobreza_monetaria", "54", "marco2018_pub2024")
    ficha.serie.loc[1, ["lim_inf", "lim_sup"]] = [36.0, 46.5]
    frase = ficha.hallazgo("valor")
    assert frase.endswith("baja 7,8 puntos porcentuales, pero los intervalos de confianza se tocan")
    assert "mejora" not in frase


def test_un_periodo_incompleto_no_se_compara_con_un_anio(abierta: Any) -> None:
    """La última cifra del IHH es de enero a agosto: no hay otra igual en la edición."""
    frase = Ficha(abierta, "ihh_producto", "54").hallazgo("valor")
    assert frase == "IHH por producto: Norte de Santander, 0,220 en enero a agosto de 2026"


def test_sin_dato_lo_dice(abierta: Any) -> None:
    ficha = Ficha(abierta, "idc_lab_1_2", "54", "2025")
    assert ficha.hallazgo("valor") == "Norte de Santander: sin dato en esta edición"


def test_con_cuantos_evaluados_distintos_no_hay_cambio_de_puesto() -> None:
    serie = pd.DataFrame(
        {
            "periodo": ["2014", "2015"], "edicion": "x", "valor": [1.0, 2.0], "puesto": [15, 14],
            "n_evaluados": [22, 33], "segmento": "x", "lim_inf": float("nan"),
            "lim_sup": float("nan"), "fuente_fecha_consulta": "2026-11-21",
        }
    )  # fmt: skip
    indicador = {
        "nombre_corto": "IDC",
        "unidad": "puntaje_0_10",
        "decimales": 2,
        "sentido": "neutro",
    }
    assert datos.hallazgo(indicador, serie, "puesto", "X") == "IDC: X, puesto 14 de 33 en 2015"
    assert datos.hallazgo(indicador, serie, "valor", "X") == (
        "IDC: X, 2,00 en 2015; frente a 2014, sube 1,00"
    )
    serie["valor"] = [2.0, 2.001]
    assert datos.hallazgo(indicador, serie, "valor", "X").endswith("; igual que en 2014")


def test_la_serie_de_dos_ediciones_se_rechaza(abierta: Any) -> None:
    with pytest.raises(EdicionesMezcladas, match="2024, 2025"):
        consultas.serie(abierta, "idc_general", "54", ("2024", "2025"))


def test_la_edicion_de_entrada_da_para_una_serie_y_avisa_de_las_mas_nuevas(abierta: Any) -> None:
    general = Ficha(abierta, "idc_general")
    assert general.edicion == "2025"
    aviso = datos.aviso_de_edicion(general.ediciones, "2025")
    assert aviso.startswith("Hay cifras más recientes en otra edición (2026: 2026)")
    assert datos.aviso_de_edicion(general.ediciones, "2026") == ""
    pobreza = Ficha(abierta, "pobreza_monetaria")
    assert pobreza.edicion == "marco2018_pub2024"
    assert "pub2025 prensa: 2023 a 2024" in datos.aviso_de_edicion(
        pobreza.ediciones, pobreza.edicion
    )
    # Con una sola edición de un solo dato, es la que hay.
    assert Ficha(abierta, "registros_activos").edicion == "2020-2023"


def test_el_lugar_de_entrada(abierta: Any) -> None:
    entradas = {
        "idc_general": "54", "pib_per_capita": "54", "linea_pobreza_monetaria": "00",
        "incremento_empresas": "Cúcuta", "poblacion_proyectada": "54001",
    }  # fmt: skip
    for indicador, esperado in entradas.items():
        assert datos.territorio_de_entrada(preguntas.territorios(abierta, indicador)) == esperado


def test_los_territorios_van_de_lo_general_a_lo_particular_con_nombre(abierta: Any) -> None:
    rotulos = datos.rotulos_de_territorio(preguntas.territorios(abierta, "pib_per_capita"))
    assert len(rotulos) == 34
    assert next(iter(rotulos.items())) == ("00", "Colombia")
    assert rotulos["05"] == "Antioquia"
    camaras = datos.rotulos_de_territorio(preguntas.territorios(abierta, "incremento_empresas"))
    assert list(camaras.values()) == ["Cámara de Cúcuta", "Cámara de Ocaña", "Cámara de Pamplona"]
    # La encuesta de pobreza no cubre a nueve departamentos.
    pobreza = preguntas.territorios(abierta, "pobreza_monetaria")
    assert len(pobreza) == 25
    assert "81" not in set(pobreza["territorio"])


def test_toda_ficha_se_arma_sin_error_en_todas_sus_ediciones(
    abierta: Any, catalogo: pd.DataFrame
) -> None:
    vocabulario = consultas.advertencias(abierta)
    fuente = {"titulo": "T", "productor": "P", "fecha_consulta": "2026-11-21", "cita": "C."}
    figuras = 0
    for indicador in catalogo["indicador_id"]:
        base = Ficha(abierta, indicador)
        for edicion in datos.rotulos_de_edicion(base.ediciones):
            ficha = Ficha(abierta, indicador, base.territorio, edicion)
            fila = ficha.ediciones.set_index("edicion").loc[edicion]
            medidas = datos.medidas_de(fila)
            assert medidas
            for medida in medidas:
                assert ficha.lugar in ficha.hallazgo(medida)
            # Se dibuja la edición con que abre la ficha; de las demás se revisan frases y tablas.
            de_entrada = edicion == datos.edicion_de_entrada(base.ediciones)
            for medida in datos.dibujables(ficha.serie, medidas) if de_entrada else ():
                pais = datos.con_tramos(
                    consultas.serie(abierta, indicador, "00", (edicion,)),
                    consultas.quiebres(abierta, indicador),
                )
                figura = datos.figura_de_serie(
                    ficha.indicador, ficha.serie, medida, ficha.lugar, ["F"], "claro", pais
                )
                assert sufijo_prohibido(figura) == []
                assert figura.layout.meta["titulo"] == ficha.hallazgo(medida)
                assert edicion.replace("_", " ") in figura.layout.meta["subtitulo"]
                figuras += 1
            tabla = datos.serie_con_unidad(ficha.serie, ficha.indicador, ficha.lugar)
            assert list(tabla["edicion"].unique()) == [edicion]
            assert not tabla.isna().all().any()
        definicion = datos.definicion(base.indicador, fuente, base.ediciones)
        assert definicion["Qué dice"].str.len().min() > 0
        for titulo, texto in datos.advertencias_de(base.indicador, vocabulario):
            assert titulo
            assert texto
    assert figuras > 60


def test_la_figura_lleva_los_valores_de_la_edicion_y_el_pais_aparte(abierta: Any) -> None:
    ficha = Ficha(abierta, "pobreza_monetaria", "54", "marco2018_pub2024")
    pais = Ficha(abierta, "pobreza_monetaria", "00", "marco2018_pub2024").serie
    figura = datos.figura_de_serie(
        ficha.indicador, ficha.serie, "valor", ficha.lugar, ["DANE"], "oscuro", pais
    )
    propias = [
        t for t in figura.data if t.name == "Norte de Santander" and t.mode == "lines+markers"
    ]
    assert [list(t.y) for t in propias] == [[49.1, 44.8, 37.0]]
    assert next(t.name for t in figura.data if t.mode == "lines+markers") == "Colombia"
    assert "Menos es mejor" in figura.layout.meta["subtitulo"]
    assert "Banda: intervalo de confianza." in figura.layout.meta["notas"]
    # Ningún trazo une dos marcos: la edición es una sola.
    assert set(ficha.serie["edicion"]) == {"marco2018_pub2024"}


def test_el_pais_no_se_compara_consigo_mismo(abierta: Any) -> None:
    ficha = Ficha(abierta, "pib_per_capita", "00")
    figura = datos.figura_de_serie(
        ficha.indicador, ficha.serie, "valor", ficha.lugar, ["F"], "claro", ficha.serie
    )
    assert [traza.name for traza in figura.data] == ["Colombia"]


def test_el_periodo_incompleto_no_se_une_con_los_completos(abierta: Any) -> None:
    ficha = Ficha(abierta, "ihh_producto", "54")
    figura = datos.figura_de_serie(
        ficha.indicador, ficha.serie, "valor", ficha.lugar, ["F"], "claro"
    )
    assert [len(traza.x) for traza in figura.data] == [3, 1]


def test_lo_proyectado_no_lleva_corte_y_la_ficha_dice_que_es_proyeccion(abierta: Any) -> None:
    ficha = Ficha(abierta, "poblacion_proyectada", "54498")
    figura = datos.figura_de_serie(
        ficha.indicador, ficha.serie, "valor", ficha.lugar, ["F"], "claro"
    )
    assert figura.layout.meta["corte"] is None
    fuente = {"titulo": "T", "productor": "P", "fecha_consulta": "2026-11-21"}
    definicion = datos.definicion(ficha.indicador, fuente, ficha.ediciones).set_index("Dato")
    assert definicion.at["Último dato", "Qué dice"] == "2035 (proyección)"


def test_la_definicion_dice_todo_lo_que_hay_que_saber(abierta: Any) -> None:
    ficha = Ficha(abierta, "idc_lab_1_2")
    fuente = {"titulo": "IDC 2025", "productor": "CPC", "fecha_consulta": "2026-11-21"}
    definicion = datos.definicion(ficha.indicador, fuente, ficha.ediciones)
    dicho = dict(zip(definicion["Dato"], definicion["Qué dice"], strict=True))
    assert dicho["Fórmula"] == "Desocupados ÷ población económicamente activa × 100."
    assert dicho["Unidad"] == "porcentaje"
    assert dicho["Sentido"] == "Menos es mejor."
    assert dicho["Último dato"] == "2025"
    assert dicho["Código"] == "idc_lab_1_2"
    assert set(dicho) >= {
        "Se observa en",
        "Frecuencia",
        "Próxima actualización",
        "Fuente principal",
    }


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def test_las_familias_suman_el_catalogo(catalogo: pd.DataFrame) -> None:
    familias = datos.familias(catalogo)
    assert familias["todas"] == "Todas (51)"
    assert familias["idc"] == "Competitividad (IDC) (30)"
    assert set(familias) - {"todas"} == set(catalogo["familia"]) == set(datos.FAMILIAS)
    assert sum(len(filas) for _, filas in datos.por_familia(catalogo)) == 51
    nueva = catalogo.assign(familia="turismo_rural")
    assert list(datos.familias(nueva).values())[1] == "Turismo rural (51)"


def test_filtrar_por_familia_y_por_palabra(catalogo: pd.DataFrame) -> None:
    assert len(datos.filtrar(catalogo, "pib", "")) == 5
    de_desempleo = datos.filtrar(catalogo, "todas", "desocupacion")
    assert de_desempleo["indicador_id"].iloc[0] == "idc_lab_1_2"
    de_pobreza = datos.filtrar(catalogo, "pobreza_monetaria", "extrema")
    assert list(de_pobreza["indicador_id"]) == ["pobreza_extrema"]
    assert datos.filtrar(catalogo, "todas", "xyzzy").empty
    assert datos.por_familia(datos.filtrar(catalogo, "todas", "xyzzy")) == []


def test_la_apertura_cuenta_lo_que_hay(abierta: Any, catalogo: pd.DataFrame) -> None:
    frase = datos.apertura(catalogo, consultas.fuentes(abierta))
    assert frase.startswith("Hay 51 indicadores de 7 familias, leídos de 25 fuentes. 35 tienen más")
    menos = int((catalogo["sentido"] == "menos_es_mejor").sum())
    assert frase.endswith(f"en {menos}, menos es mejor.")


# ── Relacionados ───────────────────────────────────────────────────────────────────────────────


def test_los_relacionados_van_en_los_dos_sentidos_y_con_motivo(
    abierta: Any, catalogo: pd.DataFrame
) -> None:
    parejas = {}
    for indicador in catalogo["indicador_id"]:
        tabla = preguntas.relacionados(abierta, indicador)
        assert len(tabla), indicador
        assert tabla["motivo"].str.len().min() > 15
        parejas[indicador] = set(tabla["indicador_id"])
    for indicador, otros in parejas.items():
        assert indicador not in otros
        for otro in otros:
            assert indicador in parejas[otro]
    assert parejas["idc_lab_1_2"] == {"idc_pilar_lab"}
    assert {"linea_pobreza_monetaria", "pobreza_extrema"} <= parejas["pobreza_monetaria"]
    assert parejas["idc_general"] == {i for i in catalogo["indicador_id"] if "pilar" in i}


def test_la_misma_familia_no_repite_lo_ya_dicho(catalogo: pd.DataFrame) -> None:
    indicador = catalogo.set_index("indicador_id", drop=False).loc["pib_per_capita"]
    demas = datos.de_la_misma_familia(indicador, catalogo, ["pib_corriente"])
    assert {fila["indicador_id"] for fila in demas} == {
        "pib_constante_2015", "pib_crecimiento_real", "pib_participacion",
    }  # fmt: skip


def test_otro_lugar_de_la_misma_ficha_si_el_indicador_se_observa_alli() -> None:
    lugares = {"00": "Colombia", "54": "Norte de Santander"}
    assert datos.en_esta_ficha("pib_per_capita", "00", lugares) == (
        "datos", {"indicador": "pib_per_capita", "dat_territorio": "00"},
    )  # fmt: skip
    assert datos.en_esta_ficha("pib_per_capita", "54498", lugares) is None


@pytest.mark.parametrize(
    ("antes", "despues", "clase", "mensaje"),
    [
        ("[ihh_producto, ihh_pais]", "[ihh_producto, no_existe]", ErrorDeValidacion, "no_existe"),
        ("[ihh_producto, ihh_pais]", "[ihh_producto]", ErrorDeDeclaracion, "entre dos indicadores"),
        ("[ihh_producto, ihh_pais]", "[ihh_pais, ihh_pais]", ErrorDeValidacion, "ihh_pais"),
    ],
    ids=["fuera_del_catalogo", "uno_solo", "consigo_mismo"],
)
def test_una_relacion_mal_declarada_detiene_la_construccion(
    arbol: Arbol, antes: str, despues: str, clase: type[Exception], mensaje: str
) -> None:
    arbol.cambiar_texto(
        "pipelines/relacionados.yml", f"indicadores: {antes}", f"indicadores: {despues}"
    )
    with pytest.raises(clase, match=mensaje):
        validar(arbol.rutas, lambda _: None)


def test_la_cita_nombra_al_indicador() -> None:
    cita = datos.cita_para_copiar({"cita": "DANE. PIB departamental. "}, {"nombre": "PIB"})
    assert cita == "DANE. PIB departamental. Indicador: PIB."


def test_la_tabla_de_hechos_no_inventa_el_dia(abierta: Any) -> None:
    tabla = datos.tabla_de_hechos(consultas.eventos(abierta)).set_index("Hecho")
    assert tabla.at["Ley 2069 de 2020, sobre emprendimiento", "Fecha"] == "2020"
    assert tabla.at["Venezuela cierra la frontera con Colombia", "Fecha"] == "19 de agosto de 2015"
    assert tabla["De dónde sale"].str.len().min() > 40
