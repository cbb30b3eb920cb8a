"""Anexo departamental de pobreza multidimensional del DANE, hoja ``IPM_Departamentos``.

Años en celdas combinadas de tres columnas, con llamadas a nota («2020**»), y debajo la zona. El
mismo libro trae la incidencia ajustada, la intensidad y los intervalos de los últimos años: si
están, deben cuadrar con la incidencia (ajustada = incidencia × intensidad).
"""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales.cuadros import (
    Cifras,
    anios_del_encabezado,
    contrastar_titulo,
    exigir_porcentajes,
    exigir_primer_anio,
    exigir_rango,
    filas_de_departamentos,
    leer_un_anio_por_columna,
    titulo,
    ubicar_encabezado,
)
from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.lugares import (
    codigo_de_departamento,
    departamentos,
    exigir_departamentos,
)
from pipelines.oficiales.numeros import anio_de_celda, es_anio, escrito
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "pobreza_multidimensional"
COLUMNAS = ["departamento", "codigo", "anio", "zona", "incidencia_pct", "fuente"]
CLAVE = {FAMILIA: ["codigo", "anio", "zona"]}

_RURAL = "centros_poblados_y_rural_disperso"
ZONAS = {
    "total": "total",
    "cabeceras": "cabeceras",
    "cabecera": "cabeceras",
    "centros poblados y rural disperso": _RURAL,
}
_SIN_RURAL = frozenset({"88"})
"""San Andrés no tiene cifra de centros poblados y rural disperso en ningún año."""
_DE_OTRA_HOJA = ("ajustada", "intensidad", "intervalo", "privacion", "contribuc", "sexo", "jefe")
_REDONDEO = 0.06
_REDONDEO_AJUSTADA = 0.15
# De 2018 a 2024 lo que más se mueve, descontado el redondeo, es 3,4 puntos (Vaupés en 2020).
_SALTO_DEL_REPARTO = 0.07

Incidencias = dict[tuple[str, int, str], float | None]


def _columnas(hoja: Hoja, fila: int, nombre: int) -> dict[tuple[int, str], int]:
    """(año, zona) → columna. Cada año debe traer las tres zonas, una vez."""
    anios = anios_del_encabezado(hoja, fila, nombre + 1, en_grupos=True)
    exigir_primer_anio(hoja, fila, nombre + 1, anios)
    contrastar_titulo(hoja, anios, fila)
    columnas: dict[tuple[int, str], int] = {}
    fines = [anio.columna for anio in anios[1:]] + [max(map(len, hoja.filas))]
    for anio, fin in zip(anios, fines, strict=True):
        for columna in range(anio.columna, fin):
            rotulo = hoja.texto(fila + 1, columna)
            if not rotulo and all(
                hoja.celda(f, columna) is None for f in range(fila, len(hoja.filas))
            ):
                continue
            zona = ZONAS.get(plano(rotulo))
            if zona is None or (anio.anio, zona) in columnas:
                hoja.rechazar(
                    f"En {anio.anio}, «{rotulo}» no es una zona o está dos veces.",
                    "Total, Cabeceras y Centros poblados y rural disperso, una vez por año",
                    fila + 1, columna,
                )  # fmt: skip
            columnas[anio.anio, zona] = columna
        if faltan := sorted({z for z in ZONAS.values() if (anio.anio, z) not in columnas}):
            hoja.rechazar(f"En {anio.anio} falta {', '.join(faltan)}.", "tres zonas por año",
                          fila + 1, anio.columna)  # fmt: skip
    return columnas


def _leer_incidencias(hoja: Hoja) -> Incidencias:
    fila, nombre = ubicar_encabezado(hoja)
    texto = titulo(hoja, fila)
    if "multidimensional" not in texto or any(ajena in texto for ajena in _DE_OTRA_HOJA):
        hoja.rechazar(
            f"El título no es el de esta hoja: «{texto[:120] or 'no hay título'}».",
            "«Incidencia de Pobreza Multidimensional, Departamentos»",
        )
    columnas = _columnas(hoja, fila, nombre)
    filas = filas_de_departamentos(hoja, fila + 2, nombre, sorted(columnas.values()))
    exigir_departamentos(hoja, set(filas), set(departamentos()))
    celdas = [(f, c) for f in filas.values() for c in columnas.values()]
    decimal = hoja.separador(celdas)
    incidencias: Incidencias = {}
    for codigo, actual in filas.items():
        for (anio, zona), columna in columnas.items():
            valor = hoja.numero(actual, columna, decimal)
            if valor is None and not (codigo in _SIN_RURAL and zona == _RURAL):
                hoja.rechazar("Falta la cifra.", "un porcentaje; sólo San Andrés no tiene rural",
                              actual, columna)  # fmt: skip
            if valor is not None:
                exigir_rango(hoja, actual, columna, valor, 0, 100)
            incidencias[codigo, anio, zona] = valor
        con_rural = {incidencias[codigo, anio, _RURAL] is not None for anio, _ in columnas}
        if len(con_rural) > 1:
            hoja.rechazar(
                f"{departamentos()[codigo]} trae la cifra rural unos años sí y otros no.",
                "todos los años o ninguno", actual,
            )  # fmt: skip
        _exigir_reparto_estable(hoja, actual, codigo, sorted({a for a, _ in columnas}), incidencias)
    exigir_porcentajes(hoja, incidencias.values())
    _exigir_zonas(hoja, fila, columnas, incidencias)
    return incidencias


