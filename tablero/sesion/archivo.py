"""La carpeta en un archivo ``.zip``: el mismo contenido da los mismos bytes.

::

    carpeta.json                     título, fecha, lugar, agenda, compromisos y las vistas en orden
    LEAME.txt                        qué es cada cosa, para quien lo abra sin el tablero
    vistas/01_ABCD1234/datos.csv     lo que se veía: UTF-8, coma y punto decimal
    vistas/01_ABCD1234/figura.json   el dibujo de Plotly, si la vista tenía uno

En ``datos.csv`` una celda vacía es un vacío. Un texto vacío, o que empieza por un apóstrofo o por
un signo que una hoja de cálculo ejecutaría, lleva un apóstrofo delante. El tipo de cada columna
está en ``carpeta.json``, con la huella (sha256) de cada archivo y la de todo lo dicho de cada
vista: si algo cambió fuera del tablero, se avisa. Una huella no es una firma: quien cambie el
archivo y las vuelva a calcular no se nota.

Lo que se abre viene de cualquier parte. Nada se escribe en el disco ni se ejecuta; sólo se lee lo
que tiene un nombre de los de arriba, con topes de tamaño y de cantidad, y del dibujo sólo se admite
lo que el tablero dibuja, sin una sola dirección de afuera.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

from pipelines.errores import ErrorDelTablero
from tablero.exportar import csv_internacional, entrada_de_zip, nombre_de_archivo
from tablero.formato import cantidad, es_vacio
from tablero.sesion.carpeta import (
    ESTADOS,
    LARGO_DE_TEXTO,
    MAXIMO_DE_RENGLONES,
    MAXIMO_DE_VISTAS,
    VERSION,
    Carpeta,
    Compromiso,
    Receta,
    VistaGuardada,
)
from tablero.vistas import VistaCongelada

FORMATO = "carpeta de sesión del tablero"
MAXIMO_COMPRIMIDO = 25_000_000
MAXIMO_DESCOMPRIMIDO = 80_000_000
MAXIMO_DE_COLUMNAS = 200
MAXIMO_DE_FILAS = 100_000
_JSON, _LEAME = "carpeta.json", "LEAME.txt"
_DE_UNA_VISTA = re.compile(r"vistas/\d{2}_[0-9A-Z]{8}/(datos\.csv|figura\.json)")
_CARPETA_DE_VISTA = re.compile(r"vistas/\d{2}_[0-9A-Z]{8}")
_DIRECCION = re.compile(r"/[a-z_]*(\?[^\s<>\"]*)?")
_TEXTOS = (
    "clave",
    "tema",
    "titulo",
    "subtitulo",
    "alt",
    "direccion",
    "pagina",
    "corte",
    "consultada",
)
_DE_LA_FUENTE = ("fuente_id", "productor", "titulo", "edicion", "ultimo_dato", "cita")


class ErrorDeCarpeta(ErrorDelTablero):
    """El archivo no es una carpeta de sesión que se pueda abrir."""


# ── Guardar ────────────────────────────────────────────────────────────────────────────────────


def guardar(carpeta: Carpeta) -> bytes:
    """El ``.zip`` de la carpeta."""
    archivos: dict[str, bytes] = {}
    vistas = []
    for numero, guardada in enumerate(carpeta.vistas, start=1):
        donde = f"vistas/{numero:02d}_{guardada.vista.codigo}"
        propios = {"datos.csv": _en_csv(guardada.vista.datos)}
        if guardada.vista.figura is not None:
            propios["figura.json"] = _en_json(guardada.vista.figura)
        archivos |= {f"{donde}/{nombre}": contenido for nombre, contenido in propios.items()}
        vistas.append(_descrita(guardada, donde, propios))
    descripcion = {
        "formato": FORMATO,
        "version": VERSION,
        "titulo": carpeta.titulo,
        "fecha": None if carpeta.fecha is None else carpeta.fecha.isoformat(),
        "lugar": carpeta.lugar,
        "agenda": list(carpeta.agenda),
        "compromisos": [
            {
                "que": c.que,
                "responsable": c.responsable,
                "fecha": None if c.fecha is None else c.fecha.isoformat(),
                "estado": c.estado,
            }
            for c in carpeta.compromisos
        ],
        "vistas": vistas,
    }
    todos = {_JSON: _en_json(descripcion, legible=True), _LEAME: _leame(carpeta), **archivos}
    return comprimir(todos)


def nombre(carpeta: Carpeta, prefijo: str) -> str:
    """«carpeta-comision-regional_fecha-2026-11-21.zip»."""
    filtros = {} if carpeta.fecha is None else {"fecha": carpeta.fecha.isoformat()}
    return nombre_de_archivo(f"{prefijo} {carpeta.nombre[:60]}", filtros, None, "zip")


def comprimir(archivos: Mapping[str, bytes]) -> bytes:
    """Un ZIP con esos archivos, en ese orden y con fecha fija."""
    memoria = io.BytesIO()
    with ZipFile(memoria, "w", ZIP_DEFLATED) as zip_:
        for nombre, contenido in archivos.items():
            zip_.writestr(entrada_de_zip(nombre), contenido)
    return memoria.getvalue()


def _descrita(guardada: VistaGuardada, donde: str, propios: Mapping[str, bytes]) -> dict[str, Any]:
    vista, receta = guardada.vista, guardada.receta
    descrita = {
        "carpeta": donde,
        "codigo": vista.codigo,
        **{campo: getattr(vista, campo) for campo in _TEXTOS},
        "notas": list(vista.notas),
        "filtros": {str(c): _filtro(v) for c, v in vista.filtros.items()},
        "fuentes": [{campo: f[campo] for campo in _DE_LA_FUENTE} for f in vista.fuentes],
        "columnas": [{"nombre": str(c), "tipo": _tipo_de(vista.datos[c])} for c in vista.datos],
        "huellas_de_fuentes": dict(guardada.huellas),
        "receta": None
        if receta is None
        else {
            "pregunta": receta.pregunta,
            "argumentos": _en_lista(receta.argumentos),
            "llave": list(receta.llave),
            "parcial": receta.parcial,
        },
        "archivos": {nombre: _huella(contenido) for nombre, contenido in propios.items()},
    }
    # La nota es de quien lleva la carpeta: cambiarla no altera la vista.
    return {**descrita, "huella": _huella(_en_json(descrita)), "nota": guardada.nota}


def _filtro(valor: Any) -> Any:
    if isinstance(valor, list | tuple | set | frozenset):
        return [_filtro(v) for v in valor]
    if es_vacio(valor):
        return None
    if isinstance(valor, np.generic):
        valor = valor.item()
    return valor if isinstance(valor, str | int | float | bool) else str(valor)


def _en_lista(valor: Any) -> Any:
    return [_en_lista(v) for v in valor] if isinstance(valor, tuple | list) else valor


def _en_tupla(valor: Any) -> Any:
    return tuple(_en_tupla(v) for v in valor) if isinstance(valor, list) else valor


def _huella(contenido: bytes) -> str:
    return sha256(contenido).hexdigest()


def _en_json(contenido: Any, *, legible: bool = False) -> bytes:
    """UTF-8 con las claves en orden: lo mismo se escribe siempre igual."""
    return json.dumps(
        contenido,
        cls=PlotlyJSONEncoder,
        ensure_ascii=False,
        sort_keys=not legible,
        indent=2 if legible else None,
        separators=None if legible else (",", ":"),
    ).encode("utf-8")


def _tipo_de(columna: pd.Series) -> str:
    """«entero», «decimal», «logico», «fecha», «fecha_hora» o «texto»."""
    tipo = columna.dtype
    if pd.api.types.is_bool_dtype(tipo):
        return "logico"
    if pd.api.types.is_integer_dtype(tipo):
        return "entero"
    if pd.api.types.is_float_dtype(tipo):
        return "decimal"
    if pd.api.types.is_datetime64_dtype(tipo):
        return "fecha_hora"
    presentes = [v for v in columna if not es_vacio(v)]
    for clase, nombre in ((bool, "logico"), (int, "entero"), (float, "decimal"), (date, "fecha")):
        if presentes and all(type(v) is clase for v in presentes):
            return nombre
    return "texto"


def _en_csv(datos: pd.DataFrame) -> bytes:
    copia = pd.DataFrame(
        {
            j: [_protegido(v) if isinstance(v, str) else v for v in datos[columna]]
            if _tipo_de(datos[columna]) == "texto"
            else datos[columna].array
            for j, columna in enumerate(datos)
        }
    )
    return csv_internacional(copia.set_axis([_protegido(str(c)) for c in datos], axis="columns"))


def _protegido(texto: str) -> str:
    """Un apóstrofo delante de lo que al abrir se confundiría; el de las fórmulas lo pone el CSV."""
    return f"'{texto}" if texto[:1] in ("", "'") else texto


def _desprotegido(celda: str) -> str:
    return celda[1:] if celda.startswith("'") else celda


def _leame(carpeta: Carpeta) -> bytes:
    vistas = [
        f"{i:02d}. {g.vista.titulo} · código {g.vista.codigo} · {g.vista.direccion}"
        for i, g in enumerate(carpeta.vistas, start=1)
    ]
    texto = [
        f"Carpeta de sesión del tablero: {carpeta.nombre}",
        f"{cantidad(len(carpeta.vistas), 'vista', 'vistas')}, con las cifras del día en que se "
        "guardaron.",
        "",
        *vistas,
        "",
        "Se abre en la página «Sesión» del tablero, con «Abrir una carpeta». Sin el tablero:",
        "carpeta.json          título, agenda, compromisos, fuentes, filtros y tipos de columna",
        "vistas/*/datos.csv    lo que se veía (UTF-8, coma, punto decimal; vacío = sin dato)",
        "vistas/*/figura.json  el dibujo de Plotly",
        "Un apóstrofo al comienzo de un texto sólo evita que una hoja de cálculo lo ejecute.",
        "carpeta.json guarda la huella (sha256) de cada archivo: si cambia, el tablero lo avisa.",
    ]
    # Con marca de orden y fin de línea de Windows lo abre bien hasta el bloc de notas.
    return "\r\n".join(texto).encode("utf-8-sig")


# ── Abrir ──────────────────────────────────────────────────────────────────────────────────────


def abrir(contenido: bytes) -> Carpeta:
    """La carpeta guardada. Lanza ``ErrorDeCarpeta`` si el archivo no lo es, o no se puede leer."""
    archivos = _leer_zip(contenido)
    descrita = _objeto(_de_json(archivos, _JSON), _JSON)
    if descrita.get("formato") != FORMATO:
        _rechazar("El ZIP no es una carpeta de sesión.", _JSON, f"«formato»: «{FORMATO}»")
    version = descrita.get("version")
    if version != VERSION or isinstance(version, bool):
        _rechazar(
            f"La carpeta es de otra versión del formato: {str(version)[:40]}.",
            _JSON,
            f"la versión {VERSION}",
            "Ábrala en el tablero que la guardó, o actualice éste.",
        )
    vistas = _lista(descrita, "vistas", MAXIMO_DE_VISTAS)
    carpeta = Carpeta(
        titulo=_texto(descrita, "titulo"),
        fecha=_fecha(descrita, "fecha"),
        lugar=_texto(descrita, "lugar"),
        agenda=tuple(_textos(descrita, "agenda")),
        vistas=tuple(_vista(_objeto(v, "vistas"), archivos) for v in vistas),
        compromisos=tuple(
            _compromiso(_objeto(c, "compromisos"))
            for c in _lista(descrita, "compromisos", MAXIMO_DE_RENGLONES)
        ),
    )
    return carpeta


def _rechazar(que: str, donde: str = "", esperado: str = "", hacer: str = "") -> NoReturn:
    raise ErrorDeCarpeta(
        que=que,
        donde=donde,
        esperado=esperado,
        hacer=hacer or "Elija el .zip tal como lo dejó «Guardar la carpeta», sin cambiarlo.",
    )


def _leer_zip(contenido: bytes) -> dict[str, bytes]:
    """Los archivos que se conocen, por su nombre. Los topes se miden al leer, no se creen."""
    if len(contenido) > MAXIMO_COMPRIMIDO:
        _rechazar(
            "El archivo es demasiado grande para ser una carpeta de sesión.",
            f"{len(contenido) // 1_000_000} megabytes",
            f"hasta {MAXIMO_COMPRIMIDO // 1_000_000} megabytes",
        )
    try:
        with ZipFile(io.BytesIO(contenido)) as zip_:
            entradas = zip_.infolist()
            _revisar_entradas(entradas)
            archivos: dict[str, bytes] = {}
            queda = MAXIMO_DESCOMPRIMIDO
            for entrada in entradas:
                with zip_.open(entrada) as abierto:
                    leido = abierto.read(queda + 1)
                queda -= len(leido)
                if queda < 0:
                    _rechazar(
                        "El archivo se expande más de lo que una carpeta de sesión ocupa.",
                        esperado=f"hasta {MAXIMO_DESCOMPRIMIDO // 1_000_000} megabytes en total",
                    )
                archivos[entrada.filename] = leido
            return archivos
    except ErrorDeCarpeta:
        raise
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ErrorDeCarpeta(
            que="El archivo no es un ZIP o está dañado.",
            esperado="un .zip guardado con «Guardar la carpeta»",
            hacer="Vuelva a copiarlo o a pedirlo: pudo llegar incompleto.",
        ) from error


def _revisar_entradas(entradas: list[ZipInfo]) -> None:
    if len(entradas) > 2 + 2 * MAXIMO_DE_VISTAS:
        _rechazar(
            "El ZIP trae más archivos de los que caben en una carpeta de sesión.",
            f"{len(entradas)} archivos",
            f"hasta {2 + 2 * MAXIMO_DE_VISTAS}",
        )
    vistos: set[str] = set()
    for entrada in entradas:
        nombre = entrada.filename
        conocido = nombre in (_JSON, _LEAME) or _DE_UNA_VISTA.fullmatch(nombre)
        if not conocido or nombre in vistos:
            _rechazar(
                "El ZIP trae algo que no es de una carpeta de sesión.",
                nombre[:120],
                "sólo carpeta.json, LEAME.txt y vistas/NN_CÓDIGO/ con datos.csv y figura.json, "
                "una vez cada uno",
            )
        if entrada.flag_bits & 1 or entrada.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            _rechazar(
                "El ZIP está cifrado o comprimido de una forma que no se admite.",
                nombre,
                "un ZIP corriente, sin contraseña",
            )
        vistos.add(nombre)


def _de_json(archivos: Mapping[str, bytes], nombre: str) -> Any:
    if nombre not in archivos:
        _rechazar("A la carpeta le falta un archivo.", nombre)

    def sin_infinitos(constante: str) -> NoReturn:
        raise ValueError(constante)

    try:
        leido = json.loads(archivos[nombre].decode("utf-8"), parse_constant=sin_infinitos)
        # La mitad suelta de un par sustituto se lee, pero no se puede volver a escribir.
        json.dumps(leido, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ErrorDeCarpeta(
            que="Un archivo de la carpeta no se puede leer.",
            donde=nombre,
            esperado="JSON en UTF-8, como lo escribe el tablero",
            hacer="Pida de nuevo la carpeta a quien la guardó.",
        ) from error
    return leido


def _objeto(valor: Any, donde: str) -> dict[str, Any]:
    if not isinstance(valor, dict):
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, {donde}", "un objeto con sus campos")
    return valor


def _texto(objeto: Mapping[str, Any], campo: str) -> str:
    valor = objeto.get(campo)
    if not isinstance(valor, str) or len(valor) > LARGO_DE_TEXTO:
        _rechazar(
            "La carpeta está mal escrita.",
            f"{_JSON}, «{campo}»",
            f"un texto de hasta {LARGO_DE_TEXTO} caracteres",
        )
    return valor


def _lista(objeto: Mapping[str, Any], campo: str, maximo: int) -> list[Any]:
    valor = objeto.get(campo)
    if not isinstance(valor, list) or len(valor) > maximo:
        _rechazar(
            "La carpeta está mal escrita.",
            f"{_JSON}, «{campo}»",
            f"una lista de hasta {maximo}",
        )
    return valor


def _textos(objeto: Mapping[str, Any], campo: str) -> list[str]:
    return [_texto({campo: v}, campo) for v in _lista(objeto, campo, MAXIMO_DE_RENGLONES)]


def _de_textos(objeto: Mapping[str, Any], campo: str) -> dict[str, str]:
    valor = _objeto(objeto.get(campo), f"«{campo}»")
    return {_texto({campo: c}, campo): _texto({campo: v}, campo) for c, v in valor.items()}


def _fecha(objeto: Mapping[str, Any], campo: str) -> date | None:
    valor = objeto.get(campo)
    if valor is None:
        return None
    try:
        return date.fromisoformat(_texto(objeto, campo))
    except ValueError:
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, «{campo}»", "una fecha AAAA-MM-DD")


def _compromiso(descrito: Mapping[str, Any]) -> Compromiso:
    estado = descrito.get("estado")
    if estado not in ESTADOS:
        _rechazar(
            "Un compromiso dice un estado que no existe.",
            f"{_JSON}, «estado»: {str(estado)[:40]}",
            ", ".join(ESTADOS),
        )
    return Compromiso(
        _texto(descrito, "que"),
        _texto(descrito, "responsable"),
        _fecha(descrito, "fecha"),
        estado,
    )


def _vista(descrita: dict[str, Any], archivos: Mapping[str, bytes]) -> VistaGuardada:
    donde = _texto(descrita, "carpeta")
    if not _CARPETA_DE_VISTA.fullmatch(donde):
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, «carpeta»", "vistas/NN_CÓDIGO")
    huellas = _de_textos(descrita, "archivos")
    propios = {n: archivos[f"{donde}/{n}"] for n in huellas if f"{donde}/{n}" in archivos}
    if set(propios) != set(huellas) or "datos.csv" not in huellas:
        _rechazar("A la carpeta le falta un archivo.", donde, "los que nombra carpeta.json")
    if not _DIRECCION.fullmatch(_texto(descrita, "direccion")):
        _rechazar(
            "Una vista dice una dirección que no es del tablero.",
            f"{_JSON}, «direccion»: {_texto(descrita, 'direccion')[:80]}",
            "una ruta como /competitividad?idc_anio=2024",
        )
    if _fecha(descrita, "consultada") is None:
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, «consultada»", "una fecha AAAA-MM-DD")
    figura = _figura(propios, donde) if "figura.json" in propios else None
    vista = VistaCongelada(
        **{campo: _texto(descrita, campo) for campo in _TEXTOS},
        notas=tuple(_textos(descrita, "notas")),
        filtros=_filtros(descrita),
        datos=_datos(propios["datos.csv"], descrita, donde),
        figura=figura,
        fuentes=_fuentes(descrita),
    )
    dicho = {c: v for c, v in descrita.items() if c not in ("huella", "nota")}
    intacta = (
        all(_huella(propios[nombre]) == huella for nombre, huella in huellas.items())
        and _huella(_en_json(dicho)) == descrita.get("huella")
        and vista.codigo == descrita.get("codigo")
    )
    return VistaGuardada(
        vista,
        _texto(descrita, "nota"),
        _de_textos(descrita, "huellas_de_fuentes"),
        _receta(descrita),
        alterada=not intacta,
    )


def _filtros(descrita: Mapping[str, Any]) -> dict[str, Any]:
    filtros = _objeto(descrita.get("filtros"), "«filtros»")
    for clave, valor in filtros.items():
        partes = valor if isinstance(valor, list) else [valor]
        if not all(p is None or isinstance(p, str | int | float | bool) for p in partes):
            _rechazar("La carpeta está mal escrita.", f"{_JSON}, filtro «{clave[:40]}»", "un valor")
    return filtros


def _fuentes(descrita: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    fuentes = _lista(descrita, "fuentes", MAXIMO_DE_RENGLONES)
    if not fuentes:
        _rechazar("Una vista no dice de dónde salen sus cifras.", f"{_JSON}, «fuentes»")
    return tuple(
        {campo: _texto(_objeto(f, "fuentes"), campo) for campo in _DE_LA_FUENTE} for f in fuentes
    )


def _receta(descrita: Mapping[str, Any]) -> Receta | None:
    if descrita.get("receta") is None:
        return None
    receta = _objeto(descrita["receta"], "«receta»")
    argumentos = _lista(receta, "argumentos", 20)
    if not all(_es_argumento(a) for a in argumentos):
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, «argumentos»", "textos y números")
    return Receta(
        _texto(receta, "pregunta"),
        _en_tupla(argumentos),
        tuple(_textos(receta, "llave")),
        receta.get("parcial") is True,
    )


def _es_argumento(valor: Any) -> bool:
    if isinstance(valor, list):
        return all(_es_argumento(v) and not isinstance(v, list) for v in valor)
    return valor is None or isinstance(valor, str | int | float | bool)


# ── Los datos ──────────────────────────────────────────────────────────────────────────────────

_LOGICOS = {"sí": True, "no": False}
_LECTORES: dict[str, tuple[Callable[[str], Any], str]] = {
    "entero": (int, "Int64"),
    "decimal": (float, "float64"),
    "logico": (_LOGICOS.__getitem__, "boolean"),
    "fecha": (date.fromisoformat, "object"),
    "fecha_hora": (pd.Timestamp, "datetime64[us]"),
    "texto": (_desprotegido, "str"),
}


def _datos(contenido: bytes, descrita: Mapping[str, Any], donde: str) -> pd.DataFrame:
    donde = f"{donde}/datos.csv"
    columnas = [_objeto(c, "columnas") for c in _lista(descrita, "columnas", MAXIMO_DE_COLUMNAS)]
    nombres = [_texto(c, "nombre") for c in columnas]
    tipos = [_texto(c, "tipo") for c in columnas]
    if len(set(nombres)) != len(nombres) or not set(tipos) <= set(_LECTORES):
        _rechazar("La carpeta está mal escrita.", f"{_JSON}, «columnas»", ", ".join(_LECTORES))
    try:
        texto = io.StringIO(contenido.decode("utf-8-sig"), newline="")
        filas = list(csv.reader(texto, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ErrorDeCarpeta(
            que="Los datos de una vista no se pueden leer.",
            donde=donde,
            esperado="un CSV en UTF-8 separado por comas",
            hacer="Pida de nuevo la carpeta a quien la guardó.",
        ) from error
    if not filas or list(map(_desprotegido, filas[0])) != nombres:
        _rechazar("Los datos de una vista no traen sus columnas.", donde, ", ".join(nombres)[:300])
    if len(filas) > MAXIMO_DE_FILAS:
        _rechazar("Los datos de una vista son demasiados.", donde, f"hasta {MAXIMO_DE_FILAS} filas")
    for numero, fila in enumerate(filas[1:], start=2):
        if len(fila) != len(nombres):
            _rechazar(
                "A una fila de los datos le sobran o le faltan celdas.",
                f"{donde}, fila {numero}",
                cantidad(len(nombres), "celda", "celdas"),
            )
    return pd.DataFrame(
        {
            nombre: _columna([fila[j] for fila in filas[1:]], tipo, f"{donde}, «{nombre}»")
            for j, (nombre, tipo) in enumerate(zip(nombres, tipos, strict=True))
        },
        columns=nombres,
    )


def _columna(celdas: list[str], tipo: str, donde: str) -> pd.Series:
    leer, clase = _LECTORES[tipo]
    try:
        valores = [None if celda == "" else leer(celda) for celda in celdas]
        if tipo == "decimal" and any(v is not None and not np.isfinite(v) for v in valores):
            raise ValueError("infinito")
        serie = pd.Series(valores, dtype=clase)
    except (ValueError, KeyError, OverflowError) as error:
        raise ErrorDeCarpeta(
            que="Los datos de una vista no son del tipo que la carpeta dice.",
            donde=donde,
            esperado={"logico": "sí o no", "fecha": "AAAA-MM-DD"}.get(tipo, tipo),
            hacer="Pida de nuevo la carpeta a quien la guardó.",
        ) from error
    if clase in ("Int64", "boolean") and not serie.isna().any():
        return serie.astype(clase.lower() if clase == "Int64" else "bool")
    return serie


# ── El dibujo ──────────────────────────────────────────────────────────────────────────────────

_TRAZOS = frozenset({"bar", "scatter"})
_DEL_LIENZO = frozenset(
    {
        "annotations", "barmode", "bargap", "bargroupgap", "height", "hoverdistance", "hovermode",
        "legend", "margin", "meta", "separators", "shapes", "showlegend", "title", "width",
        "uniformtext", "dragmode",
    }
)  # fmt: skip
_MARCAS = "br|b|i|em|strong|sup|sub|span|extra"
_DE_AFUERA = re.compile(
    rf"://|^\s*//|javascript:|url\(|<\s*(?!/?(?:{_MARCAS})\b)/?[a-z]", re.IGNORECASE
)


def _figura(propios: Mapping[str, bytes], donde: str) -> dict[str, Any]:
    donde = f"{donde}/figura.json"
    figura = _objeto(_de_json({donde: propios["figura.json"]}, donde), donde)
    datos, lienzo = figura.get("data"), figura.get("layout")
    sirve = (
        set(figura) == {"data", "layout"}
        and isinstance(datos, list)
        and isinstance(lienzo, dict)
        and all(isinstance(t, dict) and t.get("type") in _TRAZOS for t in datos)
        and all(c in _DEL_LIENZO or re.fullmatch(r"[xy]axis\d*", c) for c in lienzo)
        and not _pide_de_afuera(figura)
    )
    if sirve:
        try:
            go.Figure(figura)
        except (ValueError, TypeError, KeyError, RecursionError):
            sirve = False
    if not sirve:
        _rechazar(
            "El dibujo de una vista trae algo que el tablero no dibuja.",
            donde,
            "barras, puntos y líneas de Plotly, sin imágenes ni direcciones de otros sitios",
            "Pida de nuevo la carpeta a quien la guardó.",
        )
    return figura


def _pide_de_afuera(nodo: Any) -> bool:
    if isinstance(nodo, str):
        return bool(_DE_AFUERA.search(nodo))
    if isinstance(nodo, dict):
        return any(
            (clave != "bdata" and _pide_de_afuera(valor)) or _pide_de_afuera(clave)
            for clave, valor in nodo.items()
        )
    return isinstance(nodo, list) and any(map(_pide_de_afuera, nodo))
