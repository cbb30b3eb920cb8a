"""El registro mercantil de un RUES inventado: del archivo al mart y del mart a la pantalla.

Las filas se escriben aquí, a mano; ninguna es de nadie. Cúcuta: 70 matrículas de 2005, de las que
una ley cancela 60 en abril de 2018; 40 de 2017, de las que 8 cancelan en abril de 2019; 50 de
2018, 60 de 2019 (3 son sociedades por acciones simplificadas), 81, 91 y 90 de 2020 a 2022, y 20
de 2023, que va hasta el 15 de marzo. Ocaña: 3 de 2020, 156 de 2021 y 137 de 2022. Otra cámara: 10
de 2020. Sólo las de 2017 renuevan, hasta 2021.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.construir import armar
from pipelines.fallas import Revision
from pipelines.huellas import POR_FIRMAR
from tablero import conexion, registro_mercantil
from tablero.consultas import registro_mercantil as preguntas
from tests.apoyo import copiar_arbol, correr
from tests.pantalla.recorrido import abrir_pagina
from tests.pantalla.test_paridad import Trazo, comparar_archivos, comparar_figura
from tests.unidad.test_rues import escribir, fila

PAGINA = "pages/pagina_tejido.py"
FUENTE = "rues_2023_03_15"
SAS = "SOCIEDADES POR ACCIONES SIMPLIFICADAS SAS"
FINO = "\u202f"


def _filas() -> list[dict[str, str]]:
    filas: list[dict[str, str]] = []

    def agregar(cuantas: int, anio: int, dia: str = "0301", **cambios: str) -> None:
        renovado = cambios.pop("ultimo_ano_renovado", str(anio))
        for _ in range(cuantas):
            filas.append(
                fila(len(filas), fecha_matricula=f"{anio}{dia}", ultimo_ano_renovado=renovado,
                     **cambios)
            )  # fmt: skip

    agregar(10, 2005)
    agregar(60, 2005, estado_matricula="CANCELADA POR LEY 1429", fecha_cancelacion="20180410")
    agregar(32, 2017, ultimo_ano_renovado="2021")
    agregar(8, 2017, ultimo_ano_renovado="2021", estado_matricula="CANCELADA",
            fecha_cancelacion="20190401")  # fmt: skip
    agregar(50, 2018)
    agregar(57, 2019)
    agregar(3, 2019, organizacion_juridica=SAS)
    for anio, cuantas in ((2020, 81), (2021, 91), (2022, 90)):
        agregar(cuantas, anio)
    agregar(20, 2023, "0315")
    for anio, cuantas in ((2020, 3), (2021, 156), (2022, 137)):
        agregar(cuantas, anio, codigo_camara="49")
    agregar(10, 2020, codigo_camara="05")
    return filas


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un mart con esa edición cargada, declarada y firmada en una copia del proyecto."""
    carpeta = tmp_path_factory.mktemp("rues")
    arbol = copiar_arbol(carpeta / "arbol")
    ruta = escribir(carpeta / "r.csv", _filas())
    assert correr("cargar", "rues", str(ruta), raiz=arbol.raiz).returncode == 0
    propuesta = arbol.crudo("rues/2023-03-15") / POR_FIRMAR
    propuesta.rename(arbol.rutas.fuentes / f"{FUENTE}.yml")
    arbol.firmar(FUENTE)
    destino = carpeta / "tablero.duckdb"
    # Con las comprobaciones: lo que deja la carga las pasa.
    armar(arbol.rutas, destino, Revision(), lambda _: None, con_conteos=False)
    return destino


@pytest.fixture(scope="module")
def abierto(mart: Path) -> Any:
    return conexion.abrir(conexion.version_publicada(mart))


@pytest.fixture(scope="module")
def depuraciones(abierto: Any) -> pd.DataFrame:
    return preguntas.depuraciones(abierto)


# ── El mart ────────────────────────────────────────────────────────────────────────────────────


