"""La sección del registro mercantil en Tejido empresarial: una parte a la vez, con sus filtros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from tablero import componentes, filtros
from tablero import registro_mercantil as registro
from tablero.cache import traer
from tablero.consultas import registro_mercantil as preguntas


def registro_mercantil(tema: str) -> None:
    """Lo contado en la última edición del RUES; sin ninguna, cómo se carga, en una línea."""
    edicion = traer(preguntas.edicion)
    if edicion.empty:
        st.caption(registro.SIN_EDICION)
        return
    _partes(str(edicion["fuente_id"].iloc[0]), str(edicion["ultimo_dato"].iloc[0]), tema)


@st.fragment
def _partes(fuente: str, corte: str, tema: str) -> None:
    """Con sus filtros: al cambiarlos, el resto de la página no se rehace."""
    parte = filtros.elegir_una("Qué ver", registro.PARTES, clave="reg_parte", defecto="serie")
    mostrar = {
        "serie": _serie,
        "reparto": _reparto,
        "supervivencia": _supervivencia,
        "incrementos": _incrementos,
    }
    mostrar[parte](fuente, corte, tema)


def _elegir_medida() -> str:
    medidas = {clave: medida.nombre for clave, medida in registro.MEDIDAS.items()}
    return filtros.elegir_una("Medida", medidas, clave="reg_medida", defecto="matriculas")


def _elegir_categoria(rotulo: str, opciones: Mapping[str, str], clave: str) -> tuple[str, str, str]:
    elegida = filtros.elegir_de_lista(rotulo, opciones, clave=clave, defecto=registro.TODAS)
    nivel, _, categoria = elegida.partition(":")
    return nivel, categoria, opciones[elegida]


@contextmanager
def _con_lectura(frases: Sequence[str], como_leer: str) -> Iterator[None]:
    """El dibujo a la izquierda y, al lado, lo mismo en palabras."""
    grafico, lectura = st.columns([3, 2])
    with lectura:
        if frases:
            st.subheader("En palabras", anchor=False)
            st.markdown("\n".join(f"- {frase}" for frase in frases))
        st.caption(como_leer)
    with grafico:
        yield


def _serie(fuente: str, corte: str, tema: str) -> None:
    que, donde = st.columns(2)
    with que:
        medida = _elegir_medida()
    with donde:
        lugar = filtros.elegir_una(
            "Dónde", registro.LUGARES, clave="reg_lugar", defecto=registro.LAS_TRES
        )
    nivel, categoria, rotulo = registro.SIN_ABRIR
    if lugar != registro.PAIS:
        opciones = registro.categorias_para_elegir(traer(preguntas.categorias, fuente))
        nivel, categoria, rotulo = _elegir_categoria(
            "Sección, forma o tamaño", opciones, "reg_categoria"
        )
    tabla = traer(preguntas.serie, fuente, registro.lugares_de(lugar), nivel, categoria)
    depuraciones = traer(preguntas.depuraciones)
    fuentes = _fuentes(fuente, depuraciones)
    pie = componentes.titulos_de_fuentes(fuentes)
    frases = registro.lectura_de_la_serie(tabla, medida, depuraciones)
    with _con_lectura(frases, registro.COMO_LEER_DEPURACIONES):
        componentes.vista(
            registro.dibujos_de_la_serie(tabla, medida, rotulo, depuraciones, corte, pie, tema),
            tabla,
            fuente_ids=fuentes,
            tema="registro mercantil por cámara y año",
            clave="reg_serie",
            filtros={"lugar": registro.LUGARES[lugar], "categoria": rotulo},
        )


def _reparto(fuente: str, corte: str, tema: str) -> None:
    aperturas = registro.aperturas_para_elegir(traer(preguntas.categorias, fuente))
    camara, apertura = next(iter(registro.UNA_CAMARA)), next(iter(aperturas))
    # Los anchos son los de sus botones: así ninguno baja de línea en un computador.
    que, donde, por = st.columns([46, 24, 31])
    with que:
        medida = _elegir_medida()
    with donde:
        camara = filtros.elegir_una(
            "Cámara", registro.UNA_CAMARA, clave="reg_camara", defecto=camara
        )
    with por:
        apertura = filtros.elegir_una(
            "Abrir por", aperturas, clave="reg_apertura", defecto=apertura
        )
    serie = traer(preguntas.serie, fuente, (camara,), *registro.SIN_ABRIR[:2])
    anios = registro.anios_para_elegir(serie)
    anio = filtros.elegir_de_lista("Año", anios, clave="reg_anio", defecto=next(iter(anios)))
    tabla = traer(preguntas.reparto, fuente, camara, apertura, int(anio))
    pie = componentes.titulos_de_fuentes((fuente,))
    frases = registro.lectura_del_reparto(tabla, medida, serie)
    with _con_lectura(frases, registro.COMO_LEER_CATEGORIAS):
        componentes.vista(
            registro.dibujos_del_reparto(tabla, medida, apertura, corte, pie, tema),
            tabla,
            fuente_ids=(fuente,),
            tema="registro mercantil por categoría",
            clave="reg_reparto",
            filtros={"camara": camara, "apertura": registro.APERTURAS[apertura], "anio": anio},
        )


def _supervivencia(fuente: str, corte: str, tema: str) -> None:
    lugar, tasa = next(iter(registro.UN_LUGAR)), next(iter(registro.TASAS))
    donde, segun = st.columns(2)
    with donde:
        lugar = filtros.elegir_una("Lugar", registro.UN_LUGAR, clave="reg_donde", defecto=lugar)
    with segun:
        tasa = filtros.elegir_una(
            "Supervivencia según", registro.TASAS, clave="reg_tasa", defecto=tasa
        )
    nivel, categoria, rotulo = registro.SIN_ABRIR
    if lugar != registro.PAIS:
        opciones = registro.categorias_para_elegir(
            traer(preguntas.categorias, fuente), ("seccion", "forma")
        )
        nivel, categoria, rotulo = _elegir_categoria(
            "Sección o forma", opciones, "reg_categoria_de_vida"
        )
    del_pais = traer(preguntas.supervivencia, fuente, registro.PAIS, *registro.SIN_ABRIR[:2])
    elegidas = filtros.elegir_varias(
        "Año de matrícula",
        registro.cohortes_para_elegir(del_pais),
        clave="reg_cohortes",
        maximo=registro.MAXIMO_DE_COHORTES,
        vacio="Elija hasta cinco cohortes",
        defecto=registro.cohortes_de_entrada(del_pais),
    )
    pregunta = (preguntas.supervivencia, fuente, lugar, nivel, categoria)
    if not elegidas:
        st.info("Elija al menos un año de matrícula.", icon=":material/filter_alt_off:")
        return
    tabla = traer(*pregunta, tuple(int(cohorte) for cohorte in elegidas))
    depuraciones = traer(preguntas.depuraciones)
    fuentes = _fuentes(fuente, depuraciones)
    pie = componentes.titulos_de_fuentes(fuentes)
    frases = registro.lectura_de_supervivencia(tabla, depuraciones)
    with _con_lectura(frases, registro.COMO_LEER_SUPERVIVENCIA):
        componentes.vista(
            registro.dibujos_de_supervivencia(tabla, tasa, rotulo, corte, pie, tema, depuraciones),
            tabla,
            fuente_ids=fuentes,
            tema="supervivencia de las matrículas",
            clave="reg_supervivencia",
            filtros={"lugar": lugar, "categoria": rotulo, "cohorte": elegidas},
            todo=lambda: traer(*pregunta),
        )


def _incrementos(fuente: str, corte: str, tema: str) -> None:
    tabla = traer(preguntas.incrementos, fuente, False)
    fuentes = (fuente, registro.INFORME)
    pie = componentes.titulos_de_fuentes(fuentes)
    frases = registro.lectura_de_la_comparacion(tabla)
    with _con_lectura(frases, registro.COMO_LEER_INCREMENTOS):
        componentes.vista(
            registro.dibujos_de_la_comparacion(tabla, corte, pie, tema),
            tabla,
            fuente_ids=fuentes,
            tema="incrementos contados y del informe",
            clave="reg_incrementos",
            todo=lambda: traer(preguntas.incrementos, fuente, True),
        )


def _fuentes(fuente: str, depuraciones: pd.DataFrame) -> tuple[str, ...]:
    """La edición y quien declara las depuraciones que se marcan."""
    return tuple(dict.fromkeys((fuente, *depuraciones["fuente_id"])))
