"""Lo que la página Cobertura muestra, ya decidido: filtros, frases, cuadros y figuras.

Lo que cuenta es «metas que nombran a un municipio», según la sección de localización del informe.
Una meta departamental no se reparte: va en su propia cuenta. Una meta sin año no entra cuando se
elige un año, y se dice cuántas quedan fuera.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tablero import estilo
from tablero.busqueda import normalizar
from tablero.formato import cantidad, entero, es_vacio, lista, numero, porcentaje
from tablero.graficos.barras import barras_horizontales
from tablero.graficos.nube import nube
from tablero.mapas import mapa_por_categoria

ACTUAL, ANTERIOR = "2024-2027", "2020-2023"
TODOS = "todos"
INFORMES = {
    ACTUAL: "informe de rendición de cuentas 2024-2025",
    ANTERIOR: "informe de gestión 2020-2023",
}
ROTULOS_DE_PERIODO = {
    ACTUAL: "2024-2027 (informe 2024-2025)",
    ANTERIOR: "2020-2023 (informe completo)",
}
FUENTE_DE_PERIODO = {
    ACTUAL: "rendicion_cuentas_2024_2025",
    ANTERIOR: "informe_gestion_2020_2023",
}
FUENTE_DE_POBLACION, FUENTE_DEL_MAPA = "poblacion_2018_2035", "mgn_2018"
FUENTES = (*FUENTE_DE_PERIODO.values(), FUENTE_DE_POBLACION, FUENTE_DEL_MAPA, "pdet_2025")
# El último año que cuenta cada informe: su población es el denominador.
ANIO_DE_POBLACION = {ACTUAL: 2025, ANTERIOR: 2023}
EDICION_DE_POBLACION = "2018-2035"
MEDIDAS = {"metas": "Número de metas", "anios": "Años presentes"}
SECCIONES = {
    "grupos": "Subregión, cámara y PDET",
    "metas": "Las metas",
    "poblacion": "Frente a la población",
    "periodos": "Entre períodos",
}
ENCABEZADOS = {
    "grupos": "Por subregión, cámara de comercio y PDET",
    "metas": "Las metas y la certeza de su lugar",
    "poblacion": "La llegada frente a la población",
    "periodos": "Los dos períodos, lado a lado",
}
# Los que se escriben sobre el mapa: cabeceras de las tres cámaras.
CABECERAS = ("54001", "54498", "54518")
_ALTO_DEL_MAPA = 540
QUE_SABER = (
    "Sólo cuenta lo que la sección de localización del informe nombra. Que un municipio no "
    "aparezca quiere decir que el texto no lo nombra, no que nadie haya ido.",
    "Una meta cuenta una vez por municipio, sin importar cuánta plata o cuánta gente: el informe "
    "no reparte la inversión por municipio.",
    "Una subregión nombrada no se convierte en todos sus municipios.",
    "Una cobertura departamental no pinta a nadie; una excepción resta donde el texto la dice.",
)
ADVERTENCIA_ENTRE_PERIODOS = (
    "Los dos informes no son iguales: uno cuenta los cuatro años de 2020-2023 con 54 metas y el "
    "otro dos de los cuatro de 2024-2027 con 18. Ninguna resta entre ellos mide una caída de la "
    "llegada; por eso cada cuenta va con su denominador."
)
SIN_POBREZA = (
    "La pobreza multidimensional por municipio no está cargada (la que hay es departamental). La "
    "comparación usa la población, que dice cuánta gente hay, no cuánta necesidad."
)


# ── Lo elegido ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filtro:
    """Un filtro de metas: qué columna mira y cómo se escribe en la dirección."""

    clave: str
    rotulo: str
    columna: str
    vacio: str

    def opciones(self, metas: pd.DataFrame) -> dict[str, str]:
        """Código → cómo se lee, de lo que hay en esas metas; vacío si el informe no lo dice."""
        if self.columna == "numero_meta":
            return {
                str(fila["numero_meta"]): _corta(f"{fila['numero_meta']} · {fila['enunciado']}")
                for fila in metas.to_dict("records")
            }
        valores = {v for celda in metas[self.columna] for v in _textos(celda)}
        return {_codigo(self.columna, valor): valor for valor in sorted(valores)}

    def aplicar(self, metas: pd.DataFrame, codigo: str) -> pd.DataFrame:
        """Las metas que cumplen; todas si no se eligió nada."""
        if not codigo:
            return metas
        cumple = [
            codigo in [_codigo(self.columna, valor) for valor in _textos(celda)]
            for celda in metas[self.columna]
        ]
        return metas[cumple]


# En cascada: cada uno ofrece lo que queda después de los anteriores.
FILTROS = (
    Filtro("cob_linea", "Línea", "linea", "Todas"),
    Filtro("cob_programa", "Programa", "programa", "Todos"),
    Filtro("cob_indicador", "Indicador ligado", "indicadores", "Todos"),
    Filtro("cob_grupo", "Grupo de beneficiarios", "grupos", "Todos"),
    Filtro("cob_meta", "Meta", "numero_meta", "Todas"),
)


def _textos(celda: Any) -> list[str]:
    return [] if es_vacio(celda) else str(celda).split(" · ")


def _codigo(columna: str, valor: str) -> str:
    """«6.3 Más Oportunidades…» → «6.3»: lo que va en la dirección."""
    return valor.split(" ", 1)[0] if columna in ("linea", "programa") else valor


def _corta(texto: str, letras: int = 90) -> str:
    return texto if len(texto) <= letras else texto[:letras].rsplit(" ", 1)[0] + "…"


def presentes(metas: pd.DataFrame) -> tuple[list[Filtro], list[str]]:
    """Los filtros que sirven para esas metas y los rótulos de los que el informe no permite."""
    sirven = [filtro for filtro in FILTROS if filtro.opciones(metas)]
    return sirven, [f.rotulo.lower() for f in FILTROS if f not in sirven]


def siguientes(clave: str) -> tuple[str, ...]:
    """Los filtros que dejan de valer al cambiar éste."""
    claves = ["cob_periodo", "cob_anio", *(filtro.clave for filtro in FILTROS)]
    desde = claves.index(clave) + 1
    return tuple(claves[desde:]) if clave != "cob_anio" else ()


def anios_de(metas: pd.DataFrame) -> dict[str, str]:
    """Los años que dice alguna meta, y «todos»."""
    dichos = {
        palabra
        for texto in metas["anios"]
        for palabra in str(texto).replace(",", " ").split()
        if palabra.isdigit()
    }
    return {TODOS: "Todos, y sin año", **{anio: anio for anio in sorted(dichos)}}


@dataclass(frozen=True)
class Eleccion:
    """Lo elegido en la página. ``metas`` son los números de las que pasan los filtros."""

    periodo: str
    anio: int | None
    metas: tuple[str, ...]
    n_del_periodo: int
    filtros: Mapping[str, str]

    @property
    def n_metas(self) -> int:
        return len(self.metas)

    @property
    def anio_de_poblacion(self) -> int:
        return ANIO_DE_POBLACION[self.periodo]

    @property
    def cuando(self) -> str:
        """«en 2022» o «en 2020-2023»."""
        return f"en {self.anio or self.periodo}"

    @property
    def de_que(self) -> str:
        """«las 54 metas de 2020-2023» o «3 de las 54 metas de 2020-2023»."""
        if self.n_metas == self.n_del_periodo:
            return f"las {self.n_del_periodo} metas de {self.periodo}"
        return f"{self.n_metas} de las {self.n_del_periodo} metas de {self.periodo}"

    @property
    def sin_nombrar(self) -> str:
        """«Nunca» sólo si se miran todas las metas y todos los años del período."""
        completa = self.anio is None and self.n_metas == self.n_del_periodo
        return "Nunca nombrados" if completa else "Sin nombrar con estos filtros"

    @property
    def argumentos(self) -> tuple[str, tuple[str, ...], int | None, int]:
        """Los de ``consultas.cobertura.municipios``."""
        return self.periodo, self.metas, self.anio, self.anio_de_poblacion

    @property
    def para_archivo(self) -> dict[str, str]:
        """Los filtros puestos, para el nombre y la hoja Léame de lo que se baja."""
        puestos = {clave.removeprefix("cob_"): valor for clave, valor in self.filtros.items()}
        anio = {"anio": str(self.anio)} if self.anio else {}
        return {"periodo": self.periodo, **anio, **{k: v for k, v in puestos.items() if v}}

    def filtrar(self, metas: pd.DataFrame) -> pd.DataFrame:
        """Las metas elegidas de una tabla con todas."""
        return metas[metas["numero_meta"].isin(self.metas)]

    @property
    def fuentes(self) -> tuple[str, str]:
        return FUENTE_DE_PERIODO[self.periodo], FUENTE_DEL_MAPA


def armar_eleccion(
    periodo: str,
    anio: str,
    metas: pd.DataFrame,
    n_del_periodo: int,
    filtros: Mapping[str, str],
) -> Eleccion:
    """Lo elegido, con las metas que pasaron los filtros."""
    numeros = tuple(str(numero) for numero in metas["numero_meta"])
    return Eleccion(
        periodo, None if anio == TODOS else int(anio), numeros, n_del_periodo, dict(filtros)
    )


# ── Certeza ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Certeza:
    """Con qué precisión dicen su lugar las metas elegidas. Sin año elegido, ``fuera`` es cero.

    ``nombrado``, ``departamental`` (sólo departamental) y ``sin_lugar`` no se traslapan y, sin año
    elegido, suman todas. ``tambien_departamental`` son las que nombran municipios y además dicen
    cubrir el departamento. ``sin_anio`` no dice ningún año; ``a_medias`` calla el de algún lugar.
    """

    total: int
    nombrado: int
    departamental: int
    tambien_departamental: int
    sin_lugar: int
    sin_anio: int
    a_medias: int
    otro_anio: int
    excepcion: int
    fuera: int


def contar_certeza(metas: pd.DataFrame, anio: int | None) -> Certeza:
    """``metas``: ``consultas.cobertura.metas`` con el mismo ``anio``, ya filtradas."""
    clase = metas["certeza"]
    calla, dice = metas["calla_anio"].astype(bool), metas["dice_anio"].astype(bool)
    todas = metas["es_departamental"].astype(bool)
    sin_anio = int((calla & ~dice).sum())
    return Certeza(
        total=len(metas),
        nombrado=int((clase == "nombrado").sum()),
        departamental=int((clase == "departamental").sum()),
        tambien_departamental=int((todas & (clase == "nombrado")).sum()),
        sin_lugar=int((clase == "sin lugar").sum()),
        sin_anio=sin_anio,
        a_medias=int((calla & dice).sum()),
        otro_anio=int((clase == "otro año").sum()),
        excepcion=int((metas["n_exceptuados"] > 0).sum()),
        fuera=sin_anio if anio else 0,
    )


def leyenda_de_certeza(certeza: Certeza, anio: int | None) -> pd.DataFrame:
    """La leyenda con sus conteos: qué es cada clase y qué se hace con ella."""
    departamentales = certeza.departamental + certeza.tambien_departamental
    del_anio = f" en {anio}" if anio else ""
    filas = [
        ("Nombrado", certeza.nombrado, f"nombra municipios{del_anio}; pinta sólo a los nombrados"),
        (
            "Departamental",
            departamentales,
            f"dice cubrir el departamento{del_anio}; no pinta a nadie "
            f"({certeza.tambien_departamental} también nombran municipios)",
        ),
        ("Sin lugar", certeza.sin_lugar, "el informe no dice dónde; no pinta a nadie"),
        (
            "Sin año",
            certeza.sin_anio,
            "dice dónde pero ningún año; "
            + ("queda fuera del año elegido" if anio else "entra sólo con todos los años")
            + f" (en {certeza.a_medias} más, sólo parte)",
        ),
        (
            "Excepción",
            certeza.excepcion,
            f"exceptúa municipios con nombre propio{del_anio}; no los cuenta",
        ),
    ]
    if anio:
        filas.insert(4, ("Otro año", certeza.otro_anio, f"dice otros años y no {anio}"))
    return pd.DataFrame(
        [(nombre, f"{n} de {certeza.total}", que) for nombre, n, que in filas],
        columns=["Certeza", "Metas", "Qué quiere decir y qué se hace"],
    )


# ── Hallazgos ──────────────────────────────────────────────────────────────────────────────────


def nunca_nombrados(municipios: pd.DataFrame) -> list[str]:
    """Los que ninguna de las metas elegidas nombra, en orden alfabético."""
    return [str(n) for n in municipios.loc[municipios["n_metas"] == 0, "nombre"]]


def hallazgo(municipios: pd.DataFrame, eleccion: Eleccion) -> str:
    """«20 de los 40 municipios aparecen nombrados en 2024-2027»."""
    nombrados = int((municipios["n_metas"] > 0).sum())
    verbo = "aparece nombrado" if nombrados == 1 else "aparecen nombrados"
    return f"{nombrados} de los {len(municipios)} municipios {verbo} {eleccion.cuando}"


def hallazgos(municipios: pd.DataFrame, certeza: Certeza, eleccion: Eleccion) -> list[str]:
    """Lo principal en frases de Markdown: cuántos, cuáles nunca, quién más y qué queda fuera."""
    nunca = nunca_nombrados(municipios)
    frases = [f"**{hallazgo(municipios, eleccion)}**, contando {eleccion.de_que}."]
    if nunca and len(nunca) < len(municipios):
        frases.append(f"{eleccion.sin_nombrar} ({len(nunca)}): {lista(nunca)}.")
    elif not nunca:
        minimo = int(municipios["n_metas"].min())
        menos = [str(n) for n in municipios.loc[municipios["n_metas"] == minimo, "nombre"]]
        frases.append(
            f"Ninguno queda sin nombrar; {cantidad(minimo, 'meta', 'metas')} es lo menos: "
            f"{lista(menos)}."
        )
    if len(nunca) < len(municipios):
        maximo = int(municipios["n_metas"].max())
        mas = [str(n) for n in municipios.loc[municipios["n_metas"] == maximo, "nombre"]]
        frases.append(f"Lo más son {cantidad(maximo, 'meta', 'metas')}: {lista(mas)}.")
    departamentales = certeza.departamental + certeza.tambien_departamental
    if departamentales:
        frases.append(
            f"{cantidad(departamentales, 'meta dice', 'metas dicen')} cubrir todo el departamento: "
            + ("se cuenta" if departamentales == 1 else "se cuentan")
            + " aparte, sin pintar ningún municipio."
        )
    if eleccion.anio:
        frases.append(
            f"**Quedan fuera {cantidad(certeza.fuera, 'meta', 'metas')} sin año**: dicen dónde y "
            f"no cuándo, y no se ponen en {eleccion.anio}. En {certeza.a_medias} más queda "
            "fuera la parte sin año."
        )
    elif certeza.sin_anio:
        frases.append(
            f"{cantidad(certeza.sin_anio, 'meta no dice', 'metas no dicen')} ningún año: al elegir "
            "un año, quedan fuera."
        )
    return frases


def lista_por_conteo(municipios: pd.DataFrame, eleccion: Eleccion) -> list[str]:
    """Los municipios del menos al más nombrado, en Markdown: primero los nunca nombrados."""
    lineas = []
    for n_metas, grupo in municipios.groupby("n_metas", sort=True):
        rotulo = eleccion.sin_nombrar if n_metas == 0 else cantidad(n_metas, "meta", "metas")
        cuantos = f" ({len(grupo)})" if len(grupo) > 1 else ""
        lineas.append(f"**{rotulo}**{cuantos}: {lista([str(n) for n in grupo['nombre']])}.")
    return lineas


# ── Mapa ───────────────────────────────────────────────────────────────────────────────────────


def tramos_de_conteo(maximo: int) -> list[tuple[int, int]]:
    """Las clases del mapa, sin el cero: de una en una hasta 5, de dos en dos hasta 10, y luego
    1-4, 5-9, 10-14, 15-24 y 25 o más."""
    if maximo <= 5:
        return [(n, n) for n in range(1, max(1, maximo) + 1)]
    if maximo <= 10:
        return [(n, n + 1) for n in range(1, maximo + 1, 2)]
    tramos = [(1, 4), (5, 9), (10, 14), (15, 24), (25, 99)]
    return [tramo for tramo in tramos if tramo[0] <= maximo]


def _rotulo_de_tramo(tramo: tuple[int, int]) -> str:
    desde, hasta = tramo
    if hasta == 99:
        return f"{desde} metas o más"
    if desde == hasta:
        return cantidad(desde, "meta", "metas")
    return f"{desde} a {hasta} metas"


def clases_de_mapa(municipios: pd.DataFrame, medida: str) -> tuple[list[str], dict[str, str]]:
    """La clase de cada municipio y los rótulos en el orden de la leyenda; «nunca» va primero."""
    if medida == "metas":
        tramos = tramos_de_conteo(int(municipios["n_metas"].max()))
        rotulos = {str(desde): _rotulo_de_tramo((desde, hasta)) for desde, hasta in tramos}
        clases = [
            next((str(desde) for desde, hasta in tramos if desde <= n <= hasta), "cero")
            for n in municipios["n_metas"]
        ]
        return clases, {"cero": "Ninguna meta", **rotulos}
    maximo = int(municipios["n_anios"].max())
    rotulos = {str(n): cantidad(n, "año", "años") for n in range(1, maximo + 1)}
    clases = [
        "cero" if metas == 0 else ("sin_anio" if anios == 0 else str(anios))
        for metas, anios in zip(municipios["n_metas"], municipios["n_anios"], strict=True)
    ]
    sin_anio = {"sin_anio": "Nombrado sin año"} if "sin_anio" in clases else {}
    return clases, {"cero": "Ninguna meta", **sin_anio, **rotulos}


def figura_de_mapa(
    geo: Any,
    municipios: pd.DataFrame,
    medida: str,
    eleccion: Eleccion,
    fuentes: Sequence[str],
    tema: str,
) -> go.Figure:
    """Los 40 municipios por clases impresas. Lo departamental no entra."""
    clases, rotulos = clases_de_mapa(municipios, medida)
    t = estilo.colores(tema)
    tonos = estilo.secuencial(max(2, len(rotulos) - 1), tema)[-(len(rotulos) - 1) :]
    colores = dict(zip(rotulos, [t.cero, *tonos], strict=True))
    por_codigo = municipios.assign(clase=clases).set_index("divipola")
    # Cortas: con los polígonos, son lo que más pesa de la figura.
    notas = {
        codigo: f"{cantidad(fila['n_metas'], 'meta', 'metas')}, puesto {fila['puesto']} de "
        f"{fila['n_evaluados']}. {fila['anios'].capitalize()}"
        for codigo, fila in por_codigo.iterrows()
        if fila["n_metas"]
    }
    capa = geo.assign(
        clase=geo["divipola"].map(por_codigo["clase"]), nota=geo["divipola"].map(notas)
    )
    figura = mapa_por_categoria(
        capa,
        "clase",
        colores,
        rotulos,
        tramas={"cero": "."},
        columna_nota="nota",
        etiquetas=CABECERAS,
        alto=_ALTO_DEL_MAPA,
        tema=tema,
    )
    # El punto de cada municipio es lo que se puede tocar: que alcance con el dedo.
    figura.update_traces(marker_size=24, selector={"name": "elegir"})
    figura.update_traces(
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        selector={"name": "elegir"},
    )
    frase = hallazgo(municipios, eleccion)
    que = {
        "metas": "Metas que nombran a cada municipio",
        "anios": "Años distintos en que alguna meta nombra a cada municipio",
    }[medida]
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"{que} {eleccion.cuando}, contando {eleccion.de_que}. Entre paréntesis, cuántos "
            "municipios hay en cada clase."
        ),
        fuentes=fuentes,
        corte=INFORMES[eleccion.periodo],
        alt=f"Mapa de los 40 municipios de Norte de Santander por clases. {frase}.",
        tema=tema,
        notas=["Lo departamental no pinta municipios. «Ninguna meta»: el texto no lo nombra."],
    )


COLUMNAS_DE_MUNICIPIOS = [
    "divipola", "nombre", "subregion", "camara", "pdet", "n_metas", "n_metas_sin_anio", "n_anios",
    "anios", "n_exceptuados", "puesto", "n_evaluados", "poblacion", "metas_por_10000_hab",
]  # fmt: skip
COLUMNAS_DE_METAS = [
    "numero_meta", "enunciado", "certeza", "n_municipios", "anios", "n_exceptuados",
    "linea_documento", "fuente_id",
]  # fmt: skip


COLUMNAS_DE_POBLACION = [
    "divipola", "nombre", "subregion", "n_metas", "poblacion", "metas_por_10000_hab",
]  # fmt: skip


@dataclass(frozen=True)
class Pieza:
    """Una vista de la página: dibujos, datos, fuentes y cómo se llama lo que se baja."""

    que: str
    clave: str
    datos: pd.DataFrame
    fuente_ids: tuple[str, ...]
    dibujos: Mapping[str, partial[go.Figure]]


Titular = Callable[[Sequence[str]], list[str]]
"""De los ``fuente_id`` al pie de una figura (``componentes.titulos_de_fuentes``)."""


def para_abrir(municipios: pd.DataFrame) -> dict[str, str]:
    """Código → «Ocaña (6 metas)», en orden alfabético sin que la tilde mueva a nadie."""
    filas = sorted(municipios.to_dict("records"), key=lambda f: normalizar(str(f["nombre"])))
    return {
        str(f["divipola"]): f"{f['nombre']} ({cantidad(f['n_metas'], 'meta', 'metas')})"
        for f in filas
    }


def sin_filtro(periodo: str, callados: Sequence[str]) -> str:
    """Por qué faltan filtros: el informe no dice eso de sus metas."""
    return (
        f"El {INFORMES[periodo]} no dice {' ni '.join(callados)} de estas metas: no hay por "
        "qué filtrar."
    )


# ── Piezas de las secciones ────────────────────────────────────────────────────────────────────


def hallazgo_de_grupos(grupos: pd.DataFrame) -> str:
    """Qué subregión tiene más metas por municipio y cuál menos."""
    subregiones = grupos[grupos["agrupacion"] == "Subregión"]
    mas, menos = subregiones.iloc[0], subregiones.iloc[-1]
    if mas["n_menciones"] == 0:
        return "Ninguna subregión tiene municipios nombrados con estos filtros"
    return (
        f"La subregión {mas['lugar']} tiene {numero(mas['metas_por_municipio'], 1)} metas por "
        f"municipio y {menos['lugar']}, {numero(menos['metas_por_municipio'], 1)}"
    )


def figura_de_grupos(
    grupos: pd.DataFrame, eleccion: Eleccion, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Metas por municipio en cada subregión, cámara y condición PDET."""
    rotulos = [
        f"Cámara de {fila['lugar']}"
        if fila["agrupacion"].startswith("Cámara")
        else str(fila["lugar"])
        for fila in grupos.to_dict("records")
    ]
    datos = pd.DataFrame(
        {
            "etiqueta": rotulos,
            "valor": grupos["metas_por_municipio"],
            "sufijo": [
                f"· {fila['n_nombrados']} de {fila['n_municipios']}"
                for fila in grupos.to_dict("records")
            ],
        }
    )
    figura = barras_horizontales(datos, unidad="numero", decimales=1, orden="exacto", tema=tema)
    frase = hallazgo_de_grupos(grupos)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"Promedio de metas que nombran a cada municipio {eleccion.cuando}, contando "
            f"{eleccion.de_que}; los no nombrados cuentan cero. Después del punto, municipios "
            "nombrados del total del grupo."
        ),
        fuentes=fuentes,
        corte=INFORMES[eleccion.periodo],
        alt=f"Barras por subregión, cámara de comercio y PDET. {frase}.",
        tema=tema,
        notas=["Los tres grupos reparten los mismos 40 municipios: no se suman entre sí."],
    )