def test_el_mart_trae_las_cuentas_por_lugar_y_marca_los_anios_con_depuracion(mart: Path) -> None:
    with duckdb.connect(str(mart), read_only=True) as base:
        cucuta = base.execute(
            "select anio, corte, matriculas, renovaciones, cancelaciones, activos, con_depuracion "
            "from registros_rues where lugar = 'Cúcuta' and nivel = 'total' and anio >= 2015"
        ).fetchall()
        ocana = base.execute(
            "select anio, matriculas, activos, suprimida from registros_rues "
            "where lugar = 'Ocaña' and nivel = 'total'"
        ).fetchall()
        formas = base.execute(
            "select categoria, matriculas, suprimida from registros_rues "
            "where lugar = 'Cúcuta' and nivel = 'forma' and anio = 2019"
        ).fetchall()
        lugares = base.execute("select distinct cod_camara from registros_rues order by 1")
        codigos = [codigo for (codigo,) in lugares.fetchall()]
        (seccion,) = base.execute(
            "select distinct categoria, categoria_nombre from registros_rues "
            "where nivel = 'seccion'"
        ).fetchall()
        anios = base.execute(
            "select lugar, anio, meses, cancelaciones, cita_id from depuraciones_por_anio"
        ).fetchall()
    assert cucuta == [
        (2015, "anual", 0, 0, 0, 70, True),  # la prensa da un acumulado
        (2016, "anual", 0, 0, 0, 70, True),
        (2017, "anual", 40, 0, 0, 110, False),
        (2018, "anual", 50, 40, 60, 100, True),  # la ley cancela 60
        (2019, "anual", 60, 40, 8, 152, False),
        (2020, "anual", 81, 40, 0, 233, False),
        (2021, "anual", 91, 40, 0, 324, False),
        (2022, "anual", 90, 0, 0, 414, False),
        (2023, "al 2023-03-15", 20, 0, 0, 434, False),
    ]
    assert ocana == [
        (2020, None, None, True), (2021, 156, 159, False), (2022, 137, 296, False),
        (2023, 0, 296, False),
    ]  # fmt: skip
    # Con las 3 sociedades suprimidas, publicar las personas naturales las dejaría deducir.
    assert formas == [
        ("persona natural", None, True),
        ("sociedad por acciones simplificada", None, True),
    ]
    assert codigos == ["00", "11", "49"]  # la otra cámara no entra
    assert seccion == ("G", "Comercio y reparación de vehículos")
    assert anios == [
        ("Colombia", 2011, "2011-12", 609103, "F038"),
        ("Colombia", 2015, "2015-07", 662422, "F038"),
        ("Cúcuta", 2015, None, None, "F033"),
        ("Cúcuta", 2016, None, None, "F033"),
        ("Colombia", 2018, "2018-04", 60, "OFICIAL"),
        ("Cúcuta", 2018, "2018-04", 60, "OFICIAL"),
    ]


