"""Las tablas del mart como las muestra la página Datos: qué son, qué se pide de ellas, qué se baja.

La dirección de la página dice lo mismo que la de la API: ``/datos?tabla=idc&edicion=2024`` y
``/api/v1/idc.csv?edicion=2024``. Sólo ``tabla`` es de la página; una columna que se llame así se
filtra con ``f.tabla``.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import IO, Any
from urllib.parse import quote, urlencode
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd

from pipelines.rutas import RUTAS
from tablero.api import descripcion
from tablero.api.catalogo import Catalogo, Columna, Mart
from tablero.api.errores import ConsultaInvalida
from tablero.api.filtros_de_mart import (
    MAXIMO_DE_PARAMETROS,
    Pedido,
    a_parametros,
    leer_pedido,
    parecidos,
)
from tablero.api.formatos import (
    CSV_ESPANOL,
    FORMATOS,
    Formato,
    Seleccion,
    diccionario_de,
    filtros_escritos,
    propiedades,
)
from tablero.api.lectura import en_el_nombre, seleccionar
from tablero.busqueda import Entrada, Indice
from tablero.conexion import Lectura
from tablero.exportar import (
    SOBRE_LAS_FORMULAS,
    csv_internacional,
    entrada_de_zip,
    escribir_csv,
    nombre_de_archivo,
)
from tablero.exportar_geo import con_forma, geojson, geoparquet
from tablero.formato import (
    SIN_DATO,
    cantidad,
    entero,
    es_vacio,
    fecha_larga,
    formatear,
    lista,
    numero,
)
from tablero.vistas import congelar

PARAMETRO = "tabla"
FILAS_DE_MUESTRA = 50
VACIO = {"": "Con y sin dato", "no": "Sólo con dato", "si": "Sólo sin dato"}
TIPOS_ESCRITOS = {
    "texto": "texto",
    "entero": "número entero",
    "numero": "número",
    "logico": "sí o no",
    "fecha": "fecha",
}
_PREFIJO = "f."
_DE_LA_PAGINA = ("limite", "desde_fila", "dialecto")
_FILAS_POR_PARTE = 20_000
# Cada fila repite su geometría: con más, el archivo pesaría cientos de megabytes.
_TOPE_CON_GEOMETRIA = 10_000
_CAPAS_POR_CLAVE = {
    "divipola": {"municipios": "divipola"},
    "cod_departamento": {"departamentos": "cod_departamento"},
    "territorio": {"departamentos": "cod_departamento", "municipios": "divipola"},
    "camara": {"camaras": "camara"},
}
_CARGAR_EL_RUES = "python -m pipelines cargar rues ARCHIVO"
_COMO_SE_CARGA = {
    "exportaciones": "python -m pipelines cargar exportaciones CARPETA",
    "incrementos_rues": _CARGAR_EL_RUES,
    "registros_rues": _CARGAR_EL_RUES,
    "supervivencia_rues": _CARGAR_EL_RUES,
    "terridata": "python -m pipelines cargar terridata TerriData_Dim4.xlsx --edicion 2026-11-dim4",
}
Capa = Callable[[str], gpd.GeoDataFrame]


# ── Catálogo ───────────────────────────────────────────────────────────────────────────────────


def grupos(catalogo: Catalogo, texto: str = "") -> dict[str, list[Mart]]:
    """Las tablas por clase; con un texto, sólo las que se le parecen."""
    marts = _buscar(list(catalogo.marts.values()), texto)
    con_fuente = [mart for mart in marts if "fuente_id" in mart.nombres]
    partes = {
        "Cifras y hechos, cada fila con su fuente": con_fuente,
        "Vocabularios, reglas y el propio catálogo": [m for m in marts if m not in con_fuente],
    }
    return {titulo: propios for titulo, propios in partes.items() if propios}


def _buscar(marts: list[Mart], texto: str) -> list[Mart]:
    if not texto.strip():
        return marts
    por_nombre = {mart.nombre: mart for mart in marts}
    indice = Indice(
        Entrada(
            clase="indicador",
            titulo=mart.nombre.replace("_", " "),
            detalle=mart.nombre,
            direccion="datos",
            nombres=(mart.descripcion,),
            otros=(mart.grano, *(c.etiqueta for c in mart.columnas), *mart.nombres),
        )
        for mart in marts
    )
    return [por_nombre[h.entrada.detalle] for h in indice.buscar(texto, limite=len(marts))]


def apertura(catalogo: Catalogo) -> str:
    """Cuánto hay, en una frase."""
    filas = sum(mart.filas for mart in catalogo.marts.values())
    return (
        f"Hay {cantidad(len(catalogo.marts), 'tabla', 'tablas')} con "
        f"{cantidad(filas, 'fila', 'filas')}: todo lo que el tablero muestra sale de ellas. Cada "
        "una se filtra, se ve y se baja completa o por partes."
    )


def resumen(mart: Mart) -> str:
    """«9.008 filas, 13 columnas, 5 ediciones»."""
    partes = [
        cantidad(mart.filas, "fila", "filas"),
        cantidad(len(mart.columnas), "columna", "columnas"),
    ]
    if "fuente_id" in mart.nombres:
        partes.append(cantidad(len(mart.fuentes), "fuente y edición", "fuentes y ediciones"))
    return ", ".join(partes)


def como_se_carga(mart: Mart) -> str:
    """Por qué una tabla no tiene filas y con qué orden se llena, si hay una."""
    orden = _COMO_SE_CARGA.get(mart.nombre)
    return "La tabla está lista y vacía: ninguna fuente cargada trae sus filas." + (
        f" Se llena con `{orden}` y los pasos que esa orden dice al terminar." if orden else ""
    )


def tabla_de_columnas(mart: Mart) -> pd.DataFrame:
    """Cada columna con su rótulo, su tipo, su unidad y lo que significa."""
    return pd.DataFrame(
        [
            {
                "Columna": columna.nombre,
                "Rótulo": columna.etiqueta,
                "Qué trae": TIPOS_ESCRITOS[columna.tipo]
                + ("" if columna.unidad == "texto" else f", en {columna.unidad_escrita}")
                + (" (trae vacíos)" if columna.vacios else ""),
                "Significado": columna.descripcion,
            }
            for columna in mart.columnas
        ]
    )


def comprobaciones(mart: Mart) -> list[str]:
    """Lo que se comprueba de la tabla en cada construcción; si algo falla, no se publica."""
    comunes = [f"Ninguna fila repite su clave ({lista(list(mart.clave))})."]
    if "fuente_id" in mart.nombres:
        comunes.append("Toda fila dice de qué fuente y edición sale, y esa fuente está declarada.")
    comunes.append(
        f"Tiene las {entero(mart.filas)} filas que se versionaron: ganar o perder una se revisa."
    )
    return [*comunes, *_validaciones().get(mart.nombre, [])]


@cache
def _validaciones() -> dict[str, list[str]]:
    """Tabla → lo que comprueba cada una de sus consultas de validación."""
    halladas: dict[str, list[str]] = {}
    for ruta in sorted(RUTAS.validaciones.glob("*__*.sql")):
        consulta = ruta.read_text(encoding="utf-8")
        halladas.setdefault(ruta.stem.partition("__")[0], []).append(_encabezado(consulta))
    return halladas


def _encabezado(consulta: str) -> str:
    """El comentario con que empieza una validación: qué comprueba."""
    lineas = []
    for linea in consulta.splitlines():
        if not linea.startswith("--"):
            break
        lineas.append(linea.removeprefix("--").strip())
    return " ".join(lineas)


# ── Dirección y pedido ─────────────────────────────────────────────────────────────────────────


def leer_direccion(
    mart: Mart, parametros: Iterable[tuple[str, str]]
) -> tuple[Pedido, list[ConsultaInvalida]]:
    """El pedido que dice la dirección de la página y, por cada parte que no sirve, por qué.

    Lo que no sirve se deja de lado: el resto se muestra. Nunca lanza.
    """
    aceptados: list[tuple[str, str]] = []
    errores: list[ConsultaInvalida] = []
    todos = list(parametros)
    if len(todos) > MAXIMO_DE_PARAMETROS:
        errores.append(_demasiados(len(todos)))
    for clave, valor in todos[:MAXIMO_DE_PARAMETROS]:
        if clave == PARAMETRO or clave.startswith("dat_"):
            continue
        if clave in _DE_LA_PAGINA and clave not in mart.nombres:
            errores.append(_solo_de_la_api(clave))
            continue
        suyo = (clave.removeprefix(_PREFIJO), valor)
        try:
            leer_pedido(mart, [*aceptados, suyo])
        except ConsultaInvalida as error:
            errores.append(error)
        else:
            aceptados.append(suyo)
    return leer_pedido(mart, aceptados), errores


def _demasiados(cuantos: int) -> ConsultaInvalida:
    return ConsultaInvalida(
        que=f"Trae {cuantos} parámetros y se leen {MAXIMO_DE_PARAMETROS}.",
        donde="la dirección",
        hacer="Use «desde» y «hasta» en vez de muchos valores.",
    )


def _solo_de_la_api(clave: str) -> ConsultaInvalida:
    return ConsultaInvalida(
        que=f"«{clave}» sólo sirve en la API.",
        donde=clave,
        hacer="Aquí se cuentan y se bajan todas las filas que cumplen los filtros.",
    )


def frase_de_error(error: ConsultaInvalida) -> str:
    """«En «edicion» no hay «1999». Hay: 2024, 2025…»."""
    hay = [str(valor) for valor in error.validos[:8]]
    sugeridos = f" Lo más parecido: {lista(hay, 'o')}." if hay else f" {error.hacer}"
    return f"La dirección pide algo que no se puede: {error.que}{sugeridos} Se deja de lado."


def tablas_parecidas(catalogo: Catalogo, nombre: str) -> list[str]:
    return [str(parecida) for parecida in parecidos(nombre, list(catalogo.marts))[:3]]


def a_direccion(pedido: Pedido, mart: Mart) -> list[tuple[str, str]]:
    """Los parámetros de la página que dan ese pedido: ``leer_direccion`` al revés."""
    return [
        (PARAMETRO, mart.nombre),
        *(
            (f"{_PREFIJO}{clave}" if clave == PARAMETRO else clave, valor)
            for clave, valor in a_parametros(pedido, mart)
        ),
    ]


def direccion_de_api(pedido: Pedido, mart: Mart, formato: str = "csv") -> str:
    """«/api/v1/idc.csv?edicion=2024»: las mismas filas y columnas."""
    pares = a_parametros(pedido, mart)
    return f"/api/v1/{mart.nombre}.{formato}" + (f"?{_escritos(pares)}" if pares else "")


def direccion_de_pagina(pedido: Pedido, mart: Mart) -> str:
    return f"/datos?{_escritos(a_direccion(pedido, mart))}"


def _escritos(pares: Sequence[tuple[str, str]]) -> str:
    return urlencode(pares, quote_via=quote)


def entero_pedido(mart: Mart) -> Pedido:
    """Toda la tabla, sin filtros y con todas las columnas."""
    return leer_pedido(mart, [])


_NUMERO_ESCRITO = re.compile(r"[-−]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")


def extremo_escrito(columna: Columna, texto: str) -> str:
    """Un número como se escribe en Colombia («1.234,5»), como lo pide la API («1234.5»).

    Las fechas pasan tal cual. Lanza ``ConsultaInvalida`` si no se entiende: «5.21» podría ser 521.
    """
    limpio = texto.strip()
    if columna.tipo == "fecha":
        return limpio
    if not _NUMERO_ESCRITO.fullmatch(limpio):
        raise ConsultaInvalida(
            que=f"«{limpio[:40]}» no es un número para «{columna.etiqueta}».",
            donde=columna.nombre,
            hacer="Los decimales van con coma y los miles con punto: 1.234,5.",
        )
    return limpio.replace(".", "").replace(",", ".").replace("−", "-")


def extremo_legible(columna: Columna, valor: Any) -> str:
    """Un extremo como se lee en su caja: ``extremo_escrito`` al revés."""
    if valor is None:
        return ""
    if columna.tipo == "fecha":
        return str(valor.isoformat())
    # Con todas sus cifras: redondear un límite cambiaría qué filas entran.
    return str(valor) if columna.unidad == "anio" else _con_todas_las_cifras(valor)


def _con_todas_las_cifras(valor: Any) -> str:
    decimales = format(Decimal(str(valor)), "f").partition(".")[2].rstrip("0")
    return numero(valor, len(decimales))


def filtros_en_palabras(pedido: Pedido, mart: Mart, nombrar: Callable[[str, Any], str]) -> str:
    """«Edición: 2024; Año: desde 2020», o vacío si no hay filtros."""
    partes = []
    for filtro in pedido.filtros:
        columna = mart.columna(filtro.columna)
        dichos = [lista([nombrar(columna.nombre, v) for v in filtro.valores], "o")]
        if filtro.desde is not None:
            dichos.append(f"desde {extremo_legible(columna, filtro.desde)}")
        if filtro.hasta is not None:
            dichos.append(f"hasta {extremo_legible(columna, filtro.hasta)}")
        if filtro.vacio is not None:
            dichos.append("sin dato" if filtro.vacio else "con dato")
        partes.append(f"{columna.etiqueta}: {', '.join(d for d in dichos if d)}")
    return "; ".join(partes)


# ── Muestra ────────────────────────────────────────────────────────────────────────────────────


def muestra(seleccion: Seleccion) -> pd.DataFrame:
    """Las filas de la selección como se leen: una columna por columna, celdas de texto."""
    filas = seleccion.tabla.to_pylist()
    return pd.DataFrame(
        {
            columna.nombre: [celda(columna, fila[columna.nombre], fila) for fila in filas]
            for columna in seleccion.columnas
        },
        dtype=object,
    )


def celda(columna: Columna, valor: Any, fila: Mapping[str, Any]) -> str:
    """Un valor con su formato. La unidad la dice el encabezado; en ``valor``, la de su fila."""
    if es_vacio(valor):
        return SIN_DATO
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, date):
        return fecha_larga(valor)
    if columna.tipo not in ("entero", "numero"):
        return str(valor)
    if columna.unidad == "puesto":
        return entero(valor)
    unidad = fila.get("unidad") if columna.unidad == "texto" else columna.unidad
    if unidad in (None, "texto", "puesto", "numero"):
        return _con_todas_las_cifras(valor)
    return formatear(valor, str(unidad), columna.decimales, corto=True)


def encabezado(columna: Columna) -> str:
    """El rótulo con su unidad: «Puntaje (puntos, 0 a 10)»."""
    callada = columna.unidad in ("texto", "anio", "puesto", "numero")
    return columna.etiqueta if callada else f"{columna.etiqueta} ({columna.unidad_escrita})"


# ── Archivos ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Descarga:
    """Un archivo que se puede bajar: cómo se llama el botón y en qué formato sale."""

    rotulo: str
    formato: Formato
    variante: str = ""

    def archivo(self, seleccion_de: Pedido, corte: str) -> str:
        """El nombre, con la tabla, los filtros y el corte."""
        filtros = dict(en_el_nombre(seleccion_de))
        tema = f"{seleccion_de.mart}{self.variante}"
        return nombre_de_archivo(tema, filtros, corte, self.formato.extension)


def descargas(mart: Mart, pedido: Pedido, capa: Capa, raiz: str) -> list[Descarga]:
    """Los archivos que hay de una selección. ``raiz``: «https://equipo», para el Léame del ZIP."""
    lista_de = [
        Descarga("Excel", FORMATOS["xlsx"]),
        Descarga("CSV en español", CSV_ESPANOL),
        Descarga("CSV internacional", FORMATOS["csv"], "_internacional"),
        Descarga("Parquet", FORMATOS["parquet"]),
    ]
    clave = clave_con_forma(pedido)
    if clave:
        formatos = formatos_con_geometria(clave, capa)
        lista_de += [
            Descarga("GeoParquet", formatos["geoparquet"], "_geo"),
            Descarga("GeoJSON", formatos["geojson"]),
        ]
    de_zip = Formato(
        "zip", "application/zip", FORMATOS["csv"].tope, lambda s: zip_de(s, raiz), False
    )
    return [*lista_de, Descarga("ZIP con fuentes y cita", de_zip)]


