"""Lo que Mesas y redes muestra, ya decidido: frases, figuras y qué saber de cada sistema.

Colombia Productiva es nacional y la OFAI es de Bucaramanga: sus figuras lo dicen y nunca llevan el
color de Norte de Santander. La Red Regional de Emprendimiento sí es del departamento.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go

from pipelines.rutas import RUTAS
from tablero import estilo
from tablero.carga import Carga
from tablero.consultas.mesas import COLUMNAS_LADO_A_LADO
from tablero.formato import (
    cantidad,
    entero,
    es_vacio,
    fecha_larga,
    formatear,
    lista,
    numero,
    porcentaje,
)
from tablero.graficos.barras import barras_horizontales
from tablero.idc import Pieza

Tabla: TypeAlias = pd.DataFrame

SECCIONES = {
    "productiva": "Colombia Productiva",
    "red": "Red de Emprendimiento",
    "ofai": "Bucaramanga (OFAI)",
}
PRODUCTIVA, RED, OFAI = (
    ("colombia_productiva_2023",), ("red_emprendimiento_2023",), ("ofai_2019",)
)  # fmt: skip
DIBUJADA = {"productiva": PRODUCTIVA[0], "red": RED[0], "ofai": OFAI[0]}
"""La edición de cada sistema que la página dibuja; las demás van en tabla."""
PLANTILLAS = {"productiva": ("metas", "cifras"), "red": ("cifras",), "ofai": ("cifras",)}
SIN_OTRAS = "No hay otra edición cargada. Un informe nuevo se agrega con la plantilla."
FUENTES = (*RED, *PRODUCTIVA, *OFAI)
QUE_ES = (
    "Lo que dicen de sí mismos tres sistemas con los que trabaja la región: una mesa nacional, la "
    "red del departamento y la oficina internacional de otra ciudad. No se suman entre ellos."
)
DE_DONDE_ES = {
    "productiva": "**Cifras de todo el país.** El informe no da ninguna propia de Norte de "
    "Santander.",
    "red": "**Cifras de Norte de Santander**, según los informes de la Gobernación.",
    "ofai": "**Cifras de Bucaramanga, de enero a marzo de 2019.** No son de Norte de Santander: "
    "sirven para contrastar.",
}
CONTRADICCIONES = {
    "productiva": (
        "productiva_resto_de_departamentos",
        "productiva_crecer_juntos_municipios",
        "productiva_pdet",
        "productiva_variacion_de_productividad",
        "productiva_intervenciones",
        "productiva_verde_empresas",
    ),
    "red": ("red_actores_nombrados", "red_caracterizados", "red_oferta"),
    "ofai": (),
}
QUE_SABER = {
    "productiva": (
        "**Avance frente a la meta.** Es el avance entre la meta, los dos como los escribe el "
        "informe: 100 es llegar. Compara indicadores de unidades distintas; no se promedia.",
        "**Estado.** El informe marca ✓ en los 17 sin decir qué significa. El tablero sólo "
        "comprueba si la cifra del avance llega a la de la meta.",
        "**Sin cifra comparable.** En tres indicadores el avance no trae cifra o no se lee: «X%J», "
        "proyectos preseleccionados sin número y tres frentes nombrados sin cuenta.",
        "**Los ejes no se suman.** Un municipio puede estar en varios: los 615 son los distintos.",
        "**Territorios estratégicos.** El informe habla de 20; en el total dice que cubrió 19.",
        "**Instrumento vacío.** La celda no está en el texto leído y no se completó.",
    ),
    "red": (
        "**Por etapa sólo hay entidades.** El informe no reparte por etapa los 72 programas, los "
        "137 servicios ni los emprendedores caracterizados.",
        "**Una entidad puede estar en varias mesas.** Las 45 filas son 37 entidades; el informe "
        "dice 40.",
        "**Programas y servicios.** Los 72 son de los 40 actores de la Red en 2023; los 137, de "
        "las 35 entidades con que se creó la ruta en 2021. No se restan.",
        "**Reportar no es caracterizar.** Los más de 4.700 son emprendedores que las entidades "
        "reportaron en 2022 para caracterizar; el informe no dice cuántos se caracterizaron.",
        "**Sin personas.** La caracterización se carga en cuentas; las menores de cinco no se "
        "publican.",
    ),
    "ofai": (
        "**Un solo trimestre.** El encabezado dice enero a marzo de 2019 y la introducción, que "
        "son actividades de 2018: cada cifra lleva lo que dice su frase.",
        "**El convenio está en pesos.** El texto escribe 536.920.538 «millones»; con los 146 y 390 "
        "millones de sus dos partes sólo cuadra en pesos.",
        "**Las partes van dentro del convenio.** Lo de la Cámara y lo del IMEBU ya están en el "
        "costo: no se suman con él.",
        "**Lado a lado, no en una resta.** Miden cosas, años y lugares distintos; cada pareja dice "
        "en qué difiere.",
    ),
}
DIMENSIONES = {
    "etapa": "Etapa", "sector": "Sector", "sexo": "Sexo", "edad": "Edad", "municipio": "Municipio"
}  # fmt: skip
SIN_CARACTERIZACION = (
    "No hay caracterización cargada: no se sabe cuántos emprendedores hay en cada etapa, municipio "
    "o sector. La Red la envía en la plantilla, sólo en cuentas, y esta sección se llena sola."
)
SISTEMA = {"productiva": "colombia_productiva", "red": "red_emprendimiento", "ofai": "ofai"}
"""Sección de la página → cómo se llama el sistema en las tablas."""
ORDEN_DE_CARGA = "python -m pipelines cargar emprendimiento ARCHIVO"


_DE_METAS = {
    "orden": "Posición en la tabla del informe: 1, 2, 3…",
    "instrumento": "Instrumento o programa responsable; vacío si el informe no lo dice",
    "indicador": "El indicador, como lo escribe el informe",
    "nombre_corto": "Un nombre que quepa en un gráfico",
    "texto_meta": "La meta, como está escrita: 15%",
    "texto_avance": "El avance, como está escrito: 35,49%",
    "estado": "✓ si el informe lo marca cumplido, ✗ si no, o en curso",
    "valor_meta": "La meta en cifras, con punto decimal: 15",
    "valor_avance": "El avance en cifras: 35.49; vacío si no trae una cifra comparable",
    "unidad": "numero o pct",
    "linea_documento": "Línea o página del informe",
    "nota": "Lo que haya que saber; puede quedar vacía",
}
_DE_CIFRAS = {
    "clave": "Un nombre corto y único, en minúsculas y con guiones bajos",
    "sistema": "colombia_productiva, red_emprendimiento u ofai",
    "seccion": "total, participacion, alcance, instrumento, red u ofai",
    "tema": "Eje, programa o asunto al que se refiere",
    "lugar_nombrado": "País, departamento o municipio que el informe nombra",
    "medida": "Qué cuenta la cifra: municipios, empresas, costo del convenio…",
    "valor": "La cifra, con punto decimal y sin punto de miles",
    "unidad": "numero, pct o cop (pesos)",
    "texto": "La cifra como está escrita",
    "linea_documento": "Línea o página del informe",
    "nota": "Lo que haya que saber; puede quedar vacía",
    "fuente": "La clave de la cita en la declaración, como CP2024",
}
_PASOS_DE_EDICION = (
    "Baje la plantilla y escriba una fila por {que}, sólo con lo que el informe dice.",
    "Guárdela en `data/raw/<sistema>/<año>/{archivo}`, en UTF-8.",
    "Copie la declaración de la edición anterior en `pipelines/fuentes/` con otro `fuente_id`, y "
    "cambie edición, cita y archivos.",
    "`python -m pipelines firmar --fuente <fuente_id>`, `contar` y `construir`. La edición nueva "
    "sale en «Otras ediciones cargadas», sin mezclarse con la que se dibuja.",
)


def carga_de_edicion(cual: str) -> Carga:
    """La plantilla de otra edición de un informe: «metas» o «cifras»."""
    plantilla = RUTAS.pipelines / "oficiales" / f"plantilla_mesas_{cual}.csv"
    que = {"metas": "indicador con meta", "cifras": "cifra"}[cual]
    return Carga(
        plantilla.name,
        plantilla.read_bytes(),
        {"metas": _DE_METAS, "cifras": _DE_CIFRAS}[cual],
        tuple(paso.format(que=que, archivo=f"{cual}.csv") for paso in _PASOS_DE_EDICION),
    )


def fuentes_en(tabla: pd.DataFrame) -> tuple[str, ...]:
    """Las fuentes de una tabla."""
    return tuple(sorted(set(tabla["fuente_id"])))


def carga_de_caracterizacion() -> Carga:
    """La plantilla que lee ``cargar emprendimiento``, con lo que va en cada columna."""
    plantilla = RUTAS.pipelines / "oficiales" / "plantilla_emprendimiento.csv"
    return Carga(
        plantilla.name,
        plantilla.read_bytes(),
        {
            "corte": "Hasta qué día cuenta, como 2025-06-30; el mismo en todo el archivo",
            "municipio": "Uno de los 40 municipios",
            "etapa": "identificación, validación, consolidación, escalamiento o sin clasificar",
            "sector": "agropecuario, minas y energía, industria, construcción, comercio, "
            "alojamiento y comida, información y comunicaciones, otros servicios o sin dato",
            "sexo": "mujer, hombre o sin dato",
            "grupo_edad": "menores de 18, 18 a 28, 29 a 59, 60 y más o sin dato",
            "emprendedores": "Cuántos, sin punto de miles; si son de 1 a 4, <5",
        },
        (
            "Baje la plantilla y llénela, en .csv o .xlsx: una fila por combinación, sin totales.",
            "No escriba nombres, identificaciones, teléfonos ni correos: el archivo se rechaza "
            "entero, y el aviso dice la celda y no lo que trae.",
            f"`{ORDEN_DE_CARGA}` la revisa y la guarda aparte.",
            "Siga los pasos que dice la orden: revisar la declaración, `firmar`, `contar` y "
            "`construir`.",
        ),
    )


def _terminar(
    figura: go.Figure,
    titulo: str,
    subtitulo: str,
    pie: Sequence[str],
    corte: str,
    tema: str,
    notas: Sequence[str] = (),
) -> go.Figure:
    return estilo.terminar(
        figura, titulo=titulo, subtitulo=subtitulo, fuentes=pie, corte=corte,
        alt=f"{titulo}. {subtitulo}", tema=tema, notas=notas,
    )  # fmt: skip


def _por_clave(cifras: pd.DataFrame) -> Mapping[str, pd.Series]:
    return {str(fila["clave"]): fila for _, fila in cifras.iterrows()}


# ── Colombia Productiva ────────────────────────────────────────────────────────────────────────


def hallazgos_de_productiva(
    metas: pd.DataFrame, alcance: pd.DataFrame, cifras: pd.DataFrame
) -> list[str]:
    """Cuántas metas marcó y cuántas se comprueban, y a dónde llegó."""
    total = alcance.iloc[0]
    clave = _por_clave(cifras)
    return [
        f"**{_frase_de_metas(metas)}.** En {_sin_cifra(metas)} el informe no trae una cifra con "
        "qué comprobarlo.",
        f"Llegó a {entero(total['n_municipios'])} municipios, el "
        f"{porcentaje(clave['municipios_parte']['valor'])} de los del país, de los cuales "
        f"{entero(total['n_municipios_pdet'])} son PDET, y a "
        f"{entero(clave['territorios_estrategicos']['valor'])} de los 20 territorios estratégicos "
        "para el cierre de brechas.",
        f"Seis departamentos reúnen el {porcentaje(clave['parte_seis']['valor'])} de las empresas "
        "beneficiadas y Norte de Santander no está entre ellos. San José de Cúcuta sí está entre "
        "los diez municipios que el informe nombra con más beneficiarios, sin cifra propia.",
    ]


def _sin_cifra(metas: pd.DataFrame) -> int:
    return int((metas["comprobacion"] == "sin cifra comparable").sum())


def _frase_de_metas(metas: pd.DataFrame) -> str:
    llegan = int((metas["comprobacion"] == "llega a la meta").sum())
    return (
        f"En el país, {llegan} de los {len(metas)} indicadores de Colombia Productiva llegaron en "
        f"2023 a su meta; el informe marca ✓ en los {int((metas['estado_texto'] == '✓').sum())}"
    )


def pieza_de_metas(
    metas: pd.DataFrame, todo: Callable[[], pd.DataFrame], pie: Sequence[str], tema: str
) -> Pieza:
    """El avance de cada indicador frente a su meta, de mayor a menor."""
    return Pieza(
        {"Gráfico": partial(figura_de_metas, metas, pie, tema)},
        metas,
        "metas de Colombia Productiva en 2023",
        "mes_metas",
        PRODUCTIVA,
        todo,
    )


def figura_de_metas(metas: pd.DataFrame, pie: Sequence[str], tema: str) -> go.Figure:
    """Una barra por indicador hasta su avance y una línea en la meta; la cifra escrita es la real.

    Los indicadores tienen unidades distintas: lo que se dibuja es el avance entre la meta.
    """
    filas = metas.to_dict("records")
    llega = estilo.ESTADOS_DE_META["cumplida"].color(tema)
    figura = barras_horizontales(
        pd.DataFrame(
            {
                "etiqueta": metas["nombre_corto"],
                "valor": metas["avance_de_la_meta_pct"],
                "rotulo": [_avance_y_meta(fila) for fila in filas],
                "nota": [f"Meta: {f['texto_meta']}. Avance: {f['texto_avance']}" for f in filas],
            }
        ),
        unidad="pct",
        decimales=0,
        orden="dado",
        referencia=(100, "Meta"),
        colores_de_etiqueta={
            f["nombre_corto"]: llega for f in filas if f["comprobacion"] == "llega a la meta"
        },
        tema=tema,
    )
    return _terminar(
        figura,
        _frase_de_metas(metas),
        "Todo el país. Avance entre la meta; al lado, el avance y la meta del informe.",
        pie,
        "2023",
        tema,
        ["«Sin cifra»: el avance no trae número o no se lee en el texto del informe."],
    )


def _avance_y_meta(fila: Mapping[str, object]) -> str:
    """«572 de 550» o «35,49 % de 15 %», con las cifras como las escribe el informe."""
    if es_vacio(fila["avance_de_la_meta_pct"]):
        return f"sin cifra (meta {_solo_cifra(str(fila['texto_meta']))})"
    return f"{_solo_cifra(str(fila['texto_avance']))} de {_solo_cifra(str(fila['texto_meta']))}"


def _solo_cifra(texto: str) -> str:
    """El número con que empieza lo escrito: «15%», «550», «27,7 %»."""
    cifra, *resto = texto.split()
    if cifra.endswith("%") or (resto and resto[0] == "%"):
        return f"{cifra.rstrip('%')}\u202f%"
    return cifra


def pieza_de_alcance(
    alcance: pd.DataFrame, todo: Callable[[], pd.DataFrame], pie: Sequence[str], tema: str
) -> Pieza:
    """A cuántos municipios y territorios estratégicos llegó cada eje."""
    return Pieza(
        {
            "Municipios": partial(figura_de_alcance, alcance, "n_municipios", pie, tema),
            "Territorios": partial(
                figura_de_alcance, alcance, "territorios_estrategicos_pct", pie, tema
            ),
        },
        alcance,
        "alcance territorial de Colombia Productiva en 2023",
        "mes_alcance",
        PRODUCTIVA,
        todo,
    )


def figura_de_alcance(
    alcance: pd.DataFrame, columna: str, pie: Sequence[str], tema: str
) -> go.Figure:
    """Una barra por eje, de mayor a menor; lo que el informe no dice va sin barra."""
    de_municipios = columna == "n_municipios"
    figura = barras_horizontales(
        pd.DataFrame(
            {
                "etiqueta": alcance["tema"],
                "valor": alcance[columna],
                "nota": [_nota_de_alcance(fila) for fila in alcance.to_dict("records")],
            }
        ),
        unidad="numero" if de_municipios else "pct",
        tema=tema,
    )
    mayor = alcance.iloc[1:].sort_values(columna, ascending=False).iloc[0]
    cuanto = (
        f"{entero(mayor[columna])} de los {entero(alcance.iloc[0]['n_municipios'])} municipios"
        if de_municipios
        else f"el {porcentaje(mayor[columna], 0)} de los territorios estratégicos"
    )
    que = (
        "Municipios a los que llegó cada eje"
        if de_municipios
        else "Parte de los 20 territorios estratégicos para el cierre de brechas a la que llegó"
    )
    notas = ["Un municipio puede estar en varios ejes: no se suman."]
    if not de_municipios:
        notas = ["En total cubrió 19 de los 20. De Territorios Clúster el informe no lo dice."]
    return _terminar(
        figura, f"En el país, {mayor['tema']} llegó a {cuanto}", f"Todo el país. {que}.", pie,
        "2023", tema, notas,
    )  # fmt: skip


def _nota_de_alcance(fila: Mapping[str, object]) -> str:
    partes = [
        f"{formatear(fila[columna], 'numero')} {que}"
        for columna, que in (
            ("n_departamentos", "departamentos"),
            ("n_municipios_pdet", "municipios PDET"),
        )
        if not es_vacio(fila[columna])
    ]
    return "; ".join(partes)


def pieza_de_participacion(participacion: pd.DataFrame, pie: Sequence[str], tema: str) -> Pieza:
    """Los seis departamentos con más empresas beneficiadas y los demás."""
    return Pieza(
        {"Gráfico": partial(figura_de_participacion, participacion, pie, tema)},
        participacion,
        "departamentos con más empresas beneficiadas por Colombia Productiva",
        "mes_partes",
        PRODUCTIVA,
    )


def figura_de_participacion(
    participacion: pd.DataFrame, pie: Sequence[str], tema: str
) -> go.Figure:
    """Una barra por departamento que el informe nombra; los demás, juntos, al final."""
    figura = barras_horizontales(
        participacion.assign(
            etiqueta=participacion["lugar_nombrado"],
            valor=participacion["participacion_pct"],
            nota=None,
        ),
        unidad="pct",
        decimales=1,
        orden="dado",
        tema=tema,
    )
    seis = participacion.iloc[:-1]["participacion_pct"].sum()
    return _terminar(
        figura,
        f"Seis departamentos reúnen el {porcentaje(seis)} y Norte de Santander no está entre ellos",
        "Todo el país. Parte de las empresas beneficiadas en cada departamento.",
        pie,
        "2023",
        tema,
        [
            f"Con los demás suman {porcentaje(participacion['participacion_pct'].sum())}: así está "
            "en el informe, que no da la parte de Norte de Santander."
        ],
    )


# ── Red Regional de Emprendimiento ─────────────────────────────────────────────────────────────


def hallazgos_de_la_red(por_mesa: pd.DataFrame, cifras: pd.DataFrame) -> list[str]:
    """Cuántos son, cómo se reparten y qué se sabe de los emprendedores."""
    clave = _por_clave(cifras)
    etapas = por_mesa.iloc[1:].to_dict("records")
    reparto = lista([f"{f['n_entidades']} en {str(f['mesa']).lower()}" for f in etapas])
    return [
        f"**La Red Regional de Emprendimiento declara {entero(clave['red_actores']['valor'])} "
        f"actores y {entero(clave['red_programas']['valor'])} programas o servicios.**",
        f"Por etapa de la ruta el informe sólo reparte entidades: {reparto}; el núcleo tiene "
        f"{por_mesa.iloc[0]['n_entidades']}.",
        "En el segundo trimestre de 2023 caracterizó "
        f"{entero(clave['ruta_caracterizados']['valor'])} emprendedores y empresarios "
        f"({entero(clave['hoja_caracterizados']['valor'])}, según otra meta del mismo informe), "
        "sin decir en qué etapa están.",
    ]


def pieza_de_mesas(
    por_mesa: pd.DataFrame, todo: Callable[[], pd.DataFrame], pie: Sequence[str], tema: str
) -> Pieza:
    """Cuántas entidades hay en cada mesa, en el orden de la ruta."""
    return Pieza(
        {"Gráfico": partial(figura_de_mesas, por_mesa, pie, tema)},
        por_mesa,
        "entidades de la Red Regional de Emprendimiento por mesa",
        "mes_red",
        RED,
        todo,
    )


def figura_de_mesas(por_mesa: pd.DataFrame, pie: Sequence[str], tema: str) -> go.Figure:
    """Una barra por mesa, del núcleo al escalamiento; es de Norte de Santander y lleva su color."""
    filas = por_mesa.to_dict("records")
    figura = barras_horizontales(
        pd.DataFrame(
            {
                "etiqueta": por_mesa["mesa"],
                "valor": por_mesa["n_entidades"],
                "nota": [
                    f"{'Preside' if f['mesa'] == 'Núcleo' else 'Lidera'}: {f['actor']}"
                    for f in filas
                ],
            }
        ),
        unidad="numero",
        orden="dado",
        colores_de_etiqueta=dict.fromkeys(por_mesa["mesa"], estilo.colores(tema).acento),
        tema=tema,
    )
    primera = por_mesa.iloc[1:].sort_values("n_entidades", ascending=False).iloc[0]
    return _terminar(
        figura,
        f"La mesa de {str(primera['mesa']).lower()} reúne {primera['n_entidades']} entidades; la "
        f"de escalamiento, {por_mesa.iloc[-1]['n_entidades']}",
        "Norte de Santander. Entidades del núcleo y de la mesa de cada etapa de la ruta.",
        pie,
        "2023",
        tema,
        ["Una entidad puede estar en varias mesas: no se suman."],
    )


COLUMNAS_DE_CIFRAS = ("tema", "medida", "valor", "unidad", "texto", "linea_documento", "nota")


def _visibles(cifras: pd.DataFrame) -> pd.DataFrame:
    """Lo que se lee de cada cifra; sin nota, la celda va vacía y no dice «sin dato»."""
    visibles = cifras[list(COLUMNAS_DE_CIFRAS)].fillna({"nota": ""})
    # Ya no es lo que devuelve la consulta: una sesión no la puede repetir tal cual.
    visibles.attrs.clear()
    return visibles


def pieza_de_cifras(
    cifras: pd.DataFrame, que: str, clave: str, fuente_ids: tuple[str, ...]
) -> Pieza:
    """Todas las cifras de un sistema, con lo escrito y su línea."""
    return Pieza({}, _visibles(cifras), que, clave, fuente_ids, lambda: cifras)


def fuentes_de(cargados: pd.DataFrame) -> tuple[str, ...]:
    """Las fuentes del último corte cargado, que es el que se dibuja."""
    ultimo = cargados[cargados["corte"] == cargados["corte"].max()]
    return fuentes_en(ultimo)


def pieza_de_caracterizacion(
    tabla: pd.DataFrame,
    dimension: str,
    fuente_ids: tuple[str, ...],
    pie: Sequence[str],
    tema: str,
) -> Pieza:
    """Emprendedores del último corte cargado por lo que se elija."""
    return Pieza(
        {"Gráfico": partial(figura_de_caracterizacion, tabla, dimension, pie, tema)},
        tabla,
        "emprendedores caracterizados por " + DIMENSIONES[dimension].lower(),
        "mes_caracterizacion",
        fuente_ids,
    )


def figura_de_caracterizacion(
    tabla: pd.DataFrame, dimension: str, pie: Sequence[str], tema: str
) -> go.Figure:
    """Una barra por etapa, sector, sexo, edad o municipio; dice cuántas celdas no se publican."""
    figura = barras_horizontales(
        pd.DataFrame(
            {
                "etiqueta": tabla["nombre"],
                "valor": tabla["emprendedores"],
                "rotulo": [
                    "no se publica" if es_vacio(n) else entero(n) for n in tabla["emprendedores"]
                ],
            }
        ),
        unidad="numero",
        orden="dado",
        colores_de_etiqueta=dict.fromkeys(tabla["nombre"], estilo.colores(tema).acento),
        tema=tema,
    )
    primera, corte = tabla.iloc[0], str(tabla["corte"].iloc[0])
    suprimidas = int(tabla["n_suprimidas"].sum())
    return _terminar(
        figura,
        f"{primera['nombre']}: {formatear(primera['emprendedores'], 'numero')} de "
        f"{numero(tabla['emprendedores'].sum())} emprendedores caracterizados",
        f"Norte de Santander. Por {DIMENSIONES[dimension].lower()}, hasta el {fecha_larga(corte)}.",
        pie,
        corte,
        tema,
        [f"Fuera de la suma: {cantidad(suprimidas, 'celda', 'celdas')} de menos de cinco."],
    )


# ── Bucaramanga ────────────────────────────────────────────────────────────────────────────────


def hallazgos_de_la_ofai(cifras: pd.DataFrame) -> list[str]:
    """Con qué operaba la oficina, a cuántos atendió y con qué recursos."""
    clave = _por_clave(cifras)
    return [
        "**La oficina internacional de Bucaramanga dijo haber operado el primer trimestre de 2019 "
        "con una persona y sin presupuesto propio.**",
        f"El centro de desarrollo empresarial que impulsó atendió "
        f"{entero(clave['progresa_personas']['valor'])} personas desde el 20 de febrero, con un "
        f"convenio de {entero(clave['progresa_convenio']['valor'])} pesos.",
        f"De la cooperación suiza en construcción sostenible informa "
        f"{entero(clave['suiza_aporte']['valor'])} pesos.",
    ]


def pieza_de_recursos(cifras: pd.DataFrame, pie: Sequence[str], tema: str) -> Pieza:
    """Los pesos que el informe nombra, de mayor a menor."""
    recursos = _visibles(cifras[cifras["unidad"] == "cop"]).sort_values("valor", ascending=False)
    return Pieza(
        {"Gráfico": partial(figura_de_recursos, recursos, pie, tema)},
        recursos,
        "recursos que nombra la OFAI de Bucaramanga",
        "mes_ofai_recursos",
        OFAI,
    )


def figura_de_recursos(recursos: pd.DataFrame, pie: Sequence[str], tema: str) -> go.Figure:
    """Una barra por recurso; las dos partes del convenio van aparte y lo dicen."""
    figura = barras_horizontales(
        pd.DataFrame(
            {
                "etiqueta": [medida[:1].upper() + medida[1:] for medida in recursos["medida"]],
                "valor": recursos["valor"],
                "nota": recursos["tema"],
            }
        ),
        unidad="cop",
        orden="dado",
        tema=tema,
    )
    mayor, segundo = recursos.iloc[0], recursos.iloc[1]
    return _terminar(
        figura,
        f"El {mayor['medida']} es {numero(mayor['valor'] / segundo['valor'], 1)} veces el "
        f"{segundo['medida']}",
        "Bucaramanga, no Norte de Santander. Pesos que el informe nombra.",
        pie,
        "marzo de 2019",
        tema,
        ["El costo del convenio ya contiene los dos aportes, que son aproximados."],
    )


# Tema, cifra de Bucaramanga, cifra de la Red y por qué no se restan.
_PAREJAS = (
    (
        "Personas y emprendedores", "progresa_personas", "ruta_caracterizados",
        "Bucaramanga cuenta atendidos en un centro; la Red, caracterizados para la ruta, cuatro "
        "años después.",
    ),
    (
        "Dinero", "progresa_convenio", "ruta_inversion",
        "Uno es el costo de un convenio de 2019; el otro, lo ejecutado en una meta de 2020-2023.",
    ),
    (
        "Rutas y etapas", "progresa_rutas", "ruta_etapas",
        "Las rutas de Bucaramanga son por lo que se necesita; las etapas de la Red, por la madurez "
        "del emprendimiento.",
    ),
    (
        "Internacionalización", "aladi_cadenas", "hoja_servicios",
        "Unas son cadenas priorizadas para un evento; los otros, servicios vigentes de seis "
        "entidades.",
    ),
)  # fmt: skip


def pieza_lado_a_lado(ofai: pd.DataFrame, red: pd.DataFrame) -> Pieza:
    """Parejas de cifras de Bucaramanga y de Norte de Santander, con lo que las separa."""
    de_alla, de_aqui = _por_clave(ofai), _por_clave(red)
    filas = [
        (tema, _con_su_linea(de_alla[una]), _con_su_linea(de_aqui[otra]), porque)
        for tema, una, otra, porque in _PAREJAS
    ]
    return Pieza(
        {},
        pd.DataFrame(filas, columns=list(COLUMNAS_LADO_A_LADO)),
        "Bucaramanga y Norte de Santander lado a lado",
        "mes_lado",
        (*OFAI, *RED),
    )


def _con_su_linea(fila: pd.Series) -> str:
    valor = formatear(fila["valor"], str(fila["unidad"]), corto=True)
    return f"{valor}: {fila['medida']} (línea {fila['linea_documento']})"
