"""La revisión de un informe leído: qué propone el lector, qué se corrige y qué se guarda.

El lector corre en otro proceso (``python -m pipelines leer-informe``): la pantalla no lo importa
y, si falla o tarda, no arrastra al tablero. Una propuesta se corrige tabla por tabla, meta por
meta; todo es texto como se escribe en el CSV, y cada fila lleva en ``fila`` el número que tenía en
la propuesta (vacío si la agregó una persona). Así se sabe qué cambió.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd
import yaml

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero import ordenes
from tablero.diccionario import etiqueta, etiqueta_de_unidad, unidad
from tablero.estilo import OKABE_ITO, transparente
from tablero.formato import cantidad, entero, lista

EXTENSIONES = ("txt", "md", "docx", "pdf")
MEGAS_MAXIMO = 100
"""Lo mismo que acepta el lector."""
ESPERA_SEGUNDOS = 180
CONFIANZA_PARA_REVISAR = 0.8
TODO_EL_DEPARTAMENTO = "Todo el departamento"
TIPOS = {"nombrado": "Nombrado", "departamental": "Departamental", "excepcion": "Excepción"}
VINCULOS = {"declarado": "Declarado en el informe", "propio": "Lectura nuestra"}
ESTADOS = ("cumplida", "en implementación", "sin avance", "no programada", "sin reporte")
SECCIONES = {
    "avance": "Avance", "inversion": "Inversión", "beneficiarios": "Beneficiarios",
    "localizacion": "Localización", "ejecucion": "Ejecución", "impacto": "Impacto", "fin": "Final",
}  # fmt: skip
CARPETA = RUTAS.datos_crudos / "informes" / "por_revisar"

COLUMNAS: dict[str, tuple[str, ...]] = {
    "metas": (
        "periodo", "meta", "eje", "linea", "programa", "subprograma", "enunciado",
        "cantidad_programada", "logro", "logro_en_otra_unidad", "otra_unidad", "cumplimiento_pct",
        "avance_cuatrienio_pct", "estado_texto", "inversion_programada_mill_cop",
        "inversion_programada_otras_mill_cop", "inversion_propios_mill_cop",
        "inversion_otras_mill_cop", "inversion_total_mill_cop", "beneficiarios",
        "n_municipios_declarado", "linea_documento", "linea_avance", "linea_inversion",
        "linea_beneficiarios", "nota",
    ),
    "metas_beneficiarios": (
        "periodo", "meta", "grupo", "personas", "anio", "linea_documento", "nota",
    ),
    "metas_indicadores": (
        "periodo", "meta", "indicador", "logro_nombrado", "tipo_vinculo", "linea_documento", "nota",
    ),
    "cobertura": (
        "periodo", "meta", "nombre_en_fuente", "divipola", "anio", "tipo", "linea_documento",
        "nota",
    ),
}  # fmt: skip
"""Las columnas de ``data/raw`` que la familia de informes lee, en su orden."""
ROTULOS = {
    "cobertura": "Cobertura", "metas": "Cifras", "metas_beneficiarios": "Grupos",
    "metas_indicadores": "Indicadores",
}  # fmt: skip
_CLAVES = {
    "metas": ("meta",),
    "metas_beneficiarios": ("meta", "grupo"),
    "metas_indicadores": ("meta", "indicador"),
    "cobertura": ("meta", "divipola", "anio", "tipo"),
}
_OBLIGATORIAS = {
    "metas": ("enunciado", "linea_documento"),
    "metas_beneficiarios": ("grupo", "personas", "linea_documento"),
    "metas_indicadores": ("indicador", "tipo_vinculo", "linea_documento"),
    "cobertura": ("nombre_en_fuente", "divipola", "tipo", "linea_documento"),
}
_ENTERAS = frozenset({"beneficiarios", "n_municipios_declarado", "personas"})
_DECIMALES = frozenset(
    {"cantidad_programada", "logro", "logro_en_otra_unidad", "cumplimiento_pct",
     "avance_cuatrienio_pct", "inversion_programada_mill_cop",
     "inversion_programada_otras_mill_cop", "inversion_propios_mill_cop",
     "inversion_otras_mill_cop", "inversion_total_mill_cop"}
)  # fmt: skip
NUMERICAS = _ENTERAS | _DECIMALES | {"anio"}


@cache
def grupos() -> tuple[str, ...]:
    """Los grupos de población que los pipelines conocen (``pipelines/grupos.yml``)."""
    contenido = (RUTAS.pipelines / "grupos.yml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(contenido))


_DE_PERIODO = re.compile(r"(20\d\d)-(20\d\d)")
_LETRAS_QUE_CABEN = 60


# ── Leer ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Lectura:
    """Lo que el lector propone de un informe. Las tablas son texto; ``renglones``, el documento.

    ``tablas``: las de ``COLUMNAS`` más ``fila`` y ``confianza``. ``municipios``: código → nombre,
    la lista cerrada con que se leyó.
    """

    nombre: str
    periodo: str
    renglones: tuple[str, ...] = field(repr=False)
    tablas: Mapping[str, pd.DataFrame] = field(repr=False)
    sin_leer: pd.DataFrame = field(repr=False)
    parrafos: pd.DataFrame = field(repr=False)
    tramos: pd.DataFrame = field(repr=False)
    municipios: Mapping[str, str] = field(repr=False)

    @property
    def departamento(self) -> str:
        """El código con que se escribe lo departamental; vacío si la lista mezcla departamentos."""
        codigos = {codigo[:2] for codigo in self.municipios}
        return codigos.pop() if len(codigos) == 1 else ""

    @property
    def metas(self) -> list[str]:
        """Los números de las metas, en el orden del informe y sin repetir."""
        return list(dict.fromkeys(self.tablas["metas"]["meta"]))

    @property
    def limites(self) -> tuple[int, int]:
        """El primer y el último año del periodo."""
        return int(self.periodo[:4]), int(self.periodo[5:])


def exigir_periodo(periodo: str) -> None:
    """Lanza ``ErrorDelTablero`` si no es vacío ni «2024-2027»."""
    hallado = _DE_PERIODO.fullmatch(periodo)
    if periodo and (hallado is None or not 0 <= int(hallado[2]) - int(hallado[1]) <= 12):
        raise ErrorDelTablero(
            que=f"«{periodo[:40]}» no es un periodo.",
            donde="la casilla Periodo",
            esperado="el primer y el último año, como 2024-2027",
            hacer="Corríjalo, o déjelo vacío si el informe lo dice.",
        )


def leer(
    nombre: str, contenido: bytes, periodo: str = "", municipios: bytes | None = None
) -> Lectura:
    """Lee un informe en otro proceso y devuelve la propuesta.

    ``nombre``: el del archivo, con su extensión. ``municipios``: los bytes de un CSV con
    ``divipola`` y ``nombre``; sin él, los del proyecto. Lanza ``ErrorDelTablero`` con lo que el
    lector diga, si tarda más de ``ESPERA_SEGUNDOS`` o si nada dice el periodo.
    """
    exigir_periodo(periodo)
    with tempfile.TemporaryDirectory(prefix="informe_") as carpeta:
        archivo = Path(carpeta, f"informe{Path(nombre).suffix.lower()}")
        archivo.write_bytes(contenido)
        salida = Path(carpeta, "propuesta")
        orden = ["leer-informe", str(archivo), "--salida", str(salida)]
        nombres = {str(archivo): nombre}
        if periodo:
            orden += ["--periodo", periodo]
        if municipios is not None:
            propia = Path(carpeta, "municipios.csv")
            propia.write_bytes(municipios)
            orden += ["--municipios", str(propia)]
            nombres[str(propia)] = "la lista de municipios que cargó"
        _correr(orden, nombre, nombres)
        return _cargar(salida, nombre)


def _correr(orden: list[str], nombre: str, nombres: Mapping[str, str]) -> None:
    try:
        proceso = subprocess.run(
            **ordenes.argumentos(orden), capture_output=True, timeout=ESPERA_SEGUNDOS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ErrorDelTablero(
            que=f"La lectura pasó de {ESPERA_SEGUNDOS} segundos y se detuvo.",
            donde=nombre,
            esperado="un informe de metas, sin anexos",
            hacer="Parta el informe por líneas del plan y lea una parte a la vez.",
        ) from error
    if proceso.returncode:
        raise error_del_lector(proceso.stderr, nombre, nombres)


def error_del_lector(dicho: str, nombre: str, nombres: Mapping[str, str]) -> ErrorDelTablero:
    """El error que la orden escribió, con sus cuatro partes y sin rutas temporales.

    ``nombres``: ruta temporal → cómo se llama lo que la persona cargó. Si la orden murió sin
    explicarse, el error no muestra nada de lo que escribió.
    """
    for ruta, legible in nombres.items():
        dicho = dicho.replace(ruta, legible)
    # Antes del error, las librerías que leen PDF pueden escribir sus propios avisos.
    partes = re.search(
        r"^Error: (?P<que>.*?)(?:\n  Dónde: (?P<donde>.*?))?(?:\n  Se esperaba: (?P<esperado>.*?))?"
        r"(?:\n  Qué hacer: (?P<hacer>.*?))?\s*\Z",
        dicho,
        re.DOTALL | re.MULTILINE,
    )
    if partes is None:
        return ErrorDelTablero(
            que="El lector no terminó y no dijo por qué.",
            donde=nombre,
            esperado="un informe de metas con texto",
            hacer="Guarde el informe como .txt o .docx y vuelva a intentarlo.",
        )
    return ErrorDelTablero(**{clave: texto or "" for clave, texto in partes.groupdict().items()})


def _cargar(carpeta: Path, nombre: str) -> Lectura:
    def csv(tabla: str) -> pd.DataFrame:
        ruta = carpeta / f"{tabla}.csv"
        return pd.read_csv(ruta, dtype="str", keep_default_na=False, encoding="utf-8")

    tablas = {}
    for tabla, columnas in COLUMNAS.items():
        propuesta = csv(tabla).reindex(columns=[*columnas, "confianza"], fill_value="")
        propuesta.insert(0, "fila", [str(n) for n in range(1, len(propuesta) + 1)])
        tablas[tabla] = propuesta
    lugares = csv("municipios")
    sin_leer = csv("sin_leer")
    sin_leer["motivo"] = sin_leer["motivo"].str.replace(
        "páselo con --periodo", "escríbalo en su casilla"
    )
    periodo = str(tablas["metas"]["periodo"].iloc[0])
    if not periodo:
        raise ErrorDelTablero(
            que="El informe no dice de qué periodo es.",
            donde=nombre,
            esperado="un cuatrienio en el texto, como «Plan de Desarrollo 2024-2027»",
            hacer="Escríbalo en la casilla Periodo y vuelva a leerlo.",
        )
    return Lectura(
        nombre=nombre,
        periodo=periodo,
        renglones=tuple((carpeta / "texto.txt").read_text(encoding="utf-8").split("\n")),
        tablas=tablas,
        sin_leer=sin_leer,
        parrafos=csv("parrafos"),
        tramos=csv("tramos"),
        municipios=dict(zip(lugares["divipola"], lugares["nombre"], strict=True)),
    )


# ── Qué trae ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Conteos:
    """Lo que se leyó, en cuatro cifras."""

    metas: int
    municipios: int
    de_municipios: int
    por_revisar: int
    sin_leer: int


def contar(lectura: Lectura) -> Conteos:
    """Metas, municipios distintos nombrados, filas de poca confianza y pasajes sin leer."""
    cobertura = lectura.tablas["cobertura"]
    reconocidos = set(cobertura.loc[cobertura["tipo"] == "nombrado", "divipola"])
    dudosas = sum(
        int((tabla["confianza"].astype(float) < CONFIANZA_PARA_REVISAR).sum())
        for tabla in lectura.tablas.values()
    )
    return Conteos(
        len(lectura.metas), len(reconocidos), len(lectura.municipios), dudosas,
        len(lectura.sin_leer),
    )  # fmt: skip


@dataclass(frozen=True)
class MetaLeida:
    """Una meta en la lista por revisar. ``confianza``: la menor de sus filas, de 0 a 1.

    ``donde``: las tablas en que está esa confianza, como se rotulan.
    """

    meta: str
    enunciado: str
    confianza: float
    donde: tuple[str, ...]
    sin_leer: int

    def rotulo(self, revisada: bool) -> str:
        corto = self.enunciado
        if len(corto) > _LETRAS_QUE_CABEN:
            corto = corto[:_LETRAS_QUE_CABEN].rsplit(" ", 1)[0] + "…"
        marca = " · revisada" if revisada else ""
        confianza = f"{self.confianza:.2f}".replace(".", ",")
        return f"Meta {self.meta} · {corto} · confianza {confianza}{marca}"


def metas_por_revisar(lectura: Lectura) -> list[MetaLeida]:
    """Las metas, primero las de menor confianza y, a igualdad, las que más dejaron sin leer."""
    menor: dict[str, dict[str, float]] = {meta: {} for meta in lectura.metas}
    for nombre, rotulo in ROTULOS.items():
        tabla = lectura.tablas[nombre]
        for meta, confianza in zip(tabla["meta"], tabla["confianza"].astype(float), strict=True):
            menor[meta][rotulo] = min(menor[meta].get(rotulo, 1.0), confianza)
    pendientes = lectura.sin_leer["meta"].value_counts().to_dict()
    enunciados = dict(
        zip(lectura.tablas["metas"]["meta"], lectura.tablas["metas"]["enunciado"], strict=True)
    )
    metas = []
    for meta, por_tabla in menor.items():
        minima = min(por_tabla.values())
        donde = tuple(rotulo for rotulo, valor in por_tabla.items() if valor == minima)
        metas.append(MetaLeida(meta, enunciados[meta], minima, donde, int(pendientes.get(meta, 0))))
    return sorted(metas, key=lambda m: (m.confianza, -m.sin_leer))


def frases_sin_leer(lectura: Lectura, meta: str) -> list[str]:
    """Lo que quedó sin leer en una meta: «Línea 9, Localización, «Macondo»: por qué»."""
    return [
        f"Línea {f['linea']}, {SECCIONES.get(f['seccion'], f['seccion'])}"
        + (f", «{f['texto']}»" if f["texto"] else "")
        + f": {f['motivo']}."
        for f in lectura.sin_leer.query("meta == @meta").to_dict("records")
    ]


def tabla_de_sin_leer(sin_leer: pd.DataFrame) -> pd.DataFrame:
    """Lo que el lector no pudo leer, como se muestra."""
    return pd.DataFrame(
        {
            "Línea": sin_leer["linea"].map(lambda n: entero(int(n))),
            "Meta": sin_leer["meta"].where(sin_leer["meta"] != "", "fuera de una meta"),
            "Sección": sin_leer["seccion"].map(lambda s: SECCIONES.get(s, s)),
            "Por qué": sin_leer["motivo"],
            "Qué dice": sin_leer["texto"],
        }
    )


# ── El párrafo con sus municipios ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ClaseDeMarca:
    """Cómo se marca un nombre: el color nunca va solo, el subrayado también lo distingue."""

    palabra: str
    color: str
    subrayado: str


MARCAS = {
    "nombrado": ClaseDeMarca("nombrado", OKABE_ITO[2], "solid"),
    "excepcion": ClaseDeMarca("excepción", OKABE_ITO[1], "double"),
    "desconocido": ClaseDeMarca("no está en la lista de municipios", OKABE_ITO[5], "wavy"),
    "no_cuenta": ClaseDeMarca("reconocido, pero no cuenta como lugar", OKABE_ITO[0], "dotted"),
}


def marcar(clase: str, texto: str, titulo: str = "") -> str:
    """Un texto marcado, en HTML. ``titulo`` es lo que se lee al señalarlo."""
    marca = MARCAS[clase]
    estilo = (
        f"color: inherit; background: {transparente(marca.color, 0.25)}; "
        f"text-decoration: underline {marca.subrayado} {marca.color}; "
        "text-decoration-thickness: 2px; text-underline-offset: 3px"
    )
    dicho = escape(titulo or marca.palabra)
    return f'<mark data-clase="{clase}" title="{dicho}" style="{estilo}">{escape(texto)}</mark>'


def leyenda() -> str:
    """Qué quiere decir cada marca, en HTML."""
    return " · ".join(marcar(clase, marca.palabra) for clase, marca in MARCAS.items())


@dataclass(frozen=True)
class Marca:
    """Un nombre dentro de un renglón: ``renglon[inicio:fin]``."""

    inicio: int
    fin: int
    clase: str
    titulo: str


def parrafo_en_html(lectura: Lectura, meta: str) -> str:
    """Los renglones de una meta tal como están en el documento, numerados y con sus municipios.

    Primero la localización, que es lo que se marca y lo que más se corrige; lo demás, en su orden.
    Un renglón dice de qué sección es cuando cambia. Lo que viene del documento va escapado.
    """
    secciones = renglones_de(lectura, meta)
    marcas = _marcas_de(lectura, meta)
    filas, anterior = [], ""
    for numero in sorted(secciones, key=lambda n: ("localizacion" not in secciones[n], n)):
        nombres = secciones[numero]
        rotulo = " · ".join(SECCIONES.get(s, s) for s in nombres) or "Enunciado"
        if rotulo != anterior:
            filas.append(f'<tr><th scope="rowgroup" colspan="2">{escape(rotulo)}</th></tr>')
            anterior = rotulo
        texto = _con_marcas(lectura.renglones[numero - 1], marcas.get(numero, []))
        filas.append(f'<tr><th scope="row">{numero}</th><td>{texto}</td></tr>')
    # Con tabindex, quien no usa ratón también lo desplaza.
    nombre = f'aria-label="Texto de la meta {escape(meta)}"'
    return (
        f'<div class="act-caja" tabindex="0" role="region" {nombre}>'
        f'<table class="act-parrafo"><tbody>{"".join(filas)}</tbody></table></div>'
    )


def renglones_de(lectura: Lectura, meta: str) -> dict[int, list[str]]:
    """Los renglones de la meta que se leyeron, en orden, y las secciones que cada uno alimenta.

    Los vacíos no se muestran. El primero es el del enunciado, que no es de ninguna sección.
    """
    secciones: dict[int, list[str]] = {}
    for linea in lectura.tablas["metas"].query("meta == @meta")["linea_documento"]:
        secciones[int(linea)] = []
    for parrafo in lectura.parrafos.query("meta == @meta").itertuples():
        for numero in range(int(parrafo.linea), int(parrafo.hasta) + 1):
            if not lectura.renglones[numero - 1].strip():
                continue
            nombres = secciones.setdefault(numero, [])
            if parrafo.seccion not in nombres:
                nombres.append(parrafo.seccion)
    return dict(sorted(secciones.items()))


_SECCION_DE = {
    "cobertura": "localizacion", "metas_beneficiarios": "beneficiarios",
    "metas_indicadores": "impacto",
}  # fmt: skip


def primer_renglon(lectura: Lectura, tabla: str, meta: str) -> int:
    """Donde empieza la sección de que sale una tabla; si la meta no la trae, su enunciado."""
    renglones = renglones_de(lectura, meta)
    seccion = _SECCION_DE[tabla]
    return next((n for n, suyas in renglones.items() if seccion in suyas), min(renglones))


def _marcas_de(lectura: Lectura, meta: str) -> dict[int, list[Marca]]:
    """Renglón → sus marcas. Un nombre partido entre dos renglones se marca en los dos."""
    parrafos = lectura.parrafos.query("meta == @meta").set_index("parrafo")
    tramos = lectura.tramos[lectura.tramos["parrafo"].isin(parrafos.index)]
    comienzos = _comienzos(lectura.renglones)
    documento = "\n".join(lectura.renglones)
    ultimo: dict[str, int] = {}
    marcas: dict[int, list[Marca]] = {}
    for tramo in tramos.to_dict("records"):
        suyo, linea = tramo["parrafo"], int(tramo["linea"])
        hasta = int(parrafos.at[suyo, "hasta"])
        desde = max(comienzos[linea - 1], ultimo.get(suyo, 0))
        limite = comienzos[hasta - 1] + len(lectura.renglones[hasta - 1])
        # El lector une renglones y quita espacios: el nombre se busca con cualquier espacio.
        patron = r"-?\s+".join(re.escape(palabra) for palabra in tramo["nombre"].split())
        hallado = re.compile(patron).search(documento, desde, limite)
        if hallado is None:
            continue
        ultimo[suyo] = hallado.end()
        clase, titulo = _clase_de(lectura, meta, tramo)
        for numero in range(linea, hasta + 1):
            comienzo = comienzos[numero - 1]
            largo = len(lectura.renglones[numero - 1])
            inicio, fin = max(0, hallado.start() - comienzo), min(largo, hallado.end() - comienzo)
            if inicio < fin:
                marcas.setdefault(numero, []).append(Marca(inicio, fin, clase, titulo))
    return marcas


def _comienzos(renglones: tuple[str, ...]) -> list[int]:
    comienzos, total = [], 0
    for renglon in renglones:
        comienzos.append(total)
        total += len(renglon) + 1
    return comienzos


def _clase_de(lectura: Lectura, meta: str, tramo: Mapping[str, str]) -> tuple[str, str]:
    """Cómo se marca un nombre y qué se lee al señalarlo."""
    divipola, motivo = tramo["divipola"], tramo["motivo"]
    if not divipola:
        return "desconocido", motivo
    nombre = lectura.municipios[divipola]
    if motivo:
        return "no_cuenta", f"{nombre}: {motivo}"
    cobertura = lectura.tablas["cobertura"]
    suyas = cobertura[(cobertura["meta"] == meta) & (cobertura["divipola"] == divipola)]
    del_renglon = suyas[suyas["linea_documento"] == tramo["linea"]]
    tipos = set((suyas if del_renglon.empty else del_renglon)["tipo"])
    if "nombrado" in tipos:
        return "nombrado", nombre
    if "excepcion" in tipos:
        return "excepcion", f"{nombre}: exceptuado"
    return "no_cuenta", f"{nombre}: la oración lo nombra sin decir que se llegó"


def _con_marcas(renglon: str, marcas: list[Marca]) -> str:
    partes, hasta = [], 0
    for marca in sorted(marcas, key=lambda m: m.inicio):
        if marca.inicio < hasta:
            continue
        partes.append(_sin_etiquetas(renglon[hasta : marca.inicio]))
        partes.append(marcar(marca.clase, renglon[marca.inicio : marca.fin], marca.titulo))
        hasta = marca.fin
    return re.sub(r"^(?:<br>)+|(?:<br>)+$", "", "".join(partes) + _sin_etiquetas(renglon[hasta:]))


def _sin_etiquetas(texto: str) -> str:
    """El texto escapado. Las etiquetas de un informe exportado son un salto o nada."""
    con_saltos = _DE_LETRA.sub("", _DE_BLOQUE.sub("\n", texto))
    return escape(con_saltos).replace("\n", "<br>")


_DE_BLOQUE = re.compile(
    r"(?:</?(?:p|br|ul|ol|li|div|table|tr|td|th|tbody|h[1-6])\b[^<>]*>\s*)+", re.IGNORECASE
)
_DE_LETRA = re.compile(r"</?(?:b|strong|i|em|u|span|sup|sub|a)\b[^<>]*>", re.IGNORECASE)


# ── Corregir ───────────────────────────────────────────────────────────────────────────────────


def numero_escrito(texto: str) -> str:
    """Un número escrito por una persona, como va en el CSV: «1.234,5» es ``1234.5``.

    El punto separa miles sólo si los agrupa de a tres; si no, es decimal. Lo que no es un número
    se devuelve igual, para que la revisión lo señale.
    """
    limpio = re.sub(r"[\s\u00a0\u202f]", "", texto).replace("−", "-")
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", limpio):
        return limpio.replace(".", "").replace(",", ".")
    if re.fullmatch(r"-?\d+(,\d+)?", limpio):
        return limpio.replace(",", ".")
    return limpio if re.fullmatch(r"-?\d+\.\d+", limpio) else texto.strip()


def numero_para_escribir(texto: str) -> str:
    """El número del CSV como se escribe en la cuadrícula, con coma y sin puntos de miles."""
    return texto.replace(".", ",") if re.fullmatch(r"-?\d+(\.\d+)?", texto) else texto


def cifras_en_vertical(fila: Mapping[str, str]) -> pd.DataFrame:
    """La fila de una meta como lista: ``columna``, ``dato`` y ``valor``, para corregirla."""
    columnas = [c for c in COLUMNAS["metas"] if c not in ("periodo", "meta")]
    return pd.DataFrame(
        {
            "columna": columnas,
            "dato": [_con_unidad(c) for c in columnas],
            "valor": [
                numero_para_escribir(fila[c]) if c in _DECIMALES | _ENTERAS else fila[c]
                for c in columnas
            ],
        },
        dtype="str",
    )


def _con_unidad(columna: str) -> str:
    medida = unidad(columna)
    if columna not in _DECIMALES or medida in ("texto", "numero"):
        return etiqueta(columna)
    return f"{etiqueta(columna)} ({etiqueta_de_unidad(medida)})"


def cifras_de_vertical(vertical: pd.DataFrame, fila: Mapping[str, str]) -> pd.DataFrame:
    """La fila de la meta, en una tabla, con los valores de la lista corregida."""
    nueva = dict(fila)
    for columna, valor in zip(vertical["columna"], vertical["valor"], strict=True):
        texto = "" if pd.isna(valor) else str(valor).strip()
        nueva[columna] = numero_escrito(texto) if columna in _DECIMALES | _ENTERAS else texto
    return pd.DataFrame([nueva], dtype="str")


def para_la_cuadricula(tabla: pd.DataFrame) -> pd.DataFrame:
    """Una tabla de texto con sus números como números, para que la cuadrícula los corrija."""
    enteras = [c for c in ("anio", "personas", "linea_documento") if c in tabla]
    return tabla.assign(
        **{c: pd.to_numeric(tabla[c], errors="coerce").astype("Float64") for c in enteras},
        # Como número, la cuadrícula la escribiría con punto decimal.
        confianza=tabla["confianza"].str.replace(".", ","),
    ).reset_index(drop=True)


def de_la_cuadricula(editada: pd.DataFrame, lectura: Lectura, meta: str) -> pd.DataFrame:
    """Lo que la cuadrícula devuelve, otra vez como texto. Las filas en blanco se quitan.

    A una fila nueva se le pone el periodo y la meta y, si es de cobertura y no dice el nombre como
    está en el informe, el del municipio elegido.
    """
    texto = editada.map(_como_texto)
    puestas = [c for c in texto if c not in _PUESTAS_SOLAS]
    agregada = texto["fila"] == ""
    texto = texto[~(agregada & (texto[puestas] == "").all(axis=1))].copy()
    texto["periodo"], texto["meta"] = lectura.periodo, meta
    if "divipola" in texto:
        nombres = {**lectura.municipios, lectura.departamento: TODO_EL_DEPARTAMENTO.lower()}
        vacio = texto["nombre_en_fuente"] == ""
        texto.loc[vacio, "nombre_en_fuente"] = (
            texto.loc[vacio, "divipola"].map(nombres).fillna("").astype(str)
        )
    texto["confianza"] = texto["confianza"].str.replace(",", ".")
    return texto.reset_index(drop=True).astype("str")


_PUESTAS_SOLAS = {"fila", "periodo", "meta", "linea_documento", "tipo", "tipo_vinculo"}
"""Lo que una fila nueva trae sin que nadie lo escriba."""


def _como_texto(valor: object) -> str:
    if valor is None or pd.isna(valor):
        return ""
    if isinstance(valor, float | int):
        return str(int(valor)) if valor == int(valor) else repr(float(valor))
    return str(valor).strip()


@dataclass(frozen=True)
class Falla:
    """Una celda que no se puede guardar: qué dice y qué se esperaba."""

    tabla: str
    meta: str
    fila: int
    columna: str
    que: str
    esperado: str

    def frase(self) -> str:
        return (
            f"Meta {self.meta}, {ROTULOS[self.tabla].lower()}, fila {self.fila}, "
            f"{etiqueta(self.columna)}: {self.que}; se esperaba {self.esperado}."
        )


def revisar(tabla: str, filas: pd.DataFrame, lectura: Lectura) -> list[Falla]:
    """Todo lo que impide guardar una tabla. ``fila`` se cuenta dentro de cada meta."""
    fallas: list[Falla] = []
    vistas: dict[tuple[str, ...], int] = {}
    contadas: dict[str, int] = {}
    for fila in filas.to_dict("records"):
        meta = str(fila["meta"])
        contadas[meta] = numero = contadas.get(meta, 0) + 1
        for columna in COLUMNAS[tabla]:
            mal = _que_esta_mal(tabla, columna, str(fila[columna]), lectura, fila)
            if mal is not None:
                fallas.append(Falla(tabla, meta, numero, columna, *mal))
        clave = tuple(str(fila[c]) for c in _CLAVES[tabla])
        primera = vistas.setdefault(clave, numero)
        if primera != numero:
            repite = _CLAVES[tabla][-1 if tabla != "cobertura" else 1]
            que = f"repite la fila {primera}"
            fallas.append(Falla(tabla, meta, numero, repite, que, "una sola fila igual"))
    return fallas


def _que_esta_mal(
    tabla: str, columna: str, valor: str, lectura: Lectura, fila: Mapping[str, str]
) -> tuple[str, str] | None:
    """Qué dice la celda y qué se esperaba, o ``None`` si está bien."""
    dicho = f"dice «{valor}»" if valor else "está vacía"
    if not valor:
        return (dicho, "un valor") if columna in _OBLIGATORIAS[tabla] else None
    if columna == "divipola":
        if fila["tipo"] == "departamental":
            esperado = f"«{TODO_EL_DEPARTAMENTO}», porque el tipo es departamental"
            return None if valor == lectura.departamento else (dicho, esperado)
        bien = valor in lectura.municipios
        return None if bien else (dicho, "un municipio de la lista")
    if columna == "grupo":
        bien = valor in grupos()
        return None if bien else (dicho, "uno de la lista (está en pipelines/grupos.yml)")
    if columna == "anio":
        desde, hasta = lectura.limites
        bien = re.fullmatch(r"\d{4}", valor) is not None and desde <= int(valor) <= hasta
        return None if bien else (dicho, f"un año entre {desde} y {hasta}, o vacío")
    if columna == "linea_documento" or (tabla == "metas" and columna in _LINEAS):
        total = len(lectura.renglones)
        bien = re.fullmatch(r"\d{1,6}", valor) is not None and 1 <= int(valor) <= total
        return None if bien else (dicho, f"una línea del documento, de 1 a {entero(total)}")
    if columna in _ENTERAS or (tabla == "metas" and columna in _DECIMALES):
        forma = r"\d{1,9}" if columna in _ENTERAS else r"\d{1,9}(\.\d+)?"
        clase = "un número entero" if columna in _ENTERAS else "un número, como 66,7,"
        bien = re.fullmatch(forma, valor) is not None
        return None if bien else (dicho, f"{clase} de 0 en adelante")
    opciones = {"tipo": tuple(TIPOS), "tipo_vinculo": tuple(VINCULOS), "estado_texto": ESTADOS}
    if columna in opciones and valor not in opciones[columna]:
        return dicho, "una de " + lista(opciones[columna], "o")
    return None


_LINEAS = frozenset({"linea_avance", "linea_inversion", "linea_beneficiarios"})


@dataclass
class Revision:
    """Una lectura y lo que una persona le corrigió: por meta y tabla, y qué metas ya revisó."""

    lectura: Lectura
    corregidas: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict, repr=False)
    revisadas: set[str] = field(default_factory=set, repr=False)

    def propuesta(self, tabla: str, meta: str) -> pd.DataFrame:
        """Las filas que el lector propone para una meta."""
        filas = self.lectura.tablas[tabla]
        return filas[filas["meta"] == meta].reset_index(drop=True)

    def de_meta(self, tabla: str, meta: str) -> pd.DataFrame:
        """Las filas de una meta como van: las corregidas o, si no se tocaron, las propuestas."""
        corregida = self.corregidas.get((tabla, meta))
        return self.propuesta(tabla, meta) if corregida is None else corregida

    def corregir(self, tabla: str, meta: str, filas: pd.DataFrame) -> None:
        """Anota las filas de una meta. Iguales a la propuesta, no son una corrección."""
        if filas.to_dict("records") == self.propuesta(tabla, meta).to_dict("records"):
            self.corregidas.pop((tabla, meta), None)
        else:
            self.corregidas[tabla, meta] = filas

    def volver_a_la_propuesta(self, meta: str) -> None:
        for tabla in COLUMNAS:
            self.corregidas.pop((tabla, meta), None)

    def completa(self, tabla: str) -> pd.DataFrame:
        """La tabla de todas las metas con ``revisada`` (sí o no)."""
        partes = [self.de_meta(tabla, meta) for meta in self.lectura.metas]
        unida = pd.concat(partes, ignore_index=True)
        revisada = unida["meta"].isin(self.revisadas).map({True: "sí", False: "no"})
        return unida.assign(revisada=revisada)

    def fallas(self, tabla: str, meta: str | None = None) -> list[Falla]:
        """Lo que impide guardar la tabla, de una meta o de las revisadas."""
        if meta is not None:
            return revisar(tabla, self.de_meta(tabla, meta), self.lectura)
        completa = self.completa(tabla)
        return revisar(tabla, completa[completa["revisada"] == "sí"], self.lectura)

    def avance(self) -> str:
        total = len(self.lectura.metas)
        return f"{len(self.revisadas)} de {cantidad(total, 'meta', 'metas')} revisadas"


def diferencias(revision: Revision) -> pd.DataFrame:
    """Lo que cambió a mano: tabla, meta, qué se hizo, columna y los dos valores."""
    columnas = ["tabla", "meta", "fila_propuesta", "que", "columna", "propuesto", "corregido"]
    cambios: list[list[str]] = []
    for (tabla, meta), filas in sorted(revision.corregidas.items()):
        antes = {f["fila"]: f for f in revision.propuesta(tabla, meta).to_dict("records")}
        ahora = filas.to_dict("records")
        for fila in ahora:
            numero = str(fila["fila"])
            previa = antes.pop(numero, {})
            for columna in COLUMNAS[tabla]:
                uno, otro = str(previa.get(columna, "")), str(fila[columna])
                if uno != otro and columna not in ("periodo", "meta"):
                    que = "cambiada" if numero else "agregada"
                    cambios.append([tabla, meta, numero, que, columna, uno, otro])
        for numero, fila in antes.items():
            for columna in COLUMNAS[tabla]:
                if fila[columna] and columna not in ("periodo", "meta"):
                    cambios.append([tabla, meta, numero, "quitada", columna, fila[columna], ""])
    return pd.DataFrame(cambios, columns=columnas, dtype="str")


# ── Guardar ────────────────────────────────────────────────────────────────────────────────────


def archivos_de(revision: Revision, ahora: datetime) -> dict[str, bytes]:
    """Lo que se guarda y se baja: nombre dentro de la carpeta → contenido.

    Las tablas de la carpeta traen sólo las metas revisadas y las columnas que los pipelines leen;
    en ``revision/`` están todas, con ``confianza`` y ``revisada``. Una tabla con fallas no va.
    """
    archivos: dict[str, bytes] = {}
    con_fallas = []
    for tabla, columnas in COLUMNAS.items():
        if revision.fallas(tabla):
            con_fallas.append(tabla)
            continue
        completa = revision.completa(tabla)
        listas = completa[completa["revisada"] == "sí"]
        archivos[f"{tabla}.csv"] = _csv(listas[list(columnas)])
        archivos[f"revision/{tabla}.csv"] = _csv(completa[[*columnas, "confianza", "revisada"]])
    cambios = diferencias(revision)
    archivos["revision/sin_leer.csv"] = _csv(revision.lectura.sin_leer)
    archivos["revision/cambios.csv"] = _csv(cambios)
    archivos["revision/texto.txt"] = "\n".join(revision.lectura.renglones).encode()
    archivos["LEEME.txt"] = _leeme(revision, cambios, con_fallas, ahora).encode()
    return archivos


def _csv(tabla: pd.DataFrame) -> bytes:
    contenido: str = tabla.to_csv(index=False, lineterminator="\n")
    return contenido.encode("utf-8", "replace")


PASOS = (
    "Mueva metas.csv, metas_beneficiarios.csv, metas_indicadores.csv y cobertura.csv a "
    "data/raw/<informe>/<edición>/.",
    "Declárelos en pipelines/fuentes/<fuente_id>.yml, copiando la de un informe.",
    "python -m pipelines firmar --fuente <fuente_id>",
    "python -m pipelines contar y después python -m pipelines construir",
    "python -m pipelines documentar",
)
"""Los de «Cómo agregar una fuente» del README."""


def _leeme(
    revision: Revision, cambios: pd.DataFrame, con_fallas: list[str], ahora: datetime
) -> str:
    lectura = revision.lectura
    partes = [
        f"Informe: {lectura.nombre}",
        f"Periodo: {lectura.periodo}",
        f"Guardado: {ahora:%Y-%m-%d %H:%M}",
        f"Revisión: {revision.avance()}",
        "",
        "Nada de esto está publicado. Las tablas de esta carpeta traen sólo las metas revisadas;",
        "en revision/ están todas, con la confianza del lector y si se revisó.",
        *(f"No va {tabla}.csv: tiene celdas que no se pueden guardar." for tabla in con_fallas),
        "",
        "Qué sigue",
        *(f"{n}. {paso}" for n, paso in enumerate(PASOS, start=1)),
        "",
        f"Lo que se cambió a mano ({len(cambios)})",
        *(frases_de_cambios(cambios) or ["Nada: todo quedó como el lector lo propuso."]),
        "",
    ]
    return "\n".join(partes)


def frases_de_cambios(cambios: pd.DataFrame) -> list[str]:
    """Cada cambio en una frase: «Meta 4, cobertura, fila 2, Año: 2023 → 2024»."""
    return [
        f"Meta {c['meta']}, {ROTULOS[c['tabla']].lower()}, "
        + (f"fila {c['fila_propuesta']} {c['que']}, " if c["fila_propuesta"] else "fila agregada, ")
        + f"{etiqueta(c['columna'])}: {c['propuesto'] or 'vacío'} → {c['corregido'] or 'vacío'}"
        for c in cambios.to_dict("records")
    ]


def comprimir(archivos: Mapping[str, bytes]) -> bytes:
    """Los archivos en un ZIP."""
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in sorted(archivos.items()):
            paquete.writestr(nombre, contenido)
    return memoria.getvalue()


@dataclass(frozen=True)
class Guardado:
    """Dónde quedó lo guardado y a dónde se movió lo que había, si había."""

    carpeta: Path
    anterior: Path | None


def guardar(
    archivos: Mapping[str, bytes], periodo: str, ahora: datetime, raiz: Path = CARPETA
) -> Guardado:
    """Escribe los archivos en ``raiz/<periodo>/``, todos o ninguno.

    Se escriben en una carpeta aparte que al final toma el nombre. Lo que hubiera antes se conserva
    con su fecha. Lanza ``ErrorDelTablero`` si el sistema no deja; lo anterior queda como estaba.
    """
    destino = raiz / periodo
    anterior: Path | None = None
    aparte: Path | None = None
    try:
        raiz.mkdir(parents=True, exist_ok=True)
        aparte = Path(tempfile.mkdtemp(prefix=f".{periodo}_", dir=raiz))
        aparte.chmod(0o755)
        for nombre, contenido in archivos.items():
            ruta = aparte / nombre
            ruta.parent.mkdir(exist_ok=True)
            ruta.write_bytes(contenido)
        if destino.exists():
            anterior = _nombre_libre(raiz, f"{periodo}_hasta_{ahora:%Y-%m-%d_%H%M%S}")
            destino.rename(anterior)
        try:
            aparte.rename(destino)
        except OSError:
            if anterior is not None:
                anterior.rename(destino)
            raise
    except OSError as error:
        if aparte is not None:
            shutil.rmtree(aparte, ignore_errors=True)
        raise ErrorDelTablero(
            que=f"No se pudo guardar ({error.strerror}). Lo que había quedó como estaba.",
            donde=str(destino),
            esperado="permiso para escribir y espacio libre",
            hacer="Cierre los archivos de esa carpeta que tenga abiertos, o baje el ZIP.",
        ) from error
    return Guardado(destino, anterior)


def _nombre_libre(raiz: Path, nombre: str) -> Path:
    candidata, n = raiz / nombre, 2
    while candidata.exists():
        candidata, n = raiz / f"{nombre}_{n}", n + 1
    return candidata
