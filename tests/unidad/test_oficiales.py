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

import openpyxl
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
    assert max(map(len, libro.hoja("Municipal").filas)) == 40
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


def con_comilla(filas: Filas, _encabezado: int) -> None:
    """La comilla con que Excel fuerza un texto, que algunos programas dejan escrita."""
    _numeros(filas, ".")
    for fila in filas:
        fila[:] = [
            f"'{c}" if isinstance(c, str) and c[:1].isdigit() and "." in c else c for c in fila
        ]


def con_anios_vestidos(filas: Filas, encabezado: int) -> None:
    """«Año 2 023», con un espacio duro de miles, donde decía 2023."""
    for fila in filas:
        fila[:] = [
            f"Año {int(c) // 1000}\u00a0{int(c) % 1000:03d}"
            if type(c) is float and c.is_integer() and 2000 < c < 2050 and fila in (
                filas[encabezado - 1], filas[encabezado], filas[(encabezado + 1) % len(filas)]
            )
            else c
            for c in fila
        ]  # fmt: skip


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
        "pobreza_multidimensional": "El primer año que se reconoce es 2018 y antes hay",
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
    con_comilla: dict.fromkeys(LIBROS, BIEN),
    con_anios_vestidos: dict.fromkeys(LIBROS, BIEN),
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
    assert "La latitud es «-7" in rechazo("divipola", hojas)


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
        # Entre cabeceras y rural, pero de la fila vecina.
        ("pobreza_multidimensional", "IPM_Departamentos", 5, 3, 20.0, "en las cabeceras vivía"),
        ("pobreza_multidimensional", "IPM_Departamentos", 5, 3, "#N/D", "no es un número"),
        ("idc", "Estructura", 1, 0, "PILAR 1: SUERTE", "El pilar INS se llama «Suerte»"),
        ("idc", "Estructura", 3, 1, "#REF!", "no tiene nombre, sino «#REF!»"),
        ("idc", "Valor_ranking", 40, 20, None, "está vacío y por su valor"),
        ("terridata", "Hoja02", 3, 8, "#N/A", "La celda trae el error"),
        ("pib (total)", "Cuadro 1", 10, 5, 9e5, "COLOMBIA es"),
        ("pib (total)", "Cuadro 3", 10, 5, 9e7, "la población implícita"),
        ("pib (total)", "Cuadro 2", 10, 5, 9e5, "La tasa de"),
        ("pib (actividad)", "Cuadro 1", 7, 5, 1.0, "la suma de las actividades"),
        ("pib (actividad)", "Cuadro 2", 19, 5, 900.0, "el crecimiento del PIB"),
        ("poblacion", "Municipal", 10, 5, 1.0, "no suman"),
        ("divipola", "DIVIPOLA", 3, 0, "99", "no es del departamento"),
        ("terridata", "Hoja02", 3, 3, "Ocaña", "no es la entidad"),
        # La longitud y la latitud de Ábrego en Cúcuta: las dos están en el departamento.
        ("divipola", "DIVIPOLA", 18, 5, "-73,22", "CÚCUTA (7.905725, -73.22) queda fuera"),
        ("divipola", "DIVIPOLA", 18, 6, None, "La latitud es una celda vacía"),
        ("camaras", "plantilla", 1, 4, "1,5", "El valor es"),
        ("camaras", "plantilla", 1, 4, "12%", "En «valor» hay «12%»"),
        ("camaras", "plantilla", 3, 4, "US$ 500", "En «valor» hay «US$ 500»"),
        ("camaras", "plantilla", 3, 4, "1,23E+11", "«1,23E+11» no es un número"),
        ("camaras", "plantilla", 1, 4, "٣٤", "no es un número"),
        ("camaras", "plantilla", 1, 4, 901234567.0, "El valor es «901234567.0»"),
        ("camaras", "plantilla", 1, 4, "", "El valor es una celda vacía"),
        ("camaras", "plantilla", 1, 1, 45292.0, "no es un rótulo de año"),
        ("camaras", "plantilla", 2, 0, None, "Una celda vacía no es una cámara"),
        ("camaras", "plantilla", 1, 2, "dic-ene", "«dic-ene» no es un corte"),
        ("camaras", "plantilla", 1, 2, "ene-dic", "anual si es todo el año"),
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
    de_plantilla = caso in ("camaras", "clusteres")
    assert ("Corrija la plantilla" in error, "Vuelva a bajar" in error) == (
        de_plantilla, not de_plantilla,
    )  # fmt: skip
    # Un contraste entre dos hojas nombra la que se leyó de segunda.
    assert f'hoja "{hoja}"' in error or espera in ("el intervalo dice", "no cuadran")


