"""Clústeres: ¿qué tan maduros están los clústeres, en qué aspecto y frente a qué?"""

from functools import partial

import streamlit as st

from tablero import clusteres, filtros
from tablero.cache import repetir, traer
from tablero.componentes import (
    como_cargar,
    decir,
    frescura_de,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import clusteres as preguntas
from tablero.idc import Pieza


def mostrar(pieza: Pieza, **elegidos: str) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros=elegidos, todo=pieza.todo,
    )  # fmt: skip


def perfil_elegido() -> tuple[Pieza, dict[str, str]]:
    """Lo que se compara: iniciativas de una ola u olas de una iniciativa."""
    comparar = filtros.elegir_una(
        "Comparar", clusteres.COMPARAR, clave="clu_comparar", defecto="iniciativas"
    )
    nombres = clusteres.iniciativas_de(perfiles)
    if comparar == "olas" and nombres:
        entrada = next(iter(nombres))
        cual = filtros.elegir_una("Iniciativa", nombres, clave="clu_iniciativa", defecto=entrada)
        tabla, elegido = clusteres.de_una_iniciativa(perfiles, cual), {"iniciativa": cual}
    else:
        olas = clusteres.olas_de(perfiles)
        ola = filtros.elegir_una("Ola", olas, clave="clu_ola", defecto=next(iter(olas)))
        varias = filtros.elegir_varias(
            "Iniciativas", nombres, clave="clu_iniciativas", maximo=4, vacio="Todas las cargadas"
        )
        tabla, elegido = clusteres.de_una_ola(perfiles, ola, varias), {"ola": ola}
    fuente_ids = clusteres.fuentes_del_perfil(evaluaciones)
    pie = titulos_de_fuentes(fuente_ids)
    pieza = clusteres.pieza_de_perfil(tabla, comparar, aspectos, fuente_ids, pie, tema_actual())
    return pieza, elegido


def perfil() -> None:
    """El perfil de lo cargado o cómo cargarlo, los ocho aspectos y lo que se sabe del país."""
    st.header("El perfil por aspecto", anchor="perfil")
    del_pais = clusteres.pieza_del_pais(resultados, pie_del_ssme, tema_actual())
    piezas: list[tuple[str, Pieza, dict[str, str]]] = [
        ("Los ocho aspectos", clusteres.pieza_de_aspectos(aspectos), {}),
        ("Lo que la IV ola dice del país", del_pais, {}),
    ]
    if perfiles.empty:
        st.info(clusteres.SIN_EVALUACIONES, icon=":material/upload_file:")
        como_cargar(clusteres.CARGA, "clu")
    else:
        piezas.insert(0, ("", *perfil_elegido()))
    st.markdown(clusteres.regla_de_nivel(ejemplo))
    for titulo, pieza, elegido in piezas:
        if titulo:
            st.header(titulo, anchor=pieza.clave)
        mostrar(pieza, **elegido)
    st.markdown(clusteres.frase_del_pais(resultados))
    if not perfiles.empty:
        st.header("Cargar otra evaluación", anchor="cargar")
        como_cargar(clusteres.CARGA, "clu")


@st.fragment
def calcular() -> None:
    """Un nivel por aspecto y, al lado, las dimensiones, el total y su nivel."""
    st.header("De los niveles al puntaje", anchor="calculadora")
    st.markdown(clusteres.COMO_SE_CALCULA)
    arriba, (controles, resultado) = st.container(), st.columns([2, 3])
    nombres = dict(zip(aspectos["aspecto"], aspectos["nombre"], strict=True))
    claves = {aspecto: f"clu_{aspecto.lower()}" for aspecto in sorted(nombres)}
    with controles:
        niveles = {
            aspecto: filtros.elegir_una(
                f"{aspecto} {nombres[aspecto]}", clusteres.NIVELES, clave=clave,
                defecto=clusteres.SIN_NIVEL,
            )
            for aspecto, clave in claves.items()
        }  # fmt: skip
        cortes = filtros.elegir_cortes(clusteres.Cortes, clave="clu_corte")
        filtros.boton_de_volver(
            "Borrar los niveles", dict.fromkeys(claves.values(), clusteres.SIN_NIVEL), "clu_volver"
        )
    tabla = clusteres.ejercicio(niveles, aspectos, ejemplo, cortes)
    arriba.markdown(clusteres.frase_del_ejercicio(tabla, aspectos))
    arriba.markdown(clusteres.regla_de_nivel(ejemplo, cortes))
    if not tabla.empty:
        with resultado:
            pieza = clusteres.pieza_del_ejercicio(tabla, aspectos, pie_del_ssme, tema_actual())
            mostrar(pieza, **{a: n for a, n in niveles.items() if n != clusteres.SIN_NIVEL})


def region() -> None:
    """Lo que hay de las iniciativas del departamento sin una evaluación."""
    st.header("Lo que los informes dicen de las cuatro iniciativas", anchor="region")
    iniciativas = traer(preguntas.iniciativas)
    st.markdown(clusteres.frase_de_la_region(iniciativas))
    mostrar(clusteres.pieza_de_la_region(iniciativas))


@st.fragment
def secciones() -> None:
    """Una sección a la vez: al cambiarla, el resto de la página no se rehace."""
    ver = {"perfil": perfil, "calcular": calcular, "region": region}
    ver[filtros.elegir_seccion(clusteres.SECCIONES, clave="clu_seccion")]()


# 1. Pregunta
st.title("¿Qué tan maduros están los clústeres, en qué aspecto y frente a qué?")
st.markdown(clusteres.QUE_ES)

# 2. Hallazgo
evaluaciones, aspectos = traer(preguntas.evaluaciones), traer(preguntas.aspectos)
resultados = traer(preguntas.resultados)
ejemplo = clusteres.ejemplo_de(resultados)
perfiles = repetir(
    partial(clusteres.perfiles, evaluaciones, aspectos, ejemplo), "perfiles de clústeres"
)
pie_del_ssme = titulos_de_fuentes(clusteres.FUENTE_DEL_SSME)
decir("clu_hallazgos", lambda: clusteres.hallazgos(resultados, perfiles))

# 3. La sección que se elija
secciones()

# 4. Qué saber y fuentes
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {aviso}" for aviso in clusteres.QUE_SABER))
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(clusteres.fuentes_de(evaluaciones))