def test_la_supervivencia_y_los_incrementos_llegan_con_su_depuracion_y_su_motivo(
    abierto: Any,
) -> None:
    vida = preguntas.supervivencia(abierto, FUENTE, "Cúcuta", "total", "todas")
    de_2017 = vida[vida["cohorte"] == 2017]
    assert de_2017["no_canceladas_pct"].tolist() == [100, 100, 80, 80, 80]
    assert de_2017["renovadas_pct"].tolist() == [100, 100, 100, 100, 0]
    assert de_2017["cruza_depuracion"].tolist() == [True] * 5
    de_2019 = vida[vida["cohorte"] == 2019]
    assert de_2019["cruza_depuracion"].tolist() == [False] * 3
    comparados = preguntas.incrementos(abierto, FUENTE, todos=False).set_index(["camara", "anio"])
    assert len(comparados) == 8
    columnas = ["incremento_contado_pct", "incremento_del_informe_pct", "diferencia_puntos"]
    assert comparados.loc[("Cúcuta", 2021), [*columnas, "resultado"]].tolist() == [
        12.35, 12.35, 0.0, "coincide",
    ]  # fmt: skip
    assert pd.isna(comparados.loc[("Cúcuta", 2021), "motivo"])
    assert comparados.loc[("Cúcuta", 2022), columnas].tolist() == [-1.10, -1.25, 0.15]
    assert comparados.loc[("Cúcuta", 2022), "motivo"].startswith("el informe no dice con qué corte")
    motivos = comparados["motivo"]
    assert motivos["Ocaña", 2021] == "uno de los dos años no se publica: alguna cuenta es de 1 a 4"
    assert motivos["Ocaña", 2022] == "es el mismo número con el signo contrario"  # −12,18 y 12,18
    assert motivos["Pamplona", 2019] == "la edición no trae los dos años completos"
    assert registro_mercantil.hallazgo_de_la_comparacion(comparados.reset_index()) == (
        "El RUES reproduce 1 de los 8 incrementos que enuncia el informe; difiere en 2; 5 no se "
        "pueden comparar"
    )
    assert len(preguntas.incrementos(abierto, FUENTE, todos=True)) > 8


# ── Las figuras ────────────────────────────────────────────────────────────────────────────────


def _tramos(figura: Any, serie: str) -> list[list[Any]]:
    return [list(t.y) for t in figura.data if t.name == serie and t.mode == "lines+markers"]


def _avisos(figura: Any) -> list[tuple[float, str]]:
    return [(n.x, n.text.replace("<br>", " ")) for n in figura.layout.annotations
            if n.name == "quiebre"]  # fmt: skip


def test_la_linea_no_cruza_una_depuracion_y_la_marca_queda(
    abierto: Any, depuraciones: pd.DataFrame
) -> None:
    tabla = preguntas.serie(abierto, FUENTE, ("Cúcuta",), "total", "todas")

    def figura(medida: str) -> Any:
        return registro_mercantil.figura_de_la_serie(
            tabla, medida, "Todas", depuraciones, "2023-03-15", ["RUES"], "claro"
        )

    # Un flujo deja solo el año de la depuración; un saldo empieza de nuevo en él.
    assert _tramos(figura("cancelaciones"), "Cúcuta") == [
        [0] * 10, [0], [0], [0], [60], [8, 0, 0, 0],
    ]  # fmt: skip
    activos = figura("activos")
    assert _tramos(activos, "Cúcuta") == [
        [70] * 10, [70], [70, 110], [100, 152, 233, 324, 414],
    ]  # fmt: skip
    # Las matrículas no cambian con una depuración: se marca y la línea sigue, sin 2023 a medias.
    matriculas = figura("matriculas")
    ((unica),) = _tramos(matriculas, "Cúcuta")
    assert unica == [70, *[0] * 11, 40, 50, 60, 81, 91, 90]
    for hecha in (activos, matriculas):
        assert _avisos(hecha) == [
            (2015, "Depuración legal, 2015 y 2016"), (2018, "Depuración legal, 2018"),
        ]  # fmt: skip
        rayas = sorted(f.x0 for f in hecha.layout.shapes if f.name == "quiebre")
        assert rayas == [2015, 2016, 2018]
    notas = " ".join(matriculas.layout.meta["notas"])
    assert "2023 va hasta el 15 de marzo de 2023" in notas
    assert "se marca y la línea sigue" in notas
    assert registro_mercantil.lectura_de_la_serie(tabla, "cancelaciones", depuraciones) == [
        "**Cúcuta**: de 8 (2019) a 0 (2022).",
        "**Depuración legal en Cúcuta**, con sus cancelaciones: según la prensa, 2015 y 2016 "
        "(acumulado, sin mes); según el RUES, abr. 2018 (60).",
        "**Depuración legal en Colombia**, con sus cancelaciones: según la prensa, dic. 2011 "
        "(609.103) y jul. 2015 (662.422); según el RUES, abr. 2018 (60).",
    ]


