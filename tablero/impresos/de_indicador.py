"""La hoja de un indicador: su serie en un lugar y una edición, y cómo se mide."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from tablero import consultas, datos
from tablero.busqueda import normalizar
from tablero.consultas import datos as preguntas
from tablero.diccionario import etiqueta, tabla_legible
from tablero.estilo import ANCHO_TELEFONO
from tablero.formato import lista
from tablero.impresos.dibujo import serie_en_svg
from tablero.impresos.hoja import (
    Bloque,
    Hoja,
    Imagen,
    Paso,
    Traer,
    direccion_de,
    fuentes_de,
    imagen,
    lado_a_lado,
    lista_de,
    literal,
    los_que_faltan,
    nota,
    parrafo,
    partes,
    primeras,
    tabla,
    titulo,
)
from tablero.plan import acortar

PASOS = (
    Paso(10, columnas=2),
    Paso(9.5, columnas=2),
    Paso(9, columnas=2),
    Paso(8.5, columnas=3),
    Paso(8, columnas=3),
    Paso(7.5, columnas=3, filas=24),
    Paso(7, columnas=3, filas=24),
    Paso(7, columnas=3, filas=12),
    Paso(7, columnas=3, filas=12, largo=400),
    Paso(7, columnas=3, filas=6, largo=250),
    Paso(7, columnas=3, filas=3, largo=150),
)
_ANCHO_PX = 640
_SIN_ACHICAR_PT = 7.5
_ACHICADA_CM = {False: 13.4, True: 7.5}
# Con tantas columnas la tabla de cifras sólo cabe dos veces a lo ancho.
_ANCHA = 5
# Tan pocas filas no se parten en varias tablas.
_FILAS_JUNTAS = 4
# Columnas que en la hoja dice el encabezado o el pie.
_YA_DICHAS = ("indicador_id", "territorio", "nombre", "edicion", "tipo_cifra", "fuente_id")


def direccion(indicador_id: str, territorio: str, edicion: str) -> str:
    """«/datos?indicador=pib_per_capita&dat_territorio=54&dat_edicion=2025pr»."""
    filtros = {"indicador": indicador_id, "dat_territorio": territorio, "dat_edicion": edicion}
    return direccion_de("datos", filtros)


def nombre_de_archivo(indicador_id: str, territorio: str, edicion: str) -> str:
    """«indicador_pib_per_capita_54_2025pr.pdf»."""
    lugar = normalizar(territorio).replace(" ", "_")
    return f"indicador_{indicador_id}_{lugar}_{edicion}.pdf"


def hoja_de_indicador(
    traer: Traer,
    indicador_id: str,
    territorio: str | None = None,
    edicion: str | None = None,
    base: str = "",
) -> Hoja:
    """La ficha de un indicador. Sin lugar o sin edición, los mismos con que abre la página.

    Lanza ``KeyError`` si no existen.
    """
    catalogo = traer(preguntas.catalogo).set_index("indicador_id", drop=False)
    indicador = catalogo.loc[indicador_id]
    territorios = traer(preguntas.territorios, indicador_id)
    territorio = territorio or datos.territorio_de_entrada(territorios)
    lugar = datos.rotulos_de_territorio(territorios)[territorio]
    ediciones = traer(preguntas.ediciones, indicador_id, territorio)
    edicion = edicion or datos.edicion_de_entrada(ediciones)
    fila = ediciones.set_index("edicion").loc[edicion]
    quiebres = traer(consultas.quiebres, indicador_id)
    serie, pais = (
        datos.con_tramos(traer(consultas.serie, indicador_id, donde, (edicion,)), quiebres)
        for donde in (territorio, "00")
    )
    medidas = datos.medidas_de(fila)
    resultado = traer(consultas.indicadores_resultado)
    planes = resultado[resultado["indicador_id"] == indicador_id]
    contradicciones = traer(consultas.contradicciones)
    propias = contradicciones[contradicciones["indicador_id"] == indicador_id].to_dict("records")
    fuentes = fuentes_de(
        traer, [fila["fuente_id"], indicador["fuente_id"], *planes["fuente_id"].tolist()]
    )
    la_suya = fuentes[0]
    aqui = direccion(indicador_id, territorio, edicion)

    figuras = {
        medida: datos.figura_de_serie(
            indicador, serie, medida, lugar, [str(la_suya["titulo"])], "claro", pais
        )
        for medida in datos.dibujables(serie, medidas)
    }
    ancho = _ANCHO_PX if len(figuras) == 1 else ANCHO_TELEFONO
    imagenes = {
        medida: Imagen(
            serie_en_svg(figura, [str(p) for p in serie["periodo"]], ancho),
            str(figura.layout.meta["alt"]),
        )
        for medida, figura in figuras.items()
    }
    pies = {
        medida: " ".join([figura.layout.meta["subtitulo"], *figura.layout.meta["notas"]])
        for medida, figura in figuras.items()
    }
    aviso = datos.aviso_de_edicion(ediciones, edicion)
    saber = datos.que_saber(indicador, traer(consultas.advertencias), quiebres)
    (principal,) = fuentes_de(traer, [indicador["fuente_id"]])
    definicion = datos.definicion(indicador, principal, ediciones)
    relacionados = _relacionados(traer(preguntas.relacionados, indicador_id))

    frases = [literal(f"{datos.hallazgo(indicador, serie, medida, lugar)}.") for medida in medidas]
    inicio = [
        parrafo(str(indicador["descripcion"])),
        lista_de(frases),
        *([nota(aviso)] if aviso else []),
    ]
    en_planes = [partes(datos.frase_de_resultado(f)) for f in planes.to_dict("records")]
    cita = [titulo("Cómo citarlo"), parrafo(datos.cita_para_copiar(la_suya, indicador))]
    cifras = _cifras(serie, indicador, lugar)
    avisos = _avisos(saber, propias)
    mide = definicion.to_dict("records")

    def armar(paso: Paso) -> list[Bloque]:
        # Apretada, la figura se achica hasta donde su letra de 12 px aún mide 7 puntos.
        achicada = None if paso.cuerpo_pt > _SIN_ACHICAR_PT else _ACHICADA_CM[len(imagenes) > 1]
        dibujos = [(1.0, [imagen(m, achicada), nota(pies[m])]) for m in imagenes]
        recortada = pd.DataFrame(
            [{"Dato": f["Dato"], "Qué dice": _recortar(f["Qué dice"], paso)} for f in mide]
        )
        izquierda = [
            titulo("Cómo se mide"),
            tabla(recortada, ancha="Qué dice"),
            titulo("En los planes"),
            *_lista(en_planes, paso, aqui, datos.SIN_PLANES),
            *cita,
        ]
        textos = [
            [{"texto": f"{titular}. ", "fuerte": True}, *literal(_recortar(texto, paso))]
            for titular, texto in avisos
        ]
        derecha = [
            titulo("Qué saber antes de usarlo"),
            *_lista(textos, paso, aqui, datos.SIN_ADVERTENCIAS),
            *relacionados,
        ]
        return [
            *inicio,
            *([lado_a_lado(*dibujos)] if dibujos else []),
            titulo("Cifras"),
            *_repartir(cifras, paso, aqui),
            lado_a_lado((1, izquierda), (1, derecha)),
        ]

    return Hoja(
        titulo=f"{indicador['nombre']}: ¿qué mide y cuánto vale?",
        bajada=f"{lugar} · edición {datos.rotulos_de_edicion(ediciones)[edicion]}",
        pasos=[(paso, armar(paso)) for paso in PASOS],
        fuentes=fuentes,
        direccion=aqui,
        archivo=nombre_de_archivo(indicador_id, territorio, edicion),
        base=base,
        imagenes=imagenes,
        titulo_pt=15,
        pista=2,
    )


def _cifras(serie: pd.DataFrame, indicador: Any, lugar: str) -> Bloque:
    """La serie en números, de lo último a lo primero."""
    completa = datos.serie_con_unidad(serie, indicador, lugar)
    legible = tabla_legible(completa.drop(columns=list(_YA_DICHAS), errors="ignore"))
    legible = legible.drop(columns=etiqueta("unidad")).iloc[::-1]
    de_texto = (etiqueta("periodo"), etiqueta("estado"))
    return tabla(
        legible, ancha=etiqueta("periodo"), derecha=[c for c in legible if c not in de_texto]
    )


def _repartir(cifras: Bloque, paso: Paso, aqui: str) -> list[Bloque]:
    """Las cifras en tantas tablas seguidas como quepan a lo ancho."""
    visibles = primeras(cifras, paso.filas)
    caben = paso.columnas if len(cifras["encabezado"]) < _ANCHA else 2
    cuantas = min(caben, math.ceil(len(visibles["filas"]) / _FILAS_JUNTAS))
    faltan = len(cifras["filas"]) - len(visibles["filas"])
    return [primeras(visibles, None, cuantas), *los_que_faltan(faltan, aqui)]


def _avisos(saber: list[tuple[str, str]], propias: list[dict[Any, Any]]) -> list[tuple[str, str]]:
    """Las advertencias, los cortes y las contradicciones entre fuentes."""
    return [
        *saber,
        *(
            (
                "Dos cifras distintas",
                f"{c['titulo']}: {c['texto_a']} ({c['cita_a']}); {c['texto_b']} ({c['cita_b']}).",
            )
            for c in propias
        ),
    ]


def _lista(
    renglones: list[list[dict[str, Any]]], paso: Paso, aqui: str, si_no_hay: str
) -> list[Bloque]:
    if not renglones:
        return [parrafo(si_no_hay)]
    visibles = renglones[: paso.filas]
    return [lista_de(visibles), *los_que_faltan(len(renglones) - len(visibles), aqui)]


def _relacionados(declarados: pd.DataFrame) -> list[Bloque]:
    """Con qué conviene leerlo y por qué."""
    if declarados.empty:
        return []
    renglones = [
        [
            {"texto": f"{lista([str(n) for n in grupo['nombre_corto']])}. ", "fuerte": True},
            *literal(str(motivo)),
        ]
        for (_, motivo), grupo in declarados.groupby(["orden", "motivo"])
    ]
    return [titulo("Indicadores relacionados"), lista_de(renglones)]


def _recortar(texto: str, paso: Paso) -> str:
    return texto if paso.largo is None else acortar(texto, paso.largo)