def _exigir_total_entre_zonas(
    hoja: Hoja, fila: int, codigo: str, anio: int, incidencias: Incidencias
) -> None:
    zonas = [incidencias[codigo, anio, zona] for zona in ("cabeceras", _RURAL)]
    partes = [valor for valor in zonas if valor is not None]
    total = incidencias[codigo, anio, "total"]
    if total is not None and not min(partes) - _REDONDEO <= total <= max(partes) + _REDONDEO:
        hoja.rechazar(
            f"{departamentos()[codigo]} en {anio}: el total ({total}) no está entre cabeceras y "
            f"rural ({' y '.join(map(str, partes))}).",
            "un total entre sus dos zonas", fila,
        )  # fmt: skip


def _exigir_reparto_estable(
    hoja: Hoja, fila: int, codigo: str, anios: list[int], incidencias: Incidencias
) -> None:
    """El total reparte la población entre sus zonas, y ese reparto apenas cambia en un año.

    Con el total entre las dos zonas no basta: una cifra de la fila vecina también suele caer ahí.
    """
    repartos: dict[int, tuple[float, float]] = {}
    for anio in anios:
        _exigir_total_entre_zonas(hoja, fila, codigo, anio, incidencias)
        total, urbana, rural = (incidencias[codigo, anio, z] for z in dict.fromkeys(ZONAS.values()))
        if total is None or urbana is None or rural is None or abs(rural - urbana) < 1:
            continue
        parte, redondeo = (rural - total) / (rural - urbana), 0.15 / abs(rural - urbana)
        repartos[anio] = (parte, redondeo)
        antes = repartos.get(anio - 1)
        if antes and abs(parte - antes[0]) > _SALTO_DEL_REPARTO + redondeo + antes[1]:
            hoja.rechazar(
                f"{departamentos()[codigo]}: por sus incidencias, en las cabeceras vivía el "
                f"{100 * antes[0]:.0f} % en {anio - 1} y el {100 * parte:.0f} % en {anio}.",
                "un total repartido entre las zonas casi igual que el año anterior", fila,
            )  # fmt: skip


def _exigir_zonas(
    hoja: Hoja, fila: int, columnas: dict[tuple[int, str], int], incidencias: Incidencias
) -> None:
    """En el promedio de los departamentos hay más pobreza rural: si no, están cambiadas."""
    for anio in sorted({anio for anio, _ in columnas}):
        medias = [
            fmean(v for (_, a, z), v in incidencias.items() if (a, z) == (anio, zona) and v)
            for zona in ("cabeceras", _RURAL)
        ]
        if medias[0] >= medias[1]:
            hoja.rechazar(
                f"En {anio} los departamentos promedian {medias[0]:.1f} % en cabeceras y "
                f"{medias[1]:.1f} % en lo rural.",
                "más pobreza rural que en las cabeceras: parecen columnas cambiadas",
                fila + 1, columnas[anio, "cabeceras"],
            )  # fmt: skip


