"""Libros con la disposición de los oficiales, armados en memoria para las pruebas.

Las cifras son las de ``data/raw`` cuando alcanzan; si no (la base del IDC, las actividades del PIB,
TerriData), son inventadas con una fórmula y sólo sirven para probar la lectura.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.oficiales.hojas import Hoja, Libro, limpia
from pipelines.oficiales.idc import PILARES
from pipelines.oficiales.lugares import departamentos, municipios
from pipelines.rutas import RUTAS

Filas = list[list[Any]]
Hojas = dict[str, Filas]


@cache
def crudo(ruta: str) -> tuple[dict[str, str], ...]:
    """Las filas de un CSV de ``data/raw``."""
    with (RUTAS.datos_crudos / ruta).open(encoding="utf-8", newline="") as archivo:
        return tuple(csv.DictReader(archivo))


def numero(texto: str) -> float | None:
    return float(texto) if texto else None


def en_memoria(hojas: Hojas, nombre: str = "prueba.xlsx") -> Libro:
    """El libro, sin pasar por un archivo."""
    return Libro(
        Path(nombre),
        list(hojas),
        lambda hoja: Hoja(nombre, hoja, [[limpia(c) for c in fila] for fila in hojas[hoja]]),
    )


def en_xlsx(hojas: Hojas, ruta: Path) -> Path:
    libro = openpyxl.Workbook(write_only=True)
    for nombre, filas in hojas.items():
        hoja = libro.create_sheet(nombre)
        for fila in filas:
            hoja.append(fila)
    libro.save(ruta)
    return ruta


def en_csv(filas: Filas, separador: str = ",") -> str:
    texto = io.StringIO()
    csv.writer(texto, delimiter=separador, lineterminator="\n").writerows(filas)
    return texto.getvalue()


# Pobreza monetaria: las cifras de data/raw en la disposición del anexo

POBREZA = "pobreza_monetaria/marco2018_pub2024/pobreza_monetaria.csv"
_NOTAS = [
    [],
    ["Fuente: DANE - Gran Encuesta Integrada de Hogares."],
    ["Nota: no son comparables con los datos de la serie marco 2005."],
    ["Fecha de publicación: 30 de agosto de 2024."],
]


def pobreza_monetaria(ruta: str = POBREZA, notas: Filas | None = None) -> Hojas:
    filas = crudo(ruta)
    anios = sorted({int(f["anio"]) for f in filas})
    rango = f"{anios[0]} - {anios[-1]}"
    hojas: Hojas = {"Índice": [["POBREZA MONETARIA"]]}
    for corto, indicador in (("IP", "pobreza_monetaria"), ("IPE", "pobreza_extrema")):
        extrema = " Extrema" if corto == "IPE" else ""
        suyas = [f for f in filas if f["indicador"] == indicador]
        nombres = list(dict.fromkeys(f["departamento"] for f in suyas))
        celda = {(f["departamento"], int(f["anio"])): f for f in suyas}
        titulo = f"Incidencia de la Pobreza Monetaria{extrema}"
        hojas[f"{corto} Act.Met."] = [
            [],
            [titulo],
            [f"{titulo} 23 Departamentos y Bogotá D.C. {rango}"],
            [],
            ["Cifras en Porcentaje"],
            ["Departamento", "Año", *[None] * (len(anios) - 1)],
            [None, *map(float, anios)],
            *[[n, *[float(celda[n, a]["valor_pct"]) for a in anios]] for n in nombres],
            *(_NOTAS if notas is None else notas),
        ]
        medidas = ["Estimación", "Error Estándar", "Límite Inferior", "Límite Superior", "CV %"]
        hojas[f"IC_{corto} Act.Met."] = [
            [],
            [f"Intervalos de confianza para la {titulo}"],
            [f"IC. para la {titulo} 23 Departamentos y Bogotá D.C. {rango}"],
            ["Departamento", *[x for a in anios for x in (float(a), *[None] * 4)]],
            [None, *medidas * len(anios)],
            *[
                [n, *[
                    numero(celda[n, a][c]) if c else 1.0
                    for a in anios for c in ("valor_pct", "", "lim_inf", "lim_sup", "cv")
                ]]
                for n in nombres if celda[n, anios[0]]["lim_inf"]
            ],
            *(_NOTAS if notas is None else notas),
        ]  # fmt: skip
    return hojas


# Pobreza multidimensional

IPM = "pobreza_multidimensional/2024/pobreza_multidimensional.csv"


def pobreza_multidimensional() -> Hojas:
    filas = crudo(IPM)
    anios = sorted({int(f["anio"]) for f in filas})
    marcas: dict[int, Any] = {2020: "2020**", 2021: "2021***"}
    nombres = list(dict.fromkeys(f["departamento"] for f in filas))
    celda = {(f["departamento"], int(f["anio"]), f["zona"]): f["incidencia_pct"] for f in filas}
    zonas = ["total", "cabeceras", "centros_poblados_y_rural_disperso"]
    rotulos = ["Total", "Cabeceras", "Centros poblados y rural disperso"]
    return {
        "IPM_Regiones": [["Incidencia de Pobreza Multidimensional Regiones"]],
        "IPM_Departamentos": [
            [],
            ["Incidencia de Pobreza Multidimensional Departamentos 2018-2024"],
            ["Cifras en porcentaje"],
            ["Departamento", *[x for a in anios for x in (marcas.get(a, float(a)), None, None)]],
            [None, *rotulos * len(anios)],
            *[[n, *[numero(celda[n, a, z]) for a in anios for z in zonas]] for n in nombres],
            [],
            ["Fuente: DANE - Encuesta Nacional de Calidad de Vida."],
            ["Actualizado el 22 de abril de 2025"],
        ],
    }


# PIB total: las cifras de la edición 2025pr en la disposición del anexo

PIB_TOTAL = "pib/2025pr/pib_departamental.csv"


def pib_total() -> Hojas:
    filas = crudo(PIB_TOTAL)
    anios = sorted({int(f["anio"]) for f in filas})
    marca = {"def": "", "p": "p", "pr": "pr"}
    rotulos = [
        f"{a}{marca[e]}" if e != "def" else float(a)
        for a, e in sorted({(int(f["anio"]), f["estado_supuesto"]) for f in filas})
    ]
    celda = {(f["codigo"], int(f["anio"])): f for f in filas}
    orden = [*sorted(departamentos()), "00"]
    hojas: Hojas = {"Índice": [["CUENTAS NACIONALES DEPARTAMENTALES"]]}
    for cuadro, columna, titulo in (
        (1, "pib_corriente_mm_cop", "A precios corrientes, miles de millones de pesos"),
        (2, "pib_constante2015_mm_cop", "Series encadenadas de volumen, referencia 2015"),
        (3, "pib_per_capita_cop", "Producto interno bruto por habitante, pesos corrientes"),
    ):
        valores = {c: [float(celda[c, a][columna]) for a in anios] for c in orden}
        tasas = {
            c: [None, *[100 * (v / u - 1) for u, v in pairwise(fila)]]
            for c, fila in valores.items()
        }
        hojas[f"Cuadro {cuadro}"] = [
            [],
            [f"Producto interno bruto por departamento. {titulo}. Serie 2005 - 2025pr"],
            [],
            ["Código Departamento (DIVIPOLA)", "DEPARTAMENTOS", *rotulos, None,
             "Código Departamento (DIVIPOLA)", "DEPARTAMENTOS", *rotulos],
            *[
                [c if c != "00" else None, departamentos().get(c, "COLOMBIA"), *valores[c], None,
                 c if c != "00" else None, departamentos().get(c, "COLOMBIA"), *tasas[c]]
                for c in orden
            ],
            [],
            ["Fuente: DANE, Cuentas nacionales"],
            ["pprovisional"],
            ["prpreliminar"],
            ["Actualizado el 29 de mayo de 2026"],
        ]  # fmt: skip
    return hojas


# PIB por departamento y actividad: el PIB de data/raw repartido con pesos inventados

PIB_ACTIVIDAD = "pib/2020pr/pib_departamental.csv"
_PESOS = [0.1, 0.02, 0.08, 0.03, 0.07, 0.2, 0.03, 0.05, 0.1, 0.06, 0.2, 0.06]


def pib_por_actividad(codigos: list[str] | None = None) -> Hojas:
    filas = crudo(PIB_ACTIVIDAD)
    anios = sorted({int(f["anio"]) for f in filas})
    rotulos = [float(a) if a < 2019 else {2019: "2019p", 2020: "2020pr"}[a] for a in anios]
    hojas: Hojas = {"Índice": [["CUENTAS NACIONALES DEPARTAMENTALES"]]}
    encabezado = ["Clasificación Cuentas nacionales", "Secciones CIIU Rev. 4 A.C. 12 agrupaciones",
                  "ACTIVIDADES ECONÓMICAS"]  # fmt: skip
    for cuadro, medida, de_que, derecha in (
        (1, "pib_corriente_mm", "A precios corrientes", "Participación (%)"),
        (2, "pib_real_2015_mm", "Series encadenadas de volumen con año de referencia 2015",
         "Tasas de crecimiento en volumen"),
    ):  # fmt: skip
        salida: Filas = [[]]
        for codigo in codigos or sorted(departamentos()):
            nombre = departamentos()[codigo]
            pib = [
                float(f["valor"]) for f in filas if f["medida"] == medida and f["codigo"] == codigo
            ]
            agregado = [0.9 * v for v in pib]
            partes = [[peso * v for v in agregado] for peso in _PESOS]
            bloque = [*partes, agregado, [v - a for v, a in zip(pib, agregado, strict=True)], pib]
            textos = [
                *[f"Actividad {n}" for n in range(12)], "Valor agregado bruto", "Impuestos",
                "PIB DEPARTAMENTAL",
            ]  # fmt: skip
            tasa_desde = 0 if cuadro == 1 else 1
            titulo = f"{nombre}: valor agregado según actividad económica {de_que}"
            blanco = [None] * (len(anios) - tasa_desde + 4)
            salida += [
                ["Producto Interno Bruto por departamento - Base 2015"],
                [f"{titulo} Serie 2005 - 2020pr Miles de millones de pesos",
                 *[None] * (len(anios) + 3),
                 f"{titulo} Serie {2005 + tasa_desde} - 2020pr {derecha}", *blanco[1:]],
                [],
                [*encabezado, *rotulos, None, *encabezado, *rotulos[tasa_desde:]],
            ]  # fmt: skip
            for texto, valores in zip(textos, bloque, strict=True):
                a_la_derecha = (
                    [100 * v / p for v, p in zip(valores, pib, strict=True)]
                    if cuadro == 1
                    else [100 * (v / u - 1) for u, v in pairwise(valores)]
                )
                salida.append([None, "A", texto, *valores, None, None, "A", texto, *a_la_derecha])
            salida += [[], ["Fuente: DANE, Cuentas nacionales"],
                       ["Actualizado el 25 de junio de 2021"], []]  # fmt: skip
        hojas[f"Cuadro {cuadro}"] = salida
    return hojas


# Población: los 40 municipios de data/raw en la disposición del libro

POBLACION = "poblacion/2018-2035/poblacion_54.csv"


def poblacion() -> Hojas:
    return {
        "Municipal": [
            [],
            ["PROYECCIONES DE POBLACIÓN A NIVEL MUNICIPAL. PERIODO 2018 - 2035."],
            [],
            ["DP", "DPNOM", "DPMP", "MPIO", "AÑO", "Total Hombres", "Total Mujeres", "Total"],
            *[
                ["54", "Norte de Santander", f["codigo"], f["municipio"], float(f["anio"]),
                 float(f["hombres"]), float(f["mujeres"]), float(f["total"])]
                for f in crudo(POBLACION)
            ],
        ]
    }  # fmt: skip


# IDC: una base inventada que cumple las reglas de la de verdad

_NOMBRES_DE_PILAR = [
    "INSTITUCIONES", "INFRAESTRUCTURA", "ADOPCIÓN DE TIC", "SOSTENIBILIDAD AMBIENTAL", "SALUD",
    "EDUCACIÓN BÁSICA Y MEDIA", "EDUCACIÓN SUPERIOR Y FORMACIÓN PARA EL TRABAJO",
    "ENTORNO PARA LOS NEGOCIOS", "MERCADO LABORAL", "SISTEMA FINANCIERO", "TAMAÑO DEL MERCADO",
    "SOFISTICACIÓN Y DIVERSIFICACIÓN", "INNOVACIÓN",
]  # fmt: skip


def _media(valores: list[float | None]) -> float | None:
    llenos = [v for v in valores if v is not None]
    return sum(llenos) / len(llenos) if llenos else None


def idc(anios: tuple[int, ...] = (2023, 2024, 2025), general: str = "IDC") -> Hojas:
    """33 departamentos, dos indicadores por pilar; LAB no tiene subpilar, como en la base."""
    indicadores = [f"{p}-1-{n}" for p in PILARES for n in (1, 2)]
    inversa = {codigo: codigo.endswith("-2") for codigo in indicadores}
    claves = [(nombre, anio) for anio in anios for nombre in departamentos().values()]
    datos: dict[str, list[float | None]] = {
        codigo: [
            None if (codigo, n) == ("LAB-1-1", 3) else ((n * 37 + j * 101) % 997) / 7 + j
            for n in range(len(claves))
        ]
        for j, codigo in enumerate(indicadores)
    }
    notas: dict[str, list[float | None]] = {}
    for pilar in PILARES:
        suyos = [f"{pilar}-1-{n}" for n in (1, 2)]
        for codigo in suyos:
            llenos = [v for v in datos[codigo] if v is not None]
            bajo, alto = min(llenos), max(llenos)
            notas[codigo] = [
                None if v is None
                else 10 - 10 * (v - bajo) / (alto - bajo) if inversa[codigo]
                else 10 * (v - bajo) / (alto - bajo)
                for v in datos[codigo]
            ]  # fmt: skip
        grupo = [_media([notas[c][n] for c in suyos]) for n in range(len(claves))]
        if pilar != "LAB":
            notas[f"{pilar}-1"] = list(grupo)
        notas[pilar] = grupo
    notas[general] = [_media([notas[p][n] for p in PILARES]) for n in range(len(claves))]
    puestos = {
        codigo: [
            None if v is None
            else 1.0 + sum(
                (w or -1) > v for w, (_, a) in zip(valores, claves, strict=True) if a == anio
            )
            for v, (_, anio) in zip(valores, claves, strict=True)
        ]
        for codigo, valores in notas.items()
    }  # fmt: skip

    def matriz(rotulo: str, tabla: dict[str, list[float | None]], vacio: str) -> Filas:
        return [
            ["Departamento", rotulo, *tabla],
            *[
                [nombre, float(anio), *[vacio if v[n] is None else v[n] for v in tabla.values()]]
                for n, (nombre, anio) in enumerate(claves)
            ],
        ]

    factores = {1: "CONDICIONES HABILITANTES", 5: "CAPITAL HUMANO",
                8: "EFICIENCIA DE LOS MERCADOS", 12: "ECOSISTEMA INNOVADOR"}  # fmt: skip
    estructura: Filas = []
    for n, (pilar, nombre) in enumerate(zip(PILARES, _NOMBRES_DE_PILAR, strict=True), start=1):
        if n in factores:
            estructura.append([f"FACTOR {list(factores).index(n) + 1}", factores[n]])
        cabeza = [f"PILAR {n}: {nombre}", None]
        estructura.append([*cabeza, *(["INVERSA", "Año de corte"] if n == 1 else [])])
        if pilar != "LAB":
            estructura.append([f"{pilar}-1", f"Subpilar de {pilar}"])
        estructura += [
            [c, f"Indicador {c}", "Sí" if inversa[c] else "No", f"{anios[0] - 1}-{anios[-1] - 1}"]
            for c in indicadores if c.startswith(pilar)
        ]  # fmt: skip
    ranking = matriz("Año IDC", puestos, "N/A")
    return {
        "Estructura": estructura,
        "Dato_original": matriz("Año", datos, "n/a"),
        "Valor_normalizado": matriz("Año IDC", notas, "NA"),
        "Valor_ranking": [["Ranking entre 1 y 33", None, "INSTITUCIONES"], *ranking],
        "Pronostico_IDC": [["Lo que añadió un tercero"]],
    }


# DIVIPOLA y TerriData

DIVIPOLA = "divipola/2021/municipios.csv"


def divipola() -> Filas:
    """Un municipio de cada departamento (inventado) y los 40 propios, como la capa abierta."""
    filas: Filas = [["cod_dpto", "dpto", "cod_mpio", "nom_mpio", "tipo_municipio", "longitud",
                     "latitud"]]  # fmt: skip
    for codigo, nombre in sorted(departamentos().items()):
        if codigo != "54":
            filas.append([codigo, nombre.upper(), f"{codigo}001", "CAPITAL", "Municipio",
                          "-74,1", "4,6"])  # fmt: skip
            continue
        filas += [
            ["54", "NORTE DE SANTANDER", f["codigo"], f["nom_divipola"], "Municipio",
             f["lon_cabecera"].replace(".", ","), f["lat_cabecera"].replace(".", ",")]
            for f in crudo(DIVIPOLA)
        ]  # fmt: skip
    return filas


def terridata() -> Hojas:
    encabezado = ["Código Departamento", "Departamento", "Código Entidad", "Entidad", "Dimensión",
                  "Subcategoría", "Indicador", "Dato Numérico", "Dato Cualitativo", "Año", "Mes",
                  "Fuente", "Unidad de Medida"]  # fmt: skip

    def fila(codigo: str, entidad: str, dato: str, anio: str = "2022") -> list[Any]:
        departamento = "Colombia" if codigo == "01001" else "Norte de Santander"
        return [codigo[:2], departamento, codigo, entidad, "Educación", "Cobertura",
                "Indicador de prueba", dato, None, anio, "12", "MEN", "Puntos"]  # fmt: skip

    ajenas = [
        [c, n, f"{c}000", n, "Educación", "Cobertura", "Indicador de prueba", "55,00", None,
         "2022", "12", "MEN", "Puntos"]
        for c, n in departamentos().items() if c != "54"
    ]  # fmt: skip
    propios = [fila(c, n, f"1.{i:03d},50") for i, (c, n) in enumerate(municipios().items())]
    return {
        "Hoja01": [encabezado, fila("01001", "Colombia", "1.139,00"), *ajenas],
        "Hoja02": [encabezado, fila("54000", "Norte de Santander", "12,5"), *propios],
    }


def clusteres() -> Filas:
    """Evaluaciones inventadas en la plantilla."""
    return [
        ["iniciativa", "ola", "aspecto", "puntaje", "nivel", "nota"],
        ["Moda", "IV", "A1", "2", "2", "inventada"],
        ["Moda", "IV", "A2", "1,5", "", ""],
        ["Clúster de Construcción", "5", "a8", "3", "3", ""],
        ["Café y Cacao", "V ola", "TOTAL", "1,65", "2", ""],
        ["Nacional", "5", "D1", "1,87", "", ""],
    ]


def camaras() -> Filas:
    """Cifras inventadas en la plantilla."""
    return [
        ["camara", "anio", "corte", "medida", "valor", "nota"],
        ["Cúcuta", "2024", "anual", "matriculas", "1.234", "inventada"],
        ["Ocaña", "2024", "anual", "matriculas", "567", ""],
        ["Pamplona", "2024", "ene-jun", "renovaciones", "89", ""],
        ["Cúcuta", "2024", "anual", "activos", "1.234.567,5", ""],
    ]
