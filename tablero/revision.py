"""Piezas de pantalla de la página Actualizar: entregar el informe, revisar sus metas y guardar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

import pandas as pd
import streamlit as st

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero import actualizar, filtros
from tablero.actualizar import COLUMNAS, Lectura, Revision
from tablero.componentes import mostrar_error, mostrar_tabla, plano
from tablero.diccionario import etiqueta
from tablero.formato import cantidad, entero, lista

_MESA = "act_mesa"
# Cada vez que se llega a una meta, sus cuadrículas son otras: parten de lo corregido hasta ahí.
_VISITAS = count(1)
_ORIGENES = {"archivo": "Subir el archivo", "texto": "Pegar el texto"}
_AL_FINAL = ("linea_documento", "confianza", "nombre_en_fuente", "logro_nombrado", "nota")
_AYUDA_DE_LISTA = (
    "Un CSV UTF-8 con las columnas divipola (cinco cifras) y nombre. Sin él se usan los municipios "
    "de este tablero."
)


@dataclass
class Mesa:
    """Lo que esta sesión tiene abierto: la revisión, la meta que se mira y de dónde partió.

    ``rotulos`` y ``base``: los de las pestañas y las tablas cuando se llegó a la meta. No se
    escribe con ``repr``: las demás páginas comparan así lo elegido en la sesión.
    """

    revision: Revision = field(repr=False)
    meta: str = field(default="", repr=False)
    visita: int = field(default=0, repr=False)
    rotulos: list[str] = field(default_factory=list, repr=False)
    base: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def ir_a(self, meta: str) -> None:
        """Pasa a una meta, o vuelve a armar la que se mira."""
        self.meta, self.visita = meta, next(_VISITAS)
        self.base = {tabla: self.revision.de_meta(tabla, meta) for tabla in COLUMNAS}
        # El rótulo de una pestaña es su identidad: si el conteo cambiara al agregar una fila, se
        # cerraría la que está abierta.
        self.rotulos = [
            rotulo + (f" ({len(self.base[tabla])})" if tabla != "metas" else "")
            for tabla, rotulo in actualizar.ROTULOS.items()
        ]


def mesa_de_la_sesion() -> Mesa | None:
    """Lo que se está revisando, si ya se leyó un informe."""
    mesa = st.session_state.get(_MESA)
    return mesa if isinstance(mesa, Mesa) else None


def entregar() -> None:
    """Recibe un informe, lo lee y deja la propuesta en la sesión.

    Si no se puede leer, la página muestra el error y nada más; lo que ya se estuviera revisando se
    conserva. Leído un informe queda plegado, para leer otro.
    """
    abierta = mesa_de_la_sesion() is not None
    rotulo = "Leer otro informe" if abierta else "El informe"
    with st.expander(rotulo, expanded=not abierta, icon=":material/description:"):
        origen = filtros.elegir_una("Cómo lo entrega", _ORIGENES, clave="act_origen",
                                    defecto="archivo")  # fmt: skip
        nombre, contenido = _del_archivo() if origen == "archivo" else _del_texto()
        izquierda, derecha = st.columns(2)
        with izquierda:
            periodo = st.text_input(
                "Periodo del informe",
                key="act_periodo",
                placeholder="2024-2027",
                help="El primer y el último año. Vacío, se toma el que el informe diga.",
            )
        with derecha:
            municipios = st.file_uploader(
                "Municipios de otro departamento (opcional)",
                type=["csv"],
                key="act_municipios",
                max_upload_size=5,
                help=_AYUDA_DE_LISTA,
            )
        if abierta:
            st.caption("Al leer otro se deja lo que no haya guardado de éste.")
        leer = st.button("Leer el informe", type="primary", icon=":material/document_scanner:")
    if not leer:
        return
    if contenido is None:
        st.warning("Falta el informe: suba el archivo o pegue su texto.", icon=":material/info:")
        return
    with st.spinner("Leyendo el informe…", show_time=True):
        try:
            lectura = actualizar.leer(
                nombre,
                contenido,
                periodo.strip(),
                municipios.getvalue() if municipios is not None else None,
            )
        except ErrorDelTablero as error:
            mostrar_error(error, "No se pudo leer el informe")
            if abierta:
                st.button("Volver a lo que estaba revisando", icon=":material/undo:")
            st.stop()
    mesa = Mesa(Revision(lectura))
    mesa.ir_a(actualizar.metas_por_revisar(lectura)[0].meta)
    st.session_state[_MESA] = mesa
    st.rerun()


def _del_archivo() -> tuple[str, bytes | None]:
    subido = st.file_uploader(
        "Informe en .docx, .pdf con texto, .txt o .md",
        type=list(actualizar.EXTENSIONES),
        key="act_archivo",
        max_upload_size=actualizar.MEGAS_MAXIMO,
    )
    return (subido.name, subido.getvalue()) if subido is not None else ("", None)


def _del_texto() -> tuple[str, bytes | None]:
    texto = st.text_area(
        "Texto del informe",
        key="act_texto",
        height=220,
        placeholder="Meta 1  Lo que la meta enuncia…\n\nINVERSIÓN\n…\n\nLOCALIZACIÓN\n…",
    )
    escrito = (texto or "").strip()
    return "texto pegado.txt", texto.encode("utf-8", "replace") if escrito else None


def resumen(lectura: Lectura) -> None:
    """Cuánto se leyó y cuánto hay que mirar; lo que no se pudo leer, listado."""
    conteos = actualizar.contar(lectura)
    st.header(f"Lo que trae: {plano(lectura.nombre)}, {lectura.periodo}", anchor="trae")
    umbral = f"{actualizar.CONFIANZA_PARA_REVISAR:.1f}".replace(".", ",")
    cifras = (
        ("Metas", entero(conteos.metas), "Las que el informe numera."),
        (
            "Municipios nombrados",
            f"{entero(conteos.municipios)} de {entero(conteos.de_municipios)}",
            "Los distintos que se reconocieron en la localización de alguna meta.",
        ),
        (
            "Filas de poca confianza",
            entero(conteos.por_revisar),
            f"Las que el lector propone con confianza menor de {umbral}, de 0 a 1.",
        ),
        ("Pasajes sin leer", entero(conteos.sin_leer), "Están listados abajo con su motivo."),
    )
    with st.container(horizontal=True):
        for rotulo, valor, ayuda in cifras:
            st.metric(rotulo, valor, help=ayuda, border=True)
    if conteos.sin_leer:
        with st.expander(
            f"Lo que no se pudo leer ({entero(conteos.sin_leer)})", icon=":material/visibility_off:"
        ):
            mostrar_tabla(actualizar.tabla_de_sin_leer(lectura.sin_leer), ["Línea"])


@st.fragment
def revisar(mesa: Mesa) -> None:
    """Una meta a la vez: el párrafo a la izquierda y lo que se propone, corregible, a la derecha.

    Abajo, guardar. Corregir una celda no rehace el resto de la página.
    """
    st.header("Revisar meta por meta", anchor="revisar")
    revision = mesa.revision
    meta = _elegir_meta(mesa)
    izquierda, derecha = st.columns([5, 6])
    with izquierda:
        st.subheader("En el informe", anchor=False)
        st.html(actualizar.parrafo_en_html(revision.lectura, meta))
        st.html(f'<p class="act-leyenda">{actualizar.leyenda()}</p>')
        st.caption("Se marcan en la localización, que es de donde sale la cobertura.")
        if frases := actualizar.frases_sin_leer(revision.lectura, meta):
            st.markdown("**Sin leer en esta meta**")
            st.markdown("\n".join(f"- {plano(frase)}" for frase in frases))
    with derecha:
        st.subheader("Lo que se propone", anchor=False)
        _cuadriculas(mesa)
    st.space("small")
    st.progress(len(revision.revisadas) / len(revision.lectura.metas), text=revision.avance())
    guardar(revision)


def _elegir_meta(mesa: Mesa) -> str:
    revision, meta, caja = mesa.revision, mesa.meta, "act_meta_caja"
    metas = actualizar.metas_por_revisar(revision.lectura)
    rotulos = {m.meta: m.rotulo(m.meta in revision.revisadas) for m in metas}
    orden = list(rotulos)
    puesto = orden.index(meta)
    st.session_state[caja] = meta

    def marcar() -> None:
        if meta in revision.revisadas:
            revision.revisadas.discard(meta)
            return
        revision.revisadas.add(meta)
        despues = [m for m in (*orden[puesto + 1 :], *orden[:puesto])
                   if m not in revision.revisadas]  # fmt: skip
        if despues:
            mesa.ir_a(despues[0])

    def deshacer() -> None:
        revision.volver_a_la_propuesta(meta)
        mesa.ir_a(meta)

    st.selectbox(
        "Meta, primero las de menor confianza",
        orden,
        format_func=lambda m: rotulos[m],
        key=caja,
        on_change=lambda: mesa.ir_a(st.session_state[caja]),
    )
    de_la_meta = next(m for m in metas if m.meta == meta)
    st.caption(f"Lo de menor confianza está en: {lista(de_la_meta.donde).lower()}.")
    revisada = meta in revision.revisadas
    with st.container(horizontal=True, key="act_botones"):
        st.button("Anterior", icon=":material/arrow_back:", disabled=puesto == 0,
                  on_click=lambda: mesa.ir_a(orden[puesto - 1]))  # fmt: skip
        st.button("Siguiente", icon=":material/arrow_forward:", disabled=puesto == len(orden) - 1,
                  on_click=lambda: mesa.ir_a(orden[puesto + 1]))  # fmt: skip
        st.button(
            "Quitar la marca de revisada" if revisada else "Marcar como revisada",
            icon=":material/undo:" if revisada else ":material/check:",
            type="secondary" if revisada else "primary",
            on_click=marcar,
        )
        if any((tabla, meta) in revision.corregidas for tabla in COLUMNAS):
            st.button("Volver a la propuesta", icon=":material/restart_alt:", on_click=deshacer)
    return meta


def _cuadriculas(mesa: Mesa) -> None:
    """Las cuatro tablas de la meta; cada una dice abajo qué no se puede guardar."""
    revision, meta = mesa.revision, mesa.meta
    for tabla, pestana in zip(actualizar.ROTULOS, st.tabs(mesa.rotulos), strict=True):
        with pestana:
            clave = f"act_{tabla}_{meta}_{mesa.visita}"
            editar = _editar_cifras if tabla == "metas" else _editar_filas
            filas = editar(revision, meta, tabla, mesa.base[tabla], clave)
            revision.corregir(tabla, meta, filas)
            if fallas := revision.fallas(tabla, meta):
                frases = "\n".join(f"- {plano(falla.frase())}" for falla in fallas)
                st.error(
                    f"Así no se puede guardar esta tabla:\n\n{frases}", icon=":material/error:"
                )


def _editar_cifras(
    revision: Revision, meta: str, tabla: str, base: pd.DataFrame, clave: str
) -> pd.DataFrame:
    fila = base.iloc[0].to_dict()
    confianza = f"{float(fila['confianza']):.2f}".replace(".", ",")
    st.caption(f"Confianza del lector en las cifras: {confianza}. Lo vacío, el texto no lo dice.")
    editada = st.data_editor(
        actualizar.cifras_en_vertical(fila),
        key=clave,
        hide_index=True,
        height=520,
        column_order=["dato", "valor"],
        column_config={
            "dato": st.column_config.TextColumn("Dato", disabled=True),
            "valor": st.column_config.TextColumn(
                "Valor", help="Los números, con coma decimal: 66,7"
            ),
        },
        placeholder="",
        alt=f"Cifras propuestas de la meta {meta}, para corregir",
    )
    return actualizar.cifras_de_vertical(editada, fila)


def _editar_filas(
    revision: Revision, meta: str, tabla: str, base: pd.DataFrame, clave: str
) -> pd.DataFrame:
    lectura = revision.lectura
    columnas = [c for c in (*COLUMNAS[tabla], "confianza") if c not in ("periodo", "meta")]
    # Lo que más se corrige queda a la vista; lo demás, al desplazar la cuadrícula.
    columnas.sort(key=lambda c: _AL_FINAL.index(c) if c in _AL_FINAL else -1)
    if base.empty:
        st.caption("El lector no propone nada aquí. Si el informe lo dice, agregue una fila.")
    editada = st.data_editor(
        actualizar.para_la_cuadricula(base),
        key=clave,
        hide_index=True,
        num_rows="dynamic",
        height=480 if len(base) > 8 else "auto",
        column_order=columnas,
        column_config={c: _columna(c, lectura, tabla, meta) for c in columnas},
        placeholder="",
        alt=f"{actualizar.ROTULOS[tabla]} de la meta {meta}, para corregir",
    )
    return actualizar.de_la_cuadricula(editada, lectura, meta)


def _legible(nombres: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda codigo: nombres.get(str(codigo), str(codigo))


def _columna(columna: str, lectura: Lectura, tabla: str, meta: str) -> Any:
    """Cómo se corrige cada columna: listas cerradas donde las hay."""
    de = st.column_config
    if columna == "confianza":
        return de.TextColumn("Confianza", disabled=True, width=90, alignment="right",
                             help="De 0 a 1. Vacía en las filas que usted agrega.")  # fmt: skip
    if columna == "divipola":
        lugares = {**lectura.municipios}
        if lectura.departamento:
            lugares[lectura.departamento] = actualizar.TODO_EL_DEPARTAMENTO
        orden = sorted(lugares, key=lambda codigo: (len(codigo), lugares[codigo]))
        return de.SelectboxColumn(
            "Municipio", options=orden, width=160, format_func=_legible(lugares)
        )
    if columna in ("tipo", "tipo_vinculo"):
        opciones = actualizar.TIPOS if columna == "tipo" else actualizar.VINCULOS
        return de.SelectboxColumn(etiqueta(columna), options=list(opciones),
                                  default=next(iter(opciones)), width=115,
                                  format_func=_legible(opciones))  # fmt: skip
    if columna == "grupo":
        # Con los que el lector propone aunque no estén en la lista: se ven y se cambian.
        propuestos = lectura.tablas[tabla]["grupo"]
        return de.SelectboxColumn(
            etiqueta(columna), options=sorted({*actualizar.grupos(), *propuestos}), width="medium"
        )
    if columna == "linea_documento":
        primera = actualizar.primer_renglon(lectura, tabla, meta)
        return de.NumberColumn("Línea", format="%d", step=1, default=primera, width=70,
                               help="El número de la izquierda en el documento.")  # fmt: skip
    if columna in ("anio", "personas"):
        return de.NumberColumn(etiqueta(columna), format="%d", step=1, width=80)
    return de.TextColumn(etiqueta(columna), width="medium")


def guardar(revision: Revision) -> None:
    """Guarda las tablas revisadas para el paso siguiente y ofrece lo mismo en un ZIP."""
    st.header("Guardar lo revisado", anchor="guardar")
    ahora = datetime.now()
    lectura = revision.lectura
    mal = {tabla: fallas for tabla in COLUMNAS if (fallas := revision.fallas(tabla))}
    for tabla, fallas in mal.items():
        frases = "\n".join(f"- {plano(falla.frase())}" for falla in fallas[:8])
        resto = f"\n- y {len(fallas) - 8} más" if len(fallas) > 8 else ""
        st.warning(
            f"**{actualizar.ROTULOS[tabla]} no se guarda** mientras tenga "
            f"{cantidad(len(fallas), 'celda', 'celdas')} por corregir:\n\n{frases}{resto}",
            icon=":material/block:",
        )
    cambios = actualizar.diferencias(revision)
    st.markdown(
        f"{revision.avance()}, con {cantidad(len(cambios), 'celda cambiada', 'celdas cambiadas')} "
        "a mano. Sólo las revisadas van a las tablas que leen los pipelines; las demás quedan "
        "aparte, en `revision/`. Guardar no publica nada; cerrar o recargar esta pestaña sin "
        "guardar pierde lo corregido."
    )
    if len(cambios):
        with st.expander("Lo que cambió frente a la propuesta", icon=":material/difference:"):
            dichos = actualizar.frases_de_cambios(cambios)
            st.markdown("\n".join(f"- {plano(dicho)}" for dicho in dichos))
    nada = not revision.revisadas or len(mal) == len(COLUMNAS)
    with st.container(horizontal=True, key="act_guardar"):
        pedido = st.button("Guardar para firmar", type="primary", icon=":material/save:",
                           disabled=nada)  # fmt: skip
        st.download_button(
            "Bajar el ZIP",
            data=partial(_zip, revision, ahora),
            file_name=f"informe_{lectura.periodo}_revisado.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            disabled=nada,
        )
    if not revision.revisadas:
        st.caption("Para guardar, marque como revisada al menos una meta.")
    if pedido:
        _guardar(revision, ahora)


def _zip(revision: Revision, ahora: datetime) -> bytes:
    return actualizar.comprimir(actualizar.archivos_de(revision, ahora))


def _guardar(revision: Revision, ahora: datetime) -> None:
    archivos = actualizar.archivos_de(revision, ahora)
    try:
        guardado = actualizar.guardar(archivos, revision.lectura.periodo, ahora)
    except ErrorDelTablero as error:
        mostrar_error(error, "No se pudo guardar")
        return
    donde = guardado.carpeta.relative_to(RUTAS.raiz).as_posix()
    antes = ""
    if guardado.anterior is not None:
        antes = f" Lo que había se conservó en `{guardado.anterior.name}`."
    pasos = "\n".join(f"{n}. {plano(paso)}" for n, paso in enumerate(actualizar.PASOS, start=1))
    st.success(
        f"Guardado en `{donde}`.{antes} Nada está publicado. Qué sigue:\n\n{pasos}",
        icon=":material/check_circle:",
    )
