"""Los lectores de archivos oficiales: lo que leen, y qué hacen con una copia dañada.

Los libros se arman en memoria con la disposición documentada (``tests/libros_oficiales.py``). La
comparación con los archivos de verdad está en ``tests/datos_reales/test_oficiales_reales.py``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.errores import ErrorDeFuente, ErrorDelTablero
from pipelines.oficiales import (
    camaras,
    clusteres,
    divipola,
    idc,
    pib,
    poblacion,
    pobreza_monetaria,
    pobreza_multidimensional,
    terridata,
)
from pipelines.oficiales import hojas as hojas_de_libro
from pipelines.oficiales.comparacion import Comparacion, comparar
from pipelines.oficiales.hojas import abrir
from pipelines.oficiales.resultado import Lectura
from tests import libros_oficiales as libros
from tests.libros_oficiales import Filas, Hojas, crudo, en_csv, en_memoria, en_xlsx

LIBROS: dict[str, Callable[[], Hojas]] = {
    "idc": libros.idc,
    "pobreza_monetaria": libros.pobreza_monetaria,
    "pobreza_multidimensional": libros.pobreza_multidimensional,
    "pib (total)": libros.pib_total,
    "pib (actividad)": libros.pib_por_actividad,
    "poblacion": libros.poblacion,
    "divipola": lambda: {"DIVIPOLA": libros.divipola()},
    "terridata": libros.terridata,
    "camaras": lambda: {"plantilla": libros.camaras()},
    "clusteres": lambda: {"plantilla": libros.clusteres()},
}


def modulo(caso: str) -> Any:
    return import_module(f"pipelines.oficiales.{caso.split(' ')[0]}")


@cache
def bueno(caso: str) -> Hojas:
    return LIBROS[caso]()


@cache
def bien_leido(caso: str) -> Lectura:
    leida: Lectura = modulo(caso).leer_libro(en_memoria(bueno(caso)))
    return leida


def rechazo(caso: str, hojas: Hojas) -> str:
    """El error con que se rechaza; exige que diga dónde, qué se esperaba y qué hacer."""
    with pytest.raises(ErrorDelTablero) as error:
        modulo(caso).leer_libro(en_memoria(hojas))
    assert error.value.donde
    assert error.value.esperado
    assert error.value.hacer
    return str(error.value)


def contra_lo_bueno(caso: str, leida: Lectura) -> list[Comparacion]:
    # La fila de la plantilla de donde salió una cifra cambia con razón si las filas se corren.
    return [
        comparar(
            nombre, modulo(caso).CLAVE[nombre],
            tabla.drop(columns="linea_documento", errors="ignore"), bien_leido(caso)[nombre],
        )
        for nombre, tabla in leida.items()
    ]  # fmt: skip


def exigir_igual(caso: str, leida: Lectura) -> None:
    assert leida.edicion == bien_leido(caso).edicion
    for comparacion in contra_lo_bueno(caso, leida):
        assert comparacion.es_igual, comparacion


# Lo que se lee


@pytest.mark.parametrize(
    ("caso", "tabla", "ruta", "edicion", "celdas"),
    [
        ("pobreza_monetaria", "pobreza_monetaria", libros.POBREZA, "marco2018_pub2024", 900),
        ("pobreza_multidimensional", "pobreza_multidimensional", libros.IPM, "2024", 1386),
        ("pib (total)", "pib_ancho", libros.PIB_TOTAL, "2025pr", 4284),
        ("pib (actividad)", "pib_largo", libros.PIB_ACTIVIDAD, "2020pr", 3168),
        ("poblacion", "poblacion", libros.POBLACION, "2018-2035", 2880),
        ("divipola", "municipios", libros.DIVIPOLA, None, 200),
        ("divipola", "departamentos", "divipola/2021/departamentos.csv", None, 33),
    ],
)
def test_las_cifras_de_data_raw_vuelven_celda_por_celda(
    caso: str, tabla: str, ruta: str, edicion: str | None, celdas: int
) -> None:
    leida = bien_leido(caso)
    assert leida.edicion == edicion
    guardada = crudo(ruta)
    assert list(leida[tabla].columns) == list(guardada[0])
    comparacion = comparar(
        tabla, modulo(caso).CLAVE[tabla], leida[tabla], leida[tabla].iloc[:0].__class__(guardada)
    )
    assert comparacion.es_igual, comparacion
    assert comparacion.celdas == celdas


def test_marco_2005_con_los_intervalos_rotados_que_trae_la_fuente() -> None:
    hojas = libros.pobreza_monetaria("pobreza_monetaria/marco2005/pobreza_monetaria.csv", [])
    leida = pobreza_monetaria.leer_libro(en_memoria(hojas))
    assert (leida.edicion, leida.ultimo_dato, len(leida["pobreza_monetaria"])) == (
        "marco2005", "2020", 450,
    )  # fmt: skip
    assert [aviso.split(" en ")[0] for aviso in leida.avisos] == [
        "El intervalo de Chocó", "El intervalo de Córdoba", "El intervalo de Cundinamarca",
    ]  # fmt: skip


def test_idc_nombres_vacios_y_puestos() -> None:
    leida = bien_leido("idc")
    assert leida.edicion == "2025"
    general = leida["general"]
    assert general.loc[0, ["anio_idc", "puesto", "tipo"]].tolist() == ["2023", "1", "recalculado"]
    assert set(general.loc[general["anio_idc"] == "2025", "tipo"]) == {"publicado"}
    pilares = leida["pilares"].set_index("cod_pilar")["pilar"].to_dict()
    assert (pilares["INF"], pilares["TIC"]) == ("Infraestructura", "Adopción de TIC")
    # El único dato que falta (n/a, NA y N/A en cada hoja) queda vacío y no en cero.
    indicadores = leida["indicadores"]
    vacias = indicadores[indicadores["valor_original"] == ""]
    columnas = ["cod_indicador", "anio_idc", "valor_normalizado", "puesto"]
    assert vacias[columnas].to_numpy().tolist() == [["LAB-1-1", "2023", "", ""]]
    # Todo lo que el libro trae: dos indicadores por pilar y los subpilares que hay (LAB no tiene).
    assert len(indicadores) == 26 * 99
    assert indicadores["cod_indicador"].nunique() == 26
    assert set(leida["subpilares"]["cod_subpilar"]) == {f"{p}-1" for p in pilares if p != "LAB"}
    # A mano, la segunda fila de INS: 37 entre 0 y 966, y 138 entre 29 y 993 al revés.
    segunda = {"codigo": indicadores["codigo"].unique()[1], "anio_idc": "2023"}
    suya = indicadores.loc[(indicadores[list(segunda)] == pd.Series(segunda)).all(axis=1)]
    notas = suya.set_index("cod_indicador")["valor_normalizado"]
    assert notas[["INS-1-1", "INS-1-2"]].tolist() == ["0.383023", "8.869295"]
    subpilares = leida["subpilares"]
    suyo = subpilares.loc[(subpilares[list(segunda)] == pd.Series(segunda)).all(axis=1)].iloc[0]
    assert suyo[["subpilar", "puntaje"]].tolist() == ["Subpilar de INS", "4.626159"]
    estructura = leida["estructura"].set_index("cod_indicador")
    assert estructura.loc["LAB-1-1", "subpilar"] == ""
    assert estructura.loc["NEG-1-2", ["inversa", "anios_corte"]].tolist() == ["sí", "2022-2024"]


def test_idc_con_otro_nombre_del_puntaje_y_un_solo_encabezado() -> None:
    """En 2025 el puntaje se llama «Puntaje general»; el ranking puede no traer fila de pilares."""
    hojas = libros.idc(general="Puntaje general")
    hojas["Valor_ranking"] = hojas["Valor_ranking"][1:]
    exigir_igual("idc", idc.leer_libro(en_memoria(hojas)))


def test_idc_con_inf_vuelto_infinito() -> None:
    hojas = libros.idc()
    encabezado = hojas["Valor_normalizado"][0]
    encabezado[encabezado.index("INF")] = float("inf")
    exigir_igual("idc", idc.leer_libro(en_memoria(hojas)))


def test_terridata_y_camaras_valores() -> None:
    datos = bien_leido("terridata")["terridata"].set_index("codigo_entidad")["dato_numerico"]
    assert (len(datos), datos["01001"], datos["54000"], datos["54001"], datos["54003"]) == (
        42, "1139.0", "12.5", "1000.5", "1001.5",
    )  # fmt: skip
    filas = bien_leido("camaras")["registros_mercantiles"].to_numpy().tolist()
    assert filas[0] == ["Cúcuta", "2024", "anual", "matriculas", "1234", "2024", "2", "inventada"]
    assert filas[2][:7] == ["Pamplona", "2024", "ene-jun", "renovaciones", "89",
                            "ene-jun de 2024", "4"]  # fmt: skip
    assert filas[3][4] == "1234567.5"


def test_poblacion_con_el_encabezado_en_dos_filas() -> None:
    """El libro por área, sexo y edad trae los totales en la segunda fila del encabezado."""
    filas = libros.poblacion()["Municipal"]
    arriba = ["DP", "DPNOM", "MPIO", "DPMP", "AÑO", "ÁREA GEOGRÁFICA", None, None, None, "Edad"]
    abajo = [None] * 6 + ["Total", "Hombres", "Mujeres", "Hombres 0 años"]
    datos = [[*f[:5], "Total", f[7], f[5], f[6], 1.0] for f in filas[4:]]
    hojas = {"PobMunicipalxÁreaSexoEdad": [*filas[:3], arriba, abajo, *datos]}
    exigir_igual("poblacion", poblacion.leer_libro(en_memoria(hojas)))


def test_pobreza_con_una_columna_de_variaciones() -> None:
    hojas = deepcopy(bueno("pobreza_monetaria"))
    hojas["IP Act.Met."][5].append("Variación p. p.")
    for fila in hojas["IP Act.Met."][7:32]:
        fila.append(-1.5)
    exigir_igual("pobreza_monetaria", pobreza_monetaria.leer_libro(en_memoria(hojas)))


def test_de_una_hoja_enorme_se_leen_las_primeras_columnas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filas = [
        [*fila, *[7.0] * 50] if len(fila) > 5 else fila for fila in bueno("poblacion")["Municipal"]
    ]
    ruta = en_xlsx({"Municipal": filas}, tmp_path / "edades.xlsx")
    monkeypatch.setattr(hojas_de_libro, "MAXIMO_CELDAS", 1_000)
    libro = abrir(ruta)
    assert {len(fila) for fila in libro.hoja("Municipal").filas} == {40}
    exigir_igual("poblacion", poblacion.leer_libro(libro))


def test_pib_por_actividad_con_el_titulo_en_varias_celdas() -> None:
    hojas = deepcopy(bueno("pib (actividad)"))
    for nombre in ("Cuadro 1", "Cuadro 2"):
        nuevas: Filas = []
        for fila in hojas[nombre]:
            if fila and isinstance(fila[0], str) and ": valor agregado" in fila[0]:
                for parte in (0, 1):
                    nuevas.append(
                        [c.split(" Serie ")[parte] if isinstance(c, str) else c for c in fila]
                    )
            else:
                nuevas.append(fila)
        hojas[nombre] = nuevas
    exigir_igual("pib (actividad)", pib.leer_libro(en_memoria(hojas)))


def test_una_estructura_sin_un_pilar_o_un_factor_no_se_lee() -> None:
    for fila, espera in ((0, "no está bajo un factor"), (5, "12 pilares"), (17, "3 factores")):
        hojas = deepcopy(bueno("idc"))
        quitada = hojas["Estructura"].pop(fila)
        assert str(quitada[0]).startswith(("FACTOR", "PILAR")), quitada
        error = rechazo("idc", hojas)
        assert espera in error, error


def test_poblacion_con_area_toma_el_total_y_con_el_codigo_donde_iba_el_nombre() -> None:
    filas = libros.poblacion()["Municipal"]
    con_area = [fila[:] for fila in filas[:4]]
    con_area[3] = ["DP", "DPNOM", "MPIO", "DPMP", "AÑO", "ÁREA GEOGRÁFICA", *filas[3][5:]]
    for fila in filas[4:]:
        for area, parte in (("Cabecera", 7.0), ("Total", None)):
            cifras = fila[5:] if parte is None else [1.0, 2.0, 3.0]
            con_area.append([*fila[:5], area, *cifras])
    leida = poblacion.leer_libro(en_memoria({"PobMunicipalxÁreaSexo": con_area}))
    exigir_igual("poblacion", leida)


# Copias dañadas: caso × lector


def _hoja_principal(caso: str, hojas: Hojas) -> str:
    return {
        "idc": "Valor_normalizado",
        "pobreza_monetaria": "IP Act.Met.",
        "pobreza_multidimensional": "IPM_Departamentos",
        "pib (total)": "Cuadro 1",
        "pib (actividad)": "Cuadro 1",
        "terridata": "Hoja02",
    }.get(caso, next(iter(hojas)))


ENCABEZADO = {"pobreza_monetaria": 6, "pobreza_multidimensional": 4, "pib (total)": 3,
              "pib (actividad)": 4, "poblacion": 3}  # fmt: skip
"""La fila (desde 0) con los rótulos de la hoja principal; en las demás, la primera."""


def cortada(filas: Filas, _encabezado: int) -> None:
    del filas[len(filas) * 2 // 3 :]


def columna_movida(filas: Filas, _encabezado: int) -> None:
    """La última columna con encabezado pasa a ser la segunda."""
    ancho = max(map(len, filas))
    for fila in filas:
        fila.extend([None] * (ancho - len(fila)))
        fila.insert(1, fila.pop())


def columna_renombrada(filas: Filas, encabezado: int) -> None:
    fila = filas[encabezado]
    fila[-1] = "Otra cosa"


def columna_duplicada(filas: Filas, _encabezado: int) -> None:
    ancho = max(map(len, filas))
    for fila in filas:
        fila.extend([None] * (ancho - len(fila)))
        fila.append(fila[-1])


def columna_sin_encabezado(filas: Filas, encabezado: int) -> None:
    filas[encabezado][-1] = None


def fila_repetida(filas: Filas, encabezado: int) -> None:
    fila = encabezado + 3
    filas.insert(fila, list(filas[fila]))


def fila_perdida(filas: Filas, encabezado: int) -> None:
    del filas[encabezado + 3]


def _numeros(filas: Filas, decimal: str) -> None:
    for fila in filas:
        fila[:] = [
            f"{celda:.12f}".rstrip("0").rstrip(".").replace(".", decimal)
            if type(celda) is float
            else celda
            for celda in fila
        ]


def con_coma(filas: Filas, _encabezado: int) -> None:
    _numeros(filas, ",")


def con_punto(filas: Filas, _encabezado: int) -> None:
    _numeros(filas, ".")


def con_basura(filas: Filas, encabezado: int) -> None:
    fila = filas[encabezado + 3]
    numeros = [c for c, celda in enumerate(fila) if isinstance(celda, float)] or [len(fila) - 2]
    fila[numeros[-1]] = datetime.date(2023, 5, 2)


def con_filas_arriba(filas: Filas, _encabezado: int) -> None:
    filas[:0] = [[], []]


def en_mayusculas(filas: Filas, encabezado: int) -> None:
    for fila in filas[encabezado + 1 :]:
        fila[:] = [f" {c.upper()}\n" if isinstance(c, str) else c for c in fila]


BIEN = ""
DANOS: dict[Callable[[Filas, int], None], dict[str, str]] = {
    cortada: {
        "idc": "No están los departamentos que debían estar",
        "pobreza_monetaria": "No están los departamentos que debían estar",
        "pobreza_multidimensional": "No están los departamentos que debían estar",
        "pib (total)": "No están los departamentos que debían estar",
        "pib (actividad)": "No están los departamentos que debían estar",
        "poblacion": "no trae",
        "divipola": "No están los departamentos",
        "terridata": "De Norte de Santander faltan",
        "camaras": "se puede leer de dos maneras",
        "clusteres": "parcial",
    },
    columna_movida: {
        "idc": BIEN,
        "pobreza_monetaria": "Después de 2023 viene 2021",
        "pobreza_multidimensional": "Hay una columna antes del primer año",
        "pib (total)": BIEN,
        "pib (actividad)": BIEN,
        "poblacion": BIEN,
        "divipola": BIEN,
        "terridata": BIEN,
        "camaras": BIEN,
        "clusteres": BIEN,
    },
    columna_renombrada: {
        "idc": "faltan IDC",
        "pobreza_monetaria": "columna sin año|título dice 2021-2023",
        "pobreza_multidimensional": "«Otra cosa» no es una zona",
        "pib (total)": BIEN,
        "pib (actividad)": BIEN,
        "poblacion": "Falta la columna Total",
        "divipola": "Faltan columnas: latitud",
        "terridata": "Faltan columnas: unidad de medida",
        "camaras": "no es de la plantilla",
        "clusteres": "no es de la plantilla",
    },
    columna_duplicada: {
        "idc": "El código «IDC» está dos veces",
        "pobreza_monetaria": "Después de 2023 viene 2023",
        "pobreza_multidimensional": "está dos veces",
        # El último año de la derecha: no es una cifra que se guarde.
        "pib (total)": BIEN,
        "pib (actividad)": BIEN,
        "poblacion": "La columna «Total» está dos veces",
        "divipola": "está dos veces",
        "terridata": "está dos veces",
        "camaras": "está dos veces",
        "clusteres": "está dos veces",
    },
    fila_repetida: {
        "idc": "está dos veces",
        "pobreza_monetaria": "está dos veces",
        "pobreza_multidimensional": "está dos veces",
        "pib (total)": "está dos veces",
        "pib (actividad)": "la suma de las actividades",
        "poblacion": "está dos veces",
        "divipola": "está dos veces",
        "terridata": BIEN,
        "camaras": "ya estaba en la fila 4",
        "clusteres": "ya estaba en la fila 4",
    },
    fila_perdida: {
        "idc": "No están los departamentos",
        "pobreza_monetaria": "faltan Boyacá|faltan Bolívar|faltan Bogotá",
        "pobreza_multidimensional": "No están los departamentos",
        "pib (total)": "No están los departamentos",
        "pib (actividad)": "11 actividades",
        "poblacion": "no trae",
        "divipola": "No están los departamentos",
        "terridata": "De Norte de Santander faltan Ábrego",
        # Una fila de menos en una plantilla sin total no se puede saber.
        "camaras": "parcial",
        "clusteres": "parcial",
    },
    con_coma: dict.fromkeys(LIBROS, BIEN),
    con_punto: dict.fromkeys(LIBROS, BIEN),
    con_basura: {
        "idc": "una fecha u hora",
        "pobreza_monetaria": "una fecha u hora",
        "pobreza_multidimensional": "una fecha u hora",
        # En el bloque de la derecha, que sólo se usa para contrastar.
        "pib (total)": BIEN,
        "pib (actividad)": BIEN,
        "poblacion": "una fecha u hora",
        # En un municipio de otro departamento, que no se guarda.
        "divipola": BIEN,
        "terridata": "Se esperaba texto",
        "camaras": "una fecha u hora",
        "clusteres": "una fecha u hora",
    },
    con_filas_arriba: dict.fromkeys(LIBROS, BIEN),
    en_mayusculas: dict.fromkeys(LIBROS, BIEN)
    | dict.fromkeys(["terridata", "camaras", "clusteres"], "otros textos"),
}  # fmt: skip
CASOS = [(dano, caso, espera) for dano, casos in DANOS.items() for caso, espera in casos.items()]


def test_la_tabla_de_danos_cubre_a_todos_los_lectores() -> None:
    assert {caso for _, caso, _ in CASOS} == set(LIBROS)
    assert all(set(casos) == set(LIBROS) for casos in DANOS.values())


@pytest.mark.parametrize(
    ("dano", "caso", "espera"), CASOS, ids=[f"{d.__name__}-{c}" for d, c, _ in CASOS]
)
def test_una_copia_danada_se_rechaza_o_se_lee_bien(
    dano: Callable[[Filas, int], None], caso: str, espera: str
) -> None:
    hojas = dict(bueno(caso))
    nombre = _hoja_principal(caso, hojas)
    hojas[nombre] = [list(fila) for fila in hojas[nombre]]
    dano(hojas[nombre], ENCABEZADO.get(caso, 0))
    if espera and espera not in ("parcial", "otros textos"):
        assert any(parte in rechazo(caso, hojas) for parte in espera.split("|"))
        return
    leida = modulo(caso).leer_libro(en_memoria(hojas))
    if espera == "parcial":
        for comparacion in contra_lo_bueno(caso, leida):
            assert comparacion.faltan
            assert not comparacion.nuevas
            assert not comparacion.diferencias
    elif espera == "otros textos":
        assert [len(t) for t in leida.values()] == [len(t) for t in bien_leido(caso).values()]
    else:
        exigir_igual(caso, leida)


@pytest.mark.parametrize("lector", LIBROS)
def test_el_libro_de_otra_fuente_se_rechaza(lector: str) -> None:
    ajenos = [caso for caso in LIBROS if caso.split(" ")[0] != lector.split(" ")[0]]
    assert len(ajenos) >= 7
    for caso in ajenos:
        rechazo(lector, bueno(caso))


@pytest.mark.parametrize(
    ("caso", "hoja", "nueva", "espera"),
    [
        ("idc", "Valor_ranking", "Ranking", 'No está la hoja "Valor_ranking"'),
        ("idc", "Valor_ranking", "VALOR RANKING", BIEN),
        ("pobreza_monetaria", "IC_IPE Act.Met.", "Hoja4", 'No está la hoja "IC_IPE Act.Met."'),
        ("pobreza_monetaria", "IP Act.Met.", "IP", BIEN),
        ("pobreza_multidimensional", "IPM_Departamentos", "Hoja1", "No está la hoja"),
        ("pib (total)", "Cuadro 2", "Hoja2", 'No está la hoja "Cuadro 2"'),
        ("pib (actividad)", "Cuadro 2", "Hoja2", BIEN),
        ("poblacion", "Municipal", "Hoja1", BIEN),
        ("terridata", "Hoja01", "Hoja03", "sin que falte ninguna"),
    ],
)
def test_una_hoja_rebautizada(caso: str, hoja: str, nueva: str, espera: str) -> None:
    hojas = {nueva if nombre == hoja else nombre: filas for nombre, filas in bueno(caso).items()}
    if espera:
        assert espera in rechazo(caso, hojas)
    else:
        exigir_igual(caso, modulo(caso).leer_libro(en_memoria(hojas)))


@pytest.mark.parametrize(
    ("caso", "una", "otra", "espera"),
    [
        ("idc", "Dato_original", "Valor_normalizado", "los códigos|Los códigos|IDC"),
        ("pobreza_monetaria", "IP Act.Met.", "IPE Act.Met.", "El título no es el de"),
        ("pobreza_monetaria", "IC_IP Act.Met.", "IC_IPE Act.Met.", "El título no es el de"),
        ("pib (total)", "Cuadro 1", "Cuadro 2", "los departamentos suman|Cuadro 1|COLOMBIA"),
        ("pib (total)", "Cuadro 1", "Cuadro 3", "no puede ser"),
    ],
)  # fmt: skip
def test_dos_hojas_cambiadas(caso: str, una: str, otra: str, espera: str) -> None:
    hojas = dict(bueno(caso))
    hojas[una], hojas[otra] = hojas[otra], hojas[una]
    assert any(parte in rechazo(caso, hojas) for parte in espera.split("|"))


def _sin_columnas(filas: Filas, fuera: set[int]) -> Filas:
    return [[celda for c, celda in enumerate(fila) if c not in fuera] for fila in filas]


@pytest.mark.parametrize(
    ("caso", "hoja", "fuera", "espera"),
    [
        ("pobreza_monetaria", "IP Act.Met.", {1}, "El título dice 2021-2023"),
        ("pobreza_monetaria", "IP Act.Met.", {2}, "Después de 2021 viene 2023"),
        ("pobreza_monetaria", "IC_IP Act.Met.", set(range(11, 16)), "El título dice 2021-2023"),
        ("pobreza_multidimensional", "IPM_Departamentos", {4, 5, 6}, "Después de 2018 viene 2020"),
        ("pobreza_multidimensional", "IPM_Departamentos", {19, 20, 21}, "El título dice 2018-2024"),
        ("pib (total)", "Cuadro 1", {2}, "El primer año es 2006"),
        ("pib (total)", "Cuadro 1", {22}, "El título dice 2005-2025"),
        ("pib (total)", "Cuadro 2", {12}, "Después de 2014 viene 2016"),
        ("pib (actividad)", "Cuadro 1", {18}, "El título dice 2005-2020"),
    ],
)
def test_un_anio_que_falta_en_columnas(caso: str, hoja: str, fuera: set[int], espera: str) -> None:
    hojas = dict(bueno(caso))
    hojas[hoja] = _sin_columnas(hojas[hoja], fuera)
    assert espera in rechazo(caso, hojas)


@pytest.mark.parametrize(
    ("anio", "espera"),
    [(2024, "Los años que trae son"), (2025, "no cuadran|usa datos de"), (2023, "no cuadran")],
)
def test_un_anio_que_falta_en_el_idc(anio: int, espera: str) -> None:
    """Aunque falte en las tres hojas, el mínimo-máximo deja de cuadrar."""
    hojas = {
        nombre: [fila for fila in filas if len(fila) < 2 or fila[1] != anio]
        for nombre, filas in bueno("idc").items()
    }
    assert any(parte in rechazo("idc", hojas) for parte in espera.split("|"))


def test_dos_columnas_con_el_encabezado_cambiado_se_ven() -> None:
    """Intercambiar los rótulos de dos columnas es un valor falso si nadie contrasta."""
    for hoja in ("Dato_original", "Valor_normalizado", "Valor_ranking"):
        hojas = deepcopy(bueno("idc"))
        fila = hojas[hoja][1 if hoja == "Valor_ranking" else 0]
        fila[2], fila[4] = fila[4], fila[2]
        rechazo("idc", hojas)
    hojas = deepcopy(bueno("poblacion"))
    fila = hojas["Municipal"][3]
    fila[5], fila[6] = fila[6], fila[5]
    assert "columnas cambiadas" in rechazo("poblacion", hojas)
    hojas = deepcopy(bueno("divipola"))
    fila = hojas["DIVIPOLA"][0]
    fila[5], fila[6] = fila[6], fila[5]
    assert "La latitud es -7" in rechazo("divipola", hojas)


def test_dos_departamentos_con_el_nombre_cambiado_se_ven() -> None:
    for caso, hoja, primera in (
        ("idc", "Valor_normalizado", 1),
        ("pobreza_monetaria", "IP Act.Met.", 7),
        ("pib (total)", "Cuadro 1", 4),
    ):
        columna = 1 if caso.startswith("pib") else 0
        hojas = deepcopy(bueno(caso))
        una, otra = hojas[hoja][primera], hojas[hoja][primera + 1]
        una[columna], otra[columna] = otra[columna], una[columna]
        rechazo(caso, hojas)


@pytest.mark.parametrize(
    ("pie", "espera"),
    [
        ([], "Ninguna hoja dice cuándo se publicó"),
        ([["Fecha de publicación: 31 de febrero de 2024"]], "una fecha que no existe"),
        ([["Fecha de publicación: 30 de agosto de 2019"]], "trae cifras de 2023"),
        ([["Actualizado el 1 de julio de 2025"]], ""),
    ],
)
def test_la_edicion_de_la_pobreza_sale_del_pie(pie: Filas, espera: str) -> None:
    hojas = libros.pobreza_monetaria(notas=pie)
    if espera:
        assert espera in rechazo("pobreza_monetaria", hojas)
    else:
        leida = pobreza_monetaria.leer_libro(en_memoria(hojas))
        assert (leida.edicion, leida.publicado) == ("marco2018_pub2025", "2025-07-01")


@pytest.mark.parametrize("caso", ["pobreza_monetaria", "pobreza_multidimensional"])
def test_porcentajes_vueltos_fraccion(caso: str) -> None:
    hojas = {
        nombre: [[c / 100 if isinstance(c, float) and c < 1000 else c for c in f] for f in filas]
        for nombre, filas in bueno(caso).items()
    }
    assert "parecen fracciones" in rechazo(caso, hojas)


@pytest.mark.parametrize(("divisor", "espera"), [(1, ""), (100, ""), (90, "la ajustada es")])
def test_la_incidencia_multidimensional_se_contrasta_con_la_ajustada(
    divisor: int, espera: str
) -> None:
    hojas = dict(bueno("pobreza_multidimensional"))
    filas = hojas["IPM_Departamentos"]
    anios = [c for c in filas[3][1:] if c is not None]
    for nombre, factor in (("Intensidad_IPM", 0.0), ("Incidencia_Ajustada_IPM", 0.4)):
        hojas[nombre] = [
            ["Departamentos 2018-2024"],
            ["Departamento", *anios],
            *[[f[0], *[v * factor / divisor if factor else 40.0 for v in f[1::3]]]
              for f in filas[5:38]],
        ]  # fmt: skip
    if espera:
        assert espera in rechazo("pobreza_multidimensional", hojas)
    else:
        leida = pobreza_multidimensional.leer_libro(en_memoria(hojas))
        exigir_igual("pobreza_multidimensional", leida)
        assert leida.avisos == ()


def test_libros_de_otra_disposicion_se_nombran() -> None:
    viejo = {"Pobreza Monetaria (%)": [["Departamento", 2002.0, 2003.0, 2004.0, 2005.0, 2008.0]]}
    assert "metodología anterior" in rechazo("pobreza_monetaria", viejo)
    mezcla = deepcopy(bueno("pobreza_monetaria"))
    for filas in mezcla.values():
        for fila in filas:
            fila[:] = [c - 1 if c in (2021.0, 2022.0, 2023.0) else c for c in fila]
            fila[:] = [c.replace("2021 - 2023", "2020 - 2022") if isinstance(c, str) else c
                       for c in fila]  # fmt: skip
    assert "no se comparan" in rechazo("pobreza_monetaria", mezcla)
    por_area = deepcopy(bueno("poblacion"))
    por_area["Municipal"][3] = ["DP", "DPNOM", "DPMP", "MPIO", "AÑO", "ÁREA GEOGRÁFICA", "Total"]
    assert "hace falta el de sexo" in rechazo("poblacion", por_area)
    por_actividad = deepcopy(bueno("pib (total)"))
    por_actividad["Cuadro 1"] *= 2
    assert "trae uno por actividad y no se lee" in rechazo("pib (total)", por_actividad)
    sin_marca = deepcopy(bueno("pib (total)"))
    for nombre in ("Cuadro 1", "Cuadro 2", "Cuadro 3"):
        fila = sin_marca[nombre][3]
        fila[:] = [2024.0 if c == "2024p" else 2025.0 if c == "2025pr" else c for c in fila]
    assert "no dice si es provisional" in rechazo("pib (total)", sin_marca)


@pytest.mark.parametrize(
    ("caso", "hoja", "fila", "columna", "valor", "espera"),
    [
        ("idc", "Dato_original", 40, 20, 1e6, "no cuadran"),
        ("idc", "Valor_ranking", 40, 20, 34.0, "el puesto es 34"),
        ("pobreza_monetaria", "IP Act.Met.", 10, 2, 91.0, "el intervalo dice"),
        ("pobreza_multidimensional", "IPM_Departamentos", 10, 1, 91.0, "no está entre cabeceras"),
        ("pib (total)", "Cuadro 1", 10, 5, 9e5, "COLOMBIA es"),
        ("pib (total)", "Cuadro 3", 10, 5, 9e7, "la población implícita"),
        ("pib (total)", "Cuadro 2", 10, 5, 9e5, "La tasa de"),
        ("pib (actividad)", "Cuadro 1", 7, 5, 1.0, "la suma de las actividades"),
        ("pib (actividad)", "Cuadro 2", 19, 5, 900.0, "el crecimiento del PIB"),
        ("poblacion", "Municipal", 10, 5, 1.0, "no suman"),
        ("divipola", "DIVIPOLA", 3, 0, "99", "no es del departamento"),
        ("terridata", "Hoja02", 3, 3, "Ocaña", "no es la entidad"),
        ("camaras", "plantilla", 1, 4, "1,5", "El valor es"),
        ("clusteres", "plantilla", 1, 0, "Turismo", "no es una iniciativa"),
        ("clusteres", "plantilla", 1, 1, "cero", "no es una ola"),
        ("clusteres", "plantilla", 1, 1, "31", "no es una ola"),
        ("clusteres", "plantilla", 1, 2, "A9", "no es un aspecto"),
        ("clusteres", "plantilla", 1, 3, "3,01", "El puntaje es"),
        ("clusteres", "plantilla", 1, 3, "0,99", "El puntaje es"),
        ("clusteres", "plantilla", 1, 3, "", "El puntaje es"),
        ("clusteres", "plantilla", 1, 3, "alto", "no es un número"),
        ("clusteres", "plantilla", 1, 4, "2,5", "El nivel es"),
        ("clusteres", "plantilla", 1, 4, "4", "El nivel es"),
    ],
)
def test_una_cifra_que_no_cuadra_dice_su_celda(
    caso: str, hoja: str, fila: int, columna: int, valor: Any, espera: str
) -> None:
    hojas = deepcopy(bueno(caso))
    hojas[hoja][fila][columna] = valor
    error = rechazo(caso, hojas)
    assert espera in error
    # Un contraste entre dos hojas nombra la que se leyó de segunda.
    assert f'hoja "{hoja}"' in error or espera in ("el intervalo dice", "no cuadran")


@pytest.mark.parametrize("caso", ["camaras", "clusteres"])
def test_una_plantilla_con_personas_no_se_lee(caso: str) -> None:
    filas = bueno(caso)["plantilla"]
    con_nit = [[*fila, "NIT" if not i else None] for i, fila in enumerate(filas)]
    assert "es de personas o empresas" in rechazo(caso, {"plantilla": con_nit})


@pytest.mark.parametrize("lector", [camaras, clusteres])
def test_la_plantilla_es_la_documentada(lector: Any) -> None:
    ruta = Path(lector.__file__).with_name(f"plantilla_{lector.FAMILIA}.csv")
    assert ruta.read_text(encoding="utf-8") == ",".join(lector.PLANTILLA) + "\n"
    with pytest.raises(ErrorDeFuente, match="no trae filas"):
        lector.leer(ruta)


def test_la_evaluacion_de_los_clusteres_y_lo_que_le_falta() -> None:
    leida = bien_leido("clusteres")
    assert leida["evaluaciones"].to_numpy().tolist() == [
        ["Moda", "4", "A1", "2", "2", "2", "inventada"],
        ["Moda", "4", "A2", "1.5", "", "3", ""],
        ["Construcción", "5", "A8", "3", "3", "4", ""],
        ["Café y Cacao", "5", "TOTAL", "1.65", "2", "5", ""],
        ["Nacional", "5", "D1", "1.87", "", "6", ""],
    ]
    assert leida.avisos[0] == "Moda, ola 4: no trae A3, A4, A5, A6, A7, A8."
    # La columna del nivel se puede omitir, y la ola llega como número en un libro de Excel.
    sin_nivel = [["iniciativa", "ola", "aspecto", "puntaje"]]
    sin_nivel += [["NorTIC", 4.0, f"A{i}", 2.0] for i in range(1, 9)] + [
        ["NorTIC", 4.0, "TOTAL", 2.5]
    ]
    leida = clusteres.leer_libro(en_memoria({"Hoja1": sin_nivel}))
    assert leida["evaluaciones"].iloc[8, :5].tolist() == ["NorTIC", "4", "TOTAL", "2.5", ""]
    assert leida.avisos == (
        "NorTIC, ola 4: el total no está entre el menor y el mayor de sus aspectos.",
    )
    sin_puntaje = [["iniciativa", "ola", "aspecto"], ["NorTIC", "4", "A1"]]
    assert "Faltan columnas: puntaje" in rechazo("clusteres", {"Hoja1": sin_puntaje})


# Archivos de verdad: tipos, bytes y nombres


@pytest.mark.parametrize(
    ("contenido", "espera"),
    [
        (b"", "vacío"),
        (b"<html><body>No encontrado</body></html>", "página web"),
        (b"PK\x03\x04" + b"x" * 60, "cortado o dañado"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "cortado o dañado"),
        (b"\x00\x01\x02;\x00", "no es un libro"),
        (b"una sola columna\n1\n", "no tiene columnas"),
    ],
)
def test_lo_que_no_es_un_libro(tmp_path: Path, contenido: bytes, espera: str) -> None:
    ruta = tmp_path / "anexo.xlsx"
    ruta.write_bytes(contenido)
    with pytest.raises(ErrorDeFuente, match=espera) as error:
        abrir(ruta)
    assert "anexo.xlsx" in error.value.donde


def test_un_archivo_que_no_esta(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeFuente, match="no está"):
        pobreza_monetaria.leer(tmp_path / "no_existe.xlsx")


def test_un_xlsx_de_verdad_con_errores_de_formula_y_cortado(tmp_path: Path) -> None:
    hojas = bueno("pobreza_multidimensional")
    ruta = en_xlsx(hojas, tmp_path / "ipm.xlsx")
    exigir_igual("pobreza_multidimensional", pobreza_multidimensional.leer(ruta))
    cortado = tmp_path / "cortado.xlsx"
    cortado.write_bytes(ruta.read_bytes()[:-2000])
    with pytest.raises(ErrorDeFuente, match="cortado o dañado"):
        pobreza_multidimensional.leer(cortado)
    # calamine entrega vacía una celda con error: San Andrés rural, que puede faltar, lo escondería.
    danadas = deepcopy(hojas)
    danadas["IPM_Departamentos"][5][3] = "#REF!"
    ruta = en_xlsx(danadas, tmp_path / "ref.xlsx")
    with pytest.raises(ErrorDeFuente, match="celda D6"):
        pobreza_multidimensional.leer(ruta)


XLS = Path(__file__).parents[1] / "datos" / "oficiales" / "pobreza_monetaria_2005.xls"


def test_un_xls_de_2020() -> None:
    """Hecho con las cifras de data/raw y guardado en el formato viejo de Excel."""
    leida = pobreza_monetaria.leer(XLS)
    guardada = crudo("pobreza_monetaria/marco2005/pobreza_monetaria.csv")
    tabla = leida["pobreza_monetaria"]
    comparacion = comparar(
        "pobreza_monetaria", pobreza_monetaria.CLAVE["pobreza_monetaria"], tabla,
        tabla.__class__(guardada),
    )  # fmt: skip
    assert comparacion.es_igual, comparacion
    assert (leida.edicion, comparacion.celdas) == ("marco2005", 2700)


@pytest.mark.parametrize("quedan", [300, 5_000, 20_000, 35_328, 36_352])
def test_un_xls_cortado(tmp_path: Path, quedan: int) -> None:
    ruta = tmp_path / "anexo.xls"
    ruta.write_bytes(XLS.read_bytes()[:quedan])
    with pytest.raises(ErrorDeFuente, match="cortado o dañado"):
        pobreza_monetaria.leer(ruta)


@pytest.mark.parametrize(
    ("separador", "codificacion"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252")]
)
def test_los_csv_de_cualquier_excel(tmp_path: Path, separador: str, codificacion: str) -> None:
    ruta = tmp_path / "divipola.csv"
    ruta.write_text(en_csv(bueno("divipola")["DIVIPOLA"], separador), encoding=codificacion)
    exigir_igual("divipola", divipola.leer(ruta))


def test_un_csv_con_codigos_sin_cero(tmp_path: Path) -> None:
    filas = [[c.lstrip("0") if isinstance(c, str) else c for c in fila]
             for fila in bueno("divipola")["DIVIPOLA"]]  # fmt: skip
    ruta = tmp_path / "divipola.csv"
    ruta.write_text(en_csv(filas), encoding="utf-8")
    exigir_igual("divipola", divipola.leer(ruta))


def test_divipola_con_encabezado_de_dos_filas() -> None:
    filas = bueno("divipola")["DIVIPOLA"][1:]
    dobles: Filas = [
        ["Departamento", None, "Municipio", None, "Tipo", "Localización", None],
        ["Código", "Nombre", "Código", "Nombre", "Tipo", "Longitud", "Latitud"],
        *filas,
    ]
    exigir_igual("divipola", divipola.leer_libro(en_memoria({"Municipios": dobles})))


def test_los_lectores_declaran_sus_claves() -> None:
    for lector in (idc, pobreza_monetaria, pobreza_multidimensional, pib, poblacion, divipola,
                   terridata, camaras):  # fmt: skip
        for tabla, clave in lector.CLAVE.items():
            columnas = lector.COLUMNAS
            suyas = columnas[tabla] if isinstance(columnas, dict) else columnas
            assert set(clave) < set(suyas), (lector.__name__, tabla)
