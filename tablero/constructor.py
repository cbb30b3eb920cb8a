"""La sección Tablas de la página Datos: el catálogo, la ficha de una tabla y su constructor.

Lo elegido vive en la dirección y en ningún otro lugar: cada caja se llena con lo que ella dice y,
al cambiar, la reescribe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import IO, Any

import streamlit as st

from tablero import consultas, tablas
from tablero.api.catalogo import ORDENABLES, Columna, Mart, corte
from tablero.api.descripcion import corte_de
from tablero.api.errores import ConsultaInvalida
from tablero.api.filtros_de_mart import Filtro, Pedido, parametro_de
from tablero.api.formatos import FORMATOS, Seleccion
from tablero.api.lectura import seleccionar
from tablero.cache import capa, marts_abiertos, preparar_una_vez, repetir, traer
from tablero.componentes import (
    Avisar,
    armar_y_guardar,
    compartir,
    en_filas,
    fichas,
    mostrar_tabla,
    plano,
    raiz_de_este_servidor,
    servidor,
)
from tablero.conexion import Lectura
from tablero.consultas import datos as preguntas
from tablero.diccionario import formatear_columna
from tablero.exportar import nombre_de_archivo
from tablero.filtros import escribir_texto
from tablero.formato import cantidad, entero, periodo
from tablero.marco import enlace

_AVISO = "tab_aviso"
_PUESTAS = "tab_puestas"
_LUGARES = ("cod_departamento", "divipola", "divipola_a", "divipola_b", "territorio")
_MAXIMO_DE_ORDEN = 3
_MAXIMO_DE_AVISOS = 5


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def catalogo_de_tablas() -> None:
    """Todas las tablas, con su grano y su tamaño; cada una abre su ficha."""
    catalogo = marts_abiertos().catalogo
    st.markdown(plano(tablas.apertura(catalogo)))
    _enlace_a_la_api()
    texto = escribir_texto(
        "Buscar una tabla o una columna", clave="dat_tabla_texto", vacio="puesto, inversión, pib…"
    )
    hallados = tablas.grupos(catalogo, texto)
    if not hallados:
        st.info(
            "Ninguna tabla se parece a eso. Pruebe con otra palabra.", icon=":material/search_off:"
        )
    for titulo, marts in hallados.items():
        st.header(f"{titulo} ({len(marts)})", anchor=False)
        en_filas(marts, _renglon, por_fila=2)
    st.header("Todas a la vez", anchor="todas")
    st.markdown(
        "Un ZIP con cada tabla en CSV internacional, `datapackage.json` (columnas, unidades y "
        "fuentes) y un LEAME con las citas."
    )
    _bajar_el_conjunto()


def _renglon(mart: Mart) -> None:
    reglas = cantidad(len(tablas.comprobaciones(mart)), "comprobación", "comprobaciones")
    with st.container(border=True, gap="small", height="stretch", key=f"tabla_{mart.nombre}"):
        enlace(f"**{plano(mart.nombre)}**", "datos", {tablas.PARAMETRO: mart.nombre})
        st.markdown(
            f"{plano(mart.descripcion)}  \n:small[Cada fila: {plano(mart.grano)}. "
            f"{tablas.resumen(mart)}; pasa {reglas}; {_hasta_cuando(mart)}.]"
        )


def _hasta_cuando(mart: Mart) -> str:
    if not mart.filas:
        return "todavía no se ha cargado"
    return f"último dato: {periodo(corte(mart.fuentes))}"


def _enlace_a_la_api() -> None:
    raiz = raiz_de_este_servidor()
    st.markdown(
        "Las mismas tablas se traen a Excel, pandas, R o curl por la "
        f"[API de datos]({raiz}/api/); [datapackage.json]({raiz}/api/v1/datapackage.json) las "
        "describe todas."
    )


@st.fragment
def _bajar_el_conjunto() -> None:
    """Todas las tablas: en memoria nunca hay más que una parte de una."""
    abierto = marts_abiertos()
    catalogo = abierto.catalogo

    def escribir(archivo: IO[bytes], avisar: Avisar) -> None:
        tablas.escribir_conjunto(archivo, catalogo, Lectura(abierto.conexion), avisar)

    armar_y_guardar(
        "Armar el ZIP de todas",
        escribir,
        cantidad(len(catalogo.marts), "tabla", "tablas"),
        len(catalogo.marts),
        nombre_de_archivo("tablero_todas_las_tablas", {}, corte_de(catalogo), "zip"),
        "tab_zip",
    )


# ── Ficha de una tabla ─────────────────────────────────────────────────────────────────────────


def se_pide_tabla() -> bool:
    """Si la dirección pide una tabla que existe. La que no existe se avisa, con sus parecidas."""
    pedida = st.query_params.get(tablas.PARAMETRO)
    catalogo = marts_abiertos().catalogo
    if pedida is None or pedida in catalogo.marts:
        return pedida is not None
    st.warning(
        f"La dirección pide {tablas.PARAMETRO}={plano(pedida[:60])}, que no existe. Las más "
        f"parecidas: {plano(', '.join(tablas.tablas_parecidas(catalogo, pedida)))}.",
        icon=":material/link_off:",
    )
    _enlace_al_catalogo()
    return False


def _enlace_al_catalogo() -> None:
    enlace("Todas las tablas", "datos", {"dat_seccion": "tablas"}, icono=":material/arrow_back:")


def ficha_de_tabla() -> None:
    """Qué trae una tabla, el constructor de filtros, las descargas, sus columnas y su calidad."""
    nombre = st.query_params[tablas.PARAMETRO]
    mart = marts_abiertos().catalogo.marts[nombre]
    pedido, errores = tablas.leer_direccion(
        mart, [(c, v) for c in st.query_params for v in st.query_params.get_all(c)]
    )
    seleccion = _seleccion(mart, pedido)
    st.title(f"Tabla {plano(nombre)}")
    st.markdown(
        f"{plano(mart.descripcion)} Cada fila: {plano(mart.grano)}. Tiene {tablas.resumen(mart)}; "
        f"{_hasta_cuando(mart)}."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        _enlace_al_catalogo()
        compartir(
            tablas.direccion_de_pagina(pedido, mart),
            tablas.cita(seleccion),
            de_la_api=tablas.direccion_de_api(pedido, mart),
        )
    if errores:
        frases = [plano(tablas.frase_de_error(error)) for error in errores[:_MAXIMO_DE_AVISOS]]
        if callados := len(errores) - len(frases):
            frases.append(f"Y {cantidad(callados, 'parte', 'partes')} más de la dirección.")
        st.warning("\n\n".join(frases), icon=":material/link_off:")
    if aviso := st.session_state.pop(_AVISO, ""):
        st.warning(plano(aviso), icon=":material/edit_off:")

    st.header("Elegir filas y columnas", anchor="elegir")
    _constructor(mart, pedido)
    _ver(mart, seleccion)

    st.header("Bajar", anchor="bajar")
    _bajar(mart, pedido, seleccion)
    _enlace_a_la_api()

    st.header(f"Las {len(mart.columnas)} columnas", anchor="columnas")
    st.caption(f"Clave: {plano(', '.join(mart.clave))}. La clave identifica cada fila.")
    with st.expander("Qué significa cada columna", icon=":material/menu_book:"):
        mostrar_tabla(tablas.tabla_de_columnas(mart))
    st.header("Calidad", anchor="calidad")
    repetir(partial(_calidad, mart), "calidad de la tabla", nombre)
    st.header("Fuentes y ediciones", anchor="fuentes")
    suyas = [fuente.fuente_id for fuente in mart.fuentes]
    with st.expander(
        f"Ver {cantidad(len(suyas), 'fuente y su cita', 'fuentes y sus citas')}",
        icon=":material/menu_book:",
    ):
        st.markdown(fichas(suyas))


def _calidad(mart: Mart) -> None:
    reglas = tablas.comprobaciones(mart)
    st.markdown(
        f"Pasa {cantidad(len(reglas), 'comprobación', 'comprobaciones')}. Se hacen en cada "
        "construcción y, si una falla, nada se publica:\n\n"
        + "\n".join(f"- {plano(regla)}" for regla in reglas)
    )
    hallazgos = marts_abiertos().catalogo.marts.get(f"{mart.nombre}_calidad")
    if hallazgos is not None:
        enlace(
            f"Ver lo que en ella no cuadra, falta o llama la atención ({entero(hallazgos.filas)})",
            "datos",
            {tablas.PARAMETRO: hallazgos.nombre},
        )
    contradicciones = traer(consultas.contradicciones)
    suyas = {fuente.fuente_id for fuente in mart.fuentes}
    if "fuente_id" in mart.nombres:
        tocan = contradicciones[["fuente_id_a", "fuente_id_b"]].isin(suyas).any(axis=1)
        if cuantas := int(tocan.sum()):
            st.markdown(
                f"Sus fuentes están en {cantidad(cuantas, 'contradicción', 'contradicciones')} "
                "entre dos fuentes o dos partes de un informe: se conservan las dos cifras."
            )
            enlace("Ver las contradicciones", "datos", {tablas.PARAMETRO: "contradicciones"})


# ── Constructor ────────────────────────────────────────────────────────────────────────────────


def _nombres_de_valores() -> dict[str, dict[str, str]]:
    """Cómo se llama cada código: columna → código → nombre."""
    lugares = traer(preguntas.lugares)
    parejas = zip(lugares["codigo"], lugares["nombre"], strict=True)
    # Una cámara se llama como su código.
    por_codigo = {codigo: nombre for codigo, nombre in parejas if codigo != nombre}
    indicadores = traer(preguntas.catalogo)
    cortos = dict(zip(indicadores["indicador_id"], indicadores["nombre_corto"], strict=True))
    return {
        **{columna: por_codigo for columna in _LUGARES},  # noqa: C420
        "indicador_id": cortos,
        "relacionado": cortos,
    }


def _nombrar(columna: str, valor: Any) -> str:
    """«54 · Norte de Santander», «2024», «sí»."""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, int):
        return str(valor) if columna.startswith("puesto") else formatear_columna(columna, valor)
    nombre = preparar_una_vez(_nombres_de_valores).get(columna, {}).get(str(valor))
    return f"{valor} · {nombre}" if nombre else str(valor)


def _caja(mart: Mart, que: str) -> str:
    return f"tab_{mart.nombre}_{que}"


def _constructor(mart: Mart, pedido: Pedido) -> None:
    anotar = partial(_anotar, mart)
    filtros = {filtro.columna: filtro for filtro in pedido.filtros}
    puestas = st.session_state.get(_PUESTAS, {}).get(mart.nombre, [])
    todas = [nombre for nombre in mart.nombres if nombre in filtros or nombre in puestas]
    rotulos = {c.nombre: f"{c.etiqueta} ({c.nombre})" for c in mart.columnas}
    izquierda, derecha = st.columns(2)
    with izquierda:
        _multiple(
            "Filtrar por", list(mart.nombres), todas, _caja(mart, "filtrar"), anotar,
            lambda nombre: rotulos[nombre], "Elija una columna",
        )  # fmt: skip
    with derecha:
        elegidas = [] if pedido.columnas == mart.nombres else list(pedido.columnas)
        _multiple(
            "Columnas", list(mart.nombres), elegidas, _caja(mart, "columnas"), anotar,
            lambda nombre: rotulos[nombre], f"Las {len(mart.columnas)}",
        )  # fmt: skip

    def condicion(columna: Columna) -> None:
        _condicion(mart, columna, filtros.get(columna.nombre, Filtro(columna.nombre)), anotar)

    # Las que se filtran por rango llevan más cajas: van solas en su fila.
    en_filas([c for c in map(mart.columna, todas) if c.tipo not in ORDENABLES], condicion, 2)
    en_filas([c for c in map(mart.columna, todas) if c.tipo in ORDENABLES], condicion, 1)
    criterios = {
        f"{signo}{nombre}": f"{rotulos[nombre]}, {como}"
        for nombre in mart.nombres
        for signo, como in (("", "de menor a mayor"), ("-", "de mayor a menor"))
    }
    _multiple(
        "Ordenar por",
        list(criterios),
        [f"{'-' if bajando else ''}{nombre}" for nombre, bajando in pedido.orden],
        _caja(mart, "orden"), anotar, lambda criterio: criterios[criterio],
        "La clave de la tabla", _MAXIMO_DE_ORDEN,
    )  # fmt: skip
    if todas or pedido != tablas.entero_pedido(mart):
        st.button(
            "Quitar todo",
            icon=":material/filter_alt_off:",
            type="tertiary",
            key=_caja(mart, "quitar"),
            on_click=partial(_quitar, mart),
        )


def _quitar(mart: Mart) -> None:
    st.session_state.pop(_PUESTAS, None)
    st.query_params.from_dict({tablas.PARAMETRO: mart.nombre})


def _multiple(
    rotulo: str,
    opciones: Sequence[Any],
    elegidas: Sequence[Any],
    caja: str,
    anotar: Callable[[], None],
    nombrar: Callable[[Any], str],
    vacio: str,
    maximo: int | None = None,
    *,
    se_escribe: bool = False,
) -> None:
    st.session_state[caja] = list(elegidas)
    st.multiselect(
        rotulo,
        opciones,
        format_func=nombrar,
        key=caja,
        on_change=anotar,
        placeholder=vacio,
        # Una dirección con más criterios que el máximo se respeta.
        max_selections=None if maximo is None else max(maximo, len(elegidas)),
        accept_new_options=se_escribe,
    )


def _condicion(mart: Mart, columna: Columna, filtro: Filtro, anotar: Callable[[], None]) -> None:
    """Lo que se le puede exigir a una columna según su tipo: valores, extremos, vacíos."""
    de_rango, con_valores = columna.tipo in ORDENABLES, columna.valores is not None
    por_valor = con_valores or columna.tipo in ("texto", "logico")
    anchos = [3] * por_valor + [1, 1] * de_rango + [2] * columna.vacios
    with st.container(border=True, key=_caja(mart, f"{columna.nombre}_fila")):
        lugares = iter(st.columns(anchos or [1], vertical_alignment="bottom"))
        if por_valor:
            with next(lugares):
                _valores(mart, columna, filtro, anotar)
        if de_rango:
            for extremo, valor in (("desde", filtro.desde), ("hasta", filtro.hasta)):
                caja = _caja(mart, f"{columna.nombre}_{extremo}")
                st.session_state[caja] = tablas.extremo_legible(columna, valor)
                with next(lugares):
                    st.text_input(
                        f"{columna.etiqueta}, {extremo}",
                        key=caja,
                        on_change=anotar,
                        placeholder="2024-12-31" if columna.tipo == "fecha" else "sin límite",
                        max_chars=40,
                    )
        if columna.vacios:
            caja = _caja(mart, f"{columna.nombre}_vacio")
            pedido = {None: "", True: "si", False: "no"}[filtro.vacio]
            st.session_state[caja] = pedido
            with next(lugares):
                st.selectbox(
                    f"{columna.etiqueta}, vacíos",
                    list(tablas.VACIO),
                    format_func=lambda cual: tablas.VACIO[cual],
                    key=caja,
                    on_change=anotar,
                )


def _valores(mart: Mart, columna: Columna, filtro: Filtro, anotar: Callable[[], None]) -> None:
    opciones: list[Any] = list(columna.valores or filtro.valores)
    if columna.tipo == "logico":
        opciones = [True, False]
    libre = columna.valores is None and columna.tipo == "texto"
    _multiple(
        f"{columna.etiqueta}, exactamente" if libre else columna.etiqueta,
        opciones,
        filtro.valores,
        _caja(mart, f"{columna.nombre}_es"),
        anotar,
        partial(_nombrar, columna.nombre),
        "Escriba el texto completo" if libre else "Cualquiera",
        se_escribe=libre,
    )


def _anotar(mart: Mart) -> None:
    """Lleva lo que dicen las cajas a la dirección. Lo que no se entiende se avisa."""
    estado = st.session_state
    pares: list[tuple[str, str]] = []
    if columnas := estado[_caja(mart, "columnas")]:
        pares.append(("columnas", ",".join(columnas)))
    puestas = list(estado[_caja(mart, "filtrar")])
    estado[_PUESTAS] = {**estado.get(_PUESTAS, {}), mart.nombre: puestas}
    for nombre in puestas:
        pares += _de_las_cajas(mart, mart.columna(nombre))
    if orden := estado[_caja(mart, "orden")]:
        pares.append(("orden", ",".join(orden)))
    pedido, errores = tablas.leer_direccion(mart, pares)
    if errores:
        estado[_AVISO] = " ".join([estado.get(_AVISO, ""), *(e.que for e in errores)]).strip()
    st.query_params.from_dict(tablas.dict_de_listas(tablas.a_direccion(pedido, mart)))


def _de_las_cajas(mart: Mart, columna: Columna) -> list[tuple[str, str]]:
    estado, nombre = st.session_state, columna.nombre
    pares = [
        (parametro_de(nombre), ("si" if valor else "no") if isinstance(valor, bool) else str(valor))
        for valor in estado.get(_caja(mart, f"{nombre}_es"), [])
    ]
    for extremo in ("desde", "hasta"):
        texto = str(estado.get(_caja(mart, f"{nombre}_{extremo}"), "")).strip()
        if not texto:
            continue
        try:
            pares.append((f"{nombre}.{extremo}", tablas.extremo_escrito(columna, texto)))
        except ConsultaInvalida as error:
            estado[_AVISO] = f"{estado.get(_AVISO, '')} {error.que} {error.hacer}".strip()
    if vacio := estado.get(_caja(mart, f"{nombre}_vacio"), ""):
        pares.append((f"{nombre}.vacio", str(vacio)))
    # Una columna que se llama como el parámetro de la página va con su prefijo.
    return [(f"f.{c}" if c == tablas.PARAMETRO else c, v) for c, v in pares]


# ── Muestra y descargas ────────────────────────────────────────────────────────────────────────


def _seleccion(mart: Mart, pedido: Pedido) -> Seleccion:
    """Las primeras filas, y cuántas son en total."""
    primeras = pedido.pagina(1, tablas.FILAS_DE_MUESTRA)
    return seleccionar(Lectura(marts_abiertos().conexion), mart, primeras, FORMATOS["json"])


def _ver(mart: Mart, seleccion: Seleccion) -> None:
    """Cuántas filas quedan y las primeras, como se leen."""
    total = seleccion.total
    en_palabras = tablas.filtros_en_palabras(seleccion.pedido, mart, _nombrar)
    st.markdown(
        f"**{entero(total)} de {cantidad(mart.filas, 'fila', 'filas')}**"
        + (f" · {plano(en_palabras)}" if en_palabras else "")
    )
    for aviso in seleccion.avisos:
        st.caption(plano(aviso))
    if not total:
        st.info(
            "Ninguna fila cumple todo lo pedido. Quite un filtro o amplíe un límite."
            if mart.filas
            else tablas.como_se_carga(mart),
            icon=":material/filter_alt_off:",
        )
        return
    datos = tablas.muestra(seleccion)
    if total > len(datos):
        st.caption(f"Se muestran las primeras {len(datos)}; al bajar van todas.")
    with st.container(key="tab_muestra"):
        st.dataframe(
            datos,
            hide_index=True,
            alt=f"Las primeras {len(datos)} filas de {mart.nombre} con los filtros elegidos.",
            key=_caja(mart, "muestra"),
            column_config={
                columna.nombre: st.column_config.TextColumn(
                    tablas.encabezado(columna),
                    help=columna.descripcion,
                    alignment="right" if columna.tipo in ("entero", "numero") else "left",
                )
                for columna in seleccion.columnas
            },
        )


def _bajar(mart: Mart, pedido: Pedido, seleccion: Seleccion) -> None:
    """Los botones de cada formato, de lo filtrado o de todo. Nada se arma sin pulsarlos."""
    completa = tablas.entero_pedido(mart)
    opciones = {
        "filtro": f"Lo elegido ({cantidad(seleccion.total, 'fila', 'filas')})",
        "todo": f"Toda la tabla ({cantidad(mart.filas, 'fila', 'filas')})",
    }
    cual = "todo"
    if pedido != completa:
        cual = st.segmented_control(
            "Qué bajar",
            list(opciones),
            default="filtro",
            required=True,
            format_func=lambda opcion: opciones[opcion],
            key=_caja(mart, "que_bajar"),
        )
    elegido, filas, ultimo = (
        (completa, mart.filas, corte(mart.fuentes))
        if cual == "todo"
        else (pedido, seleccion.total, seleccion.corte)
    )
    if not filas:
        st.caption("No hay filas que bajar.")
        return
    no_caben: list[str] = []
    abierto = marts_abiertos()

    def armar(descarga: tablas.Descarga) -> bytes:
        lectura = Lectura(abierto.conexion)
        return descarga.formato.armar(seleccionar(lectura, mart, elegido, descarga.formato))

    with st.container(horizontal=True, key=_caja(mart, "botones")):
        for numero_de, descarga in enumerate(tablas.descargas(mart, elegido, capa, servidor())):
            if filas > descarga.formato.tope:
                no_caben.append(f"{descarga.rotulo}: hasta {entero(descarga.formato.tope)}")
                continue
            st.download_button(
                descarga.rotulo,
                data=partial(armar, descarga),
                file_name=descarga.archivo(elegido, ultimo),
                mime=descarga.formato.tipo,
                icon=":material/download:",
                key=_caja(mart, f"bajar_{cual}_{numero_de}"),
                on_click="ignore",
            )
    if no_caben:
        st.caption(f"Son demasiadas filas para un archivo ({'; '.join(no_caben)}). Filtre más.")
    st.caption(
        "Todos llevan dentro sus fuentes y su cita, menos el CSV suelto, que no tiene dónde: para "
        "eso está el ZIP. El texto que una hoja de cálculo tomaría por "
        "fórmula lleva un apóstrofo en los CSV; los números no cambian."
    )
