"""Exportaciones: ¿qué tan concentrada está la canasta (IHH) y quién la concentra?"""

import streamlit as st

from tablero import calculadora, consultas, exportaciones, filtros
from tablero.cache import capa, traer
from tablero.componentes import (
    calculadora_de_ihh,
    como_cargar,
    contradicciones_de,
    decir,
    frescura_de,
    mostrar_tabla,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import exportaciones as preguntas
from tablero.exportaciones import FUENTE_DE_EXPORTACIONES as FUENTE
from tablero.territorio import TERRITORIO

# 1. Pregunta
st.title("¿Qué tan concentradas están las exportaciones y quién las concentra?")
st.markdown(exportaciones.QUE_ES_EL_IHH)
tema, pie = tema_actual(), titulos_de_fuentes(FUENTE)
eventos = traer(consultas.eventos) if filtros.elegir_eventos() else None
aspecto = (pie, tema, eventos)
meses, anuales = traer(preguntas.mes_a_mes, TERRITORIO), traer(preguntas.por_anio, TERRITORIO)


@st.fragment
def concentracion() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    # 2. Filtros
    anios = traer(preguntas.anios)
    with st.container(horizontal=True):
        dimension = filtros.elegir_una(
            "Concentración", exportaciones.DIMENSIONES, clave="exp_dimension", defecto="producto"
        )
        elegido = filtros.elegir_una(
            "Año",
            exportaciones.rotulos_de_anios(anios),
            clave="exp_anio",
            defecto=str(exportaciones.ultimo_completo(anios)),
        )
    anio, corte = exportaciones.anio_y_corte(anios, elegido)
    tablas = {clave: traer(preguntas.ihh, anio, clave) for clave in exportaciones.DIMENSIONES}
    tabla = tablas[dimension]
    pares = filtros.elegir_varias(
        "Comparar con",
        exportaciones.comparables(tabla),
        clave="exp_pares",
        maximo=4,
        vacio="Hasta cuatro departamentos",
    )
    if aviso := exportaciones.aviso_de_anio_incompleto(anio, corte):
        st.info(aviso, icon=":material/event_busy:")

    # 3. Hallazgo
    decir("exp_apertura", lambda: exportaciones.apertura(tablas, anuales))

    # 4. El IHH entre los departamentos y en el tiempo
    serie = traer(preguntas.ihh_en_el_tiempo, dimension, (TERRITORIO, *pares))
    puesto, tiempo = st.columns([3, 2])
    with puesto:
        st.header("El puesto entre los departamentos", anchor="ihh")
        vista(
            {
                **exportaciones.dibujos_de_ihh(tabla, dimension, pares, pie, tema),
                "Mapa": lambda: exportaciones.figura_de_mapa(
                    capa("departamentos"), tabla, dimension, pie, tema
                ),
            },
            tabla,
            fuente_ids=FUENTE,
            tema="concentración de las exportaciones",
            clave="exp_ihh",
            filtros={"dimension": dimension, "anio": anio},
            todo=lambda: traer(preguntas.todo_el_ihh),
        )
    with tiempo:
        st.header("Cómo ha cambiado", anchor="tiempo")
        vista(
            exportaciones.dibujos_en_el_tiempo(serie, dimension, *aspecto),
            serie,
            fuente_ids=FUENTE,
            tema="concentración en el tiempo",
            clave="exp_tiempo",
            filtros={"dimension": dimension, "departamento": (TERRITORIO, *pares)},
        )

    # 5. Quién concentra
    st.header("Quién concentra", anchor="detalle")
    detalle = traer(preguntas.detalle, TERRITORIO, anio, dimension)
    if detalle.empty:
        hay = traer(preguntas.con_detalle)
        aviso = exportaciones.aviso_sin_detalle(anio, corte, dimension, hay)
        st.info(aviso, icon=":material/database_off:")
        como_cargar(exportaciones.CARGA_DE_DETALLE, "exp")
    else:
        suyas = list(detalle["fuente_id"].unique())
        resumen = traer(preguntas.sin_el_primero, TERRITORIO, anio, dimension)
        datos = (detalle, resumen, anio, dimension)
        vista(
            exportaciones.dibujos_de_detalle(*datos, titulos_de_fuentes(suyas), tema),
            detalle,
            fuente_ids=suyas,
            tema="quién concentra las exportaciones",
            clave="exp_detalle",
            filtros={"dimension": dimension, "anio": anio},
        )

    # 6. Calculadora
    st.header("Calculadora: un reparto inventado", anchor="calculadora")
    st.markdown(calculadora.explicar(anio, corte))
    calculadora_de_ihh(tabla, dimension, pie, tema)


concentracion()

# 7. Valor exportado
st.header("Cuánto se exporta", anchor="valor")
mensual, anual = st.columns([3, 2])
with mensual:
    vista(
        exportaciones.dibujos_mensuales(meses, *aspecto),
        meses,
        fuente_ids=FUENTE,
        tema="exportaciones mensuales",
        clave="exp_meses",
    )
with anual:
    vista(
        exportaciones.dibujos_anuales(anuales, pie, tema),
        anuales,
        fuente_ids=FUENTE,
        tema="exportaciones por año",
        clave="exp_anual",
    )

# 8. El Índice Departamental de Internacionalización
st.header("En el Índice Departamental de Internacionalización", anchor="idi")
informe = traer(consultas.indicadores_resultado)
st.markdown(exportaciones.frase_del_idi(informe))
vista({}, exportaciones.fila_del_idi(informe), fuente_ids=exportaciones.FUENTE_DEL_IDI,
      tema="índice departamental de internacionalización", clave="exp_idi")  # fmt: skip

# 9. Qué saber antes de usarlo y fuentes
st.header("Qué saber antes de usarlo", anchor="advertencias")
comparacion = traer(preguntas.y_el_idc, TERRITORIO)
st.markdown(exportaciones.frase_del_idc(comparacion))
mostrar_tabla(exportaciones.tabla_del_idc(comparacion), ["Esta fuente", "IDC"])
contradicciones_de(exportaciones.CONTRADICCIONES)
st.header("Fuentes", anchor="fuentes")
frescura_de(exportaciones.FUENTES)
