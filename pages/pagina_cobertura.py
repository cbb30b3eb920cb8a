"""Cobertura: ¿a qué municipios llegó el plan, cuándo, y a cuáles no?"""

import streamlit as st

from tablero import cobertura, filtros
from tablero.cache import capa, traer
from tablero.componentes import (
    decir,
    frescura_de,
    mostrar_tabla,
    plano,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import cobertura as preguntas
from tablero.marco import ir


def elegir() -> cobertura.Eleccion:
    """Los filtros, en cascada: cada uno ofrece lo que queda después de los anteriores."""
    de_cuando = st.columns([3, 2])
    with de_cuando[0]:
        periodo = filtros.elegir_por_codigo(
            "Período de gobierno", cobertura.ROTULOS_DE_PERIODO, clave="cob_periodo",
            defecto=cobertura.ACTUAL, olvida=cobertura.siguientes("cob_periodo"),
        )  # fmt: skip
    todas = traer(preguntas.metas, periodo)
    with de_cuando[1]:
        anios = cobertura.anios_de(todas)
        anio = filtros.elegir_por_codigo("Año", anios, clave="cob_anio", defecto=cobertura.TODOS)
    sirven, callados = cobertura.presentes(todas)
    restantes, elegidos = todas, {}
    for filtro, lugar in zip(sirven, st.columns(len(sirven)), strict=True):
        with lugar:
            elegidos[filtro.clave] = filtros.elegir_por_codigo(
                filtro.rotulo, filtro.opciones(restantes), clave=filtro.clave, vacio=filtro.vacio,
                olvida=cobertura.siguientes(filtro.clave),
            )  # fmt: skip
        restantes = filtro.aplicar(restantes, elegidos[filtro.clave])
    if callados:
        st.caption(cobertura.sin_filtro(periodo, callados))
    return cobertura.armar_eleccion(periodo, anio, restantes, len(todas), elegidos)


def mostrar(pieza: cobertura.Pieza, eleccion: cobertura.Eleccion) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros=eleccion.para_archivo,
    )  # fmt: skip


def por_grupos(eleccion: cobertura.Eleccion) -> None:
    """Subregiones, cámaras y PDET."""
    grupos = traer(preguntas.grupos, eleccion.periodo, eleccion.metas, eleccion.anio)
    pieza = cobertura.pieza_de_grupos(grupos, eleccion, titulos_de_fuentes, tema_actual())
    mostrar(pieza, eleccion)


def por_meta(eleccion: cobertura.Eleccion) -> None:
    """Cada meta con su certeza."""
    metas = traer(preguntas.metas, eleccion.periodo, eleccion.anio)
    mostrar(cobertura.pieza_de_metas(metas, eleccion), eleccion)


def frente_a_poblacion(eleccion: cobertura.Eleccion) -> None:
    """La llegada frente a la población y su desigualdad."""
    municipios = traer(preguntas.municipios, *eleccion.argumentos)
    nube, lectura = st.columns([3, 2])
    with nube:
        datos = (municipios, eleccion, titulos_de_fuentes, tema_actual())
        mostrar(cobertura.pieza_de_poblacion(*datos), eleccion)
    with lectura:
        st.subheader("Qué tan desigual es la llegada", anchor=False)
        decir("cob_desigual", lambda: cobertura.frases_de_desigualdad(municipios, eleccion))
        st.caption(cobertura.SIN_POBREZA)
    st.subheader("Población y metas, en nueve casillas", anchor=False)
    cuadro, cortes = cobertura.cuadro_bivariado(municipios)
    mostrar_tabla(cuadro)
    st.caption(cortes)


def entre_periodos(eleccion: cobertura.Eleccion) -> None:
    """Los dos informes, lado a lado y sin restarlos; los filtros no entran aquí."""
    st.info(cobertura.ADVERTENCIA_ENTRE_PERIODOS, icon=":material/difference:")
    cambio = traer(preguntas.cambio)
    decir("cob_cambio", lambda: cobertura.frases_de_cambio(cambio))
    mostrar(cobertura.pieza_de_cambio(cambio), eleccion)


SECCIONES = {
    "grupos": por_grupos,
    "metas": por_meta,
    "poblacion": frente_a_poblacion,
    "periodos": entre_periodos,
}


def abrir_ficha(divipola: str) -> None:
    """La ficha del municipio que se toca en el mapa o se elige en la lista."""
    ir("municipio", {"divipola": divipola})


@st.fragment
def lo_elegido() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    eleccion = elegir()
    metas = eleccion.filtrar(traer(preguntas.metas, eleccion.periodo, eleccion.anio))
    certeza = cobertura.contar_certeza(metas, eleccion.anio)
    municipios = traer(preguntas.municipios, *eleccion.argumentos)
    decir("cob_hallazgos", lambda: cobertura.hallazgos(municipios, certeza, eleccion))

    # Mapa y lista
    st.space("small")
    mapa, lista = st.columns([2, 1])
    with mapa:
        medidas = cobertura.MEDIDAS
        medida = filtros.elegir_una("Pintar por", medidas, clave="cob_medida", defecto="metas")
        pie = titulos_de_fuentes(eleccion.fuentes)
        mapas = {"Mapa": lambda: cobertura.figura_de_mapa(
            capa("municipios"), municipios, medida, eleccion, pie, tema_actual()
        )}  # fmt: skip
        vista(
            mapas, municipios[cobertura.COLUMNAS_DE_MUNICIPIOS],
            fuente_ids=(*eleccion.fuentes, cobertura.FUENTE_DE_POBLACION),
            tema="cobertura por municipio", clave="cob_mapa", filtros=eleccion.para_archivo,
            al_elegir=abrir_ficha,
        )  # fmt: skip
    with lista:
        filtros.abrir_uno("Abrir la ficha de", cobertura.para_abrir(municipios), abrir_ficha)
        st.subheader("Del menos al más nombrado", anchor="lista")
        decir("cob_lista", lambda: cobertura.lista_por_conteo(municipios, eleccion))
    st.subheader("Con qué certeza se sabe el lugar", anchor="certeza")
    mostrar_tabla(cobertura.leyenda_de_certeza(certeza, eleccion.anio), ["Metas"])

    # La sección que se elija
    rotulos = cobertura.SECCIONES
    seccion = filtros.elegir_seccion(rotulos, clave="cob_seccion")
    st.header(cobertura.ENCABEZADOS[seccion], anchor="seccion")
    SECCIONES[seccion](eleccion)


# 1. Pregunta, filtros, hallazgo, mapa y la sección que se elija
st.title("¿A qué municipios llegó el plan, cuándo, y a cuáles no?")
lo_elegido()

# 2. Qué saber antes de usarlo y fuentes
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {plano(aviso)}" for aviso in cobertura.QUE_SABER))
st.header("Fuentes", anchor="fuentes")
frescura_de(cobertura.FUENTES)
