"""Pobreza y producto: las cifras de las fuentes, los vacíos con motivo y nada que cruce un corte.

Las cifras esperadas se leyeron a mano en ``data/raw``: ``pib/2025pr`` y ``pib/2020pr``
(``pib_departamental.csv``), ``pobreza_multidimensional/2024`` y ``pobreza_monetaria`` (filas 162,
163 y 387 de ``marco2005``, 53 a 55 y 128 a 130 de ``marco2018_pub2024``, 2 y 3 de
``pub2025_prensa``).
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.rutas import RUTAS
from tablero import conexion, consultas, economia, estilo, variaciones
from tablero.consultas import economia as preguntas
from tablero.economia import MEDIDAS, POBREZA, PRODUCTO, Mirada
from tablero.mapas import cortes_por_cuantiles, leer_capa
from tests.apoyo import RAIZ

FINO = "\u202f"
NUEVE = {"81", "85", "86", "88", "91", "94", "95", "97", "99"}
NORTE = Mirada("54", "Norte de Santander", (), "claro", ("Fuente de prueba",))
ARAUCA = Mirada("81", "Arauca", ("68",), "claro", ("Fuente de prueba",))


@pytest.fixture(scope="module")
def abierta(mart: Path) -> Iterator[Any]:
    """Una conexión al mart de las pruebas, como la que usa la pantalla."""
    hecha = conexion.abrir(conexion.version_publicada(mart))
    yield hecha
    hecha.close()


def crudo(ruta: str, **donde: str) -> list[dict[str, str]]:
    """Las filas de un CSV de ``data/raw`` que cumplen una condición."""
    with (RUTAS.datos_crudos / ruta).open(encoding="utf-8", newline="") as archivo:
        return [
            fila
            for fila in csv.DictReader(archivo)
            if all(fila[columna] == valor for columna, valor in donde.items())
        ]


def producto(abierta: Any, medida: str, edicion: str = "2025pr") -> pd.DataFrame:
    return preguntas.producto(abierta, medida, edicion, ("54", "00", "68"))


def pobreza(abierta: Any, medida: str, *codigos: str) -> pd.DataFrame:
    return preguntas.pobreza(abierta, medida, codigos)


def celda(datos: pd.DataFrame, columna: str, **donde: Any) -> Any:
    """El valor de la única fila que cumple ``donde``."""
    for clave, valor in donde.items():
        datos = datos[datos[clave] == valor]
    assert len(datos) == 1, f"{donde}: {len(datos)} filas"
    return datos.iloc[0][columna]


# Las cifras


def test_el_pib_por_habitante_de_2024_y_su_puesto(abierta: Any) -> None:
    datos = producto(abierta, "pib_per_capita")
    fila = datos[(datos["cod_departamento"] == "54") & (datos["anio"] == 2024)].iloc[0]
    assert round(fila["pib_per_capita_cop"]) == 16_323_158
    assert (fila["puesto"], fila["n_evaluados"], fila["estado"]) == (22, 33, "provisional")
    # 16.323.158 entre 32.564.033 de Colombia.
    assert fila["relativo_pais_pct"] == pytest.approx(50.1264, abs=1e-3)
    assert set(datos["edicion"]) == {"2025pr"}


@pytest.mark.parametrize(
    ("anio", "pct"),
    [(2020, -5.5), (2021, 10.8), (2022, 7.0), (2023, 1.4), (2024, 2.1), (2025, 2.8)],
)
def test_el_crecimiento_real(abierta: Any, anio: int, pct: float) -> None:
    datos = producto(abierta, "pib_crecimiento_real")
    valor = celda(datos, "pib_crecimiento_real_pct", cod_departamento="54", anio=anio)
    assert round(valor, 1) == pct


def test_la_participacion_y_su_puesto(abierta: Any) -> None:
    # 2025: 30.133 de 1.852.667 miles de millones; en la edición 2020pr, sobre la suma de los 33.
    datos = producto(abierta, "pib_participacion")
    assert celda(datos, "pib_participacion_pct", cod_departamento="54", anio=2025) == (
        pytest.approx(1.626463, abs=1e-6)
    )
    assert celda(datos, "puesto", cod_departamento="54", anio=2025) == 17
    filas = crudo("pib/2020pr/pib_departamental.csv", anio="2019", medida="pib_corriente_mm")
    assert len(filas) == 33
    propia = next(float(f["valor"]) for f in filas if f["codigo"] == "54")
    assert propia == 16339.106
    vieja = producto(abierta, "pib_participacion", "2020pr")
    assert celda(vieja, "pib_participacion_pct", cod_departamento="54", anio=2019) == (
        pytest.approx(100 * propia / sum(float(f["valor"]) for f in filas))
    )
    assert celda(vieja, "puesto", cod_departamento="54", anio=2019) == 18


@pytest.mark.parametrize("edicion", ["2025pr", "2020pr"])
def test_el_indice_es_el_pib_constante_de_su_propia_edicion(abierta: Any, edicion: str) -> None:
    """Todos los departamentos y años, calculados otra vez desde el archivo de esa edición."""
    if edicion == "2025pr":
        columna, filtro = "pib_constante2015_mm_cop", {}
    else:
        columna, filtro = "valor", {"medida": "pib_real_2015_mm"}
    filas = crudo(f"pib/{edicion}/pib_departamental.csv", **filtro)
    constante = {(f["codigo"], int(f["anio"])): float(f[columna]) for f in filas}
    datos = preguntas.producto(abierta, "pib_indice_2019", edicion)
    assert len(datos) == len(constante)
    for fila in datos.to_dict("records"):
        codigo, anio = fila["cod_departamento"], fila["anio"]
        esperado = 100 * constante[codigo, anio] / constante[codigo, 2019]
        assert fila["pib_indice_2019"] == pytest.approx(esperado)
    assert datos.loc[datos["anio"] <= 2019, "puesto"].isna().all()
    if edicion == "2025pr":
        # 16.144,68 de 2025 entre 13.549,80 de 2019.
        valor = celda(datos, "pib_indice_2019", cod_departamento="54", anio=2025)
        assert round(valor, 1) == 119.2


def test_la_pobreza_monetaria_con_sus_limites_y_sus_tramos(abierta: Any) -> None:
    datos = pobreza(abierta, "pobreza_monetaria", "54")
    columnas = ["anio", "incidencia_pct", "lim_inf_pct", "lim_sup_pct", "puesto", "tramo"]
    vistas = [tuple(f) for f in datos[columnas].itertuples(index=False) if f[0] >= 2019]
    assert vistas[:5] == [
        (2019, 51.9, 50.5, 53.3, 19, "Marco 2005"),
        (2020, 56.3, 54.8, 57.8, 19, "Marco 2005"),
        (2021, 49.1, 47.4, 50.8, 17, "Marco 2018 (publicación de 2024)"),
        (2022, 44.8, 43.2, 46.5, 17, "Marco 2018 (publicación de 2024)"),
        (2023, 37.0, 35.3, 38.8, 14, "Marco 2018 (publicación de 2024)"),
    ]
    prensa = datos[datos["estado"] == "prensa"]
    assert prensa[["anio", "incidencia_pct"]].values.tolist() == [[2023, 38.8], [2024, 35.3]]
    assert prensa["puesto"].isna().all()
    assert set(prensa["tramo"]) == {"Publicación de 2025 (según la prensa)"}


def test_la_pobreza_multidimensional_de_2018_a_2024(abierta: Any) -> None:
    datos = pobreza(abierta, "pobreza_multidimensional", "54", "00")
    assert dict(zip(datos["anio"], datos["incidencia_pct"], strict=True)) == {
        2018: 29.5, 2019: 24.2, 2020: 26.1, 2021: 24.7, 2022: 18.5, 2023: 20.5, 2024: 15.2,
    }  # fmt: skip
    # La hoja departamental no trae al país: no hay filas vacías que parezcan un dato perdido.
    assert set(datos["cod_departamento"]) == {"54"}


def test_los_tres_intervalos_rotados_de_2020_salen_anulados_y_con_su_nota(abierta: Any) -> None:
    datos = preguntas.pobreza(abierta, "pobreza_extrema")
    anuladas = datos[datos["nota"].str.startswith("intervalo anulado")]
    vistas = {
        (f["departamento"], f["anio"], f["incidencia_pct"]) for f in anuladas.to_dict("records")
    }
    assert vistas == {("Chocó", 2020, 35.9), ("Córdoba", 2020, 21.2), ("Cundinamarca", 2020, 10.4)}
    assert anuladas[["lim_inf_pct", "lim_sup_pct"]].isna().all().all()
    assert celda(datos, "lim_inf_pct", cod_departamento="54", anio=2020) == 20.8


def test_las_lineas_de_pobreza(abierta: Any) -> None:
    tabla = economia.tabla_de_lineas(preguntas.lineas(abierta))
    assert tabla["Por persona al mes"].tolist() == ["$\xa0354.031", "$\xa0161.099"]
    assert tabla["Por hogar de cuatro al mes"].tolist() == ["$\xa01.416.124", "$\xa0644.396"]
    assert set(tabla["Año"]) == {"2021"}
    assert set(tabla["Lugar en el informe"]) == {"línea 632"}


# Los vacíos


@pytest.mark.parametrize("medida", ["pobreza_monetaria", "pobreza_extrema"])
def test_los_nueve_sin_encuesta_salen_en_tabla_tira_y_mapa(abierta: Any, medida: str) -> None:
    todos = preguntas.pobreza(abierta, medida)
    vacias = todos[todos["incidencia_pct"].isna()]
    assert set(vacias["cod_departamento"]) == NUEVE
    assert set(vacias["nota"]) == {economia.SIN_COBERTURA}
    corte = economia.corte_de_un_anio(todos, 2023)
    assert len(corte) == 33
    assert set(corte.tail(9)["cod_departamento"]) == NUEVE
    tabla = economia.a_la_vista(corte, MEDIDAS[medida])
    assert (tabla["nota"] == economia.SIN_COBERTURA).sum() == 9

    pais = economia.fila_del_pais(todos, 2023)
    tira = economia.figura_de_tira(corte, pais, MEDIDAS[medida], ARAUCA)
    assert "Arauca, sin cobertura de la encuesta" in tira.layout.meta["titulo"]
    rotulo = next(a for a in tira.layout.annotations if a.name == "fila")
    assert rotulo.text == "<b>sin\xa0cobertura\xa0de\xa0la\xa0encuesta</b>"
    assert rotulo.hovertext.startswith("Sin cobertura de la encuesta: Amazonas, Arauca")
    assert "Sin cobertura de la encuesta: Amazonas, Arauca" in tira.layout.meta["alt"]
    mapa = economia.figura_de_mapa(leer_capa("departamentos"), corte, pais, MEDIDAS[medida], ARAUCA)
    assert "Sin cobertura de la encuesta (9)" in [t.name for t in mapa.data]
    arauca = next(t for t in mapa.data if t.meta == "81")
    assert arauca.text == "<b>Arauca</b><br>sin cobertura de la encuesta"
    assert arauca.fillpattern.shape == "/"


def test_un_departamento_sin_encuesta_se_explica_y_se_ve_el_pais(abierta: Any) -> None:
    datos = pobreza(abierta, "pobreza_monetaria", "81", "00", "68")
    medida = POBREZA["pobreza_monetaria"]
    aviso = economia.explicar_vacio(datos, medida, ARAUCA, "2025pr")
    assert aviso.startswith("Arauca: sin cobertura de la encuesta.")
    assert "no es cero" in aviso
    figura = economia.figura_en_el_tiempo(
        datos, medida, consultas.quiebres(abierta, "pobreza_monetaria"), ARAUCA
    )
    assert {t.name for t in figura.data if t.mode == "lines+markers"} == {"Colombia", "Santander"}
    assert "Sin cobertura de la encuesta: Arauca." in figura.layout.meta["notas"]
    ipm = pobreza(abierta, "pobreza_multidimensional", "81")
    frase = economia.hallazgo_de_la_pobreza(datos, ipm, ARAUCA)
    assert frase.endswith(f"La pobreza multidimensional fue 17,7{FINO}% en 2024: puesto 23 de 33.")


def test_la_edicion_que_no_trae_el_pib_por_habitante_lo_dice(abierta: Any) -> None:
    medida = PRODUCTO["pib_per_capita"]
    datos = producto(abierta, "pib_per_capita", "2020pr")
    assert datos.empty
    aviso = economia.explicar_vacio(datos, medida, NORTE, "2020pr")
    assert aviso.startswith("La edición 2020pr no trae el PIB por habitante.")
    crecimiento = producto(abierta, "pib_crecimiento_real", "2020pr")
    assert economia.hallazgo_del_producto(datos, crecimiento, NORTE, "2020pr") == (
        "La edición 2020pr no trae PIB por habitante. En 2020, cifra preliminar, la economía se "
        f"contrajo 5,8{FINO}% en términos reales."
    )


def test_el_anio_que_no_hay_se_explica(abierta: Any) -> None:
    todos = preguntas.pobreza(abierta, "pobreza_monetaria")
    medida = POBREZA["pobreza_monetaria"]
    assert economia.anio_pedido(todos, "ultimo") == 2023
    assert economia.anio_pedido(todos, "2019") == 2019
    # 2024 sólo existe en la prensa, de un departamento: no hay con quién compararlo.
    assert economia.anio_pedido(todos, "2024") is None
    assert economia.explicar_anio(todos, medida, "2024", "2025pr") == (
        "No hay pobreza monetaria de 2024 para ordenar a los departamentos: hay de 2012 a 2023. "
        "Elija uno de esos años."
    )


# Las frases


def test_el_hallazgo_dice_las_cifras(abierta: Any) -> None:
    series = [
        producto(abierta, "pib_per_capita"),
        producto(abierta, "pib_crecimiento_real"),
        pobreza(abierta, "pobreza_monetaria", "54", "00"),
        pobreza(abierta, "pobreza_multidimensional", "54"),
    ]
    assert economia.hallazgos(series, NORTE, "2025pr") == [
        "En 2025, cifra preliminar, el PIB por habitante de Norte de Santander fue de "
        f"$\xa017.628.962, el 50,5{FINO}% del nacional: puesto 22 de 33. La economía creció "
        f"2,8{FINO}% en términos reales y la del país, 2,6{FINO}%.",
        f"En 2023 el 37,0{FINO}% de las personas era pobre por ingresos (intervalo de 35,3 a 38,8; "
        f"en el país, 33,0{FINO}%): puesto 14 de 24, donde el 1 es el de menos pobreza. Desde 2021 "
        "bajó 12,1 puntos porcentuales, más que el margen de error; con lo anterior a 2021 no se "
        f"compara. La pobreza multidimensional fue 15,2{FINO}% en 2024: puesto 20 de 33.",
    ]


@pytest.mark.parametrize(
    ("medida", "titulo"),
    [
        (
            "pib_per_capita",
            "El PIB por habitante de Norte de Santander fue de 17,6 millones de pesos en 2025, el "
            f"50,5{FINO}% del nacional: puesto 22 de 33",
        ),
        (
            "pib_crecimiento_real",
            f"La economía de Norte de Santander creció 2,8{FINO}% en 2025 y la del país, "
            f"2,6{FINO}%: puesto 7 de 33",
        ),
        (
            "pib_indice_2019",
            f"La economía de Norte de Santander produjo en 2025 19,2{FINO}% más que en 2019; la "
            f"del país, 15,9{FINO}% más: puesto 4 de 33",
        ),
        (
            "pib_participacion",
            f"Norte de Santander pesó 1,63{FINO}% del PIB del país en 2025: puesto 17 de 33",
        ),
    ],
)
def test_el_titulo_de_cada_medida_del_producto(abierta: Any, medida: str, titulo: str) -> None:
    assert (
        economia.titulo_en_el_tiempo(producto(abierta, medida), PRODUCTO[medida], NORTE) == titulo
    )


def test_el_titulo_de_la_pobreza_compara_sólo_dentro_de_su_tramo(abierta: Any) -> None:
    titulos = {
        medida: economia.titulo_en_el_tiempo(pobreza(abierta, medida, "54"), POBREZA[medida], NORTE)
        for medida in ("pobreza_monetaria", "pobreza_extrema", "pobreza_multidimensional")
    }
    assert titulos == {
        "pobreza_monetaria": "La pobreza monetaria de Norte de Santander bajó de "
        f"49,1{FINO}% (2021) a 37,0{FINO}% (2023): puesto 14 de 24",
        "pobreza_extrema": "La pobreza extrema de Norte de Santander bajó de "
        f"19,3{FINO}% (2021) a 9,5{FINO}% (2023): puesto 11 de 24",
        "pobreza_multidimensional": "La pobreza multidimensional de Norte de Santander bajó de "
        f"29,5{FINO}% (2018) a 15,2{FINO}% (2024): puesto 20 de 33",
    }
    datos = pobreza(abierta, "pobreza_monetaria", "54")
    assert economia.recorrido(datos, "54", POBREZA["pobreza_monetaria"]) == (
        f"51,9{FINO}% (2019), 56,3{FINO}% (2020) ‖ 49,1{FINO}% (2021), 37,0{FINO}% (2023); "
        "‖ separa métodos que no se comparan."
    )


def test_una_baja_dentro_del_margen_lo_dice(abierta: Any) -> None:
    datos = preguntas.pobreza(abierta, "pobreza_monetaria")
    dichos = {}
    for codigo in ("54", "27"):
        cambio = economia.cambio_del_ultimo_tramo(datos, codigo, POBREZA["pobreza_monetaria"])
        assert cambio is not None
        dichos[codigo] = economia.supera_el_margen(datos, codigo, cambio)
    choco = {
        f["anio"]: (float(f["lim_inf"]), float(f["lim_sup"]))
        for f in crudo(
            "pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv",
            codigo="27",
            indicador="pobreza_monetaria",
        )
    }
    assert choco["2021"][1] > choco["2023"][0]
    assert dichos == {"54": True, "27": False}


# Las ediciones


def test_dos_ediciones_lado_a_lado_en_un_mismo_anio(abierta: Any) -> None:
    ediciones = economia.con_revision(preguntas.ediciones(abierta, "54"))
    assert economia.hallazgo_de_ediciones(ediciones, 2019, "Norte de Santander") == (
        "Para 2019 la edición 2020pr daba 16.339,1 miles de millones de pesos al PIB de Norte de "
        f"Santander y la 2025pr da 16.288,6: 50,5 menos (0,31{FINO}%). Las dos difieren en 2019 y "
        "2020."
    )
    tabla = economia.tabla_de_ediciones(ediciones, 2019)
    assert list(tabla.columns) == [
        "Medida", "Edición 2020pr", "Edición 2025pr", "Diferencia entre ediciones",
    ]  # fmt: skip
    assert tabla.values.tolist()[:2] == [
        [
            "PIB por habitante (pesos)",
            "no la trae",
            "10.540.466 · puesto 23 de 33 · definitivo",
            "no se puede: una de las dos no la trae",
        ],
        [
            "PIB corriente (miles de millones de pesos)",
            "16.339,1 · puesto 18 de 33 · provisional",
            "16.288,6 · puesto 18 de 33 · definitivo",
            f"−50,5 (−0,31{FINO}%)",
        ],
    ]
    igual = economia.tabla_de_ediciones(ediciones, 2015)
    assert igual["Diferencia entre ediciones"].tolist()[1:3] == ["ninguna", "ninguna"]
    assert set(ediciones["anio"]) == set(range(2005, 2021))


def test_una_serie_del_producto_nunca_trae_dos_ediciones(abierta: Any) -> None:
    for medida in PRODUCTO:
        for edicion in economia.EDICIONES:
            datos = preguntas.producto(abierta, medida, edicion)
            assert set(datos["edicion"]) <= {edicion}
            assert not datos.duplicated(["cod_departamento", "anio"]).any()


# Las figuras


def de_linea(figura: go.Figure, nombre: str) -> list[go.Scatter]:
    return [t for t in figura.data if t.name == nombre and t.mode == "lines+markers"]


def test_la_linea_de_pobreza_se_corta_y_nombra_sus_quiebres(abierta: Any) -> None:
    medida = POBREZA["pobreza_monetaria"]
    quiebres = consultas.quiebres(abierta, "pobreza_monetaria")
    datos = pobreza(abierta, "pobreza_monetaria", "54", "00")
    figura = economia.figura_en_el_tiempo(datos, medida, quiebres, NORTE)
    propias = de_linea(figura, "Norte de Santander")
    assert [list(t.x) for t in propias] == [list(range(2012, 2021)), [2021, 2022, 2023]]
    assert list(propias[0].y)[-2:] == [51.9, 56.3]
    # La revisión que citó la prensa es otra línea y no corta a la oficial entre 2022 y 2023.
    (prensa,) = de_linea(figura, "Norte de Santander, publicación de 2025 (prensa)")
    assert list(zip(prensa.x, prensa.y, strict=True)) == [(2023, 38.8), (2024, 35.3)]
    nombres = [
        a.text.replace("<br>", " ") for a in figura.layout.annotations if a.name == "quiebre"
    ]
    assert nombres == ["Cambió el marco muestral", "La publicación de 2025 revisó la serie"]
    assert [s.x0 for s in figura.layout.shapes if s.name == "quiebre"] == [2020.5, 2023]
    bandas = [t for t in figura.data if t.name == "Norte de Santander (intervalo)"]
    assert [max(t.x) for t in bandas] == [2020, 2023]
    assert bandas[1].y[0] == 47.4
    assert not [t for t in figura.data if t.name == "Colombia (intervalo)"]
    assert estilo.sufijo_prohibido(figura) == []


def test_la_banda_no_pasa_por_el_intervalo_anulado(abierta: Any) -> None:
    mira = Mirada("27", "Chocó", (), "oscuro", ("Fuente de prueba",))
    figura = economia.figura_en_el_tiempo(
        pobreza(abierta, "pobreza_extrema", "27"),
        POBREZA["pobreza_extrema"],
        consultas.quiebres(abierta, "pobreza_extrema"),
        mira,
    )
    bandas = [t for t in figura.data if t.name == "Chocó (intervalo)"]
    assert [max(t.x) for t in bandas] == [2019, 2023]
    assert de_linea(figura, "Chocó")[0].x[-1] == 2020
    assert any(nota.startswith("2020: sin intervalo.") for nota in figura.layout.meta["notas"])


def test_los_hechos_se_marcan_si_se_piden(abierta: Any) -> None:
    mira = NORTE.con(["Fuente de prueba"], consultas.eventos(abierta))
    datos = producto(abierta, "pib_crecimiento_real")
    quiebres = consultas.quiebres(abierta, "pib_crecimiento_real")
    medida = PRODUCTO["pib_crecimiento_real"]
    con = economia.figura_en_el_tiempo(datos, medida, quiebres, mira)
    sin = economia.figura_en_el_tiempo(datos, medida, quiebres, NORTE)
    assert any("Venezuela cierra la frontera" in nota for nota in con.layout.meta["notas"])
    assert not any("Venezuela" in nota for nota in sin.layout.meta["notas"])


@pytest.mark.parametrize("eje_comun", [True, False])
def test_los_cuadros_comparten_escala_o_tienen_la_suya(abierta: Any, eje_comun: bool) -> None:
    datos = economia.oficiales(preguntas.pobreza(abierta, "pobreza_monetaria"))
    mira = Mirada("54", "Norte de Santander", ("68",), "claro", ("Fuente de prueba",))
    figura = economia.figura_de_multiplos(
        datos,
        POBREZA["pobreza_monetaria"],
        consultas.quiebres(abierta, "pobreza_monetaria"),
        eje_comun,
        mira,
    )
    cuadros = [a.text for a in figura.layout.annotations if a.name == "panel"]
    assert len(cuadros) == 25
    assert cuadros[0] == f"Norte de Santander<br><b>37,0{FINO}%</b> (2023)"
    assert [c.split("<br>")[0] for c in cuadros[1:4]] == ["Colombia", "Santander", "Cundinamarca"]
    marcas = set(next(t for t in figura.data if t.name == "marcas").text)
    assert (marcas == {f"0{FINO}%", f"80{FINO}%"}) is eje_comun
    referencia = [t for t in figura.data if t.name == "Norte de Santander, de referencia"]
    assert bool(referencia) is eje_comun
    # Ningún trazo une 2020 con 2021: entre los dos hay un hueco.
    (propia,) = [t for t in figura.data if t.name == "destacado"]
    etiquetas = list(propia.hovertext)
    corte = next(i for i, h in enumerate(etiquetas) if "2020:" in h)
    assert propia.x[corte + 1] is None
    assert "2021:" in etiquetas[corte + 2]
    assert figura.layout.meta["titulo"] == (
        "Entre 2021 y 2023, la pobreza monetaria bajó en 22 de 24 departamentos"
    )
    assert any("Vichada" in nota for nota in figura.layout.meta["notas"])


def test_los_cortes_del_mapa_son_redondos_y_cubren(abierta: Any) -> None:
    todos = preguntas.pobreza(abierta, "pobreza_monetaria")
    valores = economia.corte_de_un_anio(todos, 2023)["incidencia_pct"]
    assert cortes_por_cuantiles(valores) == [21, 27, 30, 37, 49, 68]
    for medida in MEDIDAS.values():
        datos = (
            preguntas.pobreza(abierta, medida.indicador_id)
            if medida.es_pobreza
            else preguntas.producto(abierta, medida.indicador_id, "2025pr")
        )
        for anio in economia.anios_con_dato(datos):
            del_anio = economia.corte_de_un_anio(datos, anio)[medida.columna].dropna()
            bordes = cortes_por_cuantiles(del_anio)
            assert bordes == sorted(set(bordes))
            assert bordes[0] <= del_anio.min()
            assert bordes[-1] >= del_anio.max()
    with pytest.raises(ValueError, match="No hay valores"):
        cortes_por_cuantiles([None])


# Nada se resta por fuera de variaciones


def restas(codigo: str) -> list[str]:
    """Las restas y divisiones que escribe un módulo, y los métodos de pandas que restan."""
    hallados = []
    for nodo in ast.walk(ast.parse(codigo)):
        if isinstance(nodo, ast.BinOp | ast.AugAssign) and isinstance(
            nodo.op, ast.Sub | ast.Div | ast.FloorDiv
        ):
            hallados.append(f"línea {nodo.lineno}")
        if isinstance(nodo, ast.Attribute) and nodo.attr in {
            "diff", "pct_change", "sub", "subtract", "div", "divide", "truediv", "shift",
        }:  # fmt: skip
            hallados.append(f"línea {nodo.lineno}: {nodo.attr}")
    return hallados


def test_la_pagina_no_resta_por_su_cuenta() -> None:
    for ruta in (
        "tablero/economia.py",
        "tablero/consultas/economia.py",
        "pages/pagina_pobreza_producto.py",
    ):
        assert restas((RAIZ / ruta).read_text(encoding="utf-8")) == [], ruta
    malo = "a = b - c\nd = e.diff()\nf /= g"
    assert sorted(restas(malo)) == ["línea 1", "línea 2: diff", "línea 3"]


def test_nada_de_lo_que_arma_la_pagina_cruza_un_quiebre_ni_dos_ediciones(
    abierta: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Se arma todo, para todos los departamentos, y se revisa cada variación que se calculó."""
    hechas: list[variaciones.Variacion] = []
    original = variaciones.variacion

    def anotar(*argumentos: Any) -> variaciones.Variacion:
        hechas.append(original(*argumentos))
        return hechas[-1]

    monkeypatch.setattr(variaciones, "variacion", anotar)
    con_quiebre = set()
    for medida in MEDIDAS.values():
        quiebres = consultas.quiebres(abierta, medida.indicador_id)
        if len(quiebres):
            con_quiebre.add(medida.indicador_id)
        if medida.es_pobreza:
            tablas = [preguntas.pobreza(abierta, medida.indicador_id)]
        else:
            # Las dos ediciones pegadas, como si alguien las hubiera mezclado.
            partes = [
                preguntas.producto(abierta, medida.indicador_id, edicion)
                for edicion in economia.EDICIONES
            ]
            tablas = [*partes, pd.concat(partes)]
        for datos in (tabla for tabla in tablas if len(tabla)):
            economia.hallazgo_de_todos(datos, medida)
            for codigo, filas in datos.groupby("cod_departamento"):
                mira = Mirada(str(codigo), str(filas["departamento"].iloc[0]), (), "claro")
                economia.titulo_en_el_tiempo(datos, medida, mira)
                economia.recorrido(datos, str(codigo), medida)
                if medida.es_monetaria:
                    economia.hallazgo_de_la_pobreza(datos, datos, mira)
    # Los dos indicadores con quiebre de esta página; los demás se revisan en test_variaciones.
    assert con_quiebre == {"pobreza_monetaria", "pobreza_extrema"}
    calculadas = [v for v in hechas if v.se_puede]
    assert len(calculadas) > 300
    assert all(v.desde.edicion == v.hasta.edicion for v in calculadas)
    # Lo que no se pudo comparar, por mezclar ediciones, quedó con su motivo y sin número.
    assert all(v.motivo and v.relativa_pct is None for v in hechas if not v.se_puede)
