"""Mesas y redes: ¿qué hicieron la mesa nacional, la red de emprendimiento y otra ciudad?"""

from functools import partial

import streamlit as st

from tablero import filtros, idc, mesas
from tablero.cache import traer
from tablero.componentes import (
    como_cargar,
    contradicciones_de,
    decir,
    frescura_de,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import mesas as preguntas


def mostrar(pieza: idc.Pieza, **elegidos: str) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros=elegidos, todo=pieza.todo,
    )  # fmt: skip


def cifras_de(seccion: str) -> mesas.Tabla:
    """Las cifras de la edición que se dibuja de un sistema."""
    return traer(preguntas.cifras, mesas.SISTEMA[seccion], mesas.DIBUJADA[seccion])


def productiva() -> None:
    """Metas, alcance y departamentos de la mesa nacional."""
    (fuente,) = mesas.PRODUCTIVA
    metas, alcance = traer(preguntas.metas, fuente), traer(preguntas.alcance, fuente)
    cifras = partial(traer, preguntas.cifras, "colombia_productiva", fuente)
    decir("mes_productiva", lambda: mesas.hallazgos_de_productiva(metas, alcance, cifras()))
    pie, tema = titulos_de_fuentes(mesas.PRODUCTIVA), tema_actual()
    st.header("Metas de 2023, una por una", anchor="metas")
    todas = partial(traer, preguntas.metas_completas, fuente)
    mostrar(mesas.pieza_de_metas(metas, todas, pie, tema))
    st.header("A dónde llegó", anchor="alcance")
    mostrar(mesas.pieza_de_alcance(alcance, cifras, pie, tema))
    st.subheader("Los departamentos con más empresas", anchor="departamentos")
    mostrar(mesas.pieza_de_participacion(traer(preguntas.participacion, fuente), pie, tema))


def red() -> None:
    """Actores por mesa, las cifras de la Red y la caracterización."""
    por_mesa, cifras = traer(preguntas.por_mesa), cifras_de("red")
    decir("mes_red", lambda: mesas.hallazgos_de_la_red(por_mesa, cifras))
    pie, tema = titulos_de_fuentes(mesas.RED), tema_actual()
    st.header("Quiénes están en cada etapa", anchor="etapas")
    mostrar(mesas.pieza_de_mesas(por_mesa, partial(traer, preguntas.actores), pie, tema))
    st.header("Emprendedores caracterizados", anchor="caracterizacion")
    cargados = partial(traer, preguntas.caracterizacion_completa)
    if cargados().empty:
        st.info(mesas.SIN_CARACTERIZACION, icon=":material/upload_file:")
        como_cargar(mesas.carga_de_caracterizacion(), "mes")
    else:
        dimension = filtros.elegir_una(
            "Ver por", mesas.DIMENSIONES, clave="mes_dimension", defecto="etapa"
        )
        ids = mesas.fuentes_de(cargados())
        tabla = traer(preguntas.caracterizacion, dimension)
        pieza = mesas.pieza_de_caracterizacion(tabla, dimension, ids, titulos_de_fuentes(ids), tema)
        vista(
            pieza.dibujos, tabla, fuente_ids=ids, tema=pieza.que, clave="mes_caracterizacion",
            filtros={"dimension": dimension}, todo=cargados,
        )  # fmt: skip
    st.header("Lo que los informes dicen de la Red", anchor="cifras")
    que = "cifras de la Red Regional de Emprendimiento"
    mostrar(mesas.pieza_de_cifras(cifras, que, "mes_red_cifras", mesas.RED))


def ofai() -> None:
    """Las cifras de Bucaramanga y su contraste con las de la Red."""
    cifras = cifras_de("ofai")
    decir("mes_ofai", lambda: mesas.hallazgos_de_la_ofai(cifras))
    pie, tema = titulos_de_fuentes(mesas.OFAI), tema_actual()
    st.header("Los recursos que nombra", anchor="recursos")
    mostrar(mesas.pieza_de_recursos(cifras, pie, tema))
    st.header("Al lado de Norte de Santander", anchor="lado")
    mostrar(mesas.pieza_lado_a_lado(cifras, cifras_de("red")))
    st.header("Todas sus cifras", anchor="cifras")
    que = "cifras de la OFAI de Bucaramanga"
    mostrar(mesas.pieza_de_cifras(cifras, que, "mes_ofai_cifras", mesas.OFAI))


def otras_de(seccion: str) -> tuple[mesas.Tabla, mesas.Tabla]:
    """Las metas y las cifras cargadas de otras ediciones; vacías si no hay."""
    dibujada = mesas.DIBUJADA[seccion]
    cifras = traer(preguntas.otras_cifras, mesas.SISTEMA[seccion], dibujada)
    metas = traer(preguntas.otras_metas, dibujada)
    return metas if seccion == "productiva" else metas.head(0), cifras


VER = {"productiva": productiva, "red": red, "ofai": ofai}


@st.fragment
def lo_elegido() -> None:
    """Un sistema a la vez: al cambiar de sistema, el resto de la página no se rehace."""
    seccion = filtros.elegir_seccion(mesas.SECCIONES, clave="mes_seccion")
    st.markdown(mesas.DE_DONDE_ES[seccion])
    VER[seccion]()
    st.header("Qué saber antes de usarla", anchor="saber")
    st.markdown("\n".join(f"- {aviso}" for aviso in mesas.QUE_SABER[seccion]))
    if mesas.CONTRADICCIONES[seccion]:
        contradicciones_de(mesas.CONTRADICCIONES[seccion])
    st.header("Otras ediciones cargadas", anchor="otras")
    metas, cifras = otras_de(seccion)
    if metas.empty and cifras.empty:
        st.markdown(mesas.SIN_OTRAS)
    que = f"otras ediciones de {mesas.SECCIONES[seccion]}"
    if not metas.empty:
        vista({}, metas, fuente_ids=mesas.fuentes_en(metas), tema=f"metas de {que}",
              clave="mes_otras_metas")  # fmt: skip
    if not cifras.empty:
        vista({}, cifras, fuente_ids=mesas.fuentes_en(cifras), tema=f"cifras de {que}",
              clave="mes_otras_cifras")  # fmt: skip
    for cual in mesas.PLANTILLAS[seccion]:
        st.markdown(f"**Plantilla de {cual}**")
        como_cargar(mesas.carga_de_edicion(cual), f"mes_{cual}")


# 1. Pregunta
st.title("¿Qué hicieron la mesa nacional, la red de emprendimiento y la oficina de otra ciudad?")
st.markdown(mesas.QUE_ES)

# 2. El sistema que se elija: hallazgos, gráficos, tablas y qué saber
lo_elegido()

# 3. Fuentes
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(mesas.FUENTES)
