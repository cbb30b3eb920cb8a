"""La hoja de una meta del plan."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tablero import plan
from tablero.consultas import plan as preguntas
from tablero.diccionario import tabla_legible
from tablero.formato import entero, es_vacio
from tablero.impresos.hoja import (
    Bloque,
    Hoja,
    Paso,
    Traer,
    cifras,
    direccion_de,
    fuentes_de,
    lado_a_lado,
    lista_de,
    literal,
    los_que_faltan,
    nota,
    parrafo,
    primeras,
    tabla,
    titulo,
)

PASOS = (
    Paso(10),
    Paso(9.5),
    Paso(9),
    Paso(8.5),
    Paso(8),
    Paso(7.5),
    Paso(7),
    Paso(7, largo=500, filas=12),
    Paso(7, largo=300, filas=8),
    Paso(7, largo=200, filas=5),
    Paso(7, largo=120, filas=3),
)
_GRUPO = ("grupo", "familia_grupo", "personas", "linea_documento")


def direccion(periodo: str, meta: str) -> str:
    """«/plan?periodo=2020-2023&meta=896»."""
    return direccion_de("plan", {"periodo": periodo, "meta": meta})


def nombre_de_archivo(periodo: str, meta: str) -> str:
    """«meta_2020-2023_896.pdf»."""
    return f"meta_{periodo}_{meta}.pdf"


def hoja_de_meta(traer: Traer, periodo: str, meta: str, base: str = "") -> Hoja:
    """Todo lo que la ficha dice de una meta. Lanza ``KeyError`` si el plan no la trae."""
    metas = traer(preguntas.metas, periodo).set_index("meta", drop=False)
    fila: dict[str, Any] = {str(c): v for c, v in metas.loc[meta].to_dict().items()}
    beneficiarios = traer(preguntas.beneficiarios, periodo, meta)
    indicadores = traer(preguntas.indicadores, periodo, meta)
    lugares = traer(preguntas.lugares, periodo, meta)
    calidad = traer(preguntas.calidad, periodo)
    hallazgos = calidad[calidad["meta"] == meta].to_dict("records")
    aqui = direccion(periodo, meta)

    estado = parrafo(f"{fila['estado_icono']} {fila['estado_en_palabras']}. {fila['estado_regla']}")
    porcentajes = cifras(plan.cifras_de_ficha(fila))
    cantidades = tabla(plan.tabla_de_ficha(fila), ancha="Dato", derecha=["Valor", "Línea"])
    vinculos = [plan.texto_del_vinculo(f) for f in indicadores.to_dict("records")]
    faltas = [plan.texto_de_hallazgo(f) for f in hallazgos]
    gente, donde = _gente(fila, beneficiarios), _donde(lugares)
    origen = _origen(fila, lugares, indicadores)

    def armar(paso: Paso) -> list[Bloque]:
        izquierda = [titulo("Cantidades y plata"), cantidades, *_vinculos(vinculos, paso, aqui)]
        return [
            estado,
            porcentajes,
            lado_a_lado((1, izquierda), (1, [*_hasta(gente, paso, aqui), *donde])),
            *_calidad(faltas, paso, aqui),
            *_notas(fila, paso),
            *origen,
        ]

    return Hoja(
        titulo=plan.titulo_de_ficha(fila),
        bajada=plan.camino_de_ficha(fila),
        pasos=[(paso, armar(paso)) for paso in PASOS],
        fuentes=fuentes_de(traer, [str(fila["fuente_id"])]),
        direccion=aqui,
        archivo=nombre_de_archivo(periodo, meta),
        base=base,
        titulo_pt=14 if len(str(fila["enunciado"])) > 90 else 16,
    )


def _gente(fila: dict[str, Any], beneficiarios: pd.DataFrame) -> list[Bloque]:
    bloques = [titulo("A quiénes"), parrafo(plan.advertencia_de_gente(fila, beneficiarios))]
    if beneficiarios.empty:
        return bloques
    grupos = tabla_legible(beneficiarios[list(_GRUPO)])
    ancha, *_, personas, linea = map(str, grupos.columns)
    return [*bloques, tabla(grupos, ancha=ancha, derecha=[personas, linea], angostas_em=5)]


def _hasta(bloques: list[Bloque], paso: Paso, aqui: str) -> list[Bloque]:
    """Los mismos bloques; de la tabla, las filas que el paso admite."""
    salida = []
    for bloque in bloques:
        if bloque["tipo"] != "tabla":
            salida.append(bloque)
            continue
        visible = primeras(bloque, paso.filas)
        faltan = len(bloque["filas"]) - len(visible["filas"])
        salida += [visible, *los_que_faltan(faltan, aqui)]
    return salida


def _donde(lugares: pd.DataFrame) -> list[Bloque]:
    if lugares.empty:
        return [titulo("Dónde"), parrafo(plan.SIN_LUGAR)]
    renglones = []
    for lugar in plan.donde(lugares):
        nombres = ", ".join(lugar.municipios.values())
        cuantos = f" ({len(lugar.municipios)}): {nombres}" if nombres else ""
        renglones.append([{"texto": lugar.rotulo, "fuerte": True}, *literal(f"{cuantos}.")])
    return [titulo("Dónde"), lista_de(renglones)]


def _vinculos(vinculos: list[str], paso: Paso, aqui: str) -> list[Bloque]:
    if not vinculos:
        return [titulo("Con qué se liga"), parrafo(plan.SIN_VINCULO)]
    return [
        titulo("Con qué se liga"),
        *_textos(vinculos, paso, aqui),
        nota(plan.AVISO_DE_VINCULO),
    ]


def _calidad(faltas: list[str], paso: Paso, aqui: str) -> list[Bloque]:
    if not faltas:
        return []
    return [titulo(f"Lo que no cuadra o falta ({len(faltas)})"), *_textos(faltas, paso, aqui)]


def _textos(textos: list[str], paso: Paso, aqui: str) -> list[Bloque]:
    visibles = [literal(_recortar(texto, paso)) for texto in textos[: paso.filas]]
    return [lista_de(visibles), *los_que_faltan(len(textos) - len(visibles), aqui)]


def _notas(fila: dict[str, Any], paso: Paso) -> list[Bloque]:
    if es_vacio(fila["nota"]):
        return []
    return [titulo("Notas de la lectura"), parrafo(_recortar(str(fila["nota"]), paso))]


def _origen(fila: dict[str, Any], lugares: pd.DataFrame, indicadores: pd.DataFrame) -> list[Bloque]:
    """En qué línea del informe está cada cosa."""
    por_seccion: dict[str, list[str]] = {}
    for seccion, linea in plan.lineas_de_ficha(fila, lugares, indicadores):
        por_seccion.setdefault(seccion, []).append(entero(linea))
    lineas = "; ".join(f"{seccion}, {', '.join(n)}" for seccion, n in por_seccion.items())
    return [
        titulo("¿De dónde sale?"),
        parrafo(f"Documento: {fila['documento']}. Líneas del texto: {lineas}."),
    ]


def _recortar(texto: str, paso: Paso) -> str:
    return texto if paso.largo is None else plan.acortar(texto, paso.largo)
