"""Competitividad: ¿en qué pilar ganamos o perdimos puestos, frente a quién y qué falta?"""

from functools import partial

import streamlit as st

from tablero import consultas, filtros, idc
from tablero.cache import capa, repetir_vista, traer
from tablero.componentes import (
    contradicciones_de,
    decir,
    frescura_de,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import idc as preguntas
from tablero.idc_en_pantalla import elegir, elegir_pilar


def mostrar(pieza: idc.Pieza, eleccion: idc.Eleccion) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos, pieza.datos, fuente_ids=pieza.fuente_ids, tema=pieza.que,
        clave=pieza.clave, filtros=eleccion.filtros, todo=pieza.todo,
    )  # fmt: skip


def en_el_tiempo(eleccion: idc.Eleccion) -> None:
    """La serie de una sola edición y por qué no se une con las otras."""
    st.header("En el tiempo, una edición a la vez", anchor="tiempo")
    que = (eleccion.codigo, eleccion.territorio, (eleccion.base,), eleccion.edicion)
    serie = traer(preguntas.serie, *que)
    linea, candado = st.columns([3, 2])
    with candado:
        st.subheader("Por qué no se unen las ediciones", anchor=False)
        del_mismo = traer(preguntas.mismo_anio, eleccion.territorio)
        explicar = partial(idc.por_que_no_se_unen, eleccion, del_mismo)
        st.markdown(repetir_vista(explicar, "idc_candado"))
        eventos = traer(consultas.eventos) if filtros.elegir_eventos() else None
    with linea:
        pie = titulos_de_fuentes(idc.fuentes_de(serie, eleccion))
        mostrar(idc.pieza_de_serie(serie, eleccion, pie, eventos, tema_actual()), eleccion)


def el_escalafon(eleccion: idc.Eleccion) -> None:
    """Los departamentos por puesto: barras, mapa y tabla."""
    st.header("El escalafón", anchor="escalafon")
    escalafon = traer(preguntas.escalafon, eleccion.codigo, *eleccion.del_anio)
    pie = titulos_de_fuentes([eleccion.fuente_id])
    leer_capa = partial(capa, "departamentos")
    mostrar(idc.pieza_de_escalafon(escalafon, eleccion, leer_capa, pie, tema_actual()), eleccion)


@st.fragment
def frente_a_los_demas(seccion: str, eleccion: idc.Eleccion) -> None:
    """Los pilares o los indicadores frente a los pares y a una referencia, y quiénes son ésos."""
    medidas = traer(preguntas.medidas)
    st.header(idc.encabezado(seccion, medidas, eleccion.edicion), anchor=seccion)
    if not eleccion.tiene_pilares:
        st.info(idc.sin_pilares(eleccion), icon=":material/view_column:")
        return
    candidatos = traer(preguntas.pares, eleccion.territorio, eleccion.edicion, eleccion.anio)
    nombres = idc.nombres_de(traer(preguntas.departamentos))
    demas = idc.los_demas(nombres, eleccion)
    cercanos = partial(idc.pares_de_regla, candidatos)
    con_quien, contra = st.columns(2)
    with con_quien:
        regla, pares = filtros.elegir_pares(
            idc.REGLAS, demas, cercanos, prefijo="idc", maximo=idc.MAXIMO_A_MANO
        )
    with contra:
        referencia = filtros.elegir_de_lista(
            "Brechas frente a", idc.REFERENCIAS | demas, clave="idc_referencia", defecto="promedio"
        )
    comparacion = idc.Comparacion(pares, referencia, nombres)
    nivel, pie, tema = idc.NIVELES[seccion], titulos_de_fuentes([eleccion.fuente_id]), tema_actual()
    resumen = traer(preguntas.resumen, nivel, *eleccion.frente_a(referencia, pares))
    puntos = traer(preguntas.tira, eleccion.edicion, eleccion.anio, nivel)
    juntos = idc.anios_del_calor(traer(preguntas.ediciones), eleccion)
    propio = (eleccion.territorio, eleccion.edicion, juntos)
    if seccion == "pilares":
        cual = filtros.elegir_una(
            "Cómo verlos", idc.VISTAS_DE_PILARES, clave="idc_pilares", defecto="tira"
        )
        calor = traer(preguntas.calor, *propio)
        pieza = idc.pieza_de_pilares(cual, resumen, puntos, calor, eleccion, comparacion, pie, tema)
    else:
        pilar = elegir_pilar(resumen, medidas, propio)
        pieza = idc.pieza_de_indicadores(resumen, puntos, eleccion, comparacion, pie, tema, pilar)
    mostrar(pieza, eleccion)
    if seccion == "indicadores" and resumen["dato_original"].isna().all():
        st.subheader("El dato detrás del puntaje", anchor=False)
        st.markdown(idc.SIN_ORIGINALES)
        ultimos = (eleccion.territorio, *idc.ULTIMOS_ORIGINALES, "promedio", ())
        originales = idc.de_los_mismos(traer(preguntas.resumen, nivel, *ultimos), resumen)
        mostrar(idc.pieza_de_originales(originales), eleccion)
    st.subheader("Los pares", anchor="pares")
    st.markdown(idc.porque_de_la_regla(candidatos, regla, eleccion))
    if pares:
        mostrar(idc.pieza_de_pares(candidatos, pares, eleccion), eleccion)
    else:
        st.info(idc.SIN_PARES, icon=":material/group_add:")


@st.fragment
def lo_elegido() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    eleccion = elegir()
    # El hallazgo: el puesto, lo que falta para subir uno y los pilares que suben y caen.
    escalafon = traer(preguntas.escalafon, eleccion.codigo, *eleccion.del_anio)
    pilares = traer(preguntas.resumen, "pilar", *eleccion.frente_a())
    decir("idc_hallazgos", lambda: idc.hallazgos(escalafon, pilares, eleccion))
    seccion = filtros.elegir_seccion(idc.SECCIONES, clave="idc_seccion")
    if seccion == "tiempo":
        en_el_tiempo(eleccion)
    elif seccion == "escalafon":
        el_escalafon(eleccion)
    else:
        frente_a_los_demas(seccion, eleccion)


# 1. Pregunta
st.title("¿En qué pilar ganamos o perdimos puestos, frente a quién y qué falta para subir?")
st.markdown(idc.QUE_ES)

# 2. Filtros, hallazgo y la sección que se elija
lo_elegido()

# 3. Qué saber antes de usarlo
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {aviso}" for aviso in idc.que_saber(traer(preguntas.medidas))))
contradicciones_de(idc.CONTRADICCIONES)

# 4. Fuentes
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(idc.FUENTES)
