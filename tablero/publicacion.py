"""Lo que la página Actualizar dice de un ensayo, de los cortes y de la bitácora, sin pantalla.

El ensayo lo hace otro proceso (``tablero.ordenes``) y llega como JSON: aquí se vuelve frases y
tablas. Nada se calcula de nuevo: las cifras son las que el ensayo trae.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipelines.errores import ErrorDelTablero
from pipelines.rutas import RUTAS
from tablero import ordenes
from tablero.diccionario import esta_descrita, etiqueta, unidad
from tablero.formato import (
    SIN_DATO,
    cantidad,
    con_signo,
    entero,
    lista,
    momento,
    numero,
    porcentaje,
)

MEGAS_MAXIMO = 500
"""Lo que se sube queda en la memoria del servidor mientras se ensaya: lo mayor, por la terminal."""
_LIBRO = ("xlsx", "xls", "xlsm", "ods")


@dataclass(frozen=True)
class Familia:
    """Una clase de archivo oficial que los pipelines saben leer y qué esperan de él."""

    rotulo: str
    espera: str
    extensiones: tuple[str, ...]
    dice_la_edicion: bool = True


FAMILIAS: dict[str, Familia] = {
    "idc": Familia(
        "Índice Departamental de Competitividad (IDC)",
        "La base web del CPC con sus cuatro hojas: Estructura, Dato_original, Valor_normalizado y "
        "Valor_ranking.",
        _LIBRO,
    ),
    "pobreza_monetaria": Familia(
        "Pobreza monetaria (DANE)",
        "El anexo departamental de 2012 en adelante, con las hojas IP, IPE y sus IC_.",
        _LIBRO,
    ),
    "pobreza_multidimensional": Familia(
        "Pobreza multidimensional (DANE)",
        "El anexo departamental con la hoja IPM_Departamentos.",
        _LIBRO,
    ),
    "pib": Familia(
        "PIB departamental (DANE)",
        "El anexo por departamento y actividad, o el de totales con los Cuadros 1, 2 y 3.",
        _LIBRO,
    ),
    "poblacion": Familia(
        "Proyecciones de población (DANE)",
        "Las proyecciones municipales por sexo, con o sin área y edad.",
        _LIBRO,
    ),
    "divipola": Familia(
        "DIVIPOLA: códigos de municipios (DANE)",
        "La capa abierta en CSV o el listado en Excel, con código, nombre y coordenada.",
        ("csv", *_LIBRO),
        dice_la_edicion=False,
    ),
    "mgn": Familia(
        "Límites municipales (MGN, DANE)",
        "El ZIP con el .shp y sus acompañantes, o un GeoJSON, con los atributos de 2018 o "
        "posteriores.",
        ("zip", "geojson", "json"),
    ),
    "terridata": Familia(
        "TerriData (DNP)",
        "Un libro TerriData_DimN con las hojas Hoja01, Hoja02…",
        _LIBRO,
        dice_la_edicion=False,
    ),
    "camaras": Familia(
        "Agregados de las cámaras de comercio",
        "La plantilla del tablero (camara, anio, corte, medida, valor y nota), sin datos de "
        "personas.",
        ("csv", *_LIBRO),
        dice_la_edicion=False,
    ),
    "clusteres": Familia(
        "Evaluaciones de clústeres (SSME)",
        "La plantilla del tablero (iniciativa, ola, aspecto, puntaje, nivel y nota), sin datos de "
        "personas.",
        ("csv", *_LIBRO),
        dice_la_edicion=False,
    ),
    "emprendimiento": Familia(
        "Caracterización de emprendedores",
        "La plantilla del tablero (corte, municipio, etapa, sector, sexo, grupo de edad y "
        "emprendedores): sólo cuentas, sin datos de personas.",
        ("csv", *_LIBRO),
    ),
    "rues": Familia(
        "Registro mercantil (RUES)",
        "El CSV del conjunto abierto c82u-588k, o el ZIP que lo trae. Nombres e identificaciones "
        "no se leen.",
        ("csv", "zip"),
    ),
    "exportaciones": Familia(
        "Exportaciones, microdato (DANE y DIAN)",
        "El ZIP de un año o un CSV mensual, con sus 27 columnas o con los nombres anteriores.",
        ("zip", "csv"),
    ),
}  # fmt: skip
"""Las que reciben ``ensayar`` y ``cargar``; una prueba las compara con las de los pipelines."""


def fuentes_con_direccion(familia: str) -> dict[str, str]:
    """Las fuentes de una familia que se pueden traer solas: ``fuente_id`` → título."""
    # Cambia al publicar: una publicación reescribe las declaraciones.
    huella = max((ruta.stat().st_mtime_ns for ruta in RUTAS.fuentes.glob("*.yml")), default=0)
    return {
        fuente_id: titulo
        for fuente_id, (de_familia, titulo) in _con_direccion(RUTAS.fuentes, huella).items()
        if de_familia == familia
    }


@lru_cache(maxsize=2)
def _con_direccion(carpeta: Path, huella: int) -> dict[str, tuple[str, str]]:
    halladas = {}
    for ruta in sorted(carpeta.glob("*.yml")):
        texto = ruta.read_text(encoding="utf-8")
        # Leer las declaraciones enteras para hallar una tarda más que todo lo demás de la página.
        if re.search(r"^url_descarga: *['\"]?http", texto, re.MULTILINE):
            declaracion = yaml.safe_load(texto)
            halladas[ruta.stem] = (str(declaracion["familia"]), str(declaracion["titulo"]))
    return halladas


# ── El ensayo ──────────────────────────────────────────────────────────────────────────────────

LISTO, IGUAL, CON_FALLAS = "listo", "igual", "con_fallas"
ESTADOS = {
    LISTO: "se puede publicar",
    IGUAL: "es igual a lo publicado",
    CON_FALLAS: "no pasa las comprobaciones",
}


@dataclass(frozen=True)
class Ensayo:
    """Lo que pasaría si se publicara un archivo. Nada de esto está publicado.

    ``base``: el corte sobre el que se ensayó, vacío si no había ninguno. El listado de pendientes
    no trae las tablas: se piden con ``con_sus_tablas``.
    """

    id: str
    familia: str
    fuente: str
    edicion: str
    nombre: str
    bytes: int
    sha256: str
    creado: str
    estado: str
    base: str
    pasan: int
    avisos: tuple[str, ...] = ()
    fallas: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    crudo: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    marts: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    movimientos: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    rompe: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def rotulo(self) -> str:
        """Cómo se elige entre varios: qué archivo es, de cuándo y si se puede publicar."""
        estado = ESTADOS.get(self.estado, self.estado)
        return f"{self.nombre} · {momento(self.creado)} · {estado}"


def leer_ensayo(datos: Mapping[str, Any]) -> Ensayo:
    """El ensayo de su JSON. Lanza ``ErrorDelTablero`` si no es uno."""
    try:
        archivo = datos["archivo"]
        comprobaciones = datos.get("comprobaciones") or {}
        return Ensayo(
            id=str(datos["id"]),
            familia=str(datos["familia"]),
            fuente=str(datos.get("fuente_nueva") or datos.get("fuente_id") or ""),
            edicion=str(datos.get("edicion") or ""),
            nombre=str(archivo["nombre"]),
            bytes=int(archivo["bytes"]),
            sha256=str(archivo["sha256"]),
            creado=str(datos["creado"]),
            estado=str(datos["estado"]),
            base=str(datos.get("base") or ""),
            pasan=int(comprobaciones.get("pasan") or 0),
            avisos=tuple(str(aviso) for aviso in datos.get("avisos") or ()),
            fallas=tuple(comprobaciones.get("fallas") or ()),
            **{
                clave: tuple(datos.get(clave) or ())
                for clave in ("crudo", "marts", "movimientos", "rompe")
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _no_se_entiende("un ensayo") from error


def _no_se_entiende(que: str) -> ErrorDelTablero:
    return ErrorDelTablero(
        que=f"Lo que dijo la orden no se entiende: no es {que}.",
        donde="python -m pipelines",
        esperado="los pipelines de esta misma versión del tablero",
        hacer="Cierre y vuelva a abrir el tablero; si sigue, actualice los archivos del proyecto.",
    )


def _suma(filas: Sequence[Mapping[str, Any]], clave: str) -> int:
    return sum(int(fila.get(clave) or 0) for fila in filas)


def veredicto(ensayo: Ensayo) -> str:
    """«Trae 33 filas nuevas y cambia 12; pasan 812 comprobaciones; se puede publicar.»"""
    if ensayo.estado == IGUAL:
        leidas = _suma(ensayo.crudo, "leidas")
        cuantas = f" ({cantidad(leidas, 'fila', 'filas')})" if leidas else ""
        return f"Trae lo mismo que ya está publicado{cuantas}: no hay nada que publicar."
    partes = [_lo_que_trae(ensayo)]
    if ensayo.pasan or not ensayo.fallas:
        verbo = "pasa" if ensayo.pasan == 1 else "pasan"
        partes.append(f"{verbo} {cantidad(ensayo.pasan, 'comprobación', 'comprobaciones')}")
    if ensayo.fallas:
        verbo = "falla" if len(ensayo.fallas) == 1 else "fallan"
        partes.append(f"{verbo} {entero(len(ensayo.fallas))}")
    partes.append("se puede publicar" if ensayo.estado == LISTO else "así no se puede publicar")
    frase = "; ".join(parte for parte in partes if parte)
    return f"{frase[:1].upper()}{frase[1:]}."


def _lo_que_trae(ensayo: Ensayo) -> str:
    """Qué filas del archivo son nuevas, cambian o ya no vienen, frente a lo guardado."""
    partes: list[str] = []
    for clave, verbo in (("nuevas", "trae"), ("distintas", "cambia"), ("faltan", "ya no trae")):
        cuantas = _suma(ensayo.crudo, clave)
        if not cuantas:
            continue
        que = cantidad(cuantas, "fila", "filas") if not partes else entero(cuantas)
        if clave == "nuevas":
            que = cantidad(cuantas, "fila nueva", "filas nuevas")
        partes.append(f"{verbo} {que}")
    return lista(partes) or "no cambia ninguna fila"


def frase_de_marts(ensayo: Ensayo) -> str:
    """Cuántas tablas del tablero cambian y cómo: lo que se confirma antes de publicar."""
    if not ensayo.marts:
        return "Ninguna tabla del tablero cambia."
    partes = [
        cantidad(_suma(ensayo.marts, clave), f"fila {una}", f"filas {varias}")
        for clave, una, varias in (
            ("nuevas", "nueva", "nuevas"),
            ("cambiadas", "cambiada", "cambiadas"),
            ("perdidas", "perdida", "perdidas"),
        )
        if _suma(ensayo.marts, clave)
    ]
    verbo = "Cambia" if len(ensayo.marts) == 1 else "Cambian"
    tablas = cantidad(len(ensayo.marts), "tabla", "tablas")
    return f"{verbo} {tablas}: {lista(partes)}." if partes else f"{verbo} {tablas}."


# Tablas: cada una con sus columnas como se bajan, y sus celdas como se leen

_ROTULOS = {
    "fuente": "Fuente", "donde": "Dónde", "regla": "Regla", "que": "Qué pasa",
    "tabla": "Tabla", "leidas": "Leídas", "iguales": "Iguales", "distintas": "Distintas",
    "nuevas": "Nuevas", "faltan": "Ya no vienen", "filas_antes": "Filas antes",
    "filas_despues": "Filas después", "cambiadas": "Cambiadas", "perdidas": "Perdidas",
    "fila": "Fila", "columna": "Columna", "indicador": "Indicador", "lugar": "Lugar",
    "periodo": "Período", "antes": "Antes", "ahora": "Ahora", "cambio": "Cambio",
    "cambio_relativo": "Cambio relativo", "detalle": "Detalle",
}  # fmt: skip
COLUMNAS = {
    "fallas": ("fuente", "donde", "regla", "que"),
    "crudo": ("tabla", "leidas", "iguales", "distintas", "nuevas", "faltan"),
    "marts": ("tabla", "filas_antes", "filas_despues", "nuevas", "cambiadas", "perdidas"),
    "movimientos": (
        "tabla", "fila", "columna", "indicador", "lugar", "periodo", "antes", "ahora", "cambio",
        "cambio_relativo",
    ),
    "rompe": ("que", "detalle"),
}  # fmt: skip
"""Las listas del ensayo y sus campos, en orden."""
_QUE_CAMBIA = {
    "crudo": (
        ("iguales", "igual", "iguales"), ("distintas", "distinta", "distintas"),
        ("nuevas", "nueva", "nuevas"), ("faltan", "que ya no viene", "que ya no vienen"),
    ),
    "marts": (
        ("nuevas", "nueva", "nuevas"), ("cambiadas", "cambiada", "cambiadas"),
        ("perdidas", "perdida", "perdidas"),
    ),
}  # fmt: skip
CIFRAS = ("Filas", "Antes", "Ahora", "Cambio")
"""Los encabezados que van alineados a la derecha."""


def para_bajar(ensayo: Ensayo, cual: str) -> pd.DataFrame:
    """Una lista del ensayo entera, con sus números como números."""
    filas = getattr(ensayo, cual)
    columnas = COLUMNAS[cual]
    tabla = pd.DataFrame([[fila.get(c) for c in columnas] for fila in filas], columns=columnas)
    return tabla.rename(columns=_ROTULOS)


def legible(ensayo: Ensayo, cual: str) -> pd.DataFrame:
    """Una lista del ensayo como se lee en pantalla, con pocas columnas: cabe en un teléfono."""
    return _LEGIBLES[cual](getattr(ensayo, cual))


def _en_tabla(columnas: Sequence[str], filas: Sequence[Sequence[str]]) -> pd.DataFrame:
    return pd.DataFrame(filas, columns=list(columnas), dtype="str")


def _frases(filas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return _en_tabla(
        ("Qué pasa", "Dónde"), [[_texto(f.get("que")), _texto(f.get("detalle"))] for f in filas]
    )


def _fallas(filas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return _en_tabla(
        ("Qué pasa", "Dónde", "Regla"),
        [
            [
                _texto(f.get("que")),
                " · ".join(_texto(f.get(c)) for c in ("fuente", "donde") if f.get(c)),
                _texto(f.get("regla")),
            ]
            for f in filas
        ],
    )


def _de_marts(filas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return _en_tabla(
        ("Tabla", "Filas", "Qué cambia"),
        [
            [
                _texto(f.get("tabla")),
                f"{entero(f.get('filas_antes') or 0)} → {entero(f.get('filas_despues') or 0)}",
                _contadas(f, "marts"),
            ]
            for f in filas
        ],
    )


def _de_crudo(filas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return _en_tabla(
        ("Tabla", "Filas", "Qué cambia"),
        [
            [_texto(f.get("tabla")), entero(f.get("leidas") or 0), _contadas(f, "crudo")]
            for f in filas
        ],
    )


def _contadas(fila: Mapping[str, Any], cual: str) -> str:
    partes = [
        cantidad(fila[clave], una, varias)
        for clave, una, varias in _QUE_CAMBIA[cual]
        if fila.get(clave)
    ]
    return lista(partes) or "nada"


def _de_movimientos(filas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return _en_tabla(
        ("Cifra", "Dónde y cuándo", "Antes", "Ahora", "Cambio"),
        [
            [
                _que_cifra(m),
                ", ".join(_texto(m.get(c)) for c in ("lugar", "periodo") if m.get(c)),
                *_con_sus_decimales(m),
            ]
            for m in filas
        ],
    )


_LEGIBLES = {
    "fallas": _fallas, "crudo": _de_crudo, "marts": _de_marts, "movimientos": _de_movimientos,
    "rompe": _frases,
}  # fmt: skip


def _texto(valor: Any) -> str:
    return "" if valor is None else str(valor)


def _que_cifra(movimiento: Mapping[str, Any]) -> str:
    """El indicador o, si no lo hay, la columna como se rotula; con la tabla donde está."""
    columna = _texto(movimiento.get("columna"))
    rotulo = etiqueta(columna) if esta_descrita(columna) else columna
    indicador = _texto(movimiento.get("indicador"))
    if indicador and columna != "valor":
        rotulo = f"{indicador}, {rotulo[:1].lower()}{rotulo[1:]}"
    elif indicador:
        rotulo = indicador
    return f"{rotulo} ({_texto(movimiento.get('tabla'))})"


def _decimal(valor: Any) -> Decimal | None:
    if valor is None or isinstance(valor, bool):
        return None
    try:
        leido = Decimal(str(valor))
    except InvalidOperation:
        return None
    return leido if leido.is_finite() else None


def _con_sus_decimales(movimiento: Mapping[str, Any]) -> tuple[str, str, str]:
    """(antes, ahora, cambio), con los mismos decimales y sin redondear lo que se revisó.

    Un texto va igual; lo vacío, «sin dato».
    """
    columna = _texto(movimiento.get("columna"))
    es_anio = esta_descrita(columna) and unidad(columna) == "anio"
    dichos = [movimiento.get("antes"), movimiento.get("ahora")]
    # Un código llega como texto, aunque sea de cifras: sólo los números se escriben como tales.
    cifras = [None if es_anio or isinstance(d, str) else _decimal(d) for d in dichos]
    decimales = max((_decimales(cifra) for cifra in cifras if cifra is not None), default=0)
    escritos = [
        _texto(dicho) or SIN_DATO if cifra is None else numero(cifra, decimales)
        for dicho, cifra in zip(dichos, cifras, strict=True)
    ]
    cambio = _decimal(movimiento.get("cambio"))
    if cambio is None:
        vacios = [dicho in (None, "") for dicho in dichos]
        dicho = "aparece" if vacios == [True, False] else "desaparece"
        return escritos[0], escritos[1], dicho if vacios.count(True) == 1 else "cambia"
    relativo = _decimal(movimiento.get("cambio_relativo"))
    escrito = con_signo(cambio, decimales)
    if relativo is not None:
        escrito += f" ({porcentaje(abs(relativo) * 100)})"
    return escritos[0], escritos[1], escrito


def _decimales(cifra: Decimal) -> int:
    exponente = cifra.normalize().as_tuple().exponent
    return max(-exponente, 0) if isinstance(exponente, int) else 0


def los_que_mas_mueven(ensayo: Ensayo, cuantos: int) -> list[str]:
    """Los primeros movimientos en una frase cada uno, para confirmar."""
    return [
        " · ".join(
            p for p in (f["Cifra"], f["Dónde y cuándo"], f"{f['Antes']} → {f['Ahora']}") if p
        )
        for f in legible(ensayo, "movimientos").head(cuantos).to_dict("records")
    ]


# ── Los cortes y la bitácora ───────────────────────────────────────────────────────────────────

ACCIONES = {
    "ensayar": "Ensayó",
    "publicar": "Publicó",
    "descartar": "Descartó",
    "volver": "Volvió a un corte anterior",
    "construir": "Construyó los datos",
    "actualizar": "Actualizó desde las fuentes",
}


@dataclass(frozen=True)
class Corte:
    """Una publicación a la que se puede volver."""

    id: str
    creado: str
    quien: str
    accion: str
    archivo: str
    sha256: str
    filas: int
    vigente: bool
    detalle: str

    @property
    def rotulo(self) -> str:
        """«21 nov. 2026, 16:12 · Publicó Base_IDC.xlsx · Ana»."""
        hizo = " ".join(parte for parte in (ACCIONES.get(self.accion), self.archivo) if parte)
        return " · ".join(p for p in (momento(self.creado), hizo, self.quien) if p)


def leer_corte(datos: Mapping[str, Any]) -> Corte:
    """El corte de su JSON. Lanza ``ErrorDelTablero`` si no es uno."""
    try:
        return Corte(
            id=str(datos["id"]),
            creado=str(datos["creado"]),
            quien=_texto(datos.get("quien")),
            accion=_texto(datos.get("accion")),
            archivo=_texto(datos.get("archivo")),
            sha256=_texto(datos.get("sha256")),
            filas=sum(int(n) for n in (datos.get("filas") or {}).values()),
            vigente=bool(datos.get("vigente")),
            detalle=_texto(datos.get("detalle")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _no_se_entiende("un corte") from error


def tabla_de_cortes(cortes: Sequence[Corte]) -> pd.DataFrame:
    """Los cortes como se leen, del más reciente al más antiguo."""
    return _en_tabla(
        ("Corte", "Quién", "Qué hizo", "Filas"),
        [
            [
                momento(corte.creado) + (" · vigente" if corte.vigente else ""),
                corte.quien or "sin nombre",
                " ".join(p for p in (ACCIONES.get(corte.accion, corte.accion), corte.archivo) if p),
                entero(corte.filas),
            ]
            for corte in cortes
        ],
    )


def tabla_de_bitacora(asientos: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """La bitácora como se lee; del sha256, sus primeras doce cifras."""
    filas = []
    for a in asientos:
        accion, sha256 = _texto(a.get("accion")), _texto(a.get("sha256"))[:12]
        hizo = ": ".join(p for p in (ACCIONES.get(accion, accion), _texto(a.get("detalle"))) if p)
        archivo = " · ".join(p for p in (_texto(a.get("archivo")), sha256) if p)
        quien = _texto(a.get("quien")) or "sin nombre"
        filas.append([momento(str(a["cuando"])), quien, hizo, archivo])
    return _en_tabla(("Cuándo", "Quién", "Qué hizo", "Archivo y sha256"), filas)


def bitacora_para_bajar(asientos: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """La bitácora entera: la hora en ISO, los sha256 completos, el ensayo y el corte."""
    columnas = ("cuando", "quien", "accion", "ensayo", "corte", "archivo", "sha256", "detalle")
    return pd.DataFrame([[a.get(c) for c in columnas] for a in asientos], columns=columnas)


# ── Pedir y hacer ──────────────────────────────────────────────────────────────────────────────


def huella_de_la_situacion() -> tuple[tuple[int, int], ...]:
    """Cambia cuando alguien ensaya, publica, descarta o vuelve, desde aquí o desde la terminal."""
    miradas = (RUTAS.ensayos, RUTAS.cortes, RUTAS.bitacora, RUTAS.mart)
    return tuple(_fecha_y_tamano(ruta) for ruta in miradas)


def _fecha_y_tamano(ruta: Path) -> tuple[int, int]:
    try:
        datos = ruta.stat()
    except OSError:
        return (0, 0)
    return (datos.st_mtime_ns, datos.st_size)


def pedir_ensayos() -> tuple[Ensayo, ...]:
    """Los que esperan una decisión, del más reciente al más antiguo.

    Como las dos que siguen, arranca un proceso que tarda cerca de un segundo: quien las use guarda
    lo que dicen mientras no cambie ``huella_de_la_situacion``.
    """
    ensayos = [leer_ensayo(datos) for datos in _lista(ordenes.pedir("ensayos"))]
    return tuple(sorted(ensayos, key=lambda ensayo: ensayo.creado, reverse=True))


def con_sus_tablas(ensayo: Ensayo) -> Ensayo:
    """El mismo ensayo con sus tablas. Lanza ``ErrorDelTablero`` si mientras tanto lo quitaron."""
    ruta = RUTAS.ensayos / ensayo.id / "ensayo.json"
    try:
        return leer_ensayo(json.loads(ruta.read_bytes()))
    except (OSError, ValueError) as error:
        raise ErrorDelTablero(
            que="Ese ensayo ya no está, o quedó dañado.",
            donde=ensayo.nombre,
            hacer="Recargue la página y, si no aparece, vuelva a ensayar el archivo.",
        ) from error


def pedir_cortes() -> tuple[Corte, ...]:
    """Los cortes guardados, del más reciente al más antiguo."""
    return tuple(leer_corte(datos) for datos in _lista(ordenes.pedir("cortes")))


def pedir_bitacora() -> tuple[Mapping[str, Any], ...]:
    """Los asientos, del más reciente al más antiguo."""
    return tuple(_lista(ordenes.pedir("bitacora")))


def _lista(datos: Any) -> list[Any]:
    if not isinstance(datos, list):
        raise _no_se_entiende("una lista")
    return datos


def publicar(ensayo: str, quien: str) -> Corte:
    """Publica un ensayo. Lanza ``ErrorDelTablero``; entonces lo publicado sigue como estaba."""
    return leer_corte(ordenes.pedir("publicar", ensayo, "--quien", quien))


def descartar(ensayo: str, quien: str) -> None:
    ordenes.pedir("descartar", ensayo, "--quien", quien)


def volver(corte: str, quien: str) -> Corte:
    """Deja vigente lo que publicaba ese corte. Lanza ``ErrorDelTablero``."""
    return leer_corte(ordenes.pedir("volver", corte, "--quien", quien))


def orden_de_ensayo(fuente: str, *, traer: bool = False, edicion: str = "") -> list[str]:
    """La orden con que se ensaya; el archivo, si lo hay, va después de la fuente."""
    orden = ["ensayar", fuente]
    if traer:
        orden.append("--traer")
    if edicion:
        orden += ["--edicion", edicion]
    return orden


def rotulos(elementos: Sequence[Ensayo] | Sequence[Corte]) -> dict[str, str]:
    """El rótulo de cada uno por su ``id``, sin repetir: la lista elige por rótulo."""
    dichos: dict[str, str] = {}
    for elemento in elementos:
        repetidos = sum(r.split(" · n.º ")[0] == elemento.rotulo for r in dichos.values())
        sufijo = f" · n.º {repetidos + 1}" if repetidos else ""
        dichos[elemento.id] = f"{elemento.rotulo}{sufijo}"
    return dichos


def tamano(cuantos: int) -> str:
    """«1,2 megabytes», «850 bytes»."""
    if cuantos < 1_000_000:
        return cantidad(cuantos, "byte", "bytes")
    return f"{numero(cuantos / 1e6, 1)} megabytes"


def duracion(segundos: int) -> str:
    """«12 s», «1 min 5 s»."""
    minutos, resto = divmod(segundos, 60)
    return f"{minutos} min {resto} s" if minutos else f"{resto} s"