def clave_con_forma(pedido: Pedido) -> str:
    """La columna que dice de qué lugar es cada fila, si está entre las pedidas; si no, vacío."""
    return next((clave for clave in _CAPAS_POR_CLAVE if clave in pedido.columnas), "")


def formas(clave: str, capa: Capa) -> gpd.GeoSeries:
    """Código → geometría de los lugares que esa columna nombra, en EPSG:4326.

    Una fila departamental de ``divipola`` («54») no toma la forma de nadie: pintaría los 40.
    """
    partes = [
        capa(nombre).set_index(codigo).geometry
        for nombre, codigo in _CAPAS_POR_CLAVE[clave].items()
    ]
    return gpd.GeoSeries(pd.concat(partes), crs=partes[0].crs)


def formatos_con_geometria(clave: str, capa: Capa) -> dict[str, Formato]:
    def en_geoparquet(seleccion: Seleccion) -> bytes:
        suyas = formas(clave, capa)
        return geoparquet(
            seleccion.tabla,
            clave,
            suyas,
            diccionario_de(seleccion.columnas),
            propiedades(seleccion) | _sobre_la_forma(seleccion, clave, suyas),
        )

    def en_geojson(seleccion: Seleccion) -> bytes:
        suyas = formas(clave, capa)
        metadatos = propiedades(seleccion) | _sobre_la_forma(seleccion, clave, suyas)
        return geojson(seleccion.tabla, clave, suyas, metadatos)

    tipo = FORMATOS["parquet"].tipo
    return {
        "geoparquet": Formato("parquet", tipo, _TOPE_CON_GEOMETRIA, en_geoparquet, False),
        "geojson": Formato("geojson", "application/geo+json", _TOPE_CON_GEOMETRIA, en_geojson),
    }