# Contrastes que sólo se ven mirando varias hojas o varios años


def con_absolutos(hojas: Hojas) -> Hojas:
    """Las hojas AP y APE, en miles, de una población inventada por departamento."""
    salida = {nombre: [list(fila) for fila in filas] for nombre, filas in hojas.items()}
    for corto in ("IP", "IPE"):
        filas = [list(fila) for fila in hojas[f"{corto} Act.Met."]]
        for n, fila in enumerate(filas[7:32], start=1):
            fila[1:] = [float(round(pct * 20 * n)) for pct in fila[1:]]
        salida[f"A{corto[1:]} Act.Met."] = filas
    return salida


def test_la_incidencia_se_contrasta_con_los_valores_absolutos() -> None:
    buenas = con_absolutos(bueno("pobreza_monetaria"))
    leida = pobreza_monetaria.leer_libro(en_memoria(buenas))
    exigir_igual("pobreza_monetaria", leida)
    assert leida.avisos == ()
    # El total nacional no trae intervalo.
    hojas = deepcopy(buenas)
    assert hojas["IP Act.Met."][31][:1] == ["Total nacional"]
    hojas["IP Act.Met."][31][3] += 0.4
    assert "Total nacional en 2023" in rechazo("pobreza_monetaria", hojas)
    # Dos departamentos cambiados en la incidencia y en su intervalo.
    hojas = deepcopy(buenas)
    for corto in ("IP", "IPE"):
        for nombre, fila in ((f"{corto} Act.Met.", 10), (f"IC_{corto} Act.Met.", 8)):
            filas = hojas[nombre]
            assert (filas[fila][0], filas[fila + 1][0]) == ("Bolívar", "Boyacá")
            filas[fila][0], filas[fila + 1][0] = filas[fila + 1][0], filas[fila][0]
    assert "los mismos habitantes con las dos incidencias" in rechazo("pobreza_monetaria", hojas)
    # Un año que se quitó de las cuatro hojas y de sus títulos.
    hojas = deepcopy(buenas)
    for nombre, sobran in (("IP", {3}), ("IPE", {3}), ("IC_IP", set(range(11, 16))),
                           ("IC_IPE", set(range(11, 16)))):  # fmt: skip
        hojas[f"{nombre} Act.Met."] = [
            [c.replace("2021 - 2023", "2021 - 2022") if isinstance(c, str) else c for c in fila]
            for fila in _sin_columnas(hojas[f"{nombre} Act.Met."], sobran)
        ]
    assert "Los valores absolutos traen [2023]" in rechazo("pobreza_monetaria", hojas)
    # Unos valores absolutos que no se entienden no impiden leer: se avisa.
    hojas = buenas | {"AP Act.Met.": [["Por publicar"]]}
    leida = pobreza_monetaria.leer_libro(en_memoria(hojas))
    exigir_igual("pobreza_monetaria", leida)
    assert [aviso.split(":")[0] for aviso in leida.avisos] == [
        "No se contrastó con los valores absolutos"
    ]


def test_las_zonas_de_la_pobreza_multidimensional() -> None:
    hojas = deepcopy(bueno("pobreza_multidimensional"))
    filas = hojas["IPM_Departamentos"]
    cambiadas = {"Cabeceras": "Centros poblados y rural disperso",
                 "Centros poblados y rural disperso": "Cabeceras"}  # fmt: skip
    derecho = list(filas[4])
    filas[4] = [cambiadas.get(c, c) for c in derecho]
    san_andres = next(fila for fila in filas if fila[:1] == ["Archipiélago de San Andrés"])
    assert san_andres[3] is None
    # Donde falta una zona, las dos columnas cambian con su encabezado.
    propias = list(san_andres)
    san_andres[2::3], san_andres[3::3] = san_andres[3::3], san_andres[2::3]
    assert "más pobreza rural" in rechazo("pobreza_multidimensional", hojas)
    filas[4] = derecho
    san_andres[:] = propias
    san_andres[3] = 9.0
    assert "unos años sí y otros no" in rechazo("pobreza_multidimensional", hojas)
    san_andres[3] = None
    filas[-1] = ["Actualizado el 22 de abril de 2024"]
    assert "trae cifras de 2024" in rechazo("pobreza_multidimensional", hojas)