def pieza_de_grupos(grupos: pd.DataFrame, eleccion: Eleccion, titular: Titular, tema: str) -> Pieza:
    """Subregiones, cámaras y PDET. ``grupos``: ``consultas.cobertura.grupos``."""
    fuentes = (eleccion.fuentes[0], "cede_2019", "pdet_2025")
    dibujo = partial(figura_de_grupos, grupos, eleccion, titular(fuentes), tema)
    return Pieza("cobertura por grupos", "cob_grupos", grupos, fuentes, {"Gráfico": dibujo})


def pieza_de_metas(metas: pd.DataFrame, eleccion: Eleccion) -> Pieza:
    """Cada meta elegida con la certeza de su lugar. ``metas``: ``consultas.cobertura.metas``."""
    datos = eleccion.filtrar(metas)[COLUMNAS_DE_METAS]
    return Pieza("metas y su lugar", "cob_metas", datos, eleccion.fuentes[:1], {})


def pieza_de_cambio(cambio: pd.DataFrame) -> Pieza:
    """Los dos períodos, lado a lado. ``cambio``: ``consultas.cobertura.cambio``."""
    fuentes = tuple(FUENTE_DE_PERIODO.values())
    return Pieza("cobertura en los dos períodos", "cob_periodos", cambio, fuentes, {})


