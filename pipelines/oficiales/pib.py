"""Anexos departamentales del PIB del DANE, base 2015: por departamento y total.

Dos disposiciones, que se distinguen por lo que traen (fuentes, §2.1):

- **Por departamento y actividad** (edición 2020pr y anteriores, y ``anex-PIBDep-departamento-…``):
  un bloque por departamento; se lee su fila «PIB DEPARTAMENTAL». Tabla ``pib_largo``.
- **Total por departamento** (``anex-PIBDep-TotalDep-…``): Cuadro 1 corriente, Cuadro 2 constante,
  Cuadro 3 por habitante. Tabla ``pib_ancho``.

Los dos llevan a la derecha un segundo bloque (participaciones o crecimientos) que no se guarda:
sirve para contrastar. Las series encadenadas no suman, y no se exige que sumen.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipelines.lectura import EstadoDeCifra
from pipelines.oficiales.cuadros import (
    Anio,
    Cifras,
    anios_del_encabezado,
    exigir_rango,
    exigir_sin_saltos,
    filas_de_departamentos,
    leer_cifras,
)
from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.lugares import (
    NACIONAL,
    codigo_de_departamento,
    departamentos,
    exigir_departamentos,
)
from pipelines.oficiales.numeros import (
    anio_de_celda,
    codigo_de_celda,
    es_anio,
    escrito,
    rango_de_anios,
)
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "pib"
COLUMNAS = {
    "pib_largo": ["departamento", "codigo", "anio", "estado", "medida", "valor", "fuente"],
    "pib_ancho": ["departamento", "codigo", "anio", "estado_supuesto", "pib_corriente_mm_cop",
                  "pib_constante2015_mm_cop", "pib_per_capita_cop", "poblacion_implicita",
                  "fuente"],
}  # fmt: skip
CLAVE = {
    "pib_largo": ["codigo", "anio", "medida"],
    "pib_ancho": ["codigo", "anio"],
}
PRIMER_ANIO = 2005
ANIO_DE_REFERENCIA = 2015
"""En el año de referencia las series encadenadas y las corrientes son la misma cifra."""

_ESTADOS: dict[EstadoDeCifra, str] = {"definitivo": "def", "provisional": "p", "preliminar": "pr"}
_CORRIENTE, _REAL = "pib_corriente_mm", "pib_real_2015_mm"
_RELATIVA = 1e-6
# Con cifras en miles de millones redondeadas a uno o tres decimales, la suma se aparta poco.
_SUMA_NACIONAL = 2e-5
_TOTAL = "COLOMBIA"
_MAXIMO_DECIMALES = 5
# El total nacional se publica a veces sin los decimales con que se calculó su tasa.
_HOLGURA_DE_TASAS = 2e-3


def _exigir_serie(hoja: Hoja, fila: int, anios: list[Anio]) -> None:
    """Desde 2005, sin huecos, con los definitivos primero y una marca en el último."""
    for anterior, siguiente in pairwise(anios):
        if siguiente.columna != anterior.columna + 1:
            hoja.rechazar(f"Entre {anterior.anio} y {siguiente.anio} hay otra columna.",
                          "una columna por año", fila, anterior.columna + 1)  # fmt: skip
    if anios[0].anio != PRIMER_ANIO:
        hoja.rechazar(f"El primer año es {anios[0].anio}.", f"la serie desde {PRIMER_ANIO}",
                      fila, anios[0].columna)  # fmt: skip
    orden = ["definitivo", "provisional", "preliminar"]
    for anterior, siguiente in pairwise(anios):
        if orden.index(siguiente.estado) < orden.index(anterior.estado):
            hoja.rechazar(
                f"{siguiente.anio} es {siguiente.estado} y {anterior.anio}, {anterior.estado}.",
                "los años definitivos antes que los provisionales y preliminares",
                fila, siguiente.columna,
            )  # fmt: skip
    if anios[-1].estado == "definitivo":
        hoja.rechazar(
            f"El último año, {anios[-1].anio}, no dice si es provisional (p) o preliminar (pr).",
            "la marca con que el DANE publica el último año: sin ella no se sabe la edición",
            fila, anios[-1].columna,
        )  # fmt: skip


def _edicion(anios: list[Anio]) -> str:
    return f"{anios[-1].anio}{_ESTADOS[anios[-1].estado]}"


def _contrastar_rango(hoja: Hoja, fila: int, columna: int, anios: list[Anio]) -> None:
    rango = rango_de_anios(hoja.texto(fila, columna))
    if rango and rango != (anios[0].anio, anios[-1].anio):
        hoja.rechazar(
            f"El título dice {rango[0]}-{rango[1]} y el cuadro trae "
            f"{anios[0].anio}-{anios[-1].anio}.",
            "los años que el título anuncia", fila, columna,
        )  # fmt: skip


# Por departamento y actividad


@dataclass(frozen=True)
class _Bloque:
    """El cuadro de un departamento: fila de encabezado, sus columnas y las filas de sus cifras."""

    codigo: str
    encabezado: int
    anios: list[Anio]
    actividades: list[int]
    valor_agregado: int
    impuestos: int
    pib: int


def _titulo_del_bloque(hoja: Hoja, fila: int, columna: int) -> tuple[int, str]:
    """El título encima del encabezado, en su columna: «Amazonas: valor agregado…».

    Unas ediciones lo traen en una celda y otras en varias, una debajo de otra.
    """
    textos: list[str] = []
    for arriba in range(fila - 1, max(fila - 12, -1), -1):
        texto = hoja.texto(arriba, columna)
        if texto:
            textos.insert(0, texto)
        if ":" in texto and codigo_de_departamento(texto.split(":", 1)[0]):
            return arriba, " ".join(textos)
    hoja.rechazar("El bloque no tiene el título de un departamento conocido.",
                  "«Departamento: valor agregado según actividad…»", fila, columna)  # fmt: skip


def _es_de_cifras(texto: str) -> bool:
    """El bloque de la izquierda trae miles de millones; el de la derecha, porcentajes o tasas."""
    llano = plano(texto)
    return "miles de millones" in llano and "participacion" not in llano and "tasa" not in llano


def _medida(hoja: Hoja, fila: int, columna: int, texto: str) -> str:
    llano = plano(texto)
    corriente, encadenada = "precios corrientes" in llano, "encadenad" in llano
    if corriente == encadenada:
        hoja.rechazar(
            f"El título no dice una sola medida: «{texto[:160]}».",
            "«A precios corrientes» o «Series encadenadas de volumen»", fila, columna,
        )  # fmt: skip
    return _CORRIENTE if corriente else _REAL


def _leer_bloque(hoja: Hoja, fila: int, columna: int, codigo: str, hasta: int) -> _Bloque:
    actividad = next(
        (
            c
            for c in range(columna, min(columna + 6, len(hoja.filas[fila])))
            if plano(hoja.texto(fila, c)) == "actividades economicas"
        ),
        None,
    )
    if actividad is None:
        hoja.rechazar("El bloque no tiene la columna de actividades.", "«ACTIVIDADES ECONÓMICAS»",
                      fila, columna)  # fmt: skip
    fin = actividad + 1
    while es_anio(hoja.celda(fila, fin)):
        fin += 1
    if fin == actividad + 1:
        hoja.rechazar("Después de las actividades no hay años.", str(PRIMER_ANIO), fila, fin)
    anios = anios_del_encabezado(hoja, fila, actividad + 1, fin)
    _exigir_serie(hoja, fila, anios)
    # Tras el último año hay una columna vacía y empieza el otro bloque.
    if hoja.celda(fila, fin) is not None:
        hoja.rechazar(f"«{hoja.celda(fila, fin)}» no es un año.", "años y luego una columna vacía",
                      fila, fin)  # fmt: skip
    especiales: dict[str, int] = {}
    actividades: list[int] = []
    for actual in range(fila + 1, hasta):
        texto = plano(hoja.texto(actual, actividad))
        if not texto:
            continue
        clase = {
            "valor agregado bruto": "valor_agregado",
            "impuestos": "impuestos",
            "pib departamental": "pib",
        }.get(texto)
        if clase in especiales or (especiales and clase is None):
            hoja.rechazar(f"«{hoja.texto(actual, actividad)}» está fuera de su lugar o dos veces.",
                          "12 actividades, valor agregado, impuestos y PIB", actual,
                          actividad)  # fmt: skip
        if clase is None:
            actividades.append(actual)
        else:
            especiales[clase] = actual
    if len(especiales) != 3 or len(actividades) < 12:
        hoja.rechazar(
            f"El bloque trae {len(actividades)} actividades y {len(especiales)} totales.",
            "12 actividades, «Valor agregado bruto», «Impuestos» y «PIB DEPARTAMENTAL»",
            fila, actividad,
        )  # fmt: skip
    return _Bloque(codigo, fila, anios, actividades, **especiales)


def _media_unidad(valores: list[float]) -> float:
    """La mitad de la última cifra decimal que traen esos números: lo que pudo perder cada uno."""
    for decimales in range(_MAXIMO_DECIMALES):
        if all(round(valor, decimales) == valor for valor in valores):
            return 0.5 * 10.0**-decimales
    return 0.0


def _exigir_parecido(
    hoja: Hoja, celda: tuple[int, int], valor: float, esperado: float, holgura: float, porque: str
) -> None:
    """``holgura``: lo que se pueden apartar por el redondeo con que se publicaron."""
    if abs(valor - esperado) > 1.1 * holgura + _RELATIVA * max(1.0, abs(esperado)):
        hoja.rechazar(f"La cifra es {valor:.6f} y {porque} da {esperado:.6f}.", porque, *celda)


def _contrastar_bloque(
    hoja: Hoja, bloque: _Bloque, medida: str, derecha: dict[int, int] | None
) -> dict[int, float]:
    """El PIB de cada año, comprobado con sus partes y con el bloque de la derecha."""
    columnas = {anio.anio: anio.columna for anio in bloque.anios}
    filas = [*bloque.actividades, bloque.valor_agregado, bloque.impuestos, bloque.pib]
    celdas = [(fila, columna) for fila in filas for columna in columnas.values()]
    decimal = hoja.separador(celdas)
    cifras: dict[tuple[int, int], float] = {}
    for celda in celdas:
        valor = hoja.numero(*celda, decimal)
        if valor is None:
            hoja.rechazar("Falta la cifra.", "un número", *celda)
        cifras[celda] = valor
    redondeo = _media_unidad(list(cifras.values()))
    # A la derecha, con las cifras corrientes, lo que agrega el PIB; con las encadenadas, sus tasas.
    contrastada = bloque.valor_agregado if medida == _CORRIENTE else bloque.pib
    suyas = {
        anio: hoja.numero(contrastada, columna, decimal)
        for anio, columna in (derecha or {}).items()
    }
    redondeo_suyo = _media_unidad([suya for suya in suyas.values() if suya is not None])

    pib = {anio: cifras[bloque.pib, columna] for anio, columna in columnas.items()}
    for anio, columna in columnas.items():
        total = (bloque.pib, columna)
        exigir_rango(hoja, *total, pib[anio], 1, 1e7)
        agregado = cifras[bloque.valor_agregado, columna]
        # Las encadenadas sólo suman en el año de referencia.
        if medida == _CORRIENTE or anio == ANIO_DE_REFERENCIA:
            suma = sum(cifras[fila, columna] for fila in bloque.actividades)
            _exigir_parecido(
                hoja, (bloque.valor_agregado, columna), agregado, suma,
                redondeo * (len(bloque.actividades) + 1), "la suma de las actividades",
            )  # fmt: skip
            _exigir_parecido(
                hoja, total, pib[anio], agregado + cifras[bloque.impuestos, columna],
                redondeo * 3, "valor agregado más impuestos",
            )  # fmt: skip
        base = pib[anio] if medida == _CORRIENTE else pib.get(anio - 1)
        suya = suyas.get(anio)
        if base is None or suya is None:
            continue
        parte = agregado if medida == _CORRIENTE else pib[anio]
        _exigir_parecido(
            hoja, (contrastada, (derecha or {})[anio]), suya,
            100 * (parte / base - (medida == _REAL)),
            redondeo_suyo + 100 * redondeo * (parte + base) / base**2,
            "valor agregado sobre PIB, en %" if medida == _CORRIENTE
            else "el crecimiento del PIB, en %",
        )  # fmt: skip
    return pib


def _leer_por_departamento(
    hoja: Hoja,
) -> tuple[str, list[Anio], Cifras, bool]:
    """(medida, años, PIB por departamento y año, si se contrastó con el bloque de la derecha)."""
    encabezados = hoja.buscar(lambda texto: texto.startswith("clasificacion cuentas nacionales"))
    de_cifras: list[tuple[int, int, int, str]] = []
    otros: dict[int, int] = {}
    for fila, columna in encabezados:
        arriba, texto = _titulo_del_bloque(hoja, fila, columna)
        if _es_de_cifras(texto):
            de_cifras.append((fila, columna, arriba, texto))
        else:
            otros[fila] = columna
    if not de_cifras:
        hoja.rechazar("No hay bloques en miles de millones de pesos.",
                      "«Departamento: valor agregado… Miles de millones de pesos»")  # fmt: skip
    medidas: set[str] = set()
    anios: list[Anio] = []
    cifras: Cifras = {}
    fines = [fila for fila, _, _, _ in de_cifras[1:]] + [len(hoja.filas)]
    for (fila, columna, arriba, texto), fin in zip(de_cifras, fines, strict=True):
        nombre = texto.split(":", 1)[0]
        codigo = codigo_de_departamento(nombre)
        if codigo is None or codigo == NACIONAL or ":" not in texto:
            hoja.rechazar(f"«{nombre[:80]}» no es un departamento conocido.",
                          "«Departamento: valor agregado…»", arriba, columna)  # fmt: skip
        if any(codigo == leido for leido, _ in cifras):
            hoja.rechazar(f"{nombre} está dos veces.", "un bloque por departamento",
                          arriba, columna)  # fmt: skip
        medidas.add(_medida(hoja, arriba, columna, texto))
        if len(medidas) > 1:
            hoja.rechazar("La hoja mezcla precios corrientes y constantes.", "una medida por hoja",
                          arriba, columna)  # fmt: skip
        bloque = _leer_bloque(hoja, fila, columna, codigo, fin)
        _contrastar_rango(hoja, arriba, columna, bloque.anios)
        if anios and [(a.anio, a.estado) for a in anios] != [
            (a.anio, a.estado) for a in bloque.anios
        ]:
            hoja.rechazar(f"Los años de {nombre} no son los del primer departamento.",
                          f"{anios[0].anio}-{_edicion(anios)}", fila, columna)  # fmt: skip
        anios = anios or bloque.anios
        derecha = None
        if fila in otros:
            # El bloque de tasas empieza un año después.
            derecha = {a.anio: a.columna for a in anios_del_encabezado(hoja, fila, otros[fila] + 1)}
        pib = _contrastar_bloque(hoja, bloque, next(iter(medidas)), derecha)
        cifras |= {(codigo, anio): valor for anio, valor in pib.items()}
    exigir_departamentos(hoja, {codigo for codigo, _ in cifras}, set(departamentos()))
    return next(iter(medidas)), anios, cifras, len(otros) == len(de_cifras)


def _leer_actividades(libro: Libro, hojas: list[Hoja]) -> Lectura:
    series: dict[str, tuple[Hoja, list[Anio], Cifras]] = {}
    avisos = []
    for hoja in hojas:
        medida, anios, cifras, contrastada = _leer_por_departamento(hoja)
        if medida in series:
            hoja.rechazar("Dos hojas traen la misma medida.", "una a precios corrientes y otra "
                          "en series encadenadas")  # fmt: skip
        if not contrastada:
            avisos.append(
                f'La hoja "{hoja.nombre}" no trae en todos los departamentos el bloque de la '
                "derecha con que se contrasta."
            )
        series[medida] = (hoja, anios, cifras)
    if set(series) != {_CORRIENTE, _REAL}:
        libro.rechazar(
            f"El libro sólo trae {', '.join(series)}.",
            "un cuadro a precios corrientes y otro en series encadenadas de volumen",
        )
    hoja, anios, reales = series[_REAL]
    _, otros, corrientes = series[_CORRIENTE]
    if [(a.anio, a.estado) for a in anios] != [(a.anio, a.estado) for a in otros]:
        hoja.rechazar("Los años no son los del cuadro a precios corrientes.", _edicion(otros))
    _exigir_referencia(hoja, corrientes, reales)
    estados = {a.anio: _ESTADOS[a.estado] for a in anios}
    filas = [
        {
            "departamento": departamentos()[codigo],
            "codigo": codigo,
            "anio": str(anio),
            "estado": estados[anio],
            "medida": medida,
            "valor": escrito(valor, 3),
            "fuente": CITA,
        }
        for medida in (_CORRIENTE, _REAL)
        for (codigo, anio), valor in series[medida][2].items()
    ]
    return Lectura(
        FAMILIA, _edicion(anios), str(anios[-1].anio),
        {"pib_largo": en_texto(filas, COLUMNAS["pib_largo"])},
        _publicado(libro, hojas, anios[-1].anio), tuple(avisos),
    )  # fmt: skip


def _exigir_referencia(hoja: Hoja, corrientes: Cifras, reales: Cifras) -> None:
    for (codigo, anio), valor in corrientes.items():
        if anio != ANIO_DE_REFERENCIA:
            continue
        if abs(reales[codigo, anio] - valor) > 1e-5 * valor + 0.6e-3:
            nombre = (departamentos() | {NACIONAL: "Colombia"})[codigo]
            hoja.rechazar(
                f"{nombre} en {anio}: {reales[codigo, anio]} en series encadenadas y {valor} a "
                "precios corrientes.",
                "la misma cifra en el año de referencia: con otra, hay una columna o una fila "
                "corrida",
            )


def _publicado(libro: Libro, hojas: list[Hoja], ultimo: int) -> str | None:
    fechas = {fecha for hoja in hojas if (fecha := hoja.fecha_del_pie("actualizado"))}
    if len(fechas) > 1:
        libro.rechazar(f"Los cuadros dicen fechas distintas: {', '.join(sorted(fechas))}.", "una")
    publicado = next(iter(fechas), None)
    if publicado and int(publicado[:4]) <= ultimo:
        libro.rechazar(f"Se publicó el {publicado} y trae cifras de {ultimo}.",
                       "cifras de años anteriores a la publicación")  # fmt: skip
    return publicado


# Total por departamento


def _encabezado_total(hoja: Hoja) -> tuple[int, int, int]:
    """(fila, columna del código, columna del nombre) del bloque de la izquierda."""
    codigos = hoja.buscar(lambda texto: texto.startswith("codigo departamento"))
    nombres = hoja.buscar(lambda texto: texto in {"departamentos", "departamento"})
    filas = sorted({fila for fila, _ in codigos})
    if len(filas) != 1 or not codigos:
        fila, columna = codigos[1] if len(codigos) > 1 else (None, None)
        hoja.rechazar(
            f"Hay {len(filas)} cuadros con «Código Departamento (DIVIPOLA)».",
            "un solo cuadro por hoja; el anexo por actividad trae uno por actividad y no se lee",
            fila, columna,
        )  # fmt: skip
    fila, codigo = codigos[0]
    suyos = [columna for f, columna in nombres if f == fila and columna > codigo]
    if not suyos:
        hoja.rechazar("El cuadro no tiene la columna «DEPARTAMENTOS».", "«DEPARTAMENTOS»",
                      fila, codigo)  # fmt: skip
    return fila, codigo, suyos[0]


def _leer_cuadro(hoja: Hoja, minimo: float, maximo: float) -> tuple[list[Anio], Cifras]:
    fila, codigo, nombre = _encabezado_total(hoja)
    fin = nombre + 1
    while es_anio(hoja.celda(fila, fin)):
        fin += 1
    if fin == nombre + 1:
        hoja.rechazar(f"«{hoja.celda(fila, fin) or ''}» no es un año.", str(PRIMER_ANIO), fila, fin)
    # El bloque termina en una columna vacía o donde empieza el encabezado del otro.
    siguiente = hoja.celda(fila, fin)
    if siguiente is not None and not plano(siguiente).startswith(("codigo", "departamento")):
        hoja.rechazar(f"«{siguiente}» no es un año.", "años seguidos y luego una columna vacía",
                      fila, fin)  # fmt: skip
    anios = anios_del_encabezado(hoja, fila, nombre + 1, fin)
    _exigir_serie(hoja, fila, anios)
    for f, c, texto in hoja.textos(0, fila):
        if c <= nombre and rango_de_anios(texto):
            _contrastar_rango(hoja, f, c, anios)
    columnas = {anio.anio: anio.columna for anio in anios}
    filas = filas_de_departamentos(hoja, fila + 1, nombre, sorted(columnas.values()))
    exigir_departamentos(hoja, set(filas), set(departamentos()) | {NACIONAL}, fila)
    for esperado, actual in filas.items():
        celda = hoja.celda(actual, codigo)
        if esperado == NACIONAL and celda is None:
            continue
        try:
            escrito_en_celda = codigo_de_celda(celda, 2)
        except ValueError as error:
            hoja.rechazar(str(error), esperado, actual, codigo)
        if escrito_en_celda != esperado:
            hoja.rechazar(
                f"«{hoja.texto(actual, nombre)}» lleva el código {escrito_en_celda}.", esperado,
                actual, codigo,
            )  # fmt: skip
    return anios, leer_cifras(hoja, filas, columnas, minimo, maximo)


def _leer_totales(libro: Libro) -> Lectura:
    hojas = {n: libro.buscar_hoja(f"cuadro {n}".__eq__, f'"Cuadro {n}"') for n in (1, 2, 3)}
    limites = {1: (1, 1e7), 2: (1, 1e7), 3: (1e6, 5e8)}
    cuadros = {n: _leer_cuadro(hoja, *limites[n]) for n, hoja in hojas.items()}
    anios = cuadros[1][0]
    for n in (2, 3):
        if [(a.anio, a.estado) for a in cuadros[n][0]] != [(a.anio, a.estado) for a in anios]:
            hojas[n].rechazar("Los años no son los del Cuadro 1.",
                              f"{anios[0].anio}-{_edicion(anios)}")  # fmt: skip
    corriente, real, por_habitante = (cuadros[n][1] for n in (1, 2, 3))
    _exigir_suma(hojas[1], corriente, [a.anio for a in anios])
    _exigir_referencia(hojas[2], corriente, real)
    poblacion = {
        clave: round(valor * 1e9 / por_habitante[clave]) for clave, valor in corriente.items()
    }
    _exigir_poblacion(hojas[3], poblacion, [a.anio for a in anios])
    contrastadas = _exigir_crecimientos(hojas[2], real)
    nombres = departamentos() | {NACIONAL: "Colombia (total nacional)"}
    estados = {a.anio: _ESTADOS[a.estado] for a in anios}
    filas = [
        {
            "departamento": nombres[codigo],
            "codigo": codigo,
            "anio": str(anio),
            "estado_supuesto": estados[anio],
            "pib_corriente_mm_cop": escrito(corriente[codigo, anio], 3),
            "pib_constante2015_mm_cop": escrito(real[codigo, anio], 3),
            "pib_per_capita_cop": escrito(por_habitante[codigo, anio], 3),
            "poblacion_implicita": str(poblacion[codigo, anio]),
            "fuente": CITA,
        }
        for codigo, anio in sorted(corriente)
    ]
    return Lectura(
        FAMILIA, _edicion(anios), str(anios[-1].anio),
        {"pib_ancho": en_texto(filas, COLUMNAS["pib_ancho"])},
        _publicado(libro, list(hojas.values()), anios[-1].anio),
        () if contrastadas else (
            "El Cuadro 2 no trae a la derecha las tasas de crecimiento con que se contrasta.",
        ),
    )  # fmt: skip


def _exigir_suma(hoja: Hoja, corriente: Cifras, anios: list[int]) -> None:
    for anio in anios:
        suma = sum(v for (codigo, a), v in corriente.items() if a == anio and codigo != NACIONAL)
        total = corriente[NACIONAL, anio]
        # El total nacional se publica sin decimales en algunas ediciones.
        if abs(suma - total) > max(1.0, _SUMA_NACIONAL * total):
            hoja.rechazar(
                f"En {anio} los departamentos suman {suma:.3f} y {_TOTAL} es {total:.3f}.",
                "los 33 departamentos suman el total a precios corrientes",
            )


def _exigir_poblacion(hoja: Hoja, poblacion: dict[tuple[str, int], int], anios: list[int]) -> None:
    """PIB sobre PIB por habitante: la población que resulta suma la nacional y no salta."""
    nombres = departamentos() | {NACIONAL: "Colombia"}
    for anio in anios:
        suma = sum(v for (codigo, a), v in poblacion.items() if a == anio and codigo != NACIONAL)
        total = poblacion[NACIONAL, anio]
        if abs(suma - total) > 1e-4 * total:
            hoja.rechazar(
                f"En {anio} la población implícita suma {suma} y la nacional es {total}.",
                "el PIB por habitante de los mismos departamentos y años que el Cuadro 1",
            )
    for codigo, nombre in nombres.items():
        exigir_sin_saltos(hoja, nombre, {anio: poblacion[codigo, anio] for anio in anios})


def _exigir_crecimientos(hoja: Hoja, real: Cifras) -> int:
    """Si a la derecha están las tasas de crecimiento, son las de las cifras: cuántas se miraron."""
    fila, _, nombre = _encabezado_total(hoja)
    otros = [
        c for f, c in hoja.buscar(lambda texto: texto in {"departamentos", "departamento"})
        if f == fila and c > nombre
    ]  # fmt: skip
    if len(otros) != 1:
        return 0
    anios = {
        c: anio_de_celda(hoja.celda(fila, c))[0]
        for c in range(otros[0] + 1, len(hoja.filas[fila]))
        if es_anio(hoja.celda(fila, c))
    }
    tasas = {
        (actual, columna): (tasa, lugar, anio)
        for actual in range(fila + 1, len(hoja.filas))
        if (lugar := codigo_de_departamento(hoja.texto(actual, otros[0])))
        for columna, anio in anios.items()
        if isinstance(tasa := hoja.celda(actual, columna), float) and (lugar, anio - 1) in real
    }
    # Se publican redondeadas, y unas veces como porcentaje y otras como fracción.
    escala = 1 if max((abs(tasa) for tasa, _, _ in tasas.values()), default=0) > 1 else 100
    redondeo = escala * _media_unidad([tasa for tasa, _, _ in tasas.values()])
    de_cifras = _media_unidad(list(real.values()))
    for (actual, columna), (tasa, lugar, anio) in tasas.items():
        ahora, antes = real[lugar, anio], real[lugar, anio - 1]
        esperada = 100 * (ahora / antes - 1)
        holgura = redondeo + 100 * de_cifras * (ahora + antes) / antes**2
        if abs(escala * tasa - esperada) > 1.1 * holgura + _HOLGURA_DE_TASAS:
            hoja.rechazar(
                f"La tasa de {anio} es {tasa:.3f} y la de las cifras, {esperada:.3f}.",
                "el crecimiento de las cifras de la izquierda", actual, columna,
            )  # fmt: skip
    return len(tasas)


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    hojas = [libro.hoja(nombre) for nombre in libro.nombres]
    por_actividad = [
        hoja
        for hoja in hojas
        if hoja.buscar(lambda texto: texto.startswith("clasificacion cuentas nacionales"))
    ]
    totales = [
        hoja for hoja in hojas if hoja.buscar(lambda texto: texto.startswith("codigo departamento"))
    ]
    if por_actividad and not totales:
        return _leer_actividades(libro, por_actividad)
    if totales and not por_actividad:
        return _leer_totales(libro)
    libro.rechazar(
        "El libro no es uno de los dos anexos departamentales del PIB.",
        "bloques «Clasificación Cuentas nacionales» por departamento, o cuadros con «Código "
        "Departamento (DIVIPOLA)»; el libro trae: " + ", ".join(libro.nombres),
    )


def leer(ruta: Path) -> Lectura:
    """PIB departamental desde 2005 en miles de millones de pesos, y por habitante si lo trae.

    ``pib_largo`` o ``pib_ancho`` según la disposición, con las columnas de ``data/raw/pib``. La
    edición es el último año con su marca («2025pr»). Lanza ``ErrorDeFuente`` con la hoja y la celda
    si el libro no es un anexo departamental, está incompleto o no cuadra consigo mismo.
    """
    return leer_libro(abrir(ruta))