@pytest.mark.parametrize("caso", ["pobreza_monetaria", "pobreza_multidimensional"])
def test_el_anio_repetido_al_descombinar_su_celda(caso: str) -> None:
    hojas = deepcopy(bueno(caso))
    for nombre, filas in hojas.items():
        fila = 3
        if nombre.startswith(("IC_", "IPM_D")):
            for columna in range(2, len(filas[fila])):
                filas[fila][columna] = filas[fila][columna] or filas[fila][columna - 1]
            assert filas[fila].count(filas[fila][1]) in (3, 5)
    exigir_igual(caso, modulo(caso).leer_libro(en_memoria(hojas)))


def test_la_poblacion_de_otro_municipio_se_ve() -> None:
    hojas = deepcopy(bueno("poblacion"))
    filas = hojas["Municipal"]
    una, otra = filas[9], filas[9 + 18]
    assert (una[3], otra[3], una[4], otra[4]) == ("Cúcuta", "Ábrego", 2023.0, 2023.0)
    una[5:8], otra[5:8] = otra[5:8], una[5:8]
    error = rechazo("poblacion", hojas)
    assert "La población de Cúcuta es" in error
    assert "en 2022" in error


def test_el_pib_redondeado_se_lee_como_viene() -> None:
    """Otras ediciones pueden traer las cifras sin decimales: las sumas se apartan unas unidades."""
    for caso, tabla, columna in (
        ("pib (actividad)", "pib_largo", "valor"),
        ("pib (total)", "pib_ancho", "pib_constante2015_mm_cop"),
    ):
        hojas = {
            nombre: [[float(round(c)) if type(c) is float else c for c in f] for f in filas]
            for nombre, filas in bueno(caso).items()
        }
        leida = modulo(caso).leer_libro(en_memoria(hojas))
        assert leida.edicion == bien_leido(caso).edicion
        pares = zip(leida[tabla][columna], bien_leido(caso)[tabla][columna], strict=True)
        assert all(float(uno) == round(float(otro)) for uno, otro in pares)
    hojas["Cuadro 2"][10][5] += 60
    assert "La tasa de" in rechazo("pib (total)", hojas)


def test_un_pib_por_habitante_que_no_es_se_ve() -> None:
    hojas = deepcopy(bueno("pib (total)"))
    fila = next(fila for fila in hojas["Cuadro 3"] if fila[:1] == ["94"])
    fila[18] *= 1.08
    assert "La población de Guainía" in rechazo("pib (total)", hojas)
    sin_tasas = {
        nombre: [fila[:23] for fila in filas] for nombre, filas in bueno("pib (total)").items()
    }
    leida = pib.leer_libro(en_memoria(sin_tasas))
    exigir_igual("pib (total)", leida)
    assert "tasas de crecimiento" in leida.avisos[0]
    for nombre in ("Cuadro 1", "Cuadro 2", "Cuadro 3"):
        sin_tasas[nombre][-1] = ["Actualizado el 29 de mayo de 2025"]
    assert "trae cifras de 2025" in rechazo("pib (total)", sin_tasas)


def test_idc_vuelto_a_guardar_con_pandas_y_con_libreoffice() -> None:
    """pandas escribe «inf» donde decía INF; LibreOffice, 0 donde una fórmula daba «N/A»."""
    hojas = deepcopy(bueno("idc"))
    for nombre, fila in (("Valor_normalizado", 0), ("Valor_ranking", 1)):
        encabezado = hojas[nombre][fila]
        encabezado[encabezado.index("INF")] = "inf"
    puestos = [
        (fila, columna) for fila in hojas["Valor_ranking"]
        for columna, celda in enumerate(fila) if celda == "N/A"
    ]  # fmt: skip
    assert len(puestos) == 1
    ((fila, columna),) = puestos
    fila[columna] = 0.0
    hojas["Estructura"][3][3] = "2022*"
    leida = idc.leer_libro(en_memoria(hojas))
    assert leida["estructura"].loc[0, "anios_corte"] == "2022"
    for tabla in ("general", "pilares", "indicadores"):
        assert leida[tabla].equals(bien_leido("idc")[tabla])


def test_terridata_lo_que_una_hoja_no_aclara_lo_aclara_otra() -> None:
    hojas = deepcopy(bueno("terridata"))
    for fila in hojas["Hoja02"][1:]:
        fila[7] = "1.139"
    leida = terridata.leer_libro(en_memoria(hojas))["terridata"].set_index("codigo_entidad")
    assert leida["dato_numerico"].tolist() == ["1139.0"] * 42
    for fila in hojas["Hoja01"][1:]:
        fila[7] = "1.139"
    assert "de dos maneras" in rechazo("terridata", hojas)