def gini(valores: Iterable[float]) -> float | None:
    """Índice de Gini de un reparto: 0, todos igual; cerca de 1, uno solo se lleva todo.

    Suma de las diferencias absolutas entre todas las parejas, sobre 2·n²·media. Vacío si no hay
    valores o si todos son cero: no hay nada repartido. Lanza ``ValueError`` con negativos.
    """
    numeros = sorted(float(v) for v in valores)
    if any(v < 0 for v in numeros):
        raise ValueError("El Gini de un reparto no admite negativos.")
    total, n = sum(numeros), len(numeros)
    if not total:
        return None
    acumulado = sum(i * v for i, v in enumerate(numeros, start=1))
    return 2 * acumulado / (n * total) - (n + 1) / n


def frases_de_desigualdad(municipios: pd.DataFrame, eleccion: Eleccion) -> list[str]:
    """El Gini de la llegada con sus denominadores, y lo que suma la mitad menos nombrada."""
    conteos = municipios["n_metas"].sort_values()
    valor, total = gini(conteos), int(conteos.sum())
    if valor is None:
        return ["Con estos filtros ningún municipio aparece nombrado: no hay reparto que medir."]
    mitad = len(conteos) // 2
    menos = int(conteos.head(mitad).sum())
    gente = municipios["poblacion"]
    return [
        f"**Gini de la llegada: {numero(valor, 2)}** (0 es el mismo número de metas en todos; "
        f"cerca de 1, todas en uno). Denominadores: {len(conteos)} municipios y "
        f"{cantidad(total, 'mención', 'menciones')} (parejas de meta y municipio) "
        f"{eleccion.cuando}, de {eleccion.de_que}. Cada municipio pesa igual.",
        f"Los {mitad} municipios menos nombrados reúnen {entero(menos)} de las {entero(total)} "
        f"menciones ({porcentaje(100 * menos / total)}) y tienen "
        f"{porcentaje(100 * gente[conteos.index[:mitad]].sum() / gente.sum())} de la población.",
        "Es un reparto de menciones en un texto, no de plata ni de personas atendidas.",
    ]


