"""Las piezas de la página Sesión: la carpeta, sus vistas, los compromisos y lo que cambió."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import streamlit as st

from tablero.cache import traer
from tablero.carpeta_en_pantalla import (
    cambiar_de_carpeta,
    carpeta_abierta,
    poner_carpeta,
    vuelta,
)
from tablero.componentes import (
    insignia,
    mostrar_datos,
    mostrar_error,
    mostrar_tabla,
    plano,
    servidor,
)
from tablero.consultas import marts
from tablero.estilo import CONFIGURACION_PLOTLY
from tablero.exportar import csv_espanol, nombre_de_archivo
from tablero.formato import cantidad, entero, fecha_corta, fecha_larga
from tablero.imagenes.botones import bajar_imagen
from tablero.marco import enlace
from tablero.navegacion import PAGINAS
from tablero.sesion import archivo, cambios, lienzo
from tablero.sesion import carpeta as operaciones
from tablero.sesion.archivo import ErrorDeCarpeta
from tablero.sesion.carpeta import ESTADOS, VENCIDO, Carpeta, Compromiso, VistaGuardada

SECCIONES = {
    "vistas": "Vistas",
    "agenda": "Agenda",
    "compromisos": "Compromisos",
    "cambios": "Qué cambió",
    "entregar": "Exportar",
}
COMO_SE_AGREGA = (
    "1. Abra cualquier página y elija lo que quiere mostrar.\n"
    "2. Debajo del gráfico, abra **Bajar los datos y ver de dónde salen**.\n"
    "3. Pulse **Agregar a la sesión**. La vista queda aquí con las cifras de ese momento.\n\n"
    "La carpeta vive en esta pestaña y en ninguna otra parte: para conservarla, guárdela en un "
    "archivo .zip y ábralo la próxima vez. No hace falta cuenta, y cada persona lleva la suya."
)
_TONO = {
    "igual": ("✓", "bueno"),
    "cambió": ("≠", "alerta"),
    "hay una edición más reciente": ("↑", "medio"),
    "ya no existe": ("✕", "malo"),
}
_COLUMNAS = {"que": "Qué", "responsable": "Responsable", "fecha": "Fecha", "estado": "Estado"}
_CELDAS_A_LA_VISTA = 12
_MINIATURA = (300, 190)
_MEGABYTES = archivo.MAXIMO_COMPRIMIDO // 1_000_000


def hoy() -> date:
    """El día del servidor: decide qué está vencido."""
    return date.today()


# ── La carpeta ─────────────────────────────────────────────────────────────────────────────────


def encabezado() -> None:
    """De qué sesión se trata."""
    carpeta, n = carpeta_abierta(), vuelta()
    titulo, fecha, lugar = st.columns([3, 1, 2])
    with titulo:
        nuevo = st.text_input(
            "Sesión", carpeta.titulo, key=f"ses_titulo_{n}", max_chars=200,
            placeholder="Comisión Regional de Competitividad, sesión de noviembre",
        )  # fmt: skip
    with fecha:
        dia = st.date_input("Fecha", carpeta.fecha, key=f"ses_fecha_{n}", format="DD/MM/YYYY")
    with lugar:
        donde = st.text_input("Lugar", carpeta.lugar, key=f"ses_lugar_{n}", max_chars=200)
    poner_carpeta(operaciones.describir(carpeta, nuevo, dia, donde))


def guardar_y_abrir() -> None:
    """Los botones de la carpeta: guardar, abrir otra, vaciar y modo sala."""
    carpeta = carpeta_abierta()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Guardar la carpeta (.zip)",
            data=partial(archivo.guardar, carpeta),
            file_name=archivo.nombre(carpeta, "carpeta"),
            mime="application/zip",
            icon=":material/save:",
            key="ses_guardar",
            on_click="ignore",
            disabled=carpeta.vacia,
        )
        with st.popover("Abrir una carpeta", icon=":material/folder_open:"):
            abrir_archivo(carpeta)
        with st.popover("Vaciar", icon=":material/delete:", disabled=carpeta.vacia):
            st.markdown("Se quita todo lo que hay en la carpeta. Lo guardado en un .zip queda.")
            if st.button("Vaciar la carpeta", key="ses_vaciar"):
                cambiar_de_carpeta(Carpeta())
                st.rerun()
        if carpeta.vistas:
            enlace("Modo sala", "sesion", {"modo": "sala"}, icono=":material/slideshow:")


def abrir_archivo(carpeta: Carpeta) -> None:
    """Cambia la carpeta abierta por la de un archivo."""
    subido = st.file_uploader(
        "Carpeta guardada (.zip)",
        type="zip",
        key=f"ses_subir_{vuelta()}",
        max_upload_size=_MEGABYTES,
    )
    if not carpeta.vacia:
        st.caption("Reemplaza la que está abierta: guárdela antes si la quiere conservar.")
    if subido is None:
        return
    try:
        abierta = archivo.abrir(subido.getvalue())
    except ErrorDeCarpeta as error:
        mostrar_error(error, "No se pudo abrir la carpeta")
        return
    cambiar_de_carpeta(abierta)
    vistas = cantidad(len(abierta.vistas), "vista", "vistas")
    st.toast(f"Abierta: {abierta.nombre}, {vistas}", icon=":material/folder_open:")
    st.rerun()


# ── Las vistas ─────────────────────────────────────────────────────────────────────────────────


def fuentes_de_hoy() -> pd.DataFrame:
    return traer(marts.fuentes)


def cambio_de(guardada: VistaGuardada) -> cambios.Cambio:
    return cambios.de_la_vista(guardada, fuentes_de_hoy(), traer)


def las_vistas() -> None:
    """Las vistas en orden, cada una con su miniatura, su nota y si algo cambió."""
    carpeta = carpeta_abierta()
    if not carpeta.vistas:
        with st.container(border=True, key="ses_vacia"):
            st.subheader("Todavía no hay vistas", anchor=False)
            st.markdown(COMO_SE_AGREGA)
            enlace("Empezar por Competitividad", "competitividad", {}, icono=":material/add_chart:")
        return
    for lugar, guardada in enumerate(carpeta.vistas):
        _una_vista(lugar, guardada, len(carpeta.vistas))


def _una_vista(lugar: int, guardada: VistaGuardada, de: int) -> None:
    vista = guardada.vista
    cambio = cambio_de(guardada)
    with st.container(border=True, key=f"ses_vista_{lugar}_{vista.codigo}"):
        pequena, texto = st.columns([1, 2])
        with pequena, st.container(key=f"ses_mini_{lugar}_{vista.codigo}"):
            if vista.figura is None:
                st.caption(f":material/table: {plano(vista.alt)}")
            else:
                st.plotly_chart(
                    lienzo.de_sala(vista, *_MINIATURA),
                    theme=None,
                    width="content",
                    config={**CONFIGURACION_PLOTLY, "staticPlot": True},
                    key=f"ses_mini_dibujo_{lugar}_{vista.codigo}",
                    alt=vista.alt,
                )
        with texto:
            st.subheader(f"{lugar + 1}. {plano(vista.titulo)}", anchor=False)
            st.markdown(_procedencia(guardada, cambio))
            nota = st.text_area(
                "Nota",
                guardada.nota,
                key=f"ses_nota_{vuelta()}_{vista.codigo}",
                height=80,
                placeholder="Qué se dijo o qué hay que mirar",
            )
            if nota.strip() != guardada.nota:
                poner_carpeta(operaciones.anotar(carpeta_abierta(), lugar, nota))
            _mover(lugar, vista.codigo, de)
        _completa(lugar, guardada)


def _procedencia(guardada: VistaGuardada, cambio: cambios.Cambio) -> str:
    vista = guardada.vista
    icono, tono = _TONO[cambio.situacion]
    partes = [
        f"{insignia(cambio.situacion[0].upper() + cambio.situacion[1:], icono, tono)} "
        f"{plano(vista.pagina)} · corte: {plano(vista.corte)} · código **{vista.codigo}**"
    ]
    if guardada.alterada:
        partes.append(
            ":orange-badge[! Modificada] Esta vista fue modificada fuera del tablero: sus cifras, "
            "su dibujo o sus textos no son los que se guardaron."
        )
    if cambio.situacion != "igual":
        partes.append("\n".join(f"- {plano(aviso)}" for aviso in cambio.avisos))
    return "\n\n".join(partes)


def _mover(lugar: int, codigo: str, de: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for rotulo, icono, pasos, sobra in (
            ("Subir", ":material/arrow_upward:", -1, lugar == 0),
            ("Bajar", ":material/arrow_downward:", 1, lugar == de - 1),
        ):
            st.button(
                rotulo,
                icon=icono,
                key=f"ses_{rotulo.lower()}_{codigo}",
                disabled=sobra,
                on_click=lambda pasos=pasos: poner_carpeta(
                    operaciones.mover(carpeta_abierta(), lugar, pasos)
                ),
            )
        st.button(
            "Quitar",
            icon=":material/close:",
            key=f"ses_quitar_{codigo}",
            on_click=lambda: poner_carpeta(operaciones.quitar(carpeta_abierta(), lugar)),
        )
        abrir_la_de_hoy(carpeta_abierta().vistas[lugar].vista.direccion)


def abrir_la_de_hoy(direccion: str, rotulo: str = "Abrir la vista de hoy") -> None:
    """El enlace a la vista viva; si su página ya no existe, lo dice."""
    partes = urlsplit(direccion)
    pagina = partes.path.strip("/")
    if pagina not in {p.direccion for p in PAGINAS}:
        st.caption(f"La página «{plano(partes.path)}» ya no existe.")
        return
    enlace(rotulo, pagina, parse_qs(partes.query), icono=":material/open_in_new:")


@st.fragment
def _completa(lugar: int, guardada: VistaGuardada) -> None:
    vista = guardada.vista
    with st.expander(
        "Ver la vista como se guardó",
        icon=":material/visibility:",
        key=f"ses_ver_{lugar}_{vista.codigo}",
        on_change="rerun",
    ) as plegada:
        if plegada.open:
            vista_guardada(guardada, f"ses_completa_{lugar}")


def vista_guardada(guardada: VistaGuardada, clave: str) -> None:
    """El dibujo con su código, o la tabla, y las fuentes, con las cifras guardadas."""
    vista = guardada.vista
    if vista.figura is not None:
        st.plotly_chart(
            lienzo.con_codigo(vista),
            theme=None,
            config=CONFIGURACION_PLOTLY,
            key=f"{clave}_{vista.codigo}",
            alt=vista.alt,
        )
        bajar_imagen(lambda: vista, f"{clave}_{vista.codigo}")
    else:
        mostrar_datos(vista.datos)
    st.download_button(
        f"Los datos guardados: {cantidad(len(vista.datos), 'fila', 'filas')} (CSV)",
        data=partial(csv_espanol, vista.datos),
        file_name=nombre_de_archivo(f"vista {vista.codigo}", {}, None, "csv"),
        mime="text/csv",
        icon=":material/download:",
        key=f"{clave}_datos_{vista.codigo}",
        on_click="ignore",
    )
    st.caption(f"Filtros: {plano(vista.filtros_en_palabras)}.")
    st.markdown(
        "\n".join(
            f"- {plano(f['titulo'])}, {plano(f['productor'])}. Edición {plano(f['edicion'])}, "
            f"último dato {plano(f['ultimo_dato'])}. :small[Cita: {plano(f['cita'])}]"
            for f in vista.fuentes
        )
    )


# ── Agenda y compromisos ───────────────────────────────────────────────────────────────────────


def la_agenda() -> None:
    """Un punto por renglón."""
    carpeta = carpeta_abierta()
    escrita = st.text_area(
        "Agenda, un punto por renglón",
        "\n".join(carpeta.agenda),
        key=f"ses_agenda_{vuelta()}",
        height=240,
        placeholder="Verificación del quórum\nCompromisos de la sesión anterior\n…",
    )
    carpeta = operaciones.poner_agenda(carpeta, escrita.splitlines())
    poner_carpeta(carpeta)
    if carpeta.agenda:
        st.caption(
            f"{cantidad(len(carpeta.agenda), 'punto', 'puntos')}. Van numerados en el acta, en "
            "este orden."
        )


def los_compromisos() -> None:
    """La cuadrícula de compromisos; lo vencido se cuenta aparte, porque lo decide la fecha."""
    clave, partida = f"ses_compromisos_{vuelta()}", "marco_compromisos"
    if clave not in st.session_state:
        # La cuadrícula guarda lo que se cambia sobre la tabla con que empezó: debe ser siempre esa.
        st.session_state[partida] = _en_tabla(carpeta_abierta().compromisos)
    editada = st.data_editor(
        st.session_state[partida],
        key=clave,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        placeholder="",
        column_config={
            "que": st.column_config.TextColumn("Qué", required=True, width="large", max_chars=500),
            "responsable": st.column_config.TextColumn("Responsable", max_chars=200),
            "fecha": st.column_config.DateColumn("Fecha", format="DD/MM/YYYY"),
            "estado": st.column_config.SelectboxColumn(
                "Estado", options=list(ESTADOS), default=ESTADOS[0], required=True
            ),
        },
    )
    carpeta = operaciones.poner_compromisos(carpeta_abierta(), _de_tabla(editada))
    poner_carpeta(carpeta)
    vencidos = [c for c in carpeta.compromisos if c.estado_al(hoy()) == VENCIDO]
    if vencidos:
        st.warning(
            f"{cantidad(len(vencidos), 'compromiso vencido', 'compromisos vencidos')} al "
            f"{fecha_larga(hoy())}: "
            + "; ".join(plano(f"{c.que} ({c.responsable or 'sin responsable'})") for c in vencidos)
            + ".",
            icon=":material/event_busy:",
        )
    elif carpeta.compromisos:
        st.caption(f"Ninguno está vencido al {fecha_larga(hoy())}.")
    else:
        st.caption("Escriba en el renglón vacío: qué, quién y para cuándo.")


def _en_tabla(compromisos: tuple[Compromiso, ...]) -> pd.DataFrame:
    tabla = pd.DataFrame(
        [(c.que, c.responsable, c.fecha, c.estado) for c in compromisos], columns=list(_COLUMNAS)
    )
    return tabla.astype({"que": "str", "responsable": "str", "estado": "str"}).assign(
        fecha=pd.to_datetime(tabla["fecha"])
    )


def _de_tabla(tabla: pd.DataFrame) -> list[Compromiso]:
    return [
        Compromiso(
            _escrito(fila["que"]),
            _escrito(fila["responsable"]),
            None if pd.isna(fila["fecha"]) else pd.Timestamp(fila["fecha"]).date(),
            fila["estado"] if fila["estado"] in ESTADOS else "pendiente",
        )
        for fila in tabla.to_dict("records")
    ]


def _escrito(valor: Any) -> str:
    return valor.strip() if isinstance(valor, str) else ""


# ── Qué cambió ─────────────────────────────────────────────────────────────────────────────────


def lo_que_cambio() -> None:
    """Cada vista frente a los datos de hoy y, si se trae, la carpeta de la sesión anterior."""
    carpeta = carpeta_abierta()
    st.subheader("Desde que se guardó cada vista", anchor=False)
    if not carpeta.vistas:
        st.caption("La carpeta no tiene vistas que comparar.")
    for guardada in carpeta.vistas:
        diferencias(guardada, cambio_de(guardada))
    st.subheader("Desde la última sesión", anchor=False)
    subida = st.file_uploader(
        "Carpeta de la sesión anterior (.zip)",
        type="zip",
        key="ses_anterior",
        max_upload_size=_MEGABYTES,
    )
    if subida is None:
        st.caption(
            "Suba la carpeta anterior: se compara con la que está abierta y no la reemplaza."
        )
        return
    try:
        anterior = archivo.abrir(subida.getvalue())
    except ErrorDeCarpeta as error:
        mostrar_error(error, "No se pudo abrir la carpeta")
        return
    _entre_sesiones(anterior, carpeta)


def diferencias(
    guardada: VistaGuardada, cambio: cambios.Cambio, rotulo: str = "", *, enlazar: bool = True
) -> None:
    """Un plegable por vista: los avisos, cada comparación con sus celdas y el enlace a hoy."""
    icono, _ = _TONO[cambio.situacion]
    rotulo = rotulo or plano(guardada.vista.titulo)
    with st.expander(f"{icono} {rotulo} · {cambio.situacion}"):
        st.markdown("\n".join(f"- {plano(aviso)}" for aviso in cambio.avisos))
        for comparacion in cambio.comparaciones:
            st.markdown(f"**{plano(comparacion.titulo)}:** {comparacion.diferencias.en_palabras}.")
            if comparacion.diferencias.hay:
                _celdas(guardada.vista.codigo, comparacion)
        if len(cambio.comparaciones) > 1:
            st.caption(
                "Cada edición recalcula los años anteriores. Las cifras de dos ediciones se ponen "
                "lado a lado para ver qué cambió; no forman una serie."
            )
        if enlazar:
            abrir_la_de_hoy(guardada.vista.direccion)


def _celdas(codigo: str, comparacion: cambios.Comparacion) -> None:
    """Las primeras diferencias, con las del territorio arriba, y todas en un archivo."""
    antes, ahora = comparacion.antes, comparacion.ahora
    tabla = comparacion.diferencias.tabla().rename(columns={"Antes": antes, "Ahora": ahora})
    mostrar_tabla(tabla.head(_CELDAS_A_LA_VISTA), [antes, ahora])
    if len(tabla) > _CELDAS_A_LA_VISTA:
        st.download_button(
            f"Bajar las {entero(len(tabla))} diferencias (CSV)",
            data=partial(csv_espanol, tabla),
            file_name=nombre_de_archivo(f"cambios {codigo} {comparacion.titulo}", {}, None, "csv"),
            mime="text/csv",
            icon=":material/download:",
            key=f"ses_cambios_{codigo}_{comparacion.titulo}",
            on_click="ignore",
        )


def _entre_sesiones(anterior: Carpeta, actual: Carpeta) -> None:
    cambio = cambios.entre_sesiones(anterior, actual)
    cuando = f" ({fecha_larga(anterior.fecha)})" if anterior.fecha else ""
    st.markdown(
        f"Frente a **{plano(anterior.nombre)}**{cuando}: {cambios.frase_entre_sesiones(cambio)}."
    )
    renglones = [
        *(("Vista nueva", g.vista.titulo) for g in cambio.agregadas),
        *(("Vista que ya no está", g.vista.titulo) for g in cambio.quitadas),
        *(
            (
                "Vista con otras cifras",
                f"{g.vista.titulo}: {'no se pudo comparar' if d is None else d.en_palabras}",
            )
            for _, g, d in cambio.cambiadas
        ),
        *(("Vista igual", g.vista.titulo) for g in cambio.iguales),
        *(("Compromiso cumplido", c.que) for c in cambio.cerrados),
        *(("Compromiso nuevo", _quien(c)) for c in cambio.abiertos),
        *(("Compromiso modificado", f"{_quien(a)} → {_quien(d)}") for a, d in cambio.movidos),
        *(("Compromiso retirado", c.que) for c in cambio.retirados),
    ]
    mostrar_tabla(pd.DataFrame(renglones, columns=["Qué pasó", "Cuál"]))


def _quien(compromiso: Compromiso) -> str:
    fecha = fecha_corta(compromiso.fecha) if compromiso.fecha else "sin fecha"
    return (
        f"{compromiso.que} ({compromiso.responsable or 'sin responsable'}, {fecha}, "
        f"{compromiso.estado})"
    )


# ── Lo que se reparte ──────────────────────────────────────────────────────────────────────────


def lo_que_se_reparte() -> None:
    """Presentación, libro, acta y carpeta en un ZIP, que se arma al pulsar."""
    carpeta = carpeta_abierta()
    st.markdown(
        "Un ZIP con la **presentación** de PowerPoint (una diapositiva por vista, con gráficos que "
        "se editan), el **libro** de Excel (una hoja por vista), el **acta** de Word (agenda, lo "
        "que se vio con su fuente y compromisos), las **imágenes** si el servidor tiene con qué "
        "dibujarlas, y la **carpeta**. Todo lleva el código de cada vista."
    )
    st.download_button(
        "Bajar todo (ZIP)",
        data=partial(_entregar, carpeta, servidor()),
        file_name=archivo.nombre(carpeta, "sesion"),
        mime="application/zip",
        icon=":material/folder_zip:",
        key="ses_entregar",
        on_click="ignore",
        disabled=carpeta.vacia,
    )
    st.caption(
        "Para una imagen de otro tamaño, o en SVG, abra la vista en «Vistas» y use «Imagen para»."
    )


def _entregar(carpeta: Carpeta, base: str) -> bytes:
    from tablero.sesion.entrega import entregar

    return entregar(carpeta, hoy(), base)