def test_tres_lugares_con_depuraciones_distintas(abierto: Any, depuraciones: pd.DataFrame) -> None:
    tabla = preguntas.serie(abierto, FUENTE, ("Cúcuta", "Ocaña", "Pamplona"), "total", "todas")
    figura = registro_mercantil.figura_de_la_serie(
        tabla, "activos", "Todas", depuraciones, "2023-03-15", ["RUES"], "oscuro"
    )
    assert _avisos(figura)[1] == (2018, "Depuración legal, 2018 (Cúcuta)")
    # La suprimida de Ocaña es un hueco y no un cero.
    assert _tramos(figura, "Ocaña") == [[None, 159, 296]]
    assert "Suprimidas en Ocaña: 2020; no son cero." in figura.layout.meta["notas"]
    assert figura.layout.meta["titulo"] == (
        "Registros activos en 2022: Cúcuta 414 (324 en 2021) y Ocaña 296 (159 en 2021)"
    )


def test_la_curva_se_corta_en_la_edad_en_que_cruza_la_depuracion() -> None:
    tabla = pd.DataFrame(
        {
            "lugar": "Ocaña",
            "cohorte": [2013] * 5 + [2018] * 5,
            "anios_de_vida": [1, 2, 3, 4, 5] * 2,
            "matriculas": 50,
            "no_canceladas_pct": [98.0, 96, 60, 58, None, 99, 97, 95, 93, 91],
            "renovadas_pct": [90.0, 80, 70, 60, None, 91, 81, 71, 61, 51],
            "cruza_depuracion": [False, False, True, True, True] + [False] * 5,
        }
    )
    depurados = pd.DataFrame({"lugar": ["Ocaña"], "anio": [2016], "meses": ["2016-04"],
                              "cancelaciones": [300], "fuente_id": ["rues_x"]})  # fmt: skip

    def figura(tasa: str) -> Any:
        return registro_mercantil.figura_de_supervivencia(
            tabla, tasa, "Todas", "2024-01-01", ["RUES"], "claro", depurados
        )

    no_canceladas = figura("no_canceladas_pct")
    # Cancelar en 2016 es cruzarla a los 3 años de 2013.
    assert _tramos(no_canceladas, "Cohorte 2013") == [[98, 96], [60, 58, None]]
    assert _tramos(no_canceladas, "Cohorte 2018") == [[99, 97, 95, 93, 91]]
    assert no_canceladas.layout.xaxis.ticktext[0] == "1 año"
    notas = no_canceladas.layout.meta["notas"]
    assert "las cohortes de 2013:" in notas[0]
    assert notas[1] == "Suprimidas: cohortes de 2013; no son cero."
    # Lo que renovó no depende de que una ley cancele.
    assert _tramos(figura("renovadas_pct"), "Cohorte 2013") == [[90, 80, 70, 60, None]]


def test_los_anios_seguidos_comparten_aviso_y_se_dicen_juntos() -> None:
    """Con una depuración cada abril no cabría un aviso por año."""
    depuraciones = pd.DataFrame(
        [
            (lugar, anio, f"{anio}-04", 100, "rues_x")
            for lugar, anios in (("Cúcuta", range(2016, 2021)), ("Ocaña", (2016, 2017, 2018)))
            for anio in anios
        ],
        columns=["lugar", "anio", "meses", "cancelaciones", "fuente_id"],
    )
    quiebres, rayas = registro_mercantil.marcas_de_depuracion(
        depuraciones, ("Cúcuta", "Ocaña"), 2010, 2019
    )
    assert [(q.periodo, q.texto) for q in quiebres] == [
        ("2016", "Depuración legal, 2016 a 2018"), ("2019", "Depuración legal, 2019 (Cúcuta)"),
    ]  # fmt: skip
    assert rayas == [2017, 2018]
    assert registro_mercantil.frases_de_depuraciones(depuraciones, ("Cúcuta", "Ocaña")) == [
        "**Depuración legal en Cúcuta**, con sus cancelaciones: según el RUES, 2016 a 2020 (500 en "
        "total).",
        "**Depuración legal en Ocaña**, con sus cancelaciones: según el RUES, abr. 2016 (100), "
        "abr. 2017 (100) y abr. 2018 (100).",
    ]


