"""Anexo departamental de pobreza monetaria del DANE (``anex-PM-Departamental-…``), .xls o .xlsx.

Se leen cuatro hojas: la incidencia de la pobreza (IP) y de la pobreza extrema (IPE), un año por
columna, y sus intervalos de confianza (IC_IP, IC_IPE), cinco columnas por año. La estimación de
los intervalos debe ser la misma incidencia: así un año corrido o una fila cambiada se ve.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.errores import ErrorDeFuente
from pipelines.oficiales.cuadros import (
    Cifras,
    anios_del_encabezado,
    contrastar_titulo,
    exigir_porcentajes,
    exigir_primer_anio,
    filas_de_departamentos,
    leer_cifras,
    leer_un_anio_por_columna,
    titulo,
    ubicar_encabezado,
)
from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.lugares import (
    NACIONAL,
    SIN_ENCUESTA_DE_INGRESOS,
    departamentos,
    exigir_departamentos,
)
from pipelines.oficiales.numeros import escrito, escrito_corto
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "pobreza_monetaria"
COLUMNAS = ["departamento", "codigo", "anio", "indicador", "valor_pct", "lim_inf", "lim_sup", "cv",
            "serie", "fuente"]  # fmt: skip
CLAVE = {"pobreza_monetaria": ["codigo", "anio", "indicador"]}

_INDICADORES = {"ip": "pobreza_monetaria", "ipe": "pobreza_extrema"}
_MEDIDAS = {
    "estimacion": "valor",
    "incidencia": "valor",
    "limite inferior": "lim_inf",
    "li": "lim_inf",
    "limite superior": "lim_sup",
    "ls": "lim_sup",
    "cv %": "cv",
    "cv%": "cv",
    "cv": "cv",
    "cve": "cv",
    "coeficiente de variacion": "cv",
    "error estandar": "error",
}
_DE_OTRA_HOJA = (" sexo", "brecha", "severidad", "gini", "absolut", "multidimensional")
_PRIMER_ANIO_MARCO_2018 = 2021
_REDONDEO = 0.06
_REDONDEO_MILES = 0.6
_ASIMETRIA = 0.2
# En el anexo de 2020 los intervalos de la pobreza extrema de Chocó, Córdoba y Cundinamarca están
# rotados entre sí (pipelines/correcciones/pobreza_monetaria_marco2005.yml): se leen como vienen.
_ROTADOS = {("ipe", codigo, 2020) for codigo in ("23", "25", "27")}


@dataclass(frozen=True)
class _Intervalos:
    valor: Cifras
    lim_inf: Cifras
    lim_sup: Cifras
    cv: Cifras


def _nombre_llano(nombre: str) -> str:
    return nombre.replace(" act met", "").replace(" actmet", "").replace(" actualizada", "").strip()


def _buscar(libro: Libro, corto: str) -> Hoja:
    llanos = [plano(nombre) for nombre in libro.nombres]
    if not any(_nombre_llano(llano) == corto for llano in llanos) and any(
        llano.startswith("pobreza monetaria") and llano != plano(libro.ruta.stem)
        for llano in llanos
    ):
        libro.rechazar(
            "El libro es de la metodología anterior (hasta 2018): sus incidencias no se comparan "
            "con las de la metodología actualizada.",
            'hojas "IP Act.Met.", "IPE Act.Met." y sus IC_',
        )
    return libro.buscar_hoja(
        lambda llano: _nombre_llano(llano) == corto, f'"{corto.upper().replace(" ", "_")} Act.Met."'
    )


def _exigir_tema(hoja: Hoja, encabezado: int, corto: str) -> None:
    """El título debe ser el de la hoja: una hoja rebautizada trae otra medida."""
    texto = titulo(hoja, encabezado)
    extrema = corto.endswith("ipe")
    de_intervalos = "intervalo" in texto or "ic para" in texto
    bien = (
        "pobreza" in texto
        and ("extrema" in texto) == extrema
        and de_intervalos == corto.startswith("ic")
        and not any(ajena in texto for ajena in _DE_OTRA_HOJA)
    )
    if not bien:
        que = "extrema" if extrema else "monetaria"
        hoja.rechazar(
            f"El título no es el de esta hoja: «{texto[:120] or 'no hay título'}».",
            f"«{'Intervalos de confianza para la i' if corto.startswith('ic') else 'I'}ncidencia "
            f"de la pobreza {que}»",
        )


def _leer_incidencia(hoja: Hoja, corto: str) -> Cifras:
    _exigir_tema(hoja, ubicar_encabezado(hoja)[0], corto)
    cifras, filas, _ = leer_un_anio_por_columna(hoja, 0, 100)
    _exigir_encuestados(hoja, set(filas), con_total=True)
    exigir_porcentajes(hoja, cifras.values())
    return cifras


def _exigir_encuestados(hoja: Hoja, hallados: set[str], *, con_total: bool) -> None:
    """Los 24 que cubre la encuesta de ingresos, o los 33 si un día los cubre todos."""
    todos = set(departamentos())
    esperados = todos if hallados & SIN_ENCUESTA_DE_INGRESOS else todos - SIN_ENCUESTA_DE_INGRESOS
    if con_total or NACIONAL in hallados:
        esperados = esperados | {NACIONAL}
    exigir_departamentos(hoja, hallados, esperados)


def _leer_intervalos(hoja: Hoja, corto: str) -> _Intervalos:
    fila, nombre = ubicar_encabezado(hoja)
    _exigir_tema(hoja, fila, corto)
    anios = anios_del_encabezado(hoja, fila, nombre + 1, en_grupos=True)
    exigir_primer_anio(hoja, fila, nombre + 1, anios)
    contrastar_titulo(hoja, anios, fila)
    medidas = fila + 1
    columnas: dict[str, dict[int, int]] = {m: {} for m in ("valor", "lim_inf", "lim_sup", "cv")}
    fines = [anio.columna for anio in anios[1:]] + [max(map(len, hoja.filas))]
    for anio, fin in zip(anios, fines, strict=True):
        for columna in range(anio.columna, fin):
            rotulo = hoja.texto(medidas, columna)
            if not rotulo and all(hoja.celda(f, columna) is None for f in
                                  range(medidas, len(hoja.filas))):  # fmt: skip
                continue
            medida = _MEDIDAS.get(plano(rotulo))
            if medida is None:
                hoja.rechazar(
                    f"«{rotulo}» no es una medida conocida de los intervalos.",
                    "Estimación, Error Estándar, Límite Inferior, Límite Superior o CV %",
                    medidas, columna,
                )  # fmt: skip
            if medida == "error":
                continue
            if anio.anio in columnas[medida]:
                hoja.rechazar(f"«{rotulo}» está dos veces en {anio.anio}.",
                              "una columna por medida", medidas, columna)  # fmt: skip
            columnas[medida][anio.anio] = columna
        for medida, por_anio in columnas.items():
            if anio.anio not in por_anio:
                hoja.rechazar(
                    f"En {anio.anio} falta la columna de {medida}.",
                    "Estimación, límites y CV de cada año", medidas, anio.columna,
                )  # fmt: skip
    usadas = sorted(c for por_anio in columnas.values() for c in por_anio.values())
    filas = filas_de_departamentos(hoja, medidas + 1, nombre, usadas)
    _exigir_encuestados(hoja, set(filas), con_total=False)
    return _Intervalos(
        **{medida: leer_cifras(hoja, filas, columnas[medida], 0, 100) for medida in columnas}
    )


def _contrastar(
    hoja: Hoja, corto: str, incidencia: Cifras, intervalos: _Intervalos, avisos: list[str]
) -> None:
    """Los intervalos son de los mismos años y de las mismas incidencias."""
    de_incidencia = {anio for _, anio in incidencia}
    if de_incidencia != {anio for _, anio in intervalos.valor}:
        hoja.rechazar(
            "Los años de los intervalos no son los de la incidencia.",
            ", ".join(map(str, sorted(de_incidencia))),
        )
    nombres = departamentos() | {NACIONAL: "total nacional"}
    for (codigo, anio), valor in incidencia.items():
        if (codigo, anio) not in intervalos.valor:
            if codigo != NACIONAL:
                hoja.rechazar(f"Falta el intervalo de {nombres[codigo]} en {anio}.", "todos")
            continue
        estimada = intervalos.valor[codigo, anio]
        inferior, superior = intervalos.lim_inf[codigo, anio], intervalos.lim_sup[codigo, anio]
        cv = intervalos.cv[codigo, anio]
        # Con el 95 % de confianza el intervalo mide 1,96 errores estándar a cada lado.
        esperado = 1.96 * valor * cv / 100
        redondeo = 1.5 * (0.06 + 1.96 * (valor * 0.055 + 0.05 * cv) / 100)
        bien = (
            abs(estimada - valor) <= _REDONDEO
            and abs((inferior + superior) / 2 - valor) <= _ASIMETRIA
            and abs((superior - inferior) / 2 - esperado) <= redondeo
        )
        if bien:
            continue
        if (corto, codigo, anio) in _ROTADOS:
            avisos.append(
                f"El intervalo de {nombres[codigo]} en {anio} no contiene su incidencia: error "
                "conocido de la fuente, con corrección declarada."
            )
            continue
        hoja.rechazar(
            f"{nombres[codigo]} en {anio}: la incidencia es {valor} y el intervalo dice "
            f"{estimada} ({inferior} a {superior}; CV {cv}).",
            "la misma incidencia en las dos hojas, con su intervalo y su coeficiente de variación",
        )


def _contrastar_con_absolutos(
    libro: Libro, hoja: Hoja, incidencias: dict[str, Cifras], avisos: list[str]
) -> None:
    """Miles de pobres sobre incidencia es la población: la misma con la pobreza y con la extrema.

    Es lo único del libro que comprueba el total nacional, que no trae intervalo, y lo que ve dos
    departamentos cambiados a la vez en la incidencia y en su intervalo. Sin esas hojas no se exige.
    """
    nombres = {_nombre_llano(plano(nombre)): nombre for nombre in libro.nombres}
    if not {"ap", "ape"} <= set(nombres):
        return
    try:
        absolutos = {
            corto: leer_un_anio_por_columna(libro.hoja(nombres[f"a{corto[1:]}"]), 0, 1e5)[0]
            for corto in _INDICADORES
        }
    except ErrorDeFuente as error:
        avisos.append(f"No se contrastó con los valores absolutos: {error.que} ({error.donde})")
        return
    de_absolutos = {anio for _, anio in absolutos["ip"]}
    if faltan := sorted(de_absolutos - {anio for _, anio in incidencias["ip"]}):
        hoja.rechazar(f"Los valores absolutos traen {faltan} y esta hoja no.",
                      f"los años {sorted(de_absolutos)}")  # fmt: skip
    for codigo, anio in sorted(set.intersection(*map(set, absolutos.values()))):
        if (codigo, anio) not in incidencias["ip"]:
            continue
        (minimo, maximo), (otro_minimo, otro_maximo) = (
            _poblacion(absolutos[corto][codigo, anio], incidencias[corto][codigo, anio])
            for corto in _INDICADORES
        )
        if minimo > otro_maximo or otro_minimo > maximo:
            nombre = (departamentos() | {NACIONAL: "Total nacional"})[codigo]
            hoja.rechazar(
                f"{nombre} en {anio}: según los valores absolutos, la pobreza "
                f"({incidencias['ip'][codigo, anio]} %) es de {minimo:.0f} a {maximo:.0f} miles de "
                f"habitantes y la extrema ({incidencias['ipe'][codigo, anio]} %), de "
                f"{otro_minimo:.0f} a {otro_maximo:.0f}.",
                "los mismos habitantes con las dos incidencias",
            )


def _poblacion(miles: float, pct: float) -> tuple[float, float]:
    """Entre cuántos miles de habitantes están esos pobres, por el redondeo de las dos cifras."""
    return (
        100 * (miles - _REDONDEO_MILES) / (pct + _REDONDEO),
        100 * (miles + _REDONDEO_MILES) / max(pct - _REDONDEO, 1e-9),
    )


def _edicion(libro: Libro, hojas: list[Hoja], anios: set[int]) -> tuple[str, str | None]:
    fechas = {
        fecha
        for hoja in hojas
        if (fecha := hoja.fecha_del_pie("fecha de publicacion", "actualizado", "fecha de actualiz"))
    }
    if len(fechas) > 1:
        libro.rechazar(
            f"Las hojas dicen fechas de publicación distintas: {', '.join(sorted(fechas))}.",
            "una sola",
        )
    publicado = next(iter(fechas), None)
    if publicado and int(publicado[:4]) <= max(anios):
        libro.rechazar(
            f"El libro dice que se publicó el {publicado} y trae cifras de {max(anios)}.",
            "cifras de años anteriores a la publicación",
        )
    if max(anios) < _PRIMER_ANIO_MARCO_2018:
        if max(anios) == 2020:
            return "marco2005", publicado
        return f"marco2005_hasta{max(anios)}", publicado
    if min(anios) < _PRIMER_ANIO_MARCO_2018:
        libro.rechazar(
            f"El libro trae de {min(anios)} a {max(anios)}: mezcla el marco de 2005 (hasta 2020) y "
            "el de 2018 (desde 2021), que no se comparan, y no dice cuál es el de cada año.",
            "años de un solo marco",
        )
    if publicado is None:
        libro.rechazar(
            "Ninguna hoja dice cuándo se publicó, y cada publicación revisa las anteriores.",
            "un pie «Fecha de publicación: …» o «Actualizado el …»",
        )
    return f"marco2018_pub{publicado[:4]}", publicado


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""
    hojas = {corto: _buscar(libro, corto) for corto in ("ip", "ipe", "ic ip", "ic ipe")}
    avisos: list[str] = []
    incidencias = {corto: _leer_incidencia(hojas[corto], corto) for corto in _INDICADORES}
    anios = {anio for _, anio in incidencias["ip"]}
    if anios != {anio for _, anio in incidencias["ipe"]}:
        hojas["ipe"].rechazar("Los años no son los de la hoja IP.", f"{sorted(anios)}")
    edicion, publicado = _edicion(libro, list(hojas.values()), anios)
    filas = []
    for corto, indicador in _INDICADORES.items():
        hoja = hojas[f"ic {corto}"]
        intervalos = _leer_intervalos(hoja, f"ic {corto}")
        _contrastar(hoja, corto, incidencias[corto], intervalos, avisos)
        for (codigo, anio), valor in incidencias[corto].items():
            filas.append(
                {
                    "departamento": (departamentos() | {NACIONAL: "Total nacional"})[codigo],
                    "codigo": codigo,
                    "anio": str(anio),
                    "indicador": indicador,
                    "valor_pct": escrito(valor, 1),
                    "lim_inf": escrito_corto(intervalos.lim_inf.get((codigo, anio)), 1),
                    "lim_sup": escrito_corto(intervalos.lim_sup.get((codigo, anio)), 1),
                    "cv": escrito_corto(intervalos.cv.get((codigo, anio)), 1),
                    "serie": edicion,
                    "fuente": CITA,
                }
            )
    _contrastar_con_absolutos(libro, hojas["ip"], incidencias, avisos)
    for (codigo, anio), extrema in incidencias["ipe"].items():
        if extrema > incidencias["ip"][codigo, anio] + _REDONDEO:
            hojas["ipe"].rechazar(
                f"La pobreza extrema de {codigo} en {anio} ({extrema}) es mayor que la pobreza.",
                "pobreza extrema menor o igual que pobreza",
            )
    return Lectura(
        FAMILIA, edicion, str(max(anios)), {FAMILIA: en_texto(filas, COLUMNAS)}, publicado,
        tuple(avisos),
    )  # fmt: skip


def leer(ruta: Path) -> Lectura:
    """Incidencias (porcentaje de personas) con su intervalo del 95 % y su coeficiente de variación.

    Tabla ``pobreza_monetaria``: 24 departamentos y el total nacional por año e indicador. Lanza
    ``ErrorDeFuente`` con la hoja y la celda si el libro no es ese o está incompleto.
    """
    return leer_libro(abrir(ruta))
