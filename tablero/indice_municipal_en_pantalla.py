"""Los controles de la página Índice municipal: editar la declaración, cargarla y exportarla.

Lo que se mueve va en la dirección. Lo que se carga (una declaración o series propias) es de la
sesión: no va en la dirección, y sus filtros llevan otro nombre para no pisar los del tablero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from pipelines.errores import ErrorDeDeclaracion, ErrorDelTablero
from tablero import filtros, indice_municipal
from tablero.cache import preparar_una_vez, repetir, traer
from tablero.carga import Carga
from tablero.componentes import buscar_fuentes, como_cargar, mostrar_error, plano
from tablero.consultas import indice_municipal as preguntas
from tablero.formato import cantidad
from tablero.indices.municipal import (
    Agregada,
    Municipal,
    Serie,
    agregar,
    candidatas,
    del_tablero,
    escribir,
    leer,
    puntos_de,
)
from tablero.indices.municipal_calculo import Resultado, calcular, rangos
from tablero.indices.municipal_plantilla import COLUMNAS, leer_plantilla, plantilla

_CARGADA, _HUELLA, _VUELTA = "icm_cargada", "icm_huella", "icm_vuelta"
_MEGABYTES = 1
_DE_SU_DIMENSION = "dimension"
_ENCABEZADO = (
    "# Ejercicio con los datos que hay: no es el índice publicado de la región.\n"
    "# Se vuelve a cargar en la página Índice municipal. En las series de los marts sólo se puede\n"
    "# cambiar la transformación; los valores de las propias van aquí.\n"
)
_PASOS = (
    "Baje la plantilla y llene una fila por municipio e indicador; borre las que no use.",
    "Guárdela como «CSV UTF-8». Con «;» de separador, el decimal es la coma.",
    "Súbala aquí: sus indicadores entran en el pilar que dice cada fila.",
    "Exporte la declaración para conservarlos: lo cargado se pierde al cerrar la pestaña.",
)


@dataclass(frozen=True)
class _Cargada:
    """Una declaración de la sesión. No es un valor de filtro: de ella sólo cuenta su huella."""

    municipal: Municipal
    de_donde: str


def base_de_la_sesion() -> Municipal:
    """La declaración cargada en esta sesión o, si no hay, la del tablero."""
    cargada = st.session_state.get(_CARGADA)
    base = cargada.municipal if isinstance(cargada, _Cargada) else del_tablero()
    # Es lo que distingue, en lo ya armado, una declaración de otra.
    st.session_state[_HUELLA] = base.huella
    return base


def elegir_resultado() -> Resultado | None:
    """El índice con lo que se mueva en «Editar el índice»; si no se puede, dice por qué."""
    base = base_de_la_sesion()
    series = preparar_una_vez(_candidatas)
    # Los filtros de una declaración cargada no son los del tablero: otra clave y otra dirección.
    prefijo = "icm" if base == del_tablero() else f"icm{base.huella[:6]}"
    if base != del_tablero():
        st.info(
            f"Se calcula con «{plano(base.declaracion.nombre)}», cargada en esta sesión. La "
            "dirección no la lleva: para compartirla, exporte la declaración.",
            icon=":material/upload_file:",
        )
    with st.expander("Editar el índice: pilares, pesos y sentidos", icon=":material/tune:"):
        st.caption(
            "Un peso en cero deja el pilar fuera; los demás se reparten en proporción. Mover los "
            "pesos no descubre nada: muestra cuánto depende el puesto de ellos."
        )
        puntos, dentro = _pilares(base, prefijo)
        agregadas, en_pilar = _de_terridata(base, series, prefijo)
        inversos = _sentidos(base, agregadas, prefijo)
        filtros.boton_de_volver(
            "Volver a lo declarado", _de_partida(base, prefijo), f"{prefijo}_volver"
        )
    nuevas = tuple(
        Agregada(
            serie,
            serie.dimension if en_pilar == _DE_SU_DIMENSION else en_pilar,
            serie.codigo in inversos,
        )
        for serie in agregadas
    )
    hacer = partial(
        indice_municipal.armar, base, puntos, dentro, inversos, nuevas,
        traer(preguntas.valores, indice_municipal.CAPITAL), traer(preguntas.terridata),
    )  # fmt: skip
    llave = (base.huella, sorted(puntos.items()), sorted(dentro.items()), sorted(inversos))
    try:
        return repetir(
            hacer, "índice municipal", *llave, [(n.serie.codigo, n.pilar) for n in nuevas]
        )
    except ErrorDelTablero as error:
        mostrar_error(error, "No se puede calcular con lo elegido")
        return None


def rangos_de(resultado: Resultado) -> pd.DataFrame:
    """Los sorteos de una declaración, que son los mismos para todos los municipios."""
    return repetir(
        partial(rangos, resultado), "sorteos del índice municipal", resultado.municipal.huella
    )


def escalafon_de(resultado: Resultado) -> pd.DataFrame:
    """La tabla de los 40, que es la misma para todos los municipios."""
    return repetir(
        partial(indice_municipal.tabla_de_escalafon, resultado),
        "escalafón del índice municipal", resultado.municipal.huella,
    )  # fmt: skip


def titulos_solos(fuente_ids: Sequence[str]) -> list[str]:
    """El título de cada fuente, sin su productor: en una celda no cabe más."""
    return [str(fuente["titulo"]) for fuente in buscar_fuentes(fuente_ids)]


def _candidatas() -> dict[str, Serie]:
    return candidatas(traer(preguntas.terridata))


def _pilares(base: Municipal, prefijo: str) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    puntos, dentro = {}, {}
    iniciales = puntos_de(base)
    for pilar in base.pilares:
        peso, cuales = st.columns([2, 3])
        with peso:
            puntos[pilar.codigo] = filtros.elegir_peso(
                pilar.nombre, iniciales[pilar.codigo], clave=f"{prefijo}_peso_{pilar.codigo}"
            )
        with cuales:
            dentro[pilar.codigo] = filtros.marcar_varias(
                f"Indicadores de {pilar.nombre}",
                {hoja.codigo: base.series[hoja.codigo].nombre for hoja in pilar.ofrecidos},
                clave=f"{prefijo}_{pilar.codigo}",
                defecto=pilar.dentro,
            )
    return puntos, dentro


def _de_terridata(
    base: Municipal, series: Mapping[str, Serie], prefijo: str
) -> tuple[list[Serie], str]:
    libres = {codigo: serie for codigo, serie in series.items() if codigo not in base.series}
    if not libres:
        st.caption(indice_municipal.SIN_TERRIDATA)
        return [], _DE_SU_DIMENSION
    cuales, donde = st.columns([3, 2])
    with cuales:
        codigos = filtros.elegir_varias(
            "Series municipales de TerriData",
            {c: indice_municipal.rotulo_de_terridata(serie) for c, serie in libres.items()},
            clave=f"{prefijo}_terridata",
            maximo=12,
            vacio="Ninguna",
        )
    with donde:
        pilares = {_DE_SU_DIMENSION: "El de su dimensión en TerriData"}
        pilar = filtros.elegir_de_lista(
            "En qué pilar entran",
            pilares | {p.codigo: p.nombre for p in base.pilares},
            clave=f"{prefijo}_terridata_en",
            defecto=_DE_SU_DIMENSION,
        )
    return [libres[codigo] for codigo in codigos], pilar


def _sentidos(base: Municipal, agregadas: Sequence[Serie], prefijo: str) -> tuple[str, ...]:
    hojas = [hoja for pilar in base.pilares for hoja in pilar.ofrecidos]
    nombres = {hoja.codigo: base.series[hoja.codigo].nombre for hoja in hojas}
    nombres |= {serie.codigo: serie.nombre for serie in agregadas}
    return filtros.elegir_varias(
        "Menos es mejor en",
        nombres,
        clave=f"{prefijo}_menos",
        maximo=len(nombres),
        vacio="Ninguno: en todos más es mejor",
        defecto=[hoja.codigo for hoja in hojas if hoja.inverso],
    )


def _de_partida(base: Municipal, prefijo: str) -> dict[str, object]:
    """Cada filtro del editor con lo que la declaración dice."""
    iniciales = puntos_de(base)
    hojas = [hoja for pilar in base.pilares for hoja in pilar.ofrecidos]
    return {
        **{f"{prefijo}_peso_{p.codigo}": iniciales[p.codigo] for p in base.pilares},
        **{f"{prefijo}_{p.codigo}": list(p.dentro) for p in base.pilares},
        f"{prefijo}_menos": [hoja.codigo for hoja in hojas if hoja.inverso],
    }


# ── Exportar y cargar ──────────────────────────────────────────────────────────────────────────


def exportar_y_cargar(resultado: Resultado, nombres: Mapping[str, str]) -> None:
    """El botón que baja la declaración como está y los que cargan otra o series propias."""
    st.subheader("Exportar y cargar la declaración", anchor="exportar")
    st.markdown(
        "El archivo dice pilares, indicadores, sentidos, normalización, pesos y fuentes. Una mesa "
        "metodológica puede cambiarlo, volver a cargarlo y adoptarlo."
    )
    st.download_button(
        "Exportar la declaración",
        data=partial(archivo_de, resultado.municipal),
        file_name="indice-municipal.yml",
        mime="text/yaml",
        icon=":material/download:",
        key="icm_exportar",
        on_click="ignore",
    )
    base = base_de_la_sesion()
    if base != del_tablero():
        st.button(
            "Volver a la declaración del tablero",
            icon=":material/restart_alt:",
            key="icm_quitar",
            on_click=partial(_poner, None),
        )
    declaracion, propias = st.columns(2)
    vuelta = st.session_state.get(_VUELTA, 0)
    with declaracion:
        _subir(
            "Cargar una declaración (.yml)", ["yml", "yaml"], f"icm_subir_{vuelta}",
            partial(_leer_declaracion, municipios=nombres),
        )  # fmt: skip
    with propias:
        _subir(
            "Agregar series propias (plantilla .csv)", ["csv"], f"icm_series_{vuelta}",
            partial(_leer_series, base=base, municipios=nombres),
        )  # fmt: skip
    st.caption(
        "Lo que se carga no se publica y se olvida al cerrar la pestaña. No suba datos personales: "
        "al bajar una vista, una copia de sus cifras queda en el registro de vistas del tablero."
    )
    como_cargar(
        Carga(
            "series-municipales.csv",
            plantilla(indice_municipal.nombres_en_orden(nombres)),
            COLUMNAS,
            _PASOS,
        ),
        "icm",
    )


def archivo_de(municipal: Municipal) -> bytes:
    """La declaración como se baja."""
    return (_ENCABEZADO + escribir(municipal)).encode()


def _leer_declaracion(contenido: bytes, municipios: Mapping[str, str]) -> Municipal:
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ErrorDeDeclaracion(
            que="El archivo no está en UTF-8.", donde="la declaración cargada",
            esperado="texto UTF-8", hacer="Guárdelo de nuevo como UTF-8.",
        ) from error  # fmt: skip
    return leer(texto, "la declaración cargada", municipios)


def _leer_series(contenido: bytes, base: Municipal, municipios: Mapping[str, str]) -> Municipal:
    return agregar(base, leer_plantilla(contenido, municipios))


def _subir(
    rotulo: str, extensiones: Sequence[str], clave: str, leer_archivo: Callable[[bytes], Municipal]
) -> None:
    subido = st.file_uploader(rotulo, type=list(extensiones), key=clave, max_upload_size=_MEGABYTES)
    if subido is None:
        return
    try:
        nueva = leer_archivo(subido.getvalue())
        calculada = calcular(
            nueva,
            traer(preguntas.valores, indice_municipal.CAPITAL),
            traer(preguntas.terridata),
        )
    except ErrorDelTablero as error:
        mostrar_error(error, "No se pudo cargar el archivo")
        return
    _poner(_Cargada(nueva, subido.name))
    cuantos = cantidad(len(calculada.municipal.hojas), "indicador", "indicadores")
    st.toast(f"Cargado: {subido.name}, {cuantos}", icon=":material/upload_file:")
    st.rerun()


def _poner(cargada: _Cargada | None) -> None:
    """Cambia la declaración de la sesión y vacía las cajas de carga."""
    st.session_state.pop(_CARGADA, None)
    if cargada is not None:
        st.session_state[_CARGADA] = cargada
    st.session_state[_VUELTA] = st.session_state.get(_VUELTA, 0) + 1
