"""Suma el microdato de exportaciones (DANE y DIAN) por departamento, producto y país.

Cada año es un ZIP con un CSV por mes, de 27 columnas que han cambiado de nombre, separador,
codificación y forma de escribir los números. Salen el valor FOB por departamento de origen, año,
capítulo, partida, subpartida y país, y el IHH de cada nivel. No trae personas ni empresas.

Lo que hay que saber de las cifras:

- El origen que no es un departamento de DIVIPOLA es «Departamentos varios» y no entra en puestos.
- PAIS cambió de código en 2025 y COD_PAI4 vino corrido en 2024: el nombre de cada código se aprende
  de los meses en que Estados Unidos es USA. El que no se aprende queda como «DIAN 249».
- Las no minero-energéticas sólo se calculan con la lista de códigos de quien las define.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pipelines.errores import ErrorDeFuente
from pipelines.lectura import leer_csv_estricto
from pipelines.oficiales.masivo import (
    HILOS,
    LINEAS_POR_MOTIVO,
    MEMORIA,
    Avance,
    Formato,
    Informe,
    Leido,
    Miembro,
    Motor,
    Progreso,
    Rechazo,
    carpeta_de_trabajo,
    exigir_bien_formados,
    exigir_columnas,
    extraer,
    leer_con_tipos,
    leer_formato,
    linea_de_la_fila,
    miembros,
    muestra,
    olvidar_rotas,
    recoger_rotas,
    reemplazar_carpeta,
    sql,
)
from pipelines.rutas import RUTAS

QUE_ES = "el microdato de exportaciones del DANE"
PEDIDAS = {
    "fech": ("fech",),
    "pais": ("pais", "pais4"),
    "cod_pai4": ("cod_pai4", "codpai4"),
    "dpto1": ("dpto1", "dptor4", "dtor4"),
    "posar": ("posar", "posara", "posara4"),
    "fobdol": ("fobdol", "fobdol4"),
    "pnk": ("pnk", "pnk4"),
}
CONOCIDAS = frozenset(
    [
        "adua",
        "aduana",
        "cod_sal1",
        "cod_sal",
        "codsal",
        "codsal3",
        "odsal3",
        "dpto2",
        "deptoproced",
        "depto_proced",
        "via",
        "via4",
        "bandera",
        "bandera4",
        "regim",
        "regimen4",
        "modad",
        "modad4",
        "finalid",
        "forpa4",
        "cer_ori1",
        "cerori3",
        "sisesp",
        "sisesp4",
        "unid",
        "unidad4",
        "coduni2",
        "coduni4",
        "canti",
        "cantida4",
        "pbk",
        "pbk4",
        "fobpes",
        "fobpes4",
        "agrena",
        "agrena4",
        "fletes",
        "fletes4",
        "seguro",
        "seguro4",
        "otrosg",
        "otrosg4",
    ]
)
TERRITORIO = "54"
CITA = "OFICIAL"
VARIOS = "Departamentos varios"
TANDA = 1_000_000_000
"""Bytes descomprimidos a la vez: el disco que se ocupa no crece con los años."""

_ANTES_DEL_CUBO = ("expo_meses", "expo_parejas", "expo_paises", "expo_nombres_de_pais")
_DESPUES_DEL_CUBO = ("expo_cortes", "expo_subpartidas", "expo_niveles", "expo_ihh")
_MOTIVOS = {
    1: "FECH no es un mes (AAMM)",
    2: "la subpartida no tiene 9 o 10 cifras",
    3: "sin valor FOB",
    4: "el valor FOB no se lee",
    5: "valor FOB negativo",
}
_COMO_NUMERO = {"pnk": "DECIMAL(18, 4)", "dpto1": "UTINYINT", "pais": "USMALLINT"}
"""Con qué tipo los parte DuckDB si están escritos como números."""


def agregar(
    archivos: Sequence[Path],
    destino: Path,
    *,
    memoria: str = MEMORIA,
    hilos: int = HILOS,
    progreso: Progreso | None = None,
    territorio: str = TERRITORIO,
    cita: str = CITA,
    minero_energeticas: Path | None = None,
    departamentos: Path | None = None,
) -> Informe:
    """Lee los ZIP anuales (o los CSV mensuales) y escribe en ``destino`` las tablas agregadas.

    ``detalle.csv`` (del ``territorio``), ``ihh.csv`` y ``mensual.csv``, con las columnas de la
    familia ``exportaciones``; ``detalle_nacional.parquet``, ``niveles.parquet``,
    ``ihh_niveles.csv``, ``origenes_sin_departamento.csv`` y ``carga.json``. Con
    ``minero_energeticas`` (CSV ``codigo,etiqueta``: códigos del arancel de 2 a 10 cifras que quien
    define el indicador llama minero-energéticos), también ``no_minero_energeticas.csv``.
    ``departamentos``: CSV ``codigo,departamento,fuente``; por omisión, DIVIPOLA.

    Lanza ``ErrorDeFuente`` si un archivo no es el oficial, está cortado o no se lee, y
    ``ErrorDePublicacion`` si falta memoria o disco. ``destino`` cambia entero o no cambia.
    """
    partes = miembros(archivos)
    avance = Avance(progreso, sum(parte.bytes_ for parte in partes))
    with carpeta_de_trabajo(destino) as trabajo:
        motor = Motor(trabajo, memoria, hilos, en_orden=False)
        try:
            motor.ejecutar(sql("expo_tablas"))
            leidos: dict[int, Leido] = {}
            apartadas = _Apartadas()
            for tanda in _tandas(partes):
                leidos |= _leer_tanda(motor, tanda, trabajo, avance, len(leidos), apartadas)
            nueva = trabajo / "tablas"
            nueva.mkdir()
            _cargar_listas(motor, departamentos, minero_energeticas)
            resultado = _sumar(
                motor, nueva, leidos, apartadas, avance, territorio, cita, minero_energeticas
            )
        finally:
            motor.cerrar()
        resultado.guardar(nueva / "carga.json")
        reemplazar_carpeta(nueva, destino)
    avance.decir(1)
    return resultado


class _Apartadas:
    """Dónde están las primeras líneas de cada motivo.

    Las líneas se guardan en el orden en que los hilos las leen, que es más rápido: las apartadas se
    buscan después, sólo en los archivos que las tienen y mientras falte alguna por señalar.
    """

    def __init__(self) -> None:
        self._lugares: dict[int, list[str]] = {}

    def lugares(self, motivo: int) -> tuple[str, ...]:
        return tuple(self._lugares.get(motivo, ()))

    def buscar(
        self, motor: Motor, renglones: str, valores: Mapping[str, Any], leidos: Sequence[Leido]
    ) -> None:
        """Busca en ``leidos``, los que se acaban de leer con ``renglones`` y ``valores``."""
        primero = valores["primero"]
        hallados = motor.filas(sql("expo_archivos_con_motivos"), {"primero": primero})
        for archivo, filas in groupby(hallados, key=lambda fila: fila[0]):
            if not any(self._le_faltan(motivo) for _, motivo in filas):
                continue
            leido = leidos[archivo - primero]
            motor.conservar_orden(True)
            motor.ejecutar(
                "create or replace table motivos_de_un_archivo as select motivo from ("
                + renglones
                + ")",
                {**valores, "rutas": [str(leido.ruta)]},
            )
            motor.conservar_orden(False)
            olvidar_rotas(motor)
            for fila, motivo in motor.filas(sql("expo_lineas"), {"cuantas": LINEAS_POR_MOTIVO}):
                if self._le_faltan(motivo):
                    lugar = f"{leido.nombre}, línea {linea_de_la_fila(fila, leido.rotas)}"
                    self._lugares.setdefault(motivo, []).append(lugar)

    def _le_faltan(self, motivo: int) -> bool:
        return len(self._lugares.get(motivo, ())) < LINEAS_POR_MOTIVO


def _tandas(partes: Sequence[Miembro]) -> Iterator[list[Miembro]]:
    """Los archivos en orden, por grupos que caben en ``TANDA``."""
    tanda: list[Miembro] = []
    for parte in partes:
        if tanda and sum(p.bytes_ for p in tanda) + parte.bytes_ > TANDA:
            yield tanda
            tanda = []
        tanda.append(parte)
    if tanda:
        yield tanda


def _leer_tanda(
    motor: Motor,
    partes: Sequence[Miembro],
    trabajo: Path,
    avance: Avance,
    primero: int,
    apartadas: _Apartadas,
) -> dict[int, Leido]:
    """Carga unos meses; los que están escritos igual se leen juntos, para usar todos los hilos.

    Devuelve, en el orden de ``partes``, número de archivo en ``lineas`` → lo leído: los números van
    en el orden en que se leyeron.
    """
    extraidos = [(parte, extraer(parte, trabajo, i)) for i, parte in enumerate(partes)]
    por_formato: dict[Formato, list[int]] = {}
    for lugar, (_, ruta) in enumerate(extraidos):
        por_formato.setdefault(_formato(ruta), []).append(lugar)
    leidos: dict[int, tuple[int, Leido]] = {}
    for formato, lugares in por_formato.items():
        iguales = [extraidos[lugar] for lugar in lugares]
        rutas = [ruta for _, ruta in iguales]
        nombres = [parte.nombre for parte, _ in iguales]
        columnas = exigir_columnas(Path(nombres[0]), formato, PEDIDAS, CONOCIDAS, QUE_ES)
        desde = primero + len(leidos)
        valores = {
            "primero": desde,
            "rutas": [str(ruta) for ruta in rutas],
            "separador": formato.separador,
            "decimal": formato.decimal,
            "codificacion": formato.codificacion,
            "columnas": columnas,
        }
        bytes_ = sum(parte.bytes_ for parte, _ in iguales)
        renglones = _leer_iguales(motor, formato, valores, avance, bytes_)
        del_grupo = recoger_rotas(motor, rutas, nombres)
        apartadas.buscar(motor, renglones, valores, del_grupo)
        leidos.update(zip(lugares, enumerate(del_grupo, desde), strict=True))
    for parte, ruta in extraidos:
        if parte.ruta is None:
            ruta.unlink()
    return dict(leidos[lugar] for lugar in range(len(extraidos)))


def _leer_iguales(
    motor: Motor, formato: Formato, valores: dict[str, Any], avance: Avance, bytes_: int
) -> str:
    """Carga los archivos de ``valores`` en ``lineas``. Devuelve la consulta con que se leyeron.

    Si la muestra es limpia, el peso, el origen y el país se piden ya como números, que es más
    rápido; si alguno no estaba escrito así, se vuelven a leer todos como texto. El valor FOB, el
    mes y la subpartida siempre se leen como texto: lo que se les exige está en sus letras.
    """
    renglones = sql("expo_renglones")
    if formato.decimal == ".":
        renglones = renglones.replace("con_coma(", "con_punto(")
    sentencia = "insert into lineas "
    if formato.numeros_limpios:
        con_numero = re.sub(r"con_\w+\(pnk\)", "pnk", renglones)
        con_tipo = {**valores, "columnas": {**valores["columnas"], **_COMO_NUMERO}}
        quitar = "delete from lineas where archivo >= $primero"
        deshacer = (quitar, {"primero": valores["primero"]})
        if leer_con_tipos(motor, (sentencia + con_numero, con_tipo), deshacer, avance, bytes_):
            return renglones
    motor.leer(sentencia + renglones, valores, avance, bytes_)
    return renglones


def _formato(ruta: Path) -> Formato:
    """El del encabezado, y cómo están escritos los números de las primeras líneas."""
    formato = leer_formato(ruta)
    canonico = {alias: nombre for nombre, todos in PEDIDAS.items() for alias in todos}
    filas = [
        {canonico[columna]: valor for columna, valor in fila.items() if columna in canonico}
        for fila in muestra(ruta, formato)
    ]
    valores = [fila.get("fobdol", "").strip() for fila in filas]
    # Un punto con una, dos o más de tres cifras detrás no separa miles.
    con_punto = any(re.fullmatch(r"-?\d+\.(\d{1,2}|\d{4,})", valor) for valor in valores)
    con_coma = any(re.fullmatch(r"-?[\d.]*\d,\d+", valor) for valor in valores)
    decimal: Literal[",", "."] = "." if con_punto and not con_coma else ","
    numero = re.compile(rf"(-?\d+(\{decimal}\d+)?)?")
    limpios = all(
        numero.fullmatch(fila.get(columna, "")) for fila in filas for columna in _COMO_NUMERO
    )
    return replace(formato, decimal=decimal, numeros_limpios=limpios)


def _cargar_listas(motor: Motor, departamentos: Path | None, mineras: Path | None) -> None:
    ruta = departamentos or RUTAS.datos_crudos / "divipola" / "2021" / "departamentos.csv"
    tabla = leer_csv_estricto(ruta, ["codigo", "departamento", "fuente"])
    motor.ejecutar("create table departamentos (cod_departamento varchar, departamento varchar)")
    motor.ejecutar("create table territorios (cod_departamento varchar, departamento varchar)")
    for codigo, nombre in zip(tabla["codigo"], tabla["departamento"], strict=True):
        motor.ejecutar("insert into departamentos values ($codigo, $nombre)",
                       {"codigo": codigo, "nombre": nombre})  # fmt: skip
    motor.ejecutar(
        "insert into territorios from departamentos "
        "union all values ('', $varios), ('00', 'Total nacional')",
        {"varios": VARIOS},
    )
    motor.ejecutar("create table minero_energeticas (codigo varchar)")
    if mineras is None:
        return
    for codigo in leer_csv_estricto(mineras, ["codigo", "etiqueta"])["codigo"]:
        if not re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{8}|\d{10}", codigo):
            raise ErrorDeFuente(
                que=f"«{codigo}» no es un código del arancel.",
                donde=str(mineras),
                esperado="2, 4, 6, 8 o 10 cifras, con sus ceros",
                hacer="Corrija la lista con la que publica quien define el indicador.",
            )
        motor.ejecutar("insert into minero_energeticas values ($codigo)", {"codigo": codigo})


def _sumar(
    motor: Motor,
    nueva: Path,
    leidos: Mapping[int, Leido],
    apartadas: _Apartadas,
    avance: Avance,
    territorio: str,
    cita: str,
    mineras: Path | None,
) -> Informe:
    filas = motor.numero("select count(*) from lineas")
    rotas = exigir_bien_formados(tuple(leidos.values()), filas)
    usadas = motor.numero("select count(*) from lineas where motivo = 0")
    if not usadas:
        raise ErrorDeFuente(
            que="Ninguna línea se pudo sumar.",
            donde=", ".join(leido.nombre for leido in tuple(leidos.values())[:5]),
            esperado="líneas con FECH, POSAR y FOBDOL",
            hacer="Compruebe que los archivos son el microdato de exportaciones.",
        )
    for paso in _ANTES_DEL_CUBO:
        motor.ejecutar(sql(paso))
    _exigir_un_archivo_por_mes(motor, leidos)
    ((por_meses,),) = motor.filas(sql("expo_anios_mezclados"))
    motor.ejecutar(sql("expo_cubo"), {"por_meses": por_meses})
    for paso in _DESPUES_DEL_CUBO:
        motor.ejecutar(sql(paso))
    avance.decir(0.95)
    tablas = {
        "detalle_nacional.parquet": "expo_detalle_nacional",
        "niveles.parquet": "expo_niveles_publicados",
        "detalle.csv": "expo_detalle",
        "ihh.csv": "expo_ihh_para_el_mart",
        "mensual.csv": "expo_mensual",
        "ihh_niveles.csv": "expo_ihh_niveles",
        "origenes_sin_departamento.csv": "expo_origenes",
    }
    if mineras is not None:
        tablas["no_minero_energeticas.csv"] = "expo_no_minero_energeticas"
    valores = {"cita": cita, "territorio": territorio}
    cuantas = {}
    for archivo, consulta in tablas.items():
        cuantas[archivo] = motor.guardar(sql(consulta), nueva / archivo, valores)
    return Informe(
        archivos=tuple(leido.nombre for leido in leidos.values()),
        filas_leidas=filas + sum(len(leido.rotas) for leido in leidos.values()),
        filas_usadas=usadas,
        corte=_corte(motor),
        rechazos=(*rotas, *_rechazos(motor, apartadas)),
        notas=_notas(motor, mineras),
        tablas=cuantas,
    )


def _exigir_un_archivo_por_mes(motor: Motor, leidos: Mapping[int, Leido]) -> None:
    repetidos = motor.filas(sql("expo_meses_repetidos"))
    if not repetidos:
        return
    periodo, archivos = repetidos[0]
    otros = f" y otros {len(repetidos) - 1} meses" if len(repetidos) > 1 else ""
    raise ErrorDeFuente(
        que=f"El mes {periodo // 100}-{periodo % 100:02d}{otros} viene en dos archivos: se sumaría "
        "dos veces.",
        donde=" y ".join(sorted(leidos[archivo].nombre for archivo in archivos)),
        esperado="cada mes en un solo archivo",
        hacer="Deje el más reciente. Si es un mes partido en dos, únalos en un archivo.",
    )


def _corte(motor: Motor) -> str:
    ultimo = motor.numero("select max(periodo) from sistemas")
    return f"{ultimo // 100}-{ultimo % 100:02d}"


def _notas(motor: Motor, mineras: Path | None) -> tuple[str, ...]:
    notas = [
        f"{anio} cubre {periodo} y le faltan {faltan} meses en medio"
        for anio, periodo, faltan in motor.filas("from cortes where faltan > 0 order by anio")
    ]
    sin_nombre = motor.numero(
        "select count(distinct pais) from cubo where contains(pais, ' ') and pais <> 'sin declarar'"
    )
    if sin_nombre:
        notas.append(f"{sin_nombre} códigos de país quedan sin nombre: ningún mes los enseña")
    if mineras is None:
        notas.append("las no minero-energéticas no se calcularon: falta la lista de su fuente")
    return tuple(notas)


def _rechazos(motor: Motor, apartadas: _Apartadas) -> tuple[Rechazo, ...]:
    return tuple(
        Rechazo(_MOTIVOS[motivo], filas, apartadas.lugares(motivo))
        for motivo, filas in motor.filas(sql("expo_motivos"))
    )