def figura_de_poblacion(
    municipios: pd.DataFrame, eleccion: Eleccion, fuentes: Sequence[str], tema: str
) -> go.Figure:
    """Población de cada municipio (logarítmica) contra las metas que lo nombran."""
    datos = municipios.rename(columns={"nombre": "etiqueta", "poblacion": "x", "n_metas": "y"})
    orden = datos.sort_values(["y", "x"], ascending=False)["etiqueta"].tolist()
    grandes = datos[datos["y"] == 0].sort_values("x", ascending=False)["etiqueta"].tolist()
    figura = nube(
        datos,
        unidad_x="habitantes",
        unidad_y="numero",
        titulo_x="Habitantes (escala logarítmica)",
        titulo_y="Metas",
        con_nombre=[*orden[:5], *grandes[:3], *orden[5:8]],
        tema=tema,
    )
    frase = hallazgo_de_poblacion(municipios)
    return estilo.terminar(
        figura,
        titulo=frase,
        subtitulo=(
            f"Vertical: metas que nombran al municipio {eleccion.cuando}. Horizontal: población "
            f"proyectada de {eleccion.anio_de_poblacion}, edición {EDICION_DE_POBLACION}."
        ),
        fuentes=fuentes,
        corte=INFORMES[eleccion.periodo],
        alt=f"Nube de 40 puntos, uno por municipio. {frase}.",
        tema=tema,
        notas=["Hueco: ninguna meta lo nombra. Las dos cifras son municipales."],
    )


