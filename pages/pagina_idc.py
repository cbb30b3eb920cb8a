"""Competitividad: ¿en qué pilar ganamos o perdimos puestos, frente a quién y qué falta?"""

from functools import partial

import streamlit as st

from tablero import consultas, filtros, idc
from tablero.cache import capa, traer
from tablero.componentes import (
    contradicciones_de,
    frescura_de,
    tema_actual,
    titulos_de_fuentes,
    vista,
)
from tablero.consultas import idc as preguntas
from tablero.territorio import TERRITORIO

# 1. Pregunta y filtros
st.title("¿En qué pilar ganamos o perdimos puestos, frente a quién y qué falta para subir?")
st.markdown(
    "El Índice Departamental de Competitividad (IDC) ordena a los 32 departamentos y a Bogotá con "
    "13 pilares. Lo hacen el Consejo Privado de Competitividad y la Universidad del Rosario."
)
tema = tema_actual()
ediciones, medidas = traer(preguntas.ediciones), traer(preguntas.medidas)
nombres = idc.nombres_de(traer(preguntas.departamentos))
arriba, abajo = st.columns(2), st.columns(2)
with arriba[0]:
    territorio = filtros.elegir_de_lista(
        "Departamento", nombres, clave="idc_territorio", defecto=TERRITORIO
    )
with abajo[0]:
    base = filtros.elegir_una(
        "Edición", idc.BASES, clave="idc_edicion", defecto="2025", ayuda=idc.AYUDA_DE_BASES
    )
with abajo[1]:
    anios = {str(anio): str(anio) for anio in idc.anios_de(ediciones, base)}
    entrada = idc.anio_de_entrada(ediciones, base, territorio)
    elegido = filtros.elegir_una("Año del índice", anios, clave="idc_anio", defecto=str(entrada))
with arriba[1]:
    rotulos = idc.rotulos_de_medidas(medidas, ediciones, base, int(elegido))
    codigo = filtros.elegir_de_lista(
        "Qué mirar", rotulos, clave="idc_medida", defecto=idc.GENERAL, ayuda=idc.AYUDA_DE_MEDIDAS
    )
eleccion = idc.armar_eleccion(
    ediciones, nombres, medidas, territorio=territorio, codigo=codigo, base=base, anio=int(elegido)
)
del_anio = (eleccion.edicion, eleccion.anio, eleccion.anio_anterior)
pie = titulos_de_fuentes([eleccion.fuente_id])
escalafon = traer(preguntas.escalafon, codigo, *del_anio)


def mostrar(pieza: idc.Pieza) -> None:
    """Una pieza con su descarga, que dice qué se eligió."""
    vista(
        pieza.dibujos,
        pieza.datos,
        fuente_ids=pieza.fuente_ids,
        tema=pieza.que,
        clave=pieza.clave,
        filtros=eleccion.filtros,
        todo=pieza.todo,
    )


# 2. El hallazgo
pilares = traer(preguntas.resumen, "pilar", territorio, *del_anio, "promedio", ())
st.markdown("\n".join(f"- {frase}" for frase in idc.hallazgos(escalafon, pilares, eleccion)))

# 3. En el tiempo
st.header("En el tiempo, una edición a la vez", anchor="tiempo")
serie = traer(preguntas.serie, codigo, territorio, (base,))
linea, candado = st.columns([3, 2])
with candado:
    st.subheader("Por qué no se unen las ediciones", anchor=False)
    st.markdown(idc.por_que_no_se_unen(eleccion, traer(preguntas.mismo_anio, territorio)))
    eventos = traer(consultas.eventos) if filtros.elegir_eventos() else None
with linea:
    de_la_serie = titulos_de_fuentes(idc.fuentes_de(serie, eleccion))
    mostrar(idc.pieza_de_serie(serie, eleccion, de_la_serie, eventos, tema))

# 4. El escalafón
st.header("El escalafón", anchor="escalafon")
mostrar(idc.pieza_de_escalafon(escalafon, eleccion, partial(capa, "departamentos"), pie, tema))


# 5. Frente a quién: pares, pilares e indicadores
@st.fragment
def frente_a_los_demas() -> None:
    """Los pares, la referencia y lo que depende de ellos: al cambiarlos, lo demás no se rehace."""
    st.header("Los pares", anchor="pares")
    candidatos = traer(preguntas.pares, territorio, eleccion.edicion, eleccion.anio)
    demas = idc.los_demas(nombres, eleccion)
    regla, pares = filtros.elegir_pares(
        idc.REGLAS, demas, partial(idc.pares_de_regla, candidatos), prefijo="idc",
        maximo=idc.MAXIMO_A_MANO,
    )  # fmt: skip
    st.markdown(idc.porque_de_la_regla(candidatos, regla, eleccion))
    if pares:
        mostrar(idc.pieza_de_pares(candidatos, pares, eleccion))
    else:
        st.info(idc.SIN_PARES, icon=":material/group_add:")

    st.header("Los 13 pilares", anchor="pilares")
    como, contra = st.columns(2)
    with como:
        cual = filtros.elegir_una(
            "Cómo verlos", idc.VISTAS_DE_PILARES, clave="idc_pilares", defecto="tira"
        )
    with contra:
        referencia = filtros.elegir_de_lista(
            "Brechas frente a", {**idc.REFERENCIAS, **demas}, clave="idc_referencia",
            defecto="promedio",
        )  # fmt: skip
    comparacion = idc.Comparacion(pares, referencia, nombres)
    resumen = traer(preguntas.resumen, "pilar", territorio, *del_anio, referencia, pares)
    puntos = traer(preguntas.tira, eleccion.edicion, eleccion.anio, "pilar")
    juntos = idc.anios_del_calor(ediciones, eleccion)
    calor = traer(preguntas.calor, territorio, eleccion.edicion, juntos)
    mostrar(idc.pieza_de_pilares(cual, resumen, puntos, calor, eleccion, comparacion, pie, tema))

    st.header("Los 16 indicadores", anchor="indicadores")
    indicadores = traer(preguntas.resumen, "indicador", territorio, *del_anio, referencia, pares)
    puntos = traer(preguntas.tira, eleccion.edicion, eleccion.anio, "indicador")
    mostrar(idc.pieza_de_indicadores(indicadores, puntos, eleccion, comparacion, pie, tema))
    if indicadores["dato_original"].isna().all():
        st.subheader("El dato detrás del puntaje", anchor=False)
        st.markdown(idc.SIN_ORIGINALES)
        ultimos = (*idc.ULTIMOS_ORIGINALES, "promedio", ())
        mostrar(
            idc.pieza_de_originales(traer(preguntas.resumen, "indicador", territorio, *ultimos))
        )


if eleccion.tiene_pilares:
    frente_a_los_demas()
else:
    st.info(idc.sin_pilares(eleccion), icon=":material/view_column:")

# 6. Qué saber antes de usarlo
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {aviso}" for aviso in idc.QUE_SABER))
contradicciones_de(idc.CONTRADICCIONES)

# 7. Fuentes
st.header("De dónde salen las cifras", anchor="fuentes")
frescura_de(idc.FUENTES)