def _contrastar_ajustada(libro: Libro, hoja: Hoja, incidencias: Incidencias) -> str | None:
    """Incidencia ajustada = incidencia × intensidad, departamento por departamento."""
    llanos = {plano(nombre): nombre for nombre in libro.nombres}
    pedidas = [llanos.get("incidencia ajustada ipm"), llanos.get("intensidad ipm")]
    if None in pedidas:
        return "El libro no trae incidencia ajustada e intensidad: la incidencia no se contrastó."
    leidas: list[Cifras] = []
    for nombre in pedidas:
        try:
            cifras = leer_un_anio_por_columna(libro.hoja(str(nombre)), 0, 100)[0]
        except ErrorDeFuente as error:
            return f"La incidencia no se contrastó con «{nombre}»: {error.que} ({error.donde})"
        # Unas ediciones las dan como fracción y otras como porcentaje.
        escala = 1 if max(cifras.values()) > 1 else 100
        leidas.append({clave: valor * escala for clave, valor in cifras.items()})
    ajustadas, intensidades = leidas
    for (codigo, anio, zona), valor in incidencias.items():
        clave = codigo, anio
        if zona != "total" or valor is None or clave not in ajustadas or clave not in intensidades:
            continue
        esperada = valor * intensidades[clave] / 100
        if abs(esperada - ajustadas[clave]) > _REDONDEO_AJUSTADA:
            hoja.rechazar(
                f"{departamentos()[codigo]} en {anio}: incidencia {valor} por intensidad "
                f"{intensidades[clave]} da {esperada:.2f} y la ajustada es "
                f"{ajustadas[clave]:.2f}.",
                "incidencia × intensidad = incidencia ajustada",
            )
    return None


def _contrastar_intervalos(libro: Libro, hoja: Hoja, incidencias: Incidencias) -> None:
    """Si la hoja IC_IPM trae el cuadro por departamento, su estimación es la incidencia."""
    nombre = next((n for n in libro.nombres if plano(n) == "ic ipm"), None)
    if nombre is None:
        return
    intervalos = libro.hoja(nombre)
    for fila, columna in intervalos.buscar(lambda texto: texto == "departamento"):
        anio: int | None = None
        zona: str | None = None
        for c in range(columna + 1, len(intervalos.filas[fila])):
            arriba = intervalos.celda(fila - 1, c)
            anio = anio_de_celda(arriba)[0] if es_anio(arriba) else anio
            zona = ZONAS.get(plano(intervalos.texto(fila, c)), zona)
            if plano(intervalos.texto(fila + 1, c)) != "estimacion" or anio is None or not zona:
                continue
            filas = _filas_seguidas(intervalos, fila + 2, columna)
            for codigo, f in filas.items():
                estimada, valor = intervalos.celda(f, c), incidencias.get((codigo, anio, zona))
                if (
                    isinstance(estimada, float)
                    and valor is not None
                    and abs(estimada - valor) > _REDONDEO
                ):
                    hoja.rechazar(
                        f"{departamentos()[codigo]}, {anio}, {zona}: la incidencia es {valor} y "
                        f"{intervalos.lugar(f, c)} dice {estimada}.",
                        "la misma incidencia en las dos hojas",
                    )


def _filas_seguidas(hoja: Hoja, desde: int, columna: int) -> dict[str, int]:
    filas: dict[str, int] = {}
    for fila in range(desde, len(hoja.filas)):
        codigo = codigo_de_departamento(hoja.texto(fila, columna))
        if codigo is None or codigo in filas:
            break
        filas[codigo] = fila
    return filas


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    # Una sola hoja es la que alguien guardó aparte, a menudo como .csv: la reconoce su título.
    unica = len(libro.nombres) == 1
    hoja = libro.buscar_hoja(
        lambda llano: unica or llano == "ipm departamentos", '"IPM_Departamentos"'
    )
    incidencias = _leer_incidencias(hoja)
    aviso = _contrastar_ajustada(libro, hoja, incidencias)
    _contrastar_intervalos(libro, hoja, incidencias)
    ultimo = max(anio for _, anio, _ in incidencias)
    publicado = hoja.fecha_del_pie("actualizado", "fecha de publicacion", "fecha de actualiz")
    if publicado and int(publicado[:4]) <= ultimo:
        hoja.rechazar(f"Se publicó el {publicado} y trae cifras de {ultimo}.", "cifras anteriores")
    filas = [
        {
            "departamento": departamentos()[codigo],
            "codigo": codigo,
            "anio": str(anio),
            "zona": zona,
            "incidencia_pct": escrito(valor, 1),
            "fuente": CITA,
        }
        for (codigo, anio, zona), valor in incidencias.items()
    ]
    return Lectura(
        FAMILIA, str(ultimo), str(ultimo), {FAMILIA: en_texto(filas, COLUMNAS)}, publicado,
        (aviso,) if aviso else (),
    )  # fmt: skip


def leer(ruta: Path) -> Lectura:
    """Porcentaje de personas en pobreza multidimensional: 33 departamentos, tres zonas.

    La edición es el último año del cuadro. Lanza ``ErrorDeFuente`` con la hoja y la celda si el
    libro no es ese, está incompleto o no cuadra consigo mismo.
    """
    return leer_libro(abrir(ruta))