def pieza_de_poblacion(
    municipios: pd.DataFrame, eleccion: Eleccion, titular: Titular, tema: str
) -> Pieza:
    """La llegada frente a la población. ``municipios``: ``consultas.cobertura.municipios``."""
    fuentes = (eleccion.fuentes[0], FUENTE_DE_POBLACION)
    dibujo = partial(figura_de_poblacion, municipios, eleccion, titular(fuentes), tema)
    datos = municipios[COLUMNAS_DE_POBLACION]
    return Pieza("llegada y población", "cob_poblacion", datos, fuentes, {"Gráfico": dibujo})


def hallazgo_de_poblacion(municipios: pd.DataFrame) -> str:
    """Qué parte de la población vive en municipios que ninguna meta nombra."""
    fuera = municipios[municipios["n_metas"] == 0]
    gente = 100 * fuera["poblacion"].sum() / municipios["poblacion"].sum()
    if fuera.empty:
        ultimo = municipios.iloc[0]
        return (
            f"Todos los municipios están nombrados; el que menos, {ultimo['nombre']}, con "
            f"{cantidad(ultimo['n_metas'], 'meta', 'metas')} y "
            f"{entero(ultimo['poblacion'])} habitantes"
        )
    return (
        f"En los {len(fuera)} municipios que ninguna meta nombra vive el {porcentaje(gente)} de la "
        "población"
    )


