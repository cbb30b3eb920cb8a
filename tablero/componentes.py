"""Piezas de pantalla que usan todas las páginas: error, insignia, fuente y gráfico con su tabla."""

from __future__ import annotations

import re
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import IO, Any
from urllib.parse import quote, urlencode, urlsplit

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from pipelines.errores import ErrorDelTablero
from tablero import consultas, exportar
from tablero.cache import preparar_una_vez, repetir, repetir_vista, traer
from tablero.calculadora import (
    DEMAS_DEL_EJERCICIO,
    REPARTO_DEL_EJERCICIO,
    Ejercicio,
    figura_del_ejercicio,
    frase_del_ejercicio,
)
from tablero.carga import Carga
from tablero.carpeta_en_pantalla import boton_de_agregar, para_guardar
from tablero.diccionario import (
    diccionario_de,
    etiqueta,
    solo_descritas,
    tabla_legible,
    unidad,
)
from tablero.estilo import CONFIGURACION_PLOTLY
from tablero.exportaciones import PALABRAS
from tablero.filtros import acoger, elegir_fuente, elegir_pesos
from tablero.formato import (
    cantidad,
    entero,
    es_vacio,
    fecha_corta,
    fecha_larga,
    lista,
    numero,
    periodo,
)
from tablero.frases import frase_de_indicador
from tablero.graficos.ubicacion import Estampa
from tablero.imagenes.botones import bajar_imagen, recogiendo
from tablero.navegacion import PAGINAS
from tablero.panorama import (
    Tarjeta,
    armar_tarjetas,
    tabla_de_incrementos,
    tabla_de_indicadores,
)
from tablero.presentacion.botones import bajar_presentacion
from tablero.registro_de_vistas import registro
from tablero.vistas import VistaCongelada, congelar

_COLOR_POR_TONO = {
    "bueno": "green", "medio": "blue", "alerta": "orange", "malo": "red", "neutro": "gray",
}  # fmt: skip
_DE_ESTE_EQUIPO = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})
_DE_LA_CALCULADORA = re.compile(r"exp_(p\d|demas)")
_MARKDOWN = re.compile(r"([\\`*_\[\]$~#|<>])")


def plano(texto: str) -> str:
    """Texto que Markdown no interpreta: «$» no abre fórmulas ni «_» cursivas."""
    return _MARKDOWN.sub(r"\\\1", texto)


def tema_actual() -> str:
    """«oscuro» si el navegador muestra el tema oscuro; si no, «claro»."""
    return "oscuro" if st.context.theme.type == "dark" else "claro"


def mostrar_error(error: ErrorDelTablero, titulo: str = "No se puede mostrar esta página") -> None:
    """Un error como lo necesita quien lo lee: qué pasó, dónde y qué hacer. Nunca una traza."""
    partes = [plano(error.que)]
    if error.donde:
        partes.append(f"**Dónde:** {plano(error.donde)}")
    if error.esperado:
        partes.append(f"**Se esperaba:** {plano(error.esperado)}")
    if error.hacer:
        partes.append(f"**Qué hacer:** {plano(error.hacer)}")
    st.error("\n\n".join(partes), icon=":material/error:", title=titulo)


def insignia(titulo: str, icono: str, tono: str) -> str:
    """El estado en palabras, con forma y color, para poner dentro de un texto."""
    return f":{_COLOR_POR_TONO[tono]}-badge[{plano(f'{icono} {titulo}')}]"


def _ficha(fuente: dict[str, Any], vocabulario: pd.DataFrame) -> str:
    publicada = "no consta"
    if not es_vacio(fuente["fecha_publicacion"]):
        publicada = fecha_larga(fuente["fecha_publicacion"])
    ficha = (
        f"**{plano(fuente['titulo'])}**  \n"
        f"Productor: {plano(fuente['productor'])}  \n"
        f"Edición: {plano(fuente['edicion'])} · último dato: {fuente['ultimo_dato']}  \n"
        f"Publicada: {publicada} · consultada: {fecha_larga(fuente['fecha_consulta'])}\n\n"
        f":small[Cita: {plano(fuente['cita'])}]"
    )
    claves = [] if es_vacio(fuente["advertencias"]) else fuente["advertencias"].split(" · ")
    advertencias = " · ".join(
        f"**{plano(vocabulario.at[clave, 'titulo'])}**: {plano(vocabulario.at[clave, 'texto'])}"
        for clave in claves
    )
    return ficha + (f"\n\n:small[Advertencias: {advertencias}]" if claves else "")


