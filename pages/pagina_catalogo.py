"""Datos: ¿qué mide cada indicador, de dónde sale y cómo se baja?"""

from functools import partial
from typing import Any

import streamlit as st

from tablero import constructor, consultas, datos, fichas, filtros
from tablero.cache import repetir, repetir_vista, traer
from tablero.componentes import frescura_de, plano, tema_actual, titulos_de_fuentes, vista
from tablero.consultas import datos as preguntas
from tablero.graficos.eventos import marcar_eventos
from tablero.impresos.botones import bajar_indicador
from tablero.marco import enlace, miga_de_pan

catalogo = traer(preguntas.catalogo)
nombres = dict(zip(catalogo["indicador_id"], catalogo["nombre"], strict=True))


@st.fragment
def catalogo_filtrado() -> None:
    """Los filtros y los indicadores que dejan: al cambiarlos, el resto no se rehace."""
    por_nombre, por_familia, por_palabra = st.columns([4, 3, 3])
    with por_nombre:
        ir_a = "Ir a un indicador"
        if filtros.elegir_por_codigo(ir_a, nombres, clave="indicador", vacio="Elija uno"):
            st.rerun()
    with por_familia:
        familia = filtros.elegir_por_codigo(
            "Familia", datos.familias(catalogo), clave="dat_familia", defecto=datos.TODAS
        )
    with por_palabra:
        texto = filtros.escribir_texto(
            "Filtrar por palabra", clave="dat_texto", vacio="desempleo, pobreza…"
        )
    fichas.catalogo(datos.filtrar(catalogo, familia, texto))


def mostrar_catalogo() -> None:
    """Todos los indicadores, filtrados; el glosario, los hechos y las fuentes."""
    st.markdown(datos.apertura(catalogo, traer(consultas.fuentes)))
    st.header("Catálogo", anchor="catalogo")
    catalogo_filtrado()
    st.header("Glosario", anchor="glosario")
    fichas.glosario()
    st.header("Hechos que se marcan sobre las series", anchor="hechos")
    fichas.hechos()
    st.header("Fuentes", anchor="fuentes")
    frescura_de()


def mostrar_ficha(indicador: Any) -> None:
    """Todo sobre un indicador, con su serie en un lugar y una edición."""
    codigo, tema = str(indicador["indicador_id"]), tema_actual()

    # 1. Pregunta y filtros
    territorios = traer(preguntas.territorios, codigo)
    lugares = datos.rotulos_de_territorio(territorios)
    titulo, camino, controles = st.container(), st.container(), st.columns([4, 3, 3])
    with controles[0]:
        filtros.elegir_por_codigo("Indicador", nombres, clave="indicador", olvida=datos.DE_LA_FICHA)
    with controles[1]:
        territorio = filtros.elegir_por_codigo(
            "Lugar",
            lugares,
            clave="dat_territorio",
            defecto=datos.territorio_de_entrada(territorios),
        )
    ediciones = traer(preguntas.ediciones, codigo, territorio)
    with controles[2]:
        edicion = filtros.elegir_por_codigo(
            "Edición",
            datos.rotulos_de_edicion(ediciones),
            clave="dat_edicion",
            defecto=datos.edicion_de_entrada(ediciones),
            ayuda="Cada edición recalcula los años anteriores: nunca van juntas.",
        )
    titulo.title(f"{plano(str(indicador['nombre']))}: ¿qué mide y cuánto vale?")
    niveles = dict(zip(territorios["territorio"], territorios["nivel"], strict=True))
    with camino:
        miga_de_pan(
            niveles[territorio],
            territorio,
            lambda lugar: datos.en_esta_ficha(codigo, lugar.codigo, lugares),
        )

    # 2. Hallazgo y serie
    st.markdown(plano(str(indicador["descripcion"])))
    nombre, fila = lugares[territorio], ediciones.set_index("edicion").loc[edicion]
    fuente_ids, medidas = [fila["fuente_id"]], datos.medidas_de(fila)
    quiebres = traer(consultas.quiebres, codigo)
    serie, pais = (
        repetir(
            partial(datos.con_tramos, traer(consultas.serie, codigo, donde, (edicion,)), quiebres),
            "serie",
            codigo,
            donde,
            edicion,
        )
        for donde in (territorio, "00")
    )
    for medida in medidas:
        hallar = partial(datos.hallazgo, indicador, serie, medida, nombre)
        st.markdown(f"- {plano(repetir_vista(hallar, 'hallazgo', codigo, medida))}.")
    if aviso := datos.aviso_de_edicion(ediciones, edicion):
        st.caption(plano(aviso))
    hechos = filtros.elegir_eventos()

    def dibujar(medida: str) -> Any:
        pie = titulos_de_fuentes(fuente_ids)
        figura = datos.figura_de_serie(indicador, serie, medida, nombre, pie, tema, pais)
        return marcar_eventos(figura, traer(consultas.eventos), tema=tema) if hechos else figura

    vista(
        {
            rotulo: partial(dibujar, medida)
            for medida, rotulo in datos.dibujables(serie, medidas).items()
        },
        repetir_vista(partial(datos.serie_con_unidad, serie, indicador, nombre), "serie", codigo),
        fuente_ids=fuente_ids,
        tema=str(indicador["nombre_corto"]),
        clave="dat_serie",
        filtros={"lugar": nombre, "edicion": edicion},
        todo=lambda: traer(preguntas.todo, codigo, edicion),
    )
    bajar_indicador(codigo, territorio, edicion)

    # 3. Definición y qué saber antes de usarlo
    st.header("Cómo se mide", anchor="definicion")
    repetir_vista(partial(fichas.definicion, indicador, ediciones), "definicion", codigo)
    st.header("Qué saber antes de usarlo", anchor="advertencias")
    repetir(partial(fichas.advertencias, indicador, quiebres), "advertencias", codigo)

    # 4. Con qué leerlo
    izquierda, derecha = st.columns(2)
    with izquierda:
        st.header("Indicadores relacionados", anchor="relacionados")
        repetir(partial(fichas.relacionados, indicador, catalogo), "relacionados", codigo)
    with derecha:
        st.header("En los planes", anchor="planes")
        repetir(partial(fichas.de_resultado, codigo), "en los planes", codigo)

    # 5. Fuentes
    st.header("Fuentes y cómo citarlas", anchor="fuentes")
    repetir_vista(partial(fichas.citas, indicador, ediciones), "citas", codigo)
    enlace("Volver al catálogo", "datos", {}, icono=":material/arrow_back:")


pedido = st.query_params.get("indicador")
if constructor.se_pide_tabla():
    constructor.ficha_de_tabla()
elif pedido in nombres:
    mostrar_ficha(catalogo.set_index("indicador_id", drop=False).loc[pedido])
else:
    st.title("¿Qué mide cada indicador y de dónde sale?")
    if filtros.elegir_seccion(datos.SECCIONES, clave="dat_seccion") == "tablas":
        constructor.catalogo_de_tablas()
    else:
        mostrar_catalogo()
