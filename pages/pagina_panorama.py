"""Panorama: ¿cómo vamos en los indicadores de resultado de los dos planes?"""

import streamlit as st

from tablero import consultas, filtros
from tablero.cache import capa, preparar_una_vez, traer
from tablero.componentes import (
    cuadro_de_incrementos,
    en_filas,
    frescura_de,
    indicadores_en_tabla,
    lista_de_contradicciones,
    mostrar_tarjeta,
    tema_actual,
    titulos_de_fuentes,
    todas_las_tarjetas,
    vista,
)
from tablero.marco import enlaces_a_preguntas
from tablero.panorama import (
    CIFRAS_DE_CAMARAS,
    FUENTES_DE_CAMARAS,
    balance_de,
    figura_de_camaras,
    hallazgo_de_camaras,
    subtitulo_de_plan,
)
from tablero.preguntas import PREGUNTAS

# 1. Pregunta y filtros
st.title("¿Cómo va Norte de Santander?")
st.markdown(
    "Los indicadores de resultado de los dos últimos planes: de dónde partían, a dónde van y qué "
    "meta tienen, según los informes de la Gobernación y las series oficiales."
)
tema = tema_actual()


@st.fragment
def indicadores_por_plan() -> None:
    """El filtro y lo que depende de él: al cambiarlo, el resto de la página no se rehace."""
    eleccion = filtros.elegir_periodo(consultas.PERIODOS)
    tarjetas = [
        tarjeta
        for tarjeta in preparar_una_vez(todas_las_tarjetas)
        if tarjeta.fila["periodo"] in eleccion.periodos
    ]
    for periodo in consultas.PERIODOS:
        propias = [tarjeta for tarjeta in tarjetas if tarjeta.fila["periodo"] == periodo]
        # El lugar de cada plan existe siempre: al quitar uno, el otro no se mueve ni se redibuja.
        with st.container():
            if propias:
                st.header(f"Plan {periodo}", anchor=f"plan-{periodo}")
                st.caption(subtitulo_de_plan(propias))
                st.markdown("\n".join(f"- {frase}" for frase in balance_de(propias)))
                en_filas(propias, lambda tarjeta: mostrar_tarjeta(tarjeta, tema))
    indicadores_en_tabla(tarjetas, eleccion.periodos)


# 2. Indicadores de cada plan
indicadores_por_plan()

# 3. Ocho preguntas
st.header("Ocho preguntas y dónde se responden", anchor="preguntas")
enlaces_a_preguntas(PREGUNTAS)

# 4. El territorio
st.header("El departamento por cámara de comercio", anchor="camaras")
camaras = traer(consultas.camaras)
hallazgo = hallazgo_de_camaras(camaras, traer(consultas.cifras_de_informes, CIFRAS_DE_CAMARAS))
mapa, cuadro = st.columns([3, 2])
with mapa:
    vista(
        {
            "Mapa": lambda: figura_de_camaras(
                capa("municipios"),
                capa("camaras"),
                camaras,
                hallazgo,
                titulos_de_fuentes(FUENTES_DE_CAMARAS),
                tema,
            )
        },
        camaras,
        fuente_ids=FUENTES_DE_CAMARAS,
        tema="jurisdicciones de las cámaras",
        clave="camaras",
    )
with cuadro:
    cuadro_de_incrementos(traer(consultas.incrementos_por_camara))

# 5. Qué saber antes de usarlo
st.header("Cifras que no coinciden", anchor="contradicciones")
lista_de_contradicciones(traer(consultas.contradicciones))

# 6. Fuentes
st.header("Qué tan frescas son las fuentes", anchor="fuentes")
frescura_de()
