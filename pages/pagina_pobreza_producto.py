"""Pobreza y producto: ¿cuánto pesa y crece el PIB por persona, y cómo va la pobreza?"""

from functools import partial
from typing import Any

import streamlit as st

from tablero import componentes, consultas, economia
from tablero.cache import capa, repetir, repetir_vista, traer
from tablero.componentes import decir, descargas, mostrar_tabla, plano
from tablero.consultas import economia as preguntas
from tablero.economia import MEDIDAS, POBREZA, PRODUCTO, Medida, Mirada
from tablero.filtros import elegir_de_lista, elegir_eventos, elegir_una, elegir_varias
from tablero.territorio import TERRITORIO


def pedir(medida: Medida, edicion: str, codigos: tuple[str, ...] = ()) -> Any:
    """Una medida, en la edición elegida si es del PIB; sin códigos, la de todos."""
    del_pib = () if medida.es_pobreza else (edicion,)
    pregunta = preguntas.producto if del_pib else preguntas.pobreza
    return traer(pregunta, medida.indicador_id, *del_pib, codigos)


def mostrar(medida: Medida, datos: Any, figuras: dict[str, Any], clave: str, quien: Mirada) -> None:
    """Las figuras de unos datos y su tabla, con la descarga de lo que se ve y de todo."""
    suyas = repetir_vista(partial(economia.fuentes_de, datos, medida, quien.edicion), "de", clave)
    mira = quien.con(componentes.titulos_de_fuentes(suyas), quien.eventos)
    componentes.vista(
        {nombre: partial(figura, mira=mira) for nombre, figura in figuras.items()},
        repetir_vista(partial(economia.a_la_vista, datos, medida, quien.codigos), "datos", clave),
        fuente_ids=suyas,
        tema=medida.archivo,
        clave=clave,
        filtros={"departamento": quien.nombre},
        todo=lambda: economia.a_la_vista(pedir(medida, quien.edicion), medida),
    )


def en_el_tiempo(medidas: dict[str, Medida], clave: str, quien: Mirada) -> None:
    """La medida que se elija, del territorio, el país y los pares."""
    rotulos = {m.indicador_id: m.rotulo for m in medidas.values()}
    medida = medidas[elegir_una("Medida", rotulos, clave=clave, defecto=next(iter(medidas)))]
    datos = pedir(medida, quien.edicion, quien.codigos)
    por_que = partial(economia.explicar_vacio, datos, medida, quien, quien.edicion)
    if aviso := repetir_vista(por_que, "vacio", clave):
        st.info(aviso, icon=":material/visibility_off:")
    if datos[medida.columna].notna().any():
        quiebres = traer(consultas.quiebres, medida.indicador_id)
        grafico = partial(economia.figura_en_el_tiempo, datos, medida, quiebres)
        mostrar(medida, datos, {"Gráfico": grafico}, clave, quien)


def entre_los_departamentos(quien: Mirada) -> None:
    """Un año o, uno por uno, todos los años."""
    que_indicador, que_corte, que_detalle = st.columns(3)
    with que_indicador:
        elegido = elegir_de_lista(
            "Indicador", economia.INDICADORES, clave="eco_indicador", defecto="pobreza_monetaria"
        )
    with que_corte:
        corte = elegir_una("Mostrar", economia.CORTES, clave="eco_corte", defecto="anio")
    medida, todos = MEDIDAS[elegido], pedir(MEDIDAS[elegido], quien.edicion)
    if corte != "anio":
        with que_detalle:
            escala = elegir_una("Escala", economia.ESCALAS, clave="eco_escala", defecto="comun")
        datos, quiebres = economia.oficiales(todos), traer(consultas.quiebres, elegido)
        cuadros = partial(economia.figura_de_multiplos, datos, medida, quiebres, escala == "comun")
        mostrar(medida, datos, {"Cuadros": cuadros}, "eco_cuadros", quien)
        return
    with que_detalle:
        pedido = elegir_de_lista("Año", economia.ANIOS, clave="eco_anio", defecto=economia.ULTIMO)
    anio = repetir_vista(partial(economia.anio_pedido, todos, pedido), "anio", "eco_anual")
    if anio is None:
        aviso = economia.explicar_anio(todos, medida, pedido, quien.edicion)
        st.info(aviso, icon=":material/event_busy:")
        return
    propios = (*repetir_vista(partial(economia.del_anio, todos, anio), "del año", "eco"), medida)
    izquierda, derecha = st.columns([3, 2], gap="large")
    with izquierda:
        tira = partial(economia.figura_de_tira, *propios)
        mapa = partial(economia.figura_de_mapa, capa("departamentos"), *propios)
        mostrar(medida, propios[0], {"Tira": tira, "Mapa": mapa}, "eco_anual", quien)
    with derecha:
        st.subheader(f"Los elegidos, en {anio}", anchor=False)
        mostrar_tabla(repetir_vista(partial(economia.comparados, *propios, quien), "eco_elegidos"))