@pytest.mark.parametrize("caso", ["camaras", "clusteres"])
def test_una_plantilla_con_personas_no_se_lee(caso: str) -> None:
    filas = bueno(caso)["plantilla"]
    con_nit = [[*fila, "NIT" if not i else None] for i, fila in enumerate(filas)]
    assert "es de personas o empresas" in rechazo(caso, {"plantilla": con_nit})


def test_de_una_plantilla_nada_se_pierde_sin_decirlo(tmp_path: Path) -> None:
    """Una columna sin nombre, una cifra suelta, una copia cortada o un encabezado perdido."""
    filas = bueno("camaras")["plantilla"]
    sin_nota = [[*filas[0][:5], None], *filas[1:]]
    assert "columna sin nombre" in rechazo("camaras", {"h": sin_nota})
    suelta = [*filas, [None, None, None, None, "1.234", None]]
    assert "trae una cifra y nada más" in rechazo("camaras", {"h": suelta})
    lejos = [*[["Instrucciones"]] * 31, *filas]
    assert "Ninguna hoja trae el encabezado de la plantilla" in rechazo("camaras", {"h": lejos})
    entero = en_csv(bueno("clusteres")["plantilla"], ";")
    for corte in (";3;3;\n", ";2;\n", ";1,87;;\n"):
        ruta = tmp_path / "clusteres.csv"
        ruta.write_text(entero[: entero.rindex(corte) + 2], encoding="utf-8")
        with pytest.raises(ErrorDeFuente, match="La última fila está cortada"):
            clusteres.leer(ruta)
    con_notas = [["Cámaras"], *filas, [None], ["Fuente: las cámaras"], [None, None, "Nota: fin"]]
    exigir_igual("camaras", camaras.leer_libro(en_memoria({"h": con_notas})))


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
        (b"\xef\xbb\xbf <table><tr><td>Departamento</td></tr></table>", "página web"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "es un PDF"),
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


def test_lo_que_calamine_calla_de_un_xlsx(tmp_path: Path) -> None:
    """Celdas con error y fórmulas sin resultado, en lo que se lee y lejos de ahí."""
    caso, principal = "pobreza_multidimensional", "IPM_Departamentos"
    libro = openpyxl.load_workbook(en_xlsx(bueno(caso), tmp_path / "ipm.xlsx"))
    ruta = tmp_path / "copia.xlsx"
    hoja = libro[principal]
    libro.create_sheet("Mis cuentas")["A1"] = "#N/A"
    libro.create_chartsheet("Gráfico")
    hoja["BB1"] = "#REF!"
    hoja["BB2"] = "=1+1"
    hoja.cell(1_048_576, 16_384).number_format = "0.0"
    libro.save(ruta)
    exigir_igual(caso, pobreza_multidimensional.leer(ruta))
    derecho = hoja["D6"].value
    for valor, espera in (("=1+1", "fórmula sin resultado"), ("#DIV/0!", "#DIV/0!")):
        hoja["D6"] = valor
        libro.save(ruta)
        with pytest.raises(ErrorDeFuente, match="celda D6") as error:
            pobreza_multidimensional.leer(ruta)
        assert espera in error.value.que
    hoja["D6"] = derecho
    hoja["XFD1048576"] = "perdida"
    libro.save(ruta)
    with pytest.raises(ErrorDeFuente, match="XFD1048576"):
        pobreza_multidimensional.leer(ruta)


def test_la_hoja_de_pobreza_multidimensional_guardada_aparte(tmp_path: Path) -> None:
    filas = bueno("pobreza_multidimensional")["IPM_Departamentos"]
    ruta = tmp_path / "mi copia.csv"
    ruta.write_text(en_csv(filas, "|"), encoding="utf-8")
    exigir_igual("pobreza_multidimensional", pobreza_multidimensional.leer(ruta))
    # Una hoja de pobreza monetaria sola no basta, y no es por ser de otra metodología.
    ruta = tmp_path / "pobreza_monetaria.csv"
    ruta.write_text(en_csv(bueno("pobreza_monetaria")["IP Act.Met."]), encoding="utf-8")
    with pytest.raises(ErrorDeFuente, match="No está la hoja"):
        pobreza_monetaria.leer(ruta)


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
    ("separador", "codificacion"),
    [(",", "utf-8"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8")],
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
