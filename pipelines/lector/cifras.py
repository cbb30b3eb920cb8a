"""Las cifras de una meta: avance, inversión, beneficiarios e indicadores con que se liga.

Todas las funciones reciben los párrafos de una sección y devuelven lo que el texto dice, con su
renglón. Dos cifras que compiten por la misma casilla la dejan vacía y se dice por qué.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.lector import logro
from pipelines.lector.limpieza import PALABRAS_VACIAS, TextoUnido, plano
from pipelines.lector.localizacion import anios_de, oraciones
from pipelines.lector.numeros import LETRAS, NUMERO, numero, numero_en_letras


@dataclass
class Dato:
    """Una cifra leída, con el renglón de donde salió y cuánto se confía en ella."""

    valor: float
    linea: int
    confianza: float


# Avance

_PORCIENTO = rf"(?P<n>{NUMERO})\s*%"
_CUMPLIMIENTO_TRAS = re.compile(
    rf"{_PORCIENTO}\s+(?:de|en|del)\s+(?:\w+ )?(?P<que>cumplimiento|avance|ejecucion)"
    r"(?=(?P<cola>[^.;%]{0,60}))"
)
_CUMPLIMIENTO_ANTES = re.compile(
    r"\b(?P<que>cumplid[ao]s?|cumplimiento|cumplio|cumple|avance|se consolida|logro)\b"
    rf"(?P<medio>[^;%\d]{{0,110}}?)\b(?P<enlace>en|de|del|al|un|es)(?: (?:el|un))? {_PORCIENTO}"
    r"(?=(?P<cola>[^.;%]{0,60}))"
)
_NO_EXACTO = re.compile(r"\b(?:superior|inferior|mas|menos|cerca|aproximad\w+|mayor|menor)\b")
_AL_CUATRIENIO = re.compile(
    r"frente al cuatrienio|del cuatrienio|para el cuatrienio|en el cuatrienio"
)
_CUMPLIDA = re.compile(
    r"\bmeta\b[^.;]{0,60}\b(?:cumplida|culminada|finalizada)\b|"
    r"\b(?:la )?meta(?: \w+){0,3} (?:se )?supero\b|\bcumplimiento (?:total )?de la meta en 100|"
    r"\bmeta (?:se cumplio|registra cumplimiento de 100)|\bsiendo cumplida\b|"
    r"\b(?:facilitado|permitio|permitiendo|permitieron|da|dio|dando|determina) (?:el |dar )?"
    r"cumplimiento (?:de |a )la meta\b|"
    r"\bse ha superado el alcance\b|\bcumplida en su totalidad\b|\bsuperar la meta\b"
)
_EN_CURSO = re.compile(
    r"\bmeta\b[^.;]{0,60}\b(?:en (?:implementacion|ejecucion|proceso|desarrollo)|continua en)\b|"
    r"\bno se ha ejecutado completamente\b|\bprogramada\b[^.;]{0,60}\bavances?\b|"
    r"\bse ha avanzado\b"
)
_LOGRADOS = re.compile(
    rf"\b(?:se han? logrado|a la fecha(?: de corte)? se registran) (?P<n>{NUMERO})"
    r"(?![\d.,]*\d|\s*%)"
)
_VERBO_DE_LOGRO = r"\b(?:desarrollaron|realizaron|ejecutaron|apoyaron|crearon|a) "


@dataclass
class Avance:
    """Lo que dice la sección de avance."""

    cumplimiento: Dato | None = None
    cuatrienio: Dato | None = None
    logro: Dato | None = None
    estado: str = ""
    linea: int | None = None
    notas: list[str] = field(default_factory=list)
    sin_leer: list[tuple[int, str, str]] = field(default_factory=list)


def leer_avance(
    parrafos: list[TextoUnido], enunciado: str, cantidad: float | None = None, *, ficha: bool
) -> Avance:
    """Porcentajes, logro y estado de la meta según su sección de avance."""
    avance = Avance()
    unidades = logro.unidades(enunciado)
    cuentas: list[list[tuple[logro.Cuenta, int]]] = [[] for _ in unidades]
    cumplida: int | None = None
    en_curso: int | None = None
    for parrafo in parrafos:
        bajo = plano(parrafo.texto)
        for inicio, fin in oraciones(parrafo.texto):
            oracion = bajo[inicio:fin]
            linea = parrafo.linea(inicio)
            de_la_meta = ficha or re.search(r"\bmeta\b|cuatrienio|cumplimiento|cumplio", oracion)
            if de_la_meta:
                _leer_porcentajes(oracion, parrafo, inicio, avance)
                _leer_logrados(oracion, linea, avance)
                # En texto corrido cada año trae su cuenta: sólo la regla estricta, tras su verbo.
                for k, unidad in enumerate(unidades if ficha else unidades[:1]):
                    if not ficha and unidad.hecho is not None:
                        continue
                    verbo = "" if ficha else _VERBO_DE_LOGRO
                    for cuenta in logro.contar(oracion, unidad, tras_verbo=verbo):
                        cuentas[k].append((cuenta, parrafo.linea(inicio + cuenta.inicio)))
            if _CUMPLIDA.search(oracion):
                cumplida = linea
            if _EN_CURSO.search(oracion):
                en_curso = linea
    for unidad, halladas in zip(unidades, cuentas, strict=True):
        _elegir_logro(avance, unidad, halladas, ficha=ficha)
    _decidir_estado(avance, cumplida, en_curso, cantidad, ficha=ficha)
    datos = [d for d in (avance.cumplimiento, avance.cuatrienio, avance.logro) if d]
    if datos:
        avance.linea = datos[0].linea
    elif avance.estado:
        avance.linea = cumplida if avance.estado == "cumplida" else en_curso
    return avance


def _leer_porcentajes(oracion: str, parrafo: TextoUnido, inicio: int, avance: Avance) -> None:
    vistos: set[int] = set()
    for patron in (_CUMPLIMIENTO_TRAS, _CUMPLIMIENTO_ANTES):
        for hallado in patron.finditer(oracion):
            if hallado.start("n") in vistos:
                continue
            valor = numero(hallado["n"])
            linea = parrafo.linea(inicio + hallado.start("n"))
            vistos.add(hallado.start("n"))
            if valor is None:
                avance.sin_leer.append((linea, hallado["n"], "no es un porcentaje que se entienda"))
                continue
            if _NO_EXACTO.search(oracion[max(0, hallado.start("n") - 30) : hallado.start("n")]):
                avance.sin_leer.append((linea, hallado["n"] + "%", "el porcentaje no es exacto"))
                continue
            cola = hallado["cola"]
            previo = oracion[max(0, hallado.start() - 60) : hallado.start()]
            al_cuatrienio = bool(_AL_CUATRIENIO.search(cola))
            if al_cuatrienio and hallado["que"] == "avance" and patron is _CUMPLIMIENTO_TRAS:
                avance.cuatrienio = Dato(valor, linea, 0.9)
                continue
            dato = Dato(valor, linea, 0.9 if patron is _CUMPLIMIENTO_TRAS else 0.8)
            avance.cumplimiento = dato
            if al_cuatrienio or re.search(r"para el cuatrienio (?:un |el )?(?:\w+ ){0,3}$", previo):
                avance.cuatrienio = Dato(valor, linea, 0.7)


def _leer_logrados(oracion: str, linea: int, avance: Avance) -> None:
    hallado = _LOGRADOS.search(oracion)
    valor = numero(hallado["n"]) if hallado else None
    if valor is not None and avance.logro is None:
        avance.logro = Dato(valor, linea, 0.7)


def _elegir_logro(
    avance: Avance, unidad: logro.Unidad, halladas: list[tuple[logro.Cuenta, int]], *, ficha: bool
) -> None:
    if avance.logro is not None or not halladas:
        return
    primera, linea = halladas[0]
    distintas = {cuenta.valor for cuenta, _ in halladas}
    if ficha and len(distintas) > 1:
        cifras = ", ".join(f"{valor:g}" for valor in sorted(distintas))
        avance.sin_leer.append((linea, cifras, "varias cifras compiten por el logro"))
    elif not primera.exacta:
        avance.sin_leer.append((linea, primera.texto, "la cifra del logro no es exacta"))
    else:
        avance.logro = Dato(primera.valor, linea, unidad.confianza)
        if unidad.nota:
            avance.notas.append(f"{unidad.nota} Renglón {linea}.")


def _decidir_estado(
    avance: Avance,
    cumplida: int | None,
    en_curso: int | None,
    cantidad: float | None,
    *,
    ficha: bool,
) -> None:
    # En las fichas el cumplimiento es del periodo del informe; el cuatrienio manda.
    referencia = avance.cumplimiento
    if ficha and avance.cuatrienio is not None:
        referencia = avance.cuatrienio
    if referencia is not None:
        avance.estado = "cumplida" if referencia.valor >= 100 else "en implementación"
        return
    logrado = avance.logro.valor if avance.logro is not None else None
    if cumplida is not None or (
        logrado is not None and cantidad is not None and logrado >= cantidad
    ):
        avance.estado = "cumplida"
    elif en_curso is not None:
        avance.estado = "en implementación"


# Inversión

_MONTO = re.compile(
    rf"(?P<signo>(?<!us)\$\s*)?(?P<n>\d{{1,3}},\s\d{{1,2}}(?=\s*mill)|{NUMERO}|\b{LETRAS})"
    r"(?P<escala>\s*(?:(?P<mil>mil )?mill(?:on|ones)\b|miles de millones\b|billones\b))?"
    r"(?P<pesos>\s*(?:de )?pesos\b|\s*(?:m/?cte|cop)\b)?"
    r"(?P<ajena>\s*(?:de )?(?:dolares|usd|euros)\b)?"
)
_PARENTESIS_EN_LETRAS = re.compile(r"\([^()\d]{0,200}\)")
_PROGRAMADO = re.compile(
    r"\b(?:program\w+|proyect(?:o|aron|ada|ado)\b|presupuest(?:o|ada|ado|aron)\b|asign\w+|apropi\w+)"
)
_EJECUTADO = re.compile(
    r"\b(?:ejecut\w+|invert\w+|invirt\w+|implement\w+|comprometi\w+|pag(?:o|aron)\b)"
)
_PROPIOS = re.compile(r"recursos? propios?|ingresos? corrientes|\bicld\b")
_OTRAS = re.compile(
    r"otras fuentes|regalias|\bsgr\b|cooperacion internacional|aportes? de|recursos? de la nacion|"
    r"recursos? del credito|\bsgp\b|recursos? gestionados?"
)
_MEZCLA = re.compile(r"%|principalmente|mayoritariamente|parcialmente|en su mayoria")
_TOTAL = re.compile(r"\b(?:un |en |inversion |por un )total\b|\binversion total\b")
_NIEGA_INVERSION = re.compile(
    r"\bno se (?:programo|ejecuto|registr\w+|realizo|report\w+)|\bsin inversion\b|\bno aplica\b"
)


@dataclass
class Inversion:
    """Las cuatro casillas de inversión, en millones de pesos."""

    programada: Dato | None = None
    propios: Dato | None = None
    otras: Dato | None = None
    total: Dato | None = None
    linea: int | None = None
    notas: list[str] = field(default_factory=list)
    sin_leer: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _Monto:
    millones: float
    inicio: int
    fin: int
    linea: int


def montos(texto: str) -> Iterator[tuple[float, int, int]]:
    """Los montos en pesos de un texto plano: (millones de pesos, inicio, fin)."""
    for hallado in _MONTO.finditer(texto):
        if hallado["ajena"] or not (hallado["signo"] or hallado["escala"] or hallado["pesos"]):
            continue
        if hallado["n"][:1].isdigit():
            base = numero(hallado["n"])
        else:
            base = numero_en_letras(hallado["n"])
        if base is None:
            continue
        escala = hallado["escala"] or ""
        if "billones" in escala:
            factor = 1_000_000.0
        elif hallado["mil"] or "miles de" in escala:
            factor = 1000.0
        elif escala:
            factor = 1.0
        else:
            factor = 1e-6
        yield round(base * factor, 6), hallado.start(), hallado.end()


def leer_inversion(parrafos: list[TextoUnido]) -> Inversion:
    """Lo programado y lo ejecutado por fuente, según la sección de inversión."""
    inversion = Inversion()
    otras: list[_Monto] = []
    for parrafo in parrafos:
        bajo = plano(parrafo.texto)
        bajo = _PARENTESIS_EN_LETRAS.sub(lambda m: " " * len(m[0]), bajo)
        hallados = [
            _Monto(valor, inicio, fin, parrafo.linea(inicio)) for valor, inicio, fin in montos(bajo)
        ]
        if not hallados:
            if _NIEGA_INVERSION.search(bajo):
                inversion.linea = inversion.linea or parrafo.linea(0)
                inversion.notas.append("El texto dice que no hubo inversión; no escribe cifra.")
            continue
        _leer_montos(bajo, hallados, inversion, otras)
    if otras:
        suma = round(sum(m.millones for m in otras), 6)
        inversion.otras = Dato(suma, otras[0].linea, 0.9 if len(otras) == 1 else 0.7)
        if len(otras) > 1:
            inversion.notas.append("Otras fuentes es la suma de las que el texto nombra.")
    return inversion


def _leer_montos(
    bajo: str, hallados: list[_Monto], inversion: Inversion, otras: list[_Monto]
) -> None:
    programado_propios = False
    for k, monto in enumerate(hallados):
        previo = hallados[k - 1].fin if k else 0
        siguiente = hallados[k + 1].inicio if k + 1 < len(hallados) else len(bajo)
        cerca = _del_siguiente(bajo[previo : monto.inicio]) if k else bajo[: monto.inicio]
        despues = _del_anterior(bajo[monto.fin : siguiente])
        modo = _modo(bajo[: monto.inicio])
        mezcla = _MEZCLA.search(despues) is not None
        fuente = "" if mezcla else _fuente(_desde_el_verbo(cerca)) or _fuente(despues[:90])
        total = _TOTAL.search(cerca) is not None or mezcla
        inversion.linea = inversion.linea or monto.linea
        if modo == "programada":
            if fuente != "otras":
                _poner(inversion, "programada", monto, 0.95 if fuente else 0.8)
                programado_propios = fuente == "propios"
            else:
                inversion.notas.append(
                    f"Además se programaron {monto.millones:g} millones de otras fuentes."
                )
            continue
        if fuente == "otras":
            otras.append(monto)
            continue
        if fuente == "propios":
            _poner(inversion, "propios", monto, 0.95)
            if total:
                _poner(inversion, "total", monto, 0.85)
        elif not total and programado_propios and inversion.propios is None:
            # «se programó con recursos propios X y se ejecutaron Y»: la fuente se sobreentiende.
            _poner(inversion, "propios", monto, 0.85)
        else:
            _poner(inversion, "total", monto, 0.8)


def _poner(inversion: Inversion, casilla: str, monto: _Monto, confianza: float) -> None:
    previo = getattr(inversion, casilla)
    if previo is None:
        setattr(inversion, casilla, Dato(monto.millones, monto.linea, confianza))
    elif previo.valor != monto.millones:
        inversion.sin_leer.append(
            (
                monto.linea,
                f"{monto.millones:g} millones",
                f"otra cifra para la inversión ({casilla}); se dejó la primera, {previo.valor:g}",
            )
        )
        previo.confianza = min(previo.confianza, 0.5)


def _modo(antes: str) -> str:
    """«programada» si el último verbo es de programar; si no, lo ejecutado."""
    programado = list(_PROGRAMADO.finditer(antes))
    ejecutado = max((m.start() for m in _EJECUTADO.finditer(antes)), default=-1)
    # «se implementó con un presupuesto de 8 millones» es lo gastado, no lo programado.
    if ejecutado >= 0 and programado and programado[-1][0] == "presupuesto":
        programado = [m for m in programado if m[0] != "presupuesto"]
    return "programada" if programado and programado[-1].start() > ejecutado else "ejecutada"


_PAUSA = re.compile(r";|\.\s|,| y (?=\D)|\bse (?:ejecut|invirt|program)")


def _del_siguiente(entre: str) -> str:
    """De lo escrito entre dos montos, lo que habla del segundo: lo de después de la pausa."""
    pausas = list(_PAUSA.finditer(entre))
    return entre[pausas[-1].start() :] if pausas else ""


def _del_anterior(entre: str) -> str:
    """De lo escrito entre dos montos, lo que habla del primero: lo de antes de la pausa."""
    pausas = list(_PAUSA.finditer(entre))
    return entre[: pausas[-1].start()] if pausas else entre


def _desde_el_verbo(texto: str) -> str:
    """Desde «se ejecutaron»: la fuente de lo programado no es la de lo ejecutado."""
    verbos = [m.start() for m in re.finditer(r"\bse (?:ejecut|invirt)\w+", texto)]
    return texto[verbos[-1] :] if verbos else texto


def _fuente(texto: str) -> str:
    propios = _PROPIOS.search(texto)
    otras = _OTRAS.search(texto)
    if propios and otras:
        return "propios" if propios.start() < otras.start() else "otras"
    if propios:
        return "propios"
    return "otras" if otras else ""


# Beneficiarios

_PERSONAS = (
    r"ciudadan[oa]s|personas|beneficiari[oa]s|emprendedor(?:es|as)|empresari[oa]s|microempresari[oa]s|"
    r"participantes|habitantes|becari[oa]s|familias|usuari[oa]s|productor(?:es|as)|representantes|"
    r"hombres y mujeres|mujeres y hombres|empresas|emprendimientos|organizaciones|campesin[oa]s"
)
_CUENTA = re.compile(
    rf"(?<![\d.,$%])(?P<n>{NUMERO})(?!\s*%)\s+(?:(?!anos?\b|son\b)[^\W\d_]+\s+){{0,3}}?(?P<quien>{_PERSONAS})\b"
)
_SUBCONJUNTO = re.compile(
    r"\b(?:de est[ao]s|de ell[ao]s|de l[ao]s cuales|de los anteriores|entre ell[ao]s|"
    r"condicion(?:es)? especial(?:es)?|destacando|distribuid[oa]s)\b"
)
_SIN_BENEFICIARIOS = re.compile(
    r"\bno (?:se )?(?:registr|tien|aplic|determin|report|cuent|ha sido)\w*|\bsin datos\b|"
    r"\bindeterminad"
)
_INDIRECTOS = re.compile(rf"(?P<n>{NUMERO}) (?:beneficiarios )?indirectos")
_GRUPOS: tuple[tuple[str, str], ...] = (
    (
        "mujeres jefas de hogar",
        r"(?:mujer(?:es)? )?(?:jef[ea]s?|cabezas?) de(?:l)? (?:hogar|familia)",
    ),
    ("víctimas", r"victimas?"),
    ("migrantes", r"migrantes?"),
    ("personas con discapacidad", r"discapacidad"),
    ("osigd-lgbti", r"osi[gd]\w*(?: ?[-–] ?lgbt\w*)?|lgbt\w*"),
    ("comunidades étnicas", r"etnias?|etnic[ao]s?"),
    ("afro", r"afro\w*"),
    ("indígenas", r"indigenas?"),
    ("desmovilizados", r"desmovilizad[oa]s?|reincorporad[oa]s?"),
    ("personas privadas de la libertad", r"privad[oa]s? de la libertad"),
    ("tercera edad", r"tercera edad|adult[oa]s mayores|personas mayores"),
    ("adultos", r"adult[oa]s?(?! mayor)"),
    ("jóvenes", r"jovenes|joven"),
    ("adolescentes", r"adolescentes?"),
    ("niños y niñas", r"nin[oa]s"),
    ("mujeres", r"(?<!hombres y )mujeres(?! (?:jef|cabez|y hombres))|sexo femenino"),
    ("hombres", r"hombres(?! y mujeres)|sexo masculino"),
    ("estudiantes", r"estudiantes"),
)
_GRUPO = re.compile("|".join(f"(?P<g{k}>\\b(?:{p})\\b)" for k, (_, p) in enumerate(_GRUPOS)))
_ANTES_DEL_GRUPO = re.compile(
    rf"(?<![\d.,$])(?P<n>{NUMERO})(?!\s*%)(?P<medio>(?:\s+[^\W\d_]+){{0,8}}?\s*)$"
)
_TRAS_EL_GRUPO = re.compile(
    r"\s*,?\s*(?:en menor proporcion )?"
    rf"(?:\(\s*(?P<p>{NUMERO})\s*\)|(?P<n>{NUMERO})(?=[\s,;.]|$))"
)
_EDADES = re.compile(
    r"[^,;.\d]{0,40}?\bentre (?:los )?(?P<a>\d{1,2}) (?:a|y) (?:los )?(?P<b>\d{1,2}) anos"
)
_MAYORES_DE = re.compile(
    rf"(?<![\d.,$])(?P<n>{NUMERO})(?!\s*%) (?:[^\W\d_]+ ){{0,3}}"
    r"mayores de (?P<edad>\d{1,2}) anos"
)
_GRUPOS_QUE_SON_TOTAL = frozenset({"adultos", "jóvenes", "mujeres", "hombres", "tercera edad"})
_QUIENES_SON_GRUPO = frozenset(
    {
        "empresarios", "empresarias", "empresas", "emprendimientos", "organizaciones",
        "representantes",
    }
)  # fmt: skip
# «709 vecinos con huertas han sido…»: el complemento cierra ahí, sin decir con qué se les ayudó.
_CON_ALGO = re.compile(
    r" con (?P<que>(?P<nombre>[^\W\d_]{3,}s)(?: de [^\W\d_]{4,})?(?: [^\W\d_]{3,}(?<![ai]d[oa])s)?)"
    r"(?=\s*(?:[,.;:)]|$)| (?:han|ha|fueron|fue|son|se|resultaron|que|del|en)\b)"
)
_SIN_OFICIO = frozenset({"ciudadanos", "ciudadanas", "personas", "habitantes"})
_NO_NOMBRA = re.compile(
    r".*(?:ciones|siones)$|(?:recurso|accion|actividad|estrategia|jornada|taller|apoyo|ayuda|"
    r"servicio|beneficio|edad|condicion|ingreso|necesidad|problema|dificultad)(?:e?s)$"
)
_OFICIO = {
    "emprendimientos": "emprendedores",
    "empresas": "empresarios",
    "microempresas": "microempresarios",
}
_REPRESENTANTES_DE = re.compile(r" de (?:l[ao]s )?(?P<que>[^\W\d_]+s)\b")
_SIENDO = re.compile(
    r"[^,;.\d]{0,60}?,? ?\bsiendo (?:est[ao]s |ell[ao]s |tod[oa]s )?(?P<que>[^\W\d_]+s)\b"
)
_ADJETIVO = re.compile(r" (?P<que>[^\W\d_]{3,}(?<![ai]d[oa])s)\b")
_ANIO_DE_GRUPO = re.compile(r"\b(?:vigencia|ano)s? (?P<a>20\d\d)\b")


@dataclass
class Grupo:
    """Personas de un grupo que la sección cuenta."""

    grupo: str
    personas: int
    anio: str
    linea: int
    confianza: float
    nota: str = ""


@dataclass
class Beneficiarios:
    """El total que la sección dice y sus grupos."""

    total: Dato | None = None
    grupos: list[Grupo] = field(default_factory=list)
    sin_leer: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _Cuenta:
    """Una cifra que puede ser el total: cuántos y quiénes.

    ``grupo``: cómo se llama ese grupo, si el texto dice más que ``quien``; ``nota``: por qué.
    """

    valor: int
    quien: str
    grupo: str
    nota: str
    linea: int
    anio: str
    exacta: bool


def leer_beneficiarios(parrafos: list[TextoUnido], enunciado: str = "") -> Beneficiarios:
    """El total y los grupos; si dos totales compiten, ninguno se elige y cada uno va como grupo."""
    resultado = Beneficiarios()
    cuentas: list[_Cuenta] = []
    for parrafo in parrafos:
        bajo = plano(parrafo.texto)
        for inicio, fin in oraciones(parrafo.texto):
            oracion = bajo[inicio:fin]
            linea = parrafo.linea(inicio)
            resultado.grupos += _leer_grupos(oracion, linea)
            cuentas += _leer_cuentas(parrafo.texto[inicio:fin], linea, enunciado, resultado)
            for hallado in _INDIRECTOS.finditer(oracion):
                valor = numero(hallado["n"])
                if valor is not None:
                    resultado.grupos.append(
                        Grupo("beneficiarios indirectos", int(valor), "", linea, 0.9)
                    )
    _elegir_total(cuentas, resultado)
    vistos: set[tuple[str, str]] = set()
    unicos = []
    for grupo in resultado.grupos:
        if (grupo.grupo, grupo.anio) not in vistos:
            vistos.add((grupo.grupo, grupo.anio))
            unicos.append(grupo)
    resultado.grupos = unicos
    return resultado


def _leer_cuentas(
    texto: str, linea: int, enunciado: str, resultado: Beneficiarios
) -> list[_Cuenta]:
    oracion = plano(texto)
    niega = _SIN_BENEFICIARIOS.search(oracion)
    corte = _SUBCONJUNTO.search(oracion)
    principal = oracion[: corte.start()] if corte and corte.start() > 12 else oracion
    cuentas = []
    hallados = list(_CUENTA.finditer(principal))
    for k, hallado in enumerate(hallados):
        valor = numero(hallado["n"])
        if valor is None or valor != int(valor) or _es_anio(principal, hallado.start("n"), valor):
            continue
        if niega and niega.start() < hallado.start():
            resultado.sin_leer.append((linea, hallado[0], "la oración dice que no hay cifra"))
            continue
        antes = principal[max(0, hallado.start() - 12) : hallado.start()]
        hasta = hallados[k + 1].start() if k + 1 < len(hallados) else len(principal)
        exacta = re.search(r"\b(?:mas de|cerca de|unos|aproximadamente)\s*$", antes) is None
        anio = anio_del_grupo(principal[hallado.end() : hasta])
        grupo, nota = _nombrar(texto, hallado, plano(enunciado))
        cuentas.append(_Cuenta(int(valor), hallado["quien"], grupo, nota, linea, anio, exacta))
    return cuentas


def _nombrar(texto: str, cuenta: re.Match[str], enunciado: str) -> tuple[str, str]:
    """El nombre del grupo contado, si el texto dice más que «personas» o «empresas», y su nota.

    ``texto``: la oración como está escrita, para no perder las tildes.
    """
    quien, oracion, fin = cuenta["quien"], cuenta.string, cuenta.end()

    def escrito(hallado: re.Match[str]) -> str:
        return texto[hallado.start("que") : hallado.end("que")].lower()

    con_algo = _CON_ALGO.match(oracion, fin)
    if quien in _SIN_OFICIO and con_algo and not _NO_NOMBRA.match(con_algo["nombre"]):
        nombre = f"{quien} con {escrito(con_algo)}"
        oficio = _OFICIO.get(con_algo["que"])
        return (oficio, f"El texto dice «{nombre}».") if oficio else (nombre, "")
    siendo = _SIENDO.match(oracion, fin)
    if quien.startswith("beneficiari") and siendo and siendo["que"] in _QUIENES_SON_GRUPO:
        return siendo["que"], ""
    representan = _REPRESENTANTES_DE.match(oracion, fin)
    if quien == "representantes" and representan:
        return f"{quien} de {escrito(representan)}", ""
    calificado = _ADJETIVO.match(oracion, fin)
    if calificado and re.search(rf"\b{quien} {calificado['que']}\b", enunciado):
        return f"{quien} {escrito(calificado)}", ""
    return "", ""


def _es_anio(texto: str, inicio: int, valor: float) -> bool:
    antes = texto[max(0, inicio - 14) : inicio]
    return (
        1990 <= valor <= 2100
        and re.search(r"\b(?:vigencia|ano|en|de|del|el|y|a) $", antes) is not None
    )


def _elegir_total(cuentas: list[_Cuenta], resultado: Beneficiarios) -> None:
    # «… y 79 emprendedoras con la condición de jefas de hogar» cuenta un grupo, no otro total.
    de_grupo = {grupo.personas for grupo in resultado.grupos}
    mayor = max((cuenta.valor for cuenta in cuentas), default=0)
    cuentas = [c for c in cuentas if c.valor == mayor or c.valor not in de_grupo]
    distintas = {cuenta.valor for cuenta in cuentas}
    solas = [g for g in resultado.grupos if g.grupo in _GRUPOS_QUE_SON_TOTAL]
    if len(distintas) == 1 and any(cuenta.exacta for cuenta in cuentas):
        primera = cuentas[0]
        resultado.total = Dato(float(primera.valor), primera.linea, 0.85)
        es_grupo = primera.quien in _QUIENES_SON_GRUPO or primera.grupo
        if not resultado.grupos and es_grupo:
            resultado.grupos.append(_como_grupo(primera))
    elif distintas:
        cifras = ", ".join(str(valor) for valor in sorted(distintas))
        motivo = "varias cifras compiten por el total de beneficiarios"
        if len(distintas) == 1:
            motivo = "la cifra de beneficiarios no es exacta"
        resultado.sin_leer.append((cuentas[0].linea, cifras, motivo))
        resultado.grupos += [_como_grupo(cuenta) for cuenta in cuentas]
    elif len(resultado.grupos) == 1 and solas:
        resultado.total = Dato(float(solas[0].personas), solas[0].linea, 0.6)


def _como_grupo(cuenta: _Cuenta) -> Grupo:
    confianza = 0.5 if cuenta.grupo else 0.6
    nombre = cuenta.grupo or cuenta.quien
    return Grupo(nombre, cuenta.valor, cuenta.anio, cuenta.linea, confianza, cuenta.nota)


def _leer_grupos(oracion: str, linea: int) -> list[Grupo]:
    usados: set[int] = set()
    previo = 0
    por_edad: list[tuple[Grupo, str]] = []
    otros: list[Grupo] = []
    for hallado in _GRUPO.finditer(oracion):
        nombre = _GRUPOS[int(str(hallado.lastgroup)[1:])][0]
        ventana = oracion[max(previo, hallado.start() - 90) : hallado.start()]
        desde = hallado.start() - len(ventana)
        tras = _TRAS_EL_GRUPO.match(oracion, hallado.end())
        antes = _ANTES_DEL_GRUPO.search(ventana)
        valor: float | None = None
        if tras and (tras["p"] or not antes):
            valor = numero(tras["p"] or tras["n"])
            usados.add(tras.start("p") if tras["p"] else tras.start("n"))
        elif antes and desde + antes.start("n") not in usados:
            valor = numero(antes["n"])
            usados.add(desde + antes.start("n"))
        if valor is None or valor != int(valor):
            continue
        previo = hallado.end()
        grupo = Grupo(nombre, int(valor), "", linea, 0.8)
        edades = _EDADES.match(oracion, hallado.end())
        if edades and nombre in ("jóvenes", "adultos") and not tras:
            por_edad.append((grupo, f"{edades['a']} a {edades['b']} años"))
        otros.append(grupo)
    for hallado in _MAYORES_DE.finditer(oracion):
        valor = numero(hallado["n"])
        if valor is not None and valor == int(valor):
            nombre = f"{hallado['edad']} años o más"
            grupo = Grupo(nombre, int(valor), "", linea, 0.7)
            por_edad.append((grupo, nombre))
            otros.append(grupo)
    # Con una sola edad, el grupo es el que el texto nombra; con varias, son tramos de edad.
    if len(por_edad) > 1:
        for grupo, nombre in por_edad:
            grupo.grupo = nombre
    return otros


# Indicadores

_LIGA = re.compile(
    r"\b(?:aport|contribu|impact|trascien|configur|consolid|port)\w*|indicador(?:es)? de resultado"
)
_LOGRO_PLENO = re.compile(r"\b(?:trascien|se configur|se consolid)\w*[^.;]{0,60}\blogro\b")
_LOGRO = re.compile(r"\blogros?\b")
_NIEGA_IMPACTO = re.compile(r"\bno se (?:registr|report)\w*|\bno (?:aport|impact|contribu)\w*")


@dataclass
class Vinculo:
    """Un indicador (o «logro») con que el texto liga la meta."""

    indicador: str
    linea: int
    confianza: float
    nota: str = ""


def _raices(texto: str) -> list[str]:
    palabras = re.findall(r"[^\W\d_]+", plano(texto))
    return [p[:5] for p in palabras if len(p) > 3 and p not in PALABRAS_VACIAS]


def _nombra(oracion: list[str], indicador: list[str]) -> bool:
    """Si la oración trae, seguidas, tres palabras del indicador (o todas, si son menos)."""
    largo = min(3, len(indicador))
    if largo < 2:
        return False
    seguidas = {tuple(indicador[k : k + largo]) for k in range(len(indicador) - largo + 1)}
    return any(tuple(oracion[k : k + largo]) in seguidas for k in range(len(oracion)))


def leer_indicadores(
    parrafos: list[TextoUnido], indicadores: list[str], *, con_titulo: bool
) -> list[Vinculo]:
    """Los indicadores de resultado, entre los dados, que las oraciones de impacto declaran."""
    vinculos: dict[str, Vinculo] = {}
    rebaja = 0.0 if con_titulo else 0.15
    for parrafo in parrafos:
        bajo = plano(parrafo.texto)
        for inicio, fin in oraciones(parrafo.texto):
            oracion = bajo[inicio:fin]
            if not _LIGA.search(oracion) or _NIEGA_IMPACTO.search(oracion):
                continue
            if not con_titulo and not re.search(r"\blogro\b|indicador(?:es)? de", oracion):
                continue
            linea = parrafo.linea(inicio)
            raices = _raices(oracion)
            for indicador in indicadores:
                if _nombra(raices, _raices(indicador)):
                    vinculos.setdefault(indicador, Vinculo(indicador, linea, 0.85 - rebaja))
            if not _LOGRO.search(oracion) or re.search(r"logro del? (?:\w+ )?indicador", oracion):
                continue
            if re.search(r"indicador(?:es)? de logro", oracion):
                continue
            pleno = _LOGRO_PLENO.search(oracion) is not None
            if pleno or re.search(r"\b(?:aport|contribu|port)\w*", oracion):
                nota = "" if pleno else "Dice que aporta a un logro, no que la meta lo sea."
                vinculos.setdefault(
                    "logro", Vinculo("logro", linea, (0.85 if pleno else 0.6) - rebaja, nota)
                )
    return list(vinculos.values())


def anio_del_grupo(texto: str) -> str:
    """El año que una frase de beneficiarios nombra, si nombra uno solo."""
    anios = {a for m in _ANIO_DE_GRUPO.finditer(plano(texto)) for a in anios_de(m["a"])}
    return str(anios.pop()) if len(anios) == 1 else ""