def dos_ediciones(quien: Mirada) -> None:
    """Lo que cambia de una edición del PIB a otra."""
    st.header("Dos ediciones del PIB, lado a lado", anchor="ediciones")
    revisar = partial(economia.con_revision, traer(preguntas.ediciones, quien.codigo))
    ediciones = repetir(revisar, "revision", quien.codigo)
    comunes = economia.anios_comunes(ediciones)
    comun = elegir_de_lista("Año", comunes, clave="eco_anio_comun", defecto=next(iter(comunes)))
    hallar = partial(economia.hallazgo_de_ediciones, ediciones, int(comun), quien.nombre)
    st.markdown(plano(repetir_vista(hallar, "hallazgo", "eco_ediciones")))
    mostrar_tabla(economia.tabla_de_ediciones(ediciones, int(comun)))
    st.caption(economia.NOTA_DE_EDICIONES)
    with st.expander("Bajar todos los años que traen las dos", icon=":material/download:"):
        descargas(ediciones, economia.LAS_DOS_EDICIONES, "dos ediciones del pib", "eco_ediciones")


@st.fragment
def lo_elegido() -> None:
    """Los filtros y lo que depende de ellos: al cambiarlos, el resto de la página no se rehace."""
    # 1. Pregunta y filtros
    titulo = st.container()
    quien_es, con_quien, que_edicion = st.columns([3, 4, 3])
    with quien_es:
        lugar = elegir_de_lista("Departamento", nombres, clave="eco_territorio", defecto=TERRITORIO)
    with con_quien:
        pares = elegir_varias(
            "Comparar con Colombia y con", nombres, clave="eco_pares", **economia.LIMITE_DE_PARES
        )
    with que_edicion:
        edicion = elegir_una("Edición del PIB", clave="eco_edicion", **economia.EDICION_ELEGIBLE)
    titulo.title(economia.pregunta(nombres[lugar]))
    quien = economia.mirar(lugar, nombres, pares, edicion, componentes.tema_actual())

    # 2. El hallazgo
    series = [pedir(MEDIDAS[medida], edicion, quien.codigos) for medida in economia.DEL_HALLAZGO]
    decir("eco_hallazgos", lambda: map(plano, economia.hallazgos(series, quien, edicion)))
    quien = quien.con((), traer(consultas.eventos) if elegir_eventos() else None)

    # 3. En el tiempo, con el país y los pares
    izquierda, derecha = st.columns(2, gap="large")
    with izquierda:
        st.header("El producto", anchor="producto")
        en_el_tiempo(PRODUCTO, "eco_producto", quien)
    with derecha:
        st.header("La pobreza", anchor="pobreza")
        en_el_tiempo(POBREZA, "eco_pobreza", quien)

    # 4. Entre los departamentos, y entre las dos ediciones del PIB
    st.header("Entre los departamentos", anchor="departamentos")
    entre_los_departamentos(quien)
    dos_ediciones(quien)


territorios = traer(preguntas.territorios)
nombres = dict(zip(territorios["cod_departamento"], territorios["departamento"], strict=True))
lo_elegido()

# 5. Cuánto vale la línea de pobreza
st.header("Cuánto vale la línea de pobreza", anchor="lineas")
lineas = traer(preguntas.lineas)
mostrar_tabla(economia.tabla_de_lineas(lineas), economia.CIFRAS_DE_LINEAS)
st.caption("  \n".join(plano(nota) for nota in lineas["nota"]))
with st.expander("Bajar las líneas de pobreza", icon=":material/download:"):
    descargas(lineas, lineas["fuente_id"].unique(), "lineas de pobreza", "eco_lineas")

# 6. Qué saber antes de usarlo, y fuentes
st.header("Qué saber antes de usarlo", anchor="saber")
st.markdown("\n".join(f"- {plano(texto)}" for texto in economia.que_saber(territorios)))
st.markdown("**Dónde se corta la serie de pobreza monetaria y extrema**")
mostrar_tabla(economia.tabla_de_quiebres(traer(consultas.quiebres, "pobreza_monetaria")))
componentes.contradicciones_de(economia.CONTRADICCIONES)
st.header("Fuentes", anchor="fuentes")
componentes.frescura_de(economia.FUENTES)