# ── La pantalla ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clave", "parametros", "pestana", "trazo"),
    [
        (
            "reg_serie", {"reg_medida": "activos"}, "Gráfico",
            Trazo(
                y="activos", rotulos=("lugar", "anio"),
                faltan=("el año sin terminar no va con los completos", 2),
            ),
        ),
        (
            "reg_reparto",
            {"reg_parte": "reparto", "reg_camara": "Cúcuta", "reg_apertura": "seccion"},
            "Gráfico", Trazo(x="matriculas", rotulos=("categoria_nombre",)),
        ),
        (
            "reg_supervivencia",
            {"reg_parte": "supervivencia", "reg_cohortes": "2017"}, "Gráfico",
            Trazo(y="no_canceladas_pct", rotulos=("cohorte",)),
        ),
        (
            "reg_incrementos", {"reg_parte": "incrementos"}, "Diferencias",
            Trazo(x="diferencia_puntos", rotulos=("camara", "anio")),
        ),
    ],
    ids=["serie", "reparto", "supervivencia", "incrementos"],
)  # fmt: skip
def test_lo_mismo_en_el_grafico_la_tabla_y_lo_que_se_baja(
    mart: Path, clave: str, parametros: dict[str, str], pestana: str, trazo: Trazo
) -> None:
    """Desde la dirección: cada parte con su dibujo, su tabla y sus archivos."""
    pagina = abrir_pagina(("pagina_tejido", parametros, 5), mart)
    vista = next(v for v in pagina.vistas if v.clave == clave)
    assert comparar_figura(vista, trazo, vista.dibujos[pestana]) > 0
    comparar_archivos(vista.datos, vista.bajado)
    if vista.todo is not None:
        assert len(vista.todo) >= len(vista.datos)
    assert FUENTE in {f["fuente_id"] for f in vista.dibujos[pestana].fuentes}


def _textos(pantalla: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*pantalla.markdown, *pantalla.caption))


def test_una_celda_suprimida_lo_dice_en_la_tabla(abrir: Callable[..., AppTest]) -> None:
    pantalla = abrir(reg_lugar="Ocaña", reg_serie_ver="Tabla")
    tabla = next(t.value for t in pantalla.table if "Publicación" in t.value.columns)
    columnas = ["Año", "Publicación", "Matrículas", "Registros activos"]
    assert tabla[columnas].head(2).to_numpy().tolist() == [
        ["2020", "suprimida", "sin dato", "sin dato"], ["2021", "publicada", "156", "159"],
    ]  # fmt: skip
    assert "**Ocaña**, suprimidas: 2020. No son cero." in _textos(pantalla)


def test_si_todo_esta_suprimido_queda_la_tabla(abrir: Callable[..., AppTest]) -> None:
    pantalla = abrir(reg_parte="reparto", reg_apertura="forma", reg_anio="2019")
    tabla = next(t.value for t in pantalla.table if "Publicación" in t.value.columns)
    assert tabla["Publicación"].tolist() == ["suprimida", "suprimida"]
    assert "**2 categorías suprimidas**" in _textos(pantalla)
    titulos = [json.loads(g.proto.spec)["layout"]["meta"]["titulo"]
               for g in pantalla.get("plotly_chart")]  # fmt: skip
    assert not any(titulo.startswith("Matrículas en") for titulo in titulos)


def test_la_comparacion_se_lee_en_palabras(abrir: Callable[..., AppTest]) -> None:
    dicho = _textos(abrir(reg_parte="incrementos"))
    assert f"2021, 12,35{FINO}% contado y 12,35{FINO}% en el informe" in dicho
    assert "**Por qué, Ocaña 2022**: es el mismo número con el signo contrario." in dicho