def _sobre_la_forma(seleccion: Seleccion, clave: str, suyas: gpd.GeoSeries) -> dict[str, str]:
    con = con_forma(seleccion.tabla, clave, suyas)
    return {
        "geometria_por": clave,
        "filas_con_geometria": f"{con} de {seleccion.tabla.num_rows}",
        "uso_de_la_geometria": "Límites generalizados, para dibujar: no miden áreas ni prueban "
        "linderos.",
    }


def cita(seleccion: Seleccion) -> str:
    """La cita de cada fuente de la selección, en su renglón, y qué tabla se vio."""
    citas = [fuente.cita for fuente in seleccion.fuentes or seleccion.mart.fuentes]
    return "\n".join([*citas, f"Tabla: {seleccion.mart.nombre}."])


def codigo_de(seleccion: Seleccion) -> str:
    """Ocho letras y cifras que cambian si cambian los filtros, las cifras o las ediciones."""
    vista = congelar(
        None,
        seleccion.en_pandas(),
        fuentes=[vars(fuente) for fuente in seleccion.fuentes or seleccion.mart.fuentes],
        tema=seleccion.mart.nombre,
        clave=seleccion.mart.nombre,
        filtros=None,
        direccion=direccion_de_pagina(seleccion.pedido, seleccion.mart),
        pagina="Datos",
    )
    return vista.codigo


