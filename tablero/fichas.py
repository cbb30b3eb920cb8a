"""Piezas de pantalla de la página Datos: catálogo, glosario, ficha y citas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from tablero import consultas, datos
from tablero.cache import traer
from tablero.componentes import (
    buscar_fuentes,
    descargas,
    en_filas,
    lista_de_contradicciones,
    mostrar_tabla,
    plano,
)
from tablero.consultas import datos as preguntas
from tablero.diccionario import etiqueta_de_unidad
from tablero.filtros import elegir_por_codigo
from tablero.formato import periodo
from tablero.glosario import Termino, terminos
from tablero.marco import enlace


def catalogo(elegidos: pd.DataFrame) -> None:
    """Los indicadores por familia; cada uno abre su ficha."""
    if elegidos.empty:
        st.info(
            "Ningún indicador se parece a eso. Pruebe con otra palabra o con todas las familias.",
            icon=":material/search_off:",
        )
        return
    for familia, filas in datos.por_familia(elegidos):
        st.subheader(f"{familia} ({len(filas)})", anchor=False)
        en_filas(filas, _renglon)
    with st.expander("Bajar el catálogo", icon=":material/download:"):
        descargas(elegidos, elegidos["fuente_id"].tolist(), "catálogo", "dat_catalogo")


def _renglon(fila: Mapping[str, Any]) -> None:
    enlace(
        plano(f"{fila['nombre_corto']} · {periodo(fila['ultimo_periodo'], corto=True)}"),
        "datos",
        {"indicador": str(fila["indicador_id"])},
        ayuda=plano(f"{fila['nombre']}. {etiqueta_de_unidad(fila['unidad']).capitalize()}."),
    )


def glosario() -> None:
    """Las palabras del tablero: la que se pide y, plegadas, todas."""
    todos = {termino.clave: termino for termino in terminos()}
    elegido = elegir_por_codigo(
        "Qué quiere decir",
        {clave: termino.termino for clave, termino in todos.items()},
        clave="dat_termino",
        vacio=f"Elija uno de {len(todos)} términos",
    )
    if elegido:
        with st.container(border=True):
            _termino(todos[elegido])
    with st.expander(f"Ver los {len(todos)} términos", icon=":material/menu_book:"):
        st.markdown(
            "\n".join(f"- **{plano(t.termino)}**: {plano(t.definicion)}" for t in todos.values())
        )


def _termino(termino: Termino) -> None:
    st.markdown(f"**{plano(termino.termino)}**  \n{plano(termino.definicion)}")
    if termino.indicadores:
        nombres = traer(preguntas.catalogo).set_index("indicador_id")["nombre_corto"]
        with st.container(horizontal=True):
            for indicador_id in termino.indicadores:
                enlace(f"Ver {plano(nombres[indicador_id])}", "datos", {"indicador": indicador_id})


def hechos() -> None:
    """Los hechos que se pueden marcar sobre las series, con de dónde sale cada uno."""
    eventos = traer(consultas.eventos)
    with st.expander(f"Ver los {len(eventos)} hechos y su fuente", icon=":material/event:"):
        mostrar_tabla(datos.tabla_de_hechos(eventos))


def advertencias(indicador: Mapping[str, Any], quiebres: pd.DataFrame) -> None:
    """Qué saber antes de usar el indicador: advertencias, cortes y contradicciones."""
    textos = datos.que_saber(indicador, traer(consultas.advertencias), quiebres)
    lineas = [f"- **{plano(titulo)}.** {plano(texto)}" for titulo, texto in textos]
    st.markdown("\n".join(lineas) or datos.SIN_ADVERTENCIAS)
    todas = traer(consultas.contradicciones)
    propias = todas[todas["indicador_id"] == indicador["indicador_id"]]
    if len(propias):
        lista_de_contradicciones(propias)


def relacionados(indicador: Mapping[str, Any], catalogo: pd.DataFrame) -> None:
    """Los que conviene leer con éste y por qué; después, los demás de su familia."""
    declarados = traer(preguntas.relacionados, str(indicador["indicador_id"]))
    for (_, motivo), grupo in declarados.groupby(["orden", "motivo"]):
        st.caption(plano(motivo))
        with st.container(horizontal=True, gap="small"):
            for fila in grupo.to_dict("records"):
                enlace(plano(fila["nombre_corto"]), "datos", {"indicador": fila["indicador_id"]})
    demas = datos.de_la_misma_familia(indicador, catalogo, list(declarados["indicador_id"]))
    if demas:
        familia = datos.nombre_de_familia(str(indicador["familia"]))
        with st.expander(f"Los otros {len(demas)} de {familia}", icon=":material/category:"):
            for fila in demas:
                _renglon(fila)


def definicion(indicador: Mapping[str, Any], ediciones: pd.DataFrame) -> None:
    """La ficha técnica: fórmula, unidad, sentido, frecuencia, actualización."""
    (principal,) = buscar_fuentes([str(indicador["fuente_id"])])
    mostrar_tabla(datos.definicion(indicador, principal, ediciones))


def de_resultado(indicador_id: str) -> None:
    """Los indicadores de resultado de los planes que usan este indicador."""
    resultado = traer(consultas.indicadores_resultado)
    filas = resultado[resultado["indicador_id"] == indicador_id].to_dict("records")
    if not filas:
        st.caption(datos.SIN_PLANES)
        return
    st.markdown("\n".join(f"- {datos.frase_de_resultado(fila)}" for fila in filas))
    enlace("Verlos en el Panorama", "", {}, icono=":material/monitoring:")


def citas(indicador: Mapping[str, Any], ediciones: pd.DataFrame) -> None:
    """Una cita por edición, lista para copiar, con la ficha de su fuente."""
    for fuente in buscar_fuentes(ediciones["fuente_id"].tolist()):
        st.markdown(f"**{plano(fuente['titulo'])}** · edición {plano(fuente['edicion'])}")
        st.code(datos.cita_para_copiar(fuente, indicador), language=None, wrap_lines=True)
        with st.expander("Ficha de la fuente", icon=":material/menu_book:"):
            st.markdown(fuente["ficha"])