def _cortes(valores: pd.Series) -> tuple[float, float]:
    ordenados = sorted(float(v) for v in valores)
    return ordenados[len(ordenados) // 3 - 1], ordenados[2 * len(ordenados) // 3 - 1]


def cuadro_bivariado(municipios: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """El 3×3 de población y metas: los municipios de cada casilla, y los cortes en palabras.

    Los cortes son los tercios de los 40 municipios; con empates una clase puede quedar vacía.
    """
    gente, metas = _cortes(municipios["poblacion"]), _cortes(municipios["n_metas"])
    filas = ["Más población", "Población media", "Menos población"]
    columnas = ["Menos metas", "Metas medias", "Más metas"]

    def clase(valor: float, cortes: tuple[float, float]) -> int:
        return int(valor > cortes[0]) + int(valor > cortes[1])

    casillas: dict[tuple[int, int], list[str]] = {}
    for fila in sorted(municipios.to_dict("records"), key=lambda f: normalizar(str(f["nombre"]))):
        lugar = (2 - clase(fila["poblacion"], gente), clase(fila["n_metas"], metas))
        casillas.setdefault(lugar, []).append(str(fila["nombre"]))
    cuadro = pd.DataFrame(
        [
            [nombre_fila]
            + [
                f"{len(casillas[(i, j)])}: {', '.join(casillas[(i, j)])}"
                if (i, j) in casillas
                else "0"
                for j in range(3)
            ]
            for i, nombre_fila in enumerate(filas)
        ],
        columns=["Municipios", *columnas],
    )
    cortes = (
        f"Cortes por tercios de los {len(municipios)} municipios. Población: hasta "
        f"{entero(gente[0])}, hasta {entero(gente[1])} y más. Metas: hasta {entero(metas[0])}, "
        f"hasta {entero(metas[1])} y más. Los empates quedan juntos, así que las clases no son "
        "iguales."
    )
    return cuadro, cortes


SITUACIONES = {
    "en los dos": "En los dos informes",
    "sólo antes": f"Sólo en {ANTERIOR}",
    "sólo ahora": f"Sólo en {ACTUAL}",
    "en ninguno": "En ninguno",
}


def frases_de_cambio(cambio: pd.DataFrame) -> list[str]:
    """Los municipios de cada situación, en Markdown; las vacías se dicen en su cuenta."""
    frases = []
    for situacion, rotulo in SITUACIONES.items():
        nombres = [str(n) for n in cambio.loc[cambio["situacion"] == situacion, "nombre"]]
        frases.append(
            f"**{rotulo}** ({len(nombres)})" + (f": {lista(nombres)}." if nombres else ".")
        )
    return frases