def zip_de(seleccion: Seleccion, raiz: str) -> bytes:
    """El CSV internacional, su Data Package y un LEAME.txt con filtros, corte, código y cita."""
    mart = seleccion.mart
    codigo = codigo_de(seleccion)
    completa = set(mart.clave) <= set(seleccion.pedido.columnas)
    recortado = replace(
        mart,
        columnas=tuple(seleccion.columnas),
        clave=mart.clave if completa else (),
        fuentes=seleccion.fuentes or mart.fuentes,
    )
    fuentes = {fuente.fuente_id: fuente for fuente in recortado.fuentes}
    paquete = descripcion.datapackage(Catalogo({mart.nombre: recortado}, fuentes)) | {
        "corte": seleccion.corte,
        "filtros": dict_de_listas(a_parametros(seleccion.pedido, mart)),
        "codigo": codigo,
    }
    pedido = seleccion.pedido
    texto = [
        f"Tabla «{mart.nombre}» del tablero de competitividad de Norte de Santander",
        mart.descripcion,
        f"Cada fila: {mart.grano}.",
        "",
        f"Filtros: {filtros_escritos(seleccion)}",
        f"Filas: {entero(seleccion.tabla.num_rows)} de {entero(mart.filas)}",
        f"Último dato: {seleccion.corte}",
        f"Código de esta selección: {codigo}",
        f"Para volver a verla: {raiz}{direccion_de_pagina(pedido, mart)}",
        f"Para traerla a otro programa: {raiz}{direccion_de_api(pedido, mart)}",
        *seleccion.avisos,
        "",
        *_cola_del_leame(recortado.fuentes),
    ]
    memoria = io.BytesIO()
    with ZipFile(memoria, "w") as archivo:
        archivo.writestr(
            entrada_de_zip(f"{mart.nombre}.csv"), csv_internacional(seleccion.en_pandas())
        )
        archivo.writestr(entrada_de_zip("datapackage.json"), _en_json(paquete))
        archivo.writestr(entrada_de_zip("LEAME.txt"), _en_texto(texto))
    return memoria.getvalue()