def _fuentes_con_su_ficha() -> dict[str, dict[str, Any]]:
    """Las filas de ``fuentes`` por ``fuente_id``, cada una con su ``ficha`` en Markdown."""
    vocabulario = traer(consultas.advertencias).set_index("advertencia")
    filas = traer(consultas.fuentes).to_dict("records")
    return {fila["fuente_id"]: {**fila, "ficha": _ficha(fila, vocabulario)} for fila in filas}


def buscar_fuentes(fuente_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Las filas de ``fuentes`` pedidas, en ese orden y sin repetir, con su ``ficha``."""
    todas = preparar_una_vez(_fuentes_con_su_ficha)
    return [todas[fuente_id] for fuente_id in dict.fromkeys(fuente_ids)]


def fichas(fuente_ids: Sequence[str]) -> str:
    """Título, edición, fechas, cita y advertencias de cada fuente, en Markdown."""
    return "\n\n".join(fuente["ficha"] for fuente in buscar_fuentes(fuente_ids))


def titulos_de_fuentes(fuente_ids: Sequence[str]) -> list[str]:
    """«Productor, título» de cada fuente, para el pie de una figura."""
    return [f"{f['productor']}, {f['titulo']}" for f in buscar_fuentes(fuente_ids)]


def descargas(
    datos: pd.DataFrame,
    fuente_ids: Sequence[str],
    tema: str,
    clave: str,
    filtros: Mapping[str, Any] | None = None,
) -> None:
    """Botones para bajar una tabla: Excel, CSV en español y CSV internacional.

    Los archivos se arman al pulsar. ``tema`` y ``filtros`` nombran el archivo y encabezan la hoja
    Léame; ``clave`` distingue los botones en la página. Las columnas son las del diccionario.
    """
    fuentes = buscar_fuentes(fuente_ids)
    corte = max(str(fuente["ultimo_dato"]) for fuente in fuentes)
    lugar = (*aqui(), servidor())
    formatos: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("Excel", "xlsx", partial(_libro, datos, fuentes, tema, dict(filtros or {}), lugar)),
        ("CSV en español", "csv", partial(exportar.csv_espanol, datos)),
        ("CSV internacional", "csv", partial(exportar.csv_internacional, datos)),
    )
    with st.container(horizontal=True):
        for rotulo, extension, armar in formatos:
            variante = "_internacional" if rotulo == "CSV internacional" else ""
            st.download_button(
                rotulo,
                data=armar,
                file_name=exportar.nombre_de_archivo(
                    tema + variante, filtros or {}, corte, extension
                ),
                icon=":material/download:",
                key=f"{clave}_{extension}{variante}",
                on_click="ignore",
            )


def _libro(
    datos: pd.DataFrame,
    fuentes: list[dict[str, Any]],
    tema: str,
    filtros: dict[str, Any],
    lugar: tuple[str, str, str],
) -> bytes:
    pagina, direccion, base = lugar
    vista = congelar(
        None, datos, fuentes=fuentes, tema=tema, clave="", filtros=filtros, direccion=direccion,
        pagina=pagina,
    )  # fmt: skip
    registro().anotar(
        vista.codigo, lambda: para_guardar(vista, datos.attrs.get("pregunta"), fuentes)
    )
    return exportar.xlsx(
        datos,
        diccionario=diccionario_de(datos),
        fuentes=pd.DataFrame(fuentes).drop(columns="ficha"),
        leame=vista.leame(base),
    )


def mostrar_tabla(tabla: pd.DataFrame, a_la_derecha: Sequence[str] = ()) -> None:
    """Tabla de textos ya formateados, con las columnas de cifras alineadas a la derecha."""
    derechas = tuple(i for i, columna in enumerate(tabla) if columna in a_la_derecha)
    contenido = (tuple(tabla), tabla.to_numpy().tolist(), derechas)
    repetir(partial(_poner_tabla, tabla, derechas, _huella_de(contenido)), "tabla", contenido)


def _huella_de(contenido: object) -> str:
    return sha256(repr(contenido).encode()).hexdigest()[:12]


def _poner_tabla(tabla: pd.DataFrame, derechas: tuple[int, ...], huella: str) -> None:
    # El nombre de la tabla sale de su contenido: una que se repite en otro lugar de la página no
    # puede llevar el de la que estaba ahí, porque el estilo se aplica por nombre.
    # Streamlit escribe «text-align: left» en cada celda; sólo lo marcado como importante lo cambia.
    estilo = Styler(tabla.map(plano), uuid=huella, uuid_len=len(huella)).set_table_styles(
        [{"selector": f".col{i}", "props": "text-align: right !important"} for i in derechas]
    )
    st.table(estilo, hide_index=True, border="horizontal")


def mostrar_datos(datos: pd.DataFrame) -> None:
    """Una tabla con columnas del diccionario, con sus rótulos, unidades y formatos."""
    cifras = [etiqueta(columna) for columna in datos if unidad(columna) not in ("texto", "anio")]
    mostrar_tabla(tabla_legible(datos), cifras)


def vista(
    dibujos: Mapping[str, Callable[[], go.Figure]],
    datos: pd.DataFrame,
    *,
    fuente_ids: Sequence[str],
    tema: str,
    clave: str,
    filtros: Mapping[str, Any] | None = None,
    todo: Callable[[], pd.DataFrame] | None = None,
    al_elegir: Callable[[str], None] | None = None,
    estampas: Mapping[str, Callable[[], Estampa]] | None = None,
) -> None:
    """Lo mismo como gráfico, mapa o tabla, con su descarga y sus fuentes: viajan siempre juntos.

    ``dibujos``: nombre de la pestaña («Gráfico», «Mapa») → función que arma la figura; sólo se
    llama la elegida. ``datos`` es lo que se ve, con columnas del diccionario; ``todo`` trae la
    tabla completa para la segunda descarga. ``clave`` es única en la página y nombra el parámetro
    de la URL (``?<clave>_ver=Tabla``). Sin filas, explica en lugar de dibujar. ``al_elegir`` recibe
    el código del punto que se toca en el dibujo. ``estampas``: pestaña → el mismo dibujo como
    imagen, para verlo en la página donde no hay nada que tocar; lo que se baja sale de ``dibujos``.
    """
    if datos.empty:
        st.info(
            "Con estos filtros no hay datos que mostrar. Amplíe la selección o quite un filtro.",
            icon=":material/filter_alt_off:",
        )
        return
    opciones = [*dibujos, "Tabla"]
    elegida: str | None = opciones[0]
    if dibujos:
        acoger(f"{clave}_ver", {opcion: opcion for opcion in opciones})
        elegida = st.segmented_control(
            "Ver como",
            opciones,
            default=opciones[0],
            required=True,
            key=f"{clave}_ver",
            bind="query-params",
            label_visibility="collapsed",
        )
    if elegida is not None and elegida in dibujos:
        nombre = f"{clave}_{elegida}"
        if estampas and elegida in estampas:
            poner = partial(_poner_estampa, estampas[elegida])
            repetir_vista(poner, "estampa", nombre, tema_actual())
        elif al_elegir is None:
            poner = partial(_poner_dibujo, dibujos[elegida], nombre)
            repetir_vista(poner, "dibujo", nombre, tema_actual())
        else:
            dibujar = partial(_ya_escrita, dibujos[elegida])
            figura = repetir_vista(dibujar, "figura", nombre, tema_actual())
            _poner_dibujo_que_se_toca(figura, nombre, al_elegir)
    else:
        repetir_vista(partial(mostrar_datos, datos), "tabla de la vista", clave)
    _bajar_y_citar(
        datos, fuente_ids, tema, clave, filtros, todo, dibujos.get(elegida) if elegida else None
    )


@st.fragment
def _bajar_y_citar(
    datos: pd.DataFrame,
    fuente_ids: Sequence[str],
    tema: str,
    clave: str,
    filtros: Mapping[str, Any] | None,
    todo: Callable[[], pd.DataFrame] | None,
    dibujar: Callable[[], go.Figure] | None,
) -> None:
    """Las descargas y las fuentes de una vista. Se arman al abrirlas, no en cada cambio.

    ``dibujar`` arma la figura que se ve; sin ella se ve la tabla.
    """
    with st.expander(
        "Bajar los datos y ver de dónde salen",
        icon=":material/download:",
        key=f"{clave}_bajar",
        on_change="rerun",
    ) as plegado:
        if not plegado.open and not recogiendo():
            return
        st.markdown(f"**Lo que se ve: {cantidad(len(datos), 'fila', 'filas')}**")
        descargas(datos, fuente_ids, tema, clave, filtros)
        codigo, como_se_ve = _llevar(datos, fuente_ids, tema, clave, filtros, dibujar)
        if todo is not None:
            completo = todo()
            st.markdown(f"**Todo: {cantidad(len(completo), 'fila', 'filas')}**")
            descargas(completo, fuente_ids, f"{tema} completo", f"{clave}_todo")
        st.markdown(fichas(fuente_ids))
        citas = [str(fuente["cita"]) for fuente in buscar_fuentes(fuente_ids)]
        compartir(aqui()[1], "\n".join(citas), de_la_api=f"/api/v1/vistas/{codigo}.json")
        # Al final: lo demás ya se ve, y armar el dibujo es lo que más tarda.
        if plegado.open and not registro().tiene(codigo):
            como_se_ve()


def _llevar(
    datos: pd.DataFrame,
    fuente_ids: Sequence[str],
    tema: str,
    clave: str,
    filtros: Mapping[str, Any] | None,
    dibujar: Callable[[], go.Figure] | None,
) -> tuple[str, Callable[[], VistaCongelada]]:
    """La vista como presentación, imagen o a la carpeta de la sesión, y su código.

    Devuelve el código y quién congela la vista: al congelarla queda en el registro, y con el código
    se vuelve a ella.
    """
    fuentes, origen = buscar_fuentes(fuente_ids), datos.attrs.get("pregunta")
    pagina, direccion = aqui()

    def quieta(figura: go.Figure | None) -> VistaCongelada:
        return congelar(
            figura,
            datos,
            fuentes=fuentes,
            tema=tema,
            clave=clave,
            filtros=filtros,
            direccion=direccion,
            pagina=pagina,
        )

    def como_se_ve() -> VistaCongelada:
        vista = quieta(None if dibujar is None else dibujar())
        registro().anotar(vista.codigo, partial(para_guardar, vista, origen, fuentes))
        return vista

    archivo = exportar.nombre_de_archivo(
        tema, filtros or {}, max(str(fuente["ultimo_dato"]) for fuente in fuentes), "pptx"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        bajar_presentacion(como_se_ve, archivo, clave, servidor())
        boton_de_agregar(como_se_ve, origen, fuentes, clave)
        # El código no depende del dibujo: no hay que armarlo para decirlo.
        codigo = quieta(None).codigo
        st.caption(f"Código de lo que se ve: {codigo}", width="content")
    if dibujar is not None:
        bajar_imagen(como_se_ve, clave)
    return codigo, como_se_ve


def servidor() -> str:
    """«https://tablero.gov.co», sin la página; vacío si se abre en el mismo equipo o no se sabe.

    Una dirección de este equipo escrita en un archivo no le sirve a quien lo recibe.
    """
    partes = urlsplit(st.context.url or "")
    return "" if partes.hostname in _DE_ESTE_EQUIPO else raiz_de_este_servidor()


def raiz_de_este_servidor() -> str:
    """«http://localhost:8501», sin la página, aunque sólo sirva en este equipo; o vacío."""
    partes = urlsplit(st.context.url or "")
    if not partes.netloc:
        return ""
    return f"{partes.scheme}://{partes.netloc}{partes.path.rsplit('/', 1)[0]}"


Avisar = Callable[[int, str], None]
"""Cuántas partes van y el nombre de la última."""


def armar_y_guardar(
    rotulo: str,
    escribir: Callable[[IO[bytes], Avisar], None],
    cuantas: str,
    total: int,
    nombre: str,
    clave: str,
) -> None:
    """Un ZIP de muchas partes: se pulsa, se ve cómo avanza y se guarda.

    ``escribir`` lo hace por partes en un archivo temporal, y avisa de cada una; ``cuantas``: «40
    hojas». Va dentro de un fragmento: la página no se repite por esto.
    """
    if not st.button(rotulo, icon=":material/folder_zip:", key=f"{clave}_armar"):
        return
    barra = st.progress(0.0, text=f"Armando {cuantas}…")

    def avisar(van: int, titulo: str) -> None:
        barra.progress(van / total, text=f"{van} de {total}: {titulo}")

    # Vive mientras el botón que lo entrega: al cerrarse se borra solo.
    archivo = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        escribir(archivo, avisar)
    except ErrorDelTablero as error:
        mostrar_error(error, "No se pudo armar el ZIP")
        return
    barra.empty()
    st.download_button(
        f"Guardar el ZIP ({numero(archivo.tell() / 1e6, 1)} megabytes)",
        data=partial(_leer, archivo),
        file_name=nombre,
        mime="application/zip",
        icon=":material/download:",
        type="primary",
        key=f"{clave}_bajar",
        on_click="ignore",
    )


def _leer(archivo: IO[bytes]) -> bytes:
    archivo.seek(0)
    return archivo.read()


def compartir(direccion: str, cita: str, *, de_la_api: str = "") -> None:
    """Un menú con lo que se copia de una vista: su dirección, la de sus datos y su cita.

    ``direccion`` es la de ``aqui``. ``de_la_api`` sólo se da si la API responde exactamente las
    filas y columnas que se ven.
    """
    raiz = raiz_de_este_servidor()
    with st.popover("Compartir", icon=":material/share:"):
        st.markdown("**Dirección de esta vista**")
        st.code(f"{raiz}{direccion}", language=None, wrap_lines=True)
        if de_la_api:
            st.markdown("**Dirección de sus datos en la API**")
            st.code(f"{raiz}{de_la_api}", language=None, wrap_lines=True)
        st.markdown("**Cómo citarla**")
        st.code(cita, language=None, wrap_lines=True)


def aqui() -> tuple[str, str]:
    """El título de la página y su dirección con lo elegido: («Municipio», «/municipio?…»)."""
    ultima = urlsplit(st.context.url or "").path.rpartition("/")[2]
    titulo = next((p.titulo for p in PAGINAS if p.direccion == ultima), ultima)
    elegido = [(c, v) for c in st.query_params for v in st.query_params.get_all(c)]
    return titulo, f"/{ultima}" + (f"?{urlencode(elegido, quote_via=quote)}" if elegido else "")


def _poner_dibujo(dibujar: Callable[[], go.Figure], clave: str) -> None:
    figura = dibujar()
    st.plotly_chart(
        figura,
        theme=None,
        config=CONFIGURACION_PLOTLY,
        key=clave,
        alt=str(figura.layout.meta["alt"]),
    )


def _poner_estampa(hacer: Callable[[], Estampa]) -> None:
    estampa = hacer()
    # Un solo texto: cada elemento de más es otro que el navegador redibuja.
    st.markdown(
        f"**{plano(estampa.titulo)}**  \n:small[{plano(estampa.subtitulo)}]\n\n"
        f"{imagen(estampa.svg, estampa.alt)}\n\n:small[{plano(estampa.pie)}]"
    )


class _YaEscrita(go.Figure):
    """Una figura que se traduce a un diccionario una sola vez: un mapa tarda lo que el resto de la
    página, y Streamlit lo pide en cada corrida."""

    def to_dict(self) -> Any:
        if "escrita" not in (guardado := self.__dict__):
            guardado["escrita"] = super().to_dict()
        return guardado["escrita"]


def _ya_escrita(dibujar: Callable[[], go.Figure]) -> go.Figure:
    figura = _YaEscrita(dibujar())
    # Es lo que Streamlit le pone a un dibujo que se toca; si lo pone él, se dibuja otra vez.
    figura.update_layout(clickmode="event+select", hovermode="closest", dragmode="pan")
    return figura


def _poner_dibujo_que_se_toca(
    figura: go.Figure, clave: str, al_elegir: Callable[[str], None]
) -> None:
    tocado = st.plotly_chart(
        figura,
        theme=None,
        config=CONFIGURACION_PLOTLY,
        key=clave,
        alt=str(figura.layout.meta["alt"]),
        on_select="rerun",
        selection_mode="points",
    )
    if puntos := tocado["selection"]["points"]:
        al_elegir(str(puntos[0]["customdata"]))


def decir(clave: str, frases: Callable[[], Iterable[str]]) -> None:
    """Frases en lista que dependen de lo elegido: se redactan una vez por elección.

    ``clave`` es única en el tablero. Las frases ya vienen en Markdown.
    """
    repetir_vista(
        lambda: st.markdown("\n".join(f"- {frase}" for frase in frases())), "frases", clave
    )


def en_filas(elementos: Sequence[Any], mostrar: Callable[[Any], None], por_fila: int = 3) -> None:
    """Dibuja elementos en filas parejas; en un teléfono quedan uno debajo de otro."""
    for inicio in range(0, len(elementos), por_fila):
        columnas = st.columns(por_fila)
        for columna, elemento in zip(columnas, elementos[inicio : inicio + por_fila], strict=False):
            with columna:
                mostrar(elemento)


def imagen(svg: str, alt: str) -> str:
    """Un dibujo mínimo como imagen de Markdown.

    No se usa ``st.image``: a cada dibujo le pone un botón de pantalla completa, que son dos paradas
    de teclado por tarjeta.
    """
    datos = b64encode(svg.encode()).decode()
    return f"![{plano(alt)}](data:image/svg+xml;base64,{datos})"


def mostrar_tarjeta(tarjeta: Tarjeta, tema: str) -> None:
    """Un indicador de resultado: estado, cifra, recorrido, serie y, en un clic, su origen."""
    fila = tarjeta.fila
    estado = insignia(fila["estado_titulo"], fila["estado_icono"], fila["estado_tono"])
    clave = f"tarjeta_{fila['periodo']}_{fila['clave']}"
    with st.container(border=True, height="stretch", key=clave):
        # Un solo texto: el navegador redibuja cada elemento de más en cada cambio de filtro.
        partes = [
            estado,
            f"### {plano(fila['indicador'])}",
            f"**{plano(tarjeta.valor)}**",
            plano(frase_de_indicador(fila)),
            *(imagen(dibujo, alt) for dibujo, alt in tarjeta.dibujos(tema)),
        ]
        if tarjeta.frase_de_serie:
            partes.append(f":small[{plano(tarjeta.frase_de_serie)}]")
        st.markdown("\n\n".join(partes))
        with st.popover("De dónde sale", icon=":material/menu_book:"):
            st.markdown(origen_de_tarjeta(tarjeta))


def origen_de_tarjeta(tarjeta: Tarjeta) -> str:
    """Qué mide, con qué regla se juzga, qué hay que saber y de qué fuentes sale, en Markdown."""
    fila = tarjeta.fila
    partes = [
        f"**Medida:** {plano(fila['medida'])}",
        f"**Estado:** {plano(fila['estado_titulo'])}. {plano(fila['estado_regla'])}",
        *(f"**Ojo:** {plano(aviso)}" for aviso in tarjeta.avisos),
        f"**Lugar en el informe:** línea {int(fila['linea_documento'])} del texto.",
        fichas([fila["fuente_id"], *tarjeta.fuentes_de_la_serie]),
    ]
    return "\n\n".join(partes)


def todas_las_tarjetas() -> list[Tarjeta]:
    """Las tarjetas de los dos planes."""
    return armar_tarjetas(
        traer(consultas.indicadores_resultado, consultas.PERIODOS), partial(traer, consultas.tramos)
    )


@st.fragment
def indicadores_en_tabla(tarjetas: Sequence[Tarjeta], periodos: Sequence[str]) -> None:
    """Las mismas tarjetas en una tabla. Se arma al abrirla, no en cada cambio de filtro."""
    with st.expander(
        "Los mismos indicadores en una tabla, para bajar", key="tabla", on_change="rerun"
    ) as plegado:
        if plegado.open:
            mostrar_tabla(tabla_de_indicadores(tarjetas))
            descargas(
                solo_descritas(traer(consultas.indicadores_resultado, tuple(periodos))),
                [tarjeta.fila["fuente_id"] for tarjeta in tarjetas],
                "indicadores de resultado",
                "indicadores",
                {"plan": lista(periodos)},
            )


def cuadro_de_incrementos(incrementos: pd.DataFrame) -> None:
    """Incremento anual de nuevas empresas por cámara, con lo que falta dicho en cada celda."""
    (fuente,) = buscar_fuentes(incrementos["fuente_id"].unique())
    st.subheader("Incremento anual de nuevas empresas", anchor=False)
    st.caption("Porcentaje frente al año anterior, por cámara de comercio.")
    tabla = tabla_de_incrementos(incrementos)
    mostrar_tabla(tabla, list(tabla.columns[1:]))
    faltan = int(incrementos["valor"].isna().sum())
    st.caption(
        f"De {len(incrementos)} cifras, el informe enuncia {len(incrementos) - faltan}; las otras "
        f"{faltan} sólo están en gráficos que no se pueden leer. Fuente: {plano(fuente['titulo'])}."
    )
    with st.expander("Ver las notas, bajar los datos y de dónde salen", icon=":material/table:"):
        notas = incrementos.dropna(subset=["nota"]).to_dict("records")
        st.caption("  \n".join(f"{n['camara']} {n['anio']}: {plano(n['nota'])}." for n in notas))
        descargas(incrementos, [fuente["fuente_id"]], "incremento de empresas", "incrementos")
        st.markdown(fuente["ficha"])


def lista_de_contradicciones(contradicciones: pd.DataFrame) -> None:
    """Cada contradicción con sus dos cifras, sus dos citas y qué muestra el tablero."""
    st.markdown(
        f"En {len(contradicciones)} casos dos fuentes, o dos partes de un informe, dicen cifras "
        "distintas. Se conservan las dos, con su cita."
    )
    for tema, grupo in contradicciones.groupby("tema"):
        with st.expander(f"{str(tema).capitalize()} ({len(grupo)})"):
            st.markdown(
                "\n\n---\n\n".join(
                    f"**{plano(fila['titulo'])}**  \n"
                    f"{plano(fila['texto_a'])} — {plano(fila['cita_a'])}  \n"
                    f"{plano(fila['texto_b'])} — {plano(fila['cita_b'])}\n\n"
                    f":small[Diferencia: {plano(fila['diferencia'])}. "
                    f"{plano(fila['tratamiento'])} {plano(fila['explicacion'])}]"
                    for fila in grupo.to_dict("records")
                )
            )


def contradicciones_de(ids: Sequence[str]) -> None:
    """Las contradicciones que tocan a una página."""
    repetir(partial(_poner_contradicciones, tuple(ids)), "contradicciones", tuple(ids))


def _poner_contradicciones(ids: Sequence[str]) -> None:
    tabla = traer(consultas.contradicciones)
    lista_de_contradicciones(tabla[tabla["contradiccion_id"].isin(ids)])


@st.fragment
def frescura_de(fuente_ids: Sequence[str] | None = None) -> None:
    """Una fila por fuente de la página, de la más reciente a la más vieja, y la ficha de una.

    Sin ``fuente_ids``, todas las fuentes.
    """
    fuentes = preparar_una_vez(_fuentes_frescas, None if fuente_ids is None else tuple(fuente_ids))
    titulos = dict(zip(fuentes["fuente_id"], fuentes["titulo"], strict=True))
    repetir(partial(_poner_frescura, fuentes), "frescura", tuple(titulos))
    elegida = elegir_fuente(titulos)
    if elegida:
        (fuente,) = buscar_fuentes([elegida])
        with st.container(border=True):
            st.markdown(fuente["ficha"])
            st.caption(f"Se leyó en: {plano(fuente['lectura'])}")
            st.caption(f"Huella (sha256): {fuente['sha256']}")
            if not es_vacio(fuente["notas"]):
                st.markdown("\n".join(f"- {plano(n)}" for n in fuente["notas"].split(" · ")))


def _fuentes_frescas(fuente_ids: tuple[str, ...] | None) -> pd.DataFrame:
    todas = traer(consultas.fuentes)
    return todas if fuente_ids is None else todas[todas["fuente_id"].isin(fuente_ids)]


def _poner_frescura(fuentes: pd.DataFrame) -> None:
    consultadas = {fecha_larga(fecha) for fecha in fuentes["fecha_consulta"]}
    cuantas = "fuente, consultada" if len(fuentes) == 1 else "fuentes, consultadas"
    st.caption(f"{len(fuentes)} {cuantas} el {lista(sorted(consultadas))}.")
    tabla = pd.DataFrame(
        {
            "Fuente": [
                f"{fila['titulo']} (edición {fila['edicion']})"
                for fila in fuentes.to_dict("records")
            ],
            "Último dato": fuentes["ultimo_dato"].map(periodo),
            "Publicada": [
                "no consta" if es_vacio(fecha) else fecha_corta(fecha)
                for fecha in fuentes["fecha_publicacion"]
            ],
            "Filas": fuentes["filas"].map(entero),
        }
    )
    mostrar_tabla(tabla, ["Filas"])


def tarjeta_de_cifra(nombre: str, valor: str, explicacion: str, clase: str) -> None:
    """Una cifra suelta con lo que hay que saber de ella y si es publicada o cálculo propio."""
    with st.container(border=True, height="stretch"):
        st.caption(f"{nombre} · {clase}")
        st.markdown(f"### {plano(valor)}")
        st.caption(plano(explicacion))


def como_cargar(carga: Carga, clave: str) -> None:
    """La plantilla vacía para bajar, qué va en cada columna y los pasos para publicarla."""
    st.download_button(
        "Plantilla CSV",
        data=carga.plantilla,
        file_name=carga.archivo,
        mime="text/csv",
        icon=":material/upload_file:",
        key=f"{clave}_plantilla",
        on_click="ignore",
    )
    with st.expander("Qué va en cada columna y cómo se carga", icon=":material/checklist:"):
        mostrar_tabla(carga.notas)
        st.markdown("\n".join(f"{i}. {paso}" for i, paso in enumerate(carga.pasos, start=1)))
        st.caption("Los mismos pasos, con más detalle, en «Cómo agregar una fuente» del README.")


@st.fragment
def calculadora_de_ihh(
    tabla: pd.DataFrame, dimension: str, fuentes: Sequence[str], tema: str
) -> None:
    """Mover un reparto inventado y ver el IHH, la clase y el puesto que tendría.

    ``tabla``: los departamentos del año elegido (``consultas.exportaciones.ihh``). Se arma al
    abrirla; una dirección que trae pesos la abre.
    """
    # Sólo al llegar: si después cambiara, el plegable se volvería a armar y el teclado perdería el
    # deslizador que se está moviendo.
    st.session_state.setdefault(
        "exp_calculadora", any(_DE_LA_CALCULADORA.fullmatch(clave) for clave in st.query_params)
    )
    with st.expander(
        "Mover los pesos y ver el IHH y el puesto",
        icon=":material/calculate:",
        key="exp_calculadora",
        on_change="rerun",
    ) as plegada:
        if plegada.open:
            _ejercicio(tabla, dimension, fuentes, tema)


def _ejercicio(tabla: pd.DataFrame, dimension: str, fuentes: Sequence[str], tema: str) -> None:
    uno, varios = PALABRAS[dimension]
    nombres = [f"{uno} {i}" for i in range(1, len(REPARTO_DEL_EJERCICIO))]
    controles, resultado = st.columns([2, 3])
    with controles:
        pesos = elegir_pesos([*nombres, "los demás"], REPARTO_DEL_EJERCICIO, clave="exp_p")
        n_demas = st.slider(
            f"En cuántos {varios} iguales se reparten los demás",
            1, 100, DEMAS_DEL_EJERCICIO, key="exp_demas", bind="query-params",
        )  # fmt: skip
        de_partida = {f"exp_p{i}": p for i, p in enumerate(REPARTO_DEL_EJERCICIO, start=1)}
        st.button(
            "Volver al reparto de partida",
            icon=":material/restart_alt:",
            key="exp_partida",
            on_click=lambda: st.session_state.update(
                {**de_partida, "exp_demas": DEMAS_DEL_EJERCICIO}
            ),
        )
    with resultado:
        if not any(pesos):
            st.info("Todos los pesos están en cero: suba al menos uno.", icon=":material/tune:")
            return
        ejercicio = Ejercicio(pesos, n_demas)
        st.markdown(frase_del_ejercicio(ejercicio, tabla, dimension))
        dibujar = partial(figura_del_ejercicio, ejercicio, tabla, dimension, fuentes, tema)
        _poner_dibujo(dibujar, "exp_ejercicio")