def escribir_conjunto(
    destino: IO[bytes], catalogo: Catalogo, lectura: Lectura, avisar: Callable[[int, str], None]
) -> None:
    """Todas las tablas en CSV, con su Data Package y su LEAME.txt, en un ZIP.

    Se leen y se escriben por partes: en memoria nunca hay más que una. ``avisar(cuántas van,
    tabla)`` se llama al terminar cada una.
    """
    with ZipFile(destino, "w") as archivo:
        for van, mart in enumerate(catalogo.marts.values(), start=1):
            with (
                archivo.open(entrada_de_zip(f"{mart.nombre}.csv"), "w", force_zip64=True) as crudo,
                io.TextIOWrapper(crudo, encoding="utf-8", newline="") as salida,
            ):
                # Una tabla sin filas también lleva su encabezado.
                for desde in range(1, max(mart.filas, 1) + 1, _FILAS_POR_PARTE):
                    pedido = entero_pedido(mart).pagina(desde, _FILAS_POR_PARTE)
                    parte = seleccionar(lectura, mart, pedido, FORMATOS["csv"]).en_pandas()
                    escribir_csv(salida, parte, encabezado=desde == 1)
            avisar(van, mart.nombre)
        archivo.writestr(
            entrada_de_zip("datapackage.json"), _en_json(descripcion.datapackage(catalogo))
        )
        archivo.writestr(entrada_de_zip("LEAME.txt"), _en_texto(_leame_del_conjunto(catalogo)))


def _leame_del_conjunto(catalogo: Catalogo) -> list[str]:
    return [
        "Tablero de competitividad de Norte de Santander: todas las tablas",
        f"Último dato: {descripcion.corte_de(catalogo)}",
        "datapackage.json describe cada columna, su unidad y las fuentes de cada tabla.",
        "Cada edición de una fuente recalcula los años anteriores: no se unen en una serie.",
        "Un vacío no es un cero.",
        "",
        *(
            f"{mart.nombre}.csv  {resumen(mart)}. {mart.descripcion}"
            for mart in catalogo.marts.values()
        ),
        "",
        *_cola_del_leame(tuple(catalogo.fuentes.values())),
    ]


def _cola_del_leame(fuentes: Iterable[Any]) -> list[str]:
    return [
        "CSV en UTF-8, con coma y punto decimal.",
        SOBRE_LAS_FORMULAS,
        "",
        "Fuentes y cómo citarlas",
        *(
            f"- {fuente.titulo} (edición {fuente.edicion}). Cita: {fuente.cita}"
            for fuente in fuentes
        ),
    ]


def dict_de_listas(pares: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Los valores de cada parámetro, en orden."""
    juntos: dict[str, list[str]] = {}
    for clave, valor in pares:
        juntos.setdefault(clave, []).append(valor)
    return juntos


def _en_json(contenido: Any) -> bytes:
    return json.dumps(contenido, ensure_ascii=False, indent=1).encode("utf-8")


def _en_texto(lineas: Iterable[str]) -> bytes:
    # Con marca de orden y fin de línea de Windows lo abre bien hasta el bloc de notas.
    return "\r\n".join(lineas).encode("utf-8-sig")
