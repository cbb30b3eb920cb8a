"""De los párrafos de LOCALIZACIÓN a filas de cobertura: municipio, año y tipo.

Cada oración se lee como una fila de sucesos: listas de municipios, «todo el departamento», años y
referencias a una lista anterior. El año de una lista es el que la introduce; si ninguno la
introduce, el que viene después sin que lo reclame otra lista.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipelines.lector.limpieza import TextoUnido, plano
from pipelines.lector.lugares import Mencion, Municipios

NOMBRADO = "nombrado"
DEPARTAMENTAL = "departamental"
EXCEPCION = "excepcion"

_FIN_DE_ORACION = re.compile(
    r"(?<=[^\d\W][.?!])\s+(?=[A-ZÁÉÍÓÚÑÜ¿¡\d])|(?<=[\d)»”%][.])\s+(?=[A-ZÁÉÍÓÚÑÜ])"
)
_ABREVIATURA = re.compile(r"\b(?:art|no|num|sr|sra|dr|dra|ing|etc|aprox|vs|p|pag)\.$")

_ANIO = r"20\d\d"
_UN_ANIO = rf"(?:{_ANIO}|lo corrido de(?:l)?(?: ano)? {_ANIO}|la fecha de {_ANIO})"
_ENTRE_ANIOS = (
    r"(?:\s*,\s*(?:y |e )?|\s+(?:y|e|o|a|hasta|al)\s+(?:el |la |del )?(?:ano |vigencia )?|"
    r"\s*[-–/]\s*)"
)
_ANIOS = rf"{_UN_ANIO}(?:{_ENTRE_ANIOS}{_UN_ANIO})*"
_MES = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|"
    r"diciembre)"
)
_ENTRADA_DE_ANIO = re.compile(
    r"(?:"
    r"(?P<palabra>\b(?:anos?|vigencias?|periodos?|cuatrienio|bienio)(?: fiscal(?:es)?)?"
    r"(?: del?(?: ano)?)?:? )"
    rf"|(?P<fecha>\b(?:\d{{1,2}}\s+(?:de\s+)?)?{_MES}\s*(?:(?:de|del)(?: ano)?\s+)?)"
    r"|(?P<preposicion>\b(?:en|durante|para|desde|hasta|entre|por)(?: el| la| los| las)? )"
    r"|(?P<parentesis>\(\s*)"
    r"|(?P<inicio>^\W{0,3})"
    rf")(?P<anios>{_ANIOS})(?!\d)(?!\.\d)"
)
_ANIO_PEGADO = re.compile(rf"[ :–-]{{1,3}}(?P<anio>{_ANIO})(?=\s*(?:[,;.)]|y\b|e\b|$))")
_NORMA = re.compile(
    r"\b(?:ordenanza|decreto|ley|convenio|contrato|resolucion|acuerdo|bpin|conpes|proceso|circular)"
    r"\b[^,;.]{0,60}$"
)
_NOMBRE_DE_PLAN = re.compile(r"\bplan(?: \w+){0,3} de desarrollo\b[^,;.]{0,40}$")
_ULTIMO = re.compile(r"\b(?:en )?(?:este|esta) ultim[ao](?: ano| vigencia)?\b")
_MISMO_ANIO = re.compile(
    r"\b(?:en|durante|para) (?:la misma vigencia|el mismo ano|dicha vigencia|dicho ano|"
    r"esa vigencia|ese ano|esa misma vigencia|ese mismo ano)\b"
)
_LISTA_ANTERIOR = re.compile(
    r"\b(?:se repiten|se mantienen|se reiteran|los mismos)\b[^,.;]{0,30}\bmunicipios\b|"
    r"\b(?:adicional(?:es|mente)?|ademas|sumad[oa]s?|junto|aparte)\s+(?:a|de|con)\s+"
    r"(?:(?:es|est|dich|aquell)[oa]s|los (?:anteriores|mismos|ya))(?: \w+)? ?(?:municipios)?|"
    r"\b(?:los|a los|en los)\s+(?:municipios\s+(?:anteriores|anteriormente \w+|ya \w+|mencionados|"
    r"citados|enunciados|senalados)|anteriores municipios|municipios antes \w+)"
)
_EXCEPTO = re.compile(
    r"\b(?:se except\w+|exceptuando|exceptuad[oa]s|con excepcion de|a excepcion de|excepto|salvo|"
    r"sin incluir|menos(?= (?:el|los|en)\b)|excluyendo)\b"
)
_NEGACION = re.compile(
    r"\b(?:no|tampoco|ni|sin)\b(?! (?:obstante|solo|solamente|unicamente|embargo|perjuicio))"
    r"(?:\s+(?:se|ha|han|hubo|aun|ha sido|han sido|fue|fueron|es|son|esta|estan))*\s+"
    r"(?:\w+ ){0,1}?(?:registr|report|tien|tuv|cuent|aplic|impact|benefic|interv|alcanz|lleg|logr|"
    r"atend|realiz|ejecut|desarroll|incluy|particip|present|cobertur|llev|determin)\w*"
)
_FIN_DE_NEGACION = re.compile(r"[;:]|\b(?:pero|sino|mientras que|en cambio|aunque|sin embargo)\b")
_TODO = re.compile(
    r"\btodo el (?:departamento|territorio(?: departamental)?)\b|"
    r"\b(?:alcance|cobertura|impacto|nivel|caracter|orden|ambito|localizacion|incidencia|presencia)"
    r"(?: (?:es|son|fue|tiene|de|total|en))*(?: \w+){0,2}? departamental\b|"
    r"\balcance\b[^.;]{0,60}\bes departamental\b|"
    r"\bla totalidad (?:del departamento|de los municipios|del territorio)\b|"
    r"\btodos los municipios\b|\b(?:el )?departamento en su totalidad\b"
)
_N_MUNICIPIOS = re.compile(r"\b(?P<los>los |en los )?(?P<n>\d{1,3})\s+municipios\b")
_SUBREGIONES = re.compile(r"\b(?:todas las|las distintas|las diferentes|diversas) subregiones\b")


@dataclass
class Fila:
    """Una fila de cobertura antes de escribirse."""

    nombre: str
    divipola: str
    anio: str
    tipo: str
    linea: int
    confianza: float
    nota: str = ""


@dataclass
class Suceso:
    """Algo que la oración dice, en orden. ``clase``: lista, todo, anio, anterior o negado."""

    clase: str
    inicio: int
    fin: int
    menciones: list[Mencion] = field(default_factory=list)
    anios: tuple[int, ...] = ()
    texto: str = ""
    asignados: tuple[int, ...] = ()
    excepcion: bool = False
    fijo: bool = False


@dataclass
class Lectura:
    """Lo que se leyó de una sección: filas, lo que no se pudo leer y el número declarado."""

    filas: list[Fila] = field(default_factory=list)
    sin_leer: list[tuple[int, str, str]] = field(default_factory=list)
    declarados: int | None = None


def oraciones(texto: str) -> Iterator[tuple[int, int]]:
    """Los límites de cada oración del párrafo."""
    inicio = 0
    for corte in _FIN_DE_ORACION.finditer(texto):
        if _ABREVIATURA.search(plano(texto[max(0, corte.start() - 8) : corte.start()])):
            continue
        yield inicio, corte.start()
        inicio = corte.end()
    if inicio < len(texto):
        yield inicio, len(texto)


def anios_de(texto: str) -> tuple[int, ...]:
    """Los años de una expresión ya reconocida: «2020 a 2022» son tres; «2021 y 2023», dos."""
    partes = re.split(rf"({_ANIO})", texto)
    anios: list[int] = []
    for k in range(1, len(partes), 2):
        anio = int(partes[k])
        enlace = partes[k - 1].strip() if k > 1 else ""
        rango = re.fullmatch(
            r"(?:a|al|hasta|[-–/])(?: (?:el|la|del|ano|vigencia|lo corrido de|lo corrido del))*|"
            r"(?:a|al|hasta) lo corrido del?(?: ano)?",
            enlace,
        )
        if anios and rango and anios[-1] < anio <= anios[-1] + 10:
            anios += range(anios[-1] + 1, anio + 1)
        else:
            anios.append(anio)
    return tuple(sorted(set(anios)))


def leer_localizacion(
    parrafos: list[TextoUnido],
    municipios: Municipios,
    menciones: list[list[Mencion]],
    periodo: tuple[int, int] | None,
) -> Lectura:
    """La cobertura que dicen esos párrafos. ``menciones`` va en paralelo con ``parrafos``."""
    lectura = Lectura()
    heredado: tuple[int, ...] = ()
    ultima: list[Mencion] = []
    ultimo_anio: tuple[int, ...] = ()
    for parrafo, halladas in zip(parrafos, menciones, strict=True):
        bajo = plano(parrafo.texto)
        for inicio, fin in oraciones(parrafo.texto):
            linea = parrafo.linea(inicio)
            propias = [m for m in halladas if inicio <= m.inicio < fin]
            sucesos = _sucesos(bajo, inicio, fin, propias, municipios, ultimo_anio)
            _declarado(bajo[inicio:fin], lectura)
            fuera = _fuera_de_periodo(sucesos, periodo)
            for anio in fuera:
                lectura.sin_leer.append(
                    (
                        linea,
                        f"{anio}",
                        "el año no es del periodo del informe: la fila queda sin año",
                    )
                )
            hay = any(s.clase in ("lista", "todo", "anterior") for s in sucesos)
            if not hay:
                for suceso in sucesos:
                    _filas(suceso, linea, municipios, ultima, ultimo_anio, lectura)
                sueltos = [s for s in sucesos if s.clase == "anio"]
                # «Para 2022:» en un renglón propio introduce la lista del renglón siguiente; en
                # una tabla, el año de la misma fila es el de su municipio.
                corta = fin - inicio <= 70 and not parrafo.texto[inicio:fin].endswith(".")
                anios = sueltos[-1].anios if sueltos and corta else ()
                heredado = () if _cerrar_fila(lectura.filas, linea, anios) else anios
                _anotar_vacios(parrafo.texto[inicio:fin], bajo[inicio:fin], linea, propias, lectura)
                continue
            _asignar_anios(bajo, sucesos, heredado)
            heredado = ()
            for suceso in sucesos:
                filas, ultima, ultimo_anio = _filas(
                    suceso, linea, municipios, ultima, ultimo_anio, lectura
                )
                lectura.filas += filas
            _anotar_vacios(parrafo.texto[inicio:fin], bajo[inicio:fin], linea, propias, lectura)
    lectura.filas = _sin_repetir(lectura.filas)
    return lectura


def _cerrar_fila(filas: list[Fila], linea: int, anios: tuple[int, ...]) -> bool:
    """Pone el año a lo que la misma fila de la tabla nombró sin año. Dice si lo hizo."""
    abiertas = [f for f in filas if f.linea == linea and not f.anio]
    if not anios or not abiertas:
        return False
    for fila in abiertas:
        fila.anio = str(anios[0])
        filas += [replace(fila, anio=str(anio)) for anio in anios[1:]]
    return True


def _declarado(bajo: str, lectura: Lectura) -> None:
    hallado = _N_MUNICIPIOS.search(bajo)
    if hallado and lectura.declarados is None and int(hallado["n"]) > 1:
        lectura.declarados = int(hallado["n"])


def _anotar_vacios(
    texto: str, bajo: str, linea: int, menciones: list[Mencion], lectura: Lectura
) -> None:
    for mencion in menciones:
        if mencion.motivo:
            lectura.sin_leer.append((linea, mencion.nombre, mencion.motivo))
    if subregiones := _SUBREGIONES.search(bajo):
        lectura.sin_leer.append(
            (
                linea,
                texto[subregiones.start() : subregiones.end()],
                "«todas las subregiones» no dice qué municipios: decida si es todo el departamento",
            )
        )


def _sucesos(
    bajo: str,
    inicio: int,
    fin: int,
    menciones: list[Mencion],
    municipios: Municipios,
    ultimo_anio: tuple[int, ...],
) -> list[Suceso]:
    oracion = bajo[inicio:fin]
    sucesos: list[Suceso] = []
    for mencion in menciones:
        if mencion.motivo:
            continue
        previa = sucesos[-1] if sucesos else None
        if previa is not None and _misma_lista(bajo[previa.fin : mencion.inicio]):
            previa.menciones.append(mencion)
            previa.fin = mencion.fin
        else:
            sucesos.append(Suceso("lista", mencion.inicio, mencion.fin, [mencion]))
    for hallado in _TODO.finditer(oracion):
        sucesos.append(
            Suceso("todo", inicio + hallado.start(), inicio + hallado.end(), texto=hallado[0])
        )
    excepto = _EXCEPTO.search(oracion)
    for hallado in _N_MUNICIPIOS.finditer(oracion):
        n = int(hallado["n"])
        exceptuados = 0
        if excepto:
            exceptuados = len(
                {
                    m.divipola
                    for s in sucesos
                    if s.clase == "lista" and s.inicio >= inicio + excepto.end()
                    for m in s.menciones
                }
            )
        if n + exceptuados == municipios.total and (exceptuados or municipios.total > 1):
            sucesos.append(
                Suceso("todo", inicio + hallado.start(), inicio + hallado.end(), texto=hallado[0])
            )
    for hallado in _LISTA_ANTERIOR.finditer(oracion):
        sucesos.append(Suceso("anterior", inicio + hallado.start(), inicio + hallado.end()))
    for hallado in _ENTRADA_DE_ANIO.finditer(oracion):
        antes = oracion[: hallado.start()]
        if hallado["palabra"] is None and _NORMA.search(antes):
            continue
        if _NOMBRE_DE_PLAN.search(oracion[: hallado.start("anios")]):
            continue
        sucesos.append(
            Suceso(
                "anio",
                inicio + hallado.start(),
                inicio + hallado.end(),
                anios=anios_de(hallado["anios"]),
            )
        )
    for mencion in menciones:
        # «Tunja 2021, Paipa 2022»: el año va pegado al nombre, sin preposición.
        if suelto := _ANIO_PEGADO.match(bajo, mencion.fin, fin):
            sucesos.append(
                Suceso("anio", suelto.start("anio"), suelto.end(), anios=(int(suelto["anio"]),))
            )
    sucesos.sort(key=lambda s: s.inicio)
    for patron, solo_ultimo in ((_ULTIMO, True), (_MISMO_ANIO, False)):
        for hallado in patron.finditer(oracion):
            donde = inicio + hallado.start()
            previos = [s.anios for s in sucesos if s.clase == "anio" and s.inicio < donde]
            base = previos[-1] if previos else ultimo_anio
            if base:
                anios = base[-1:] if solo_ultimo else base
                sucesos.append(Suceso("anio", donde, inicio + hallado.end(), anios=anios))
    sucesos.sort(key=lambda s: s.inicio)
    if excepto:
        for suceso in sucesos:
            if suceso.clase == "lista" and suceso.inicio >= inicio + excepto.end():
                suceso.excepcion = True
    for negacion in _NEGACION.finditer(oracion):
        desde = inicio + negacion.start()
        limite = _FIN_DE_NEGACION.search(oracion, negacion.end())
        hasta = inicio + limite.start() if limite else fin
        for suceso in sucesos:
            if suceso.clase in ("lista", "todo", "anterior") and desde <= suceso.inicio < hasta:
                suceso.clase = "negado"
    return sucesos


_ENTRE_LUGARES = re.compile(
    r"[\s,;:•\-–—()/]*(?:\b(?:y|e|o|u|asi como|como tambien|al igual que|ademas de)\b)?[\s,]*"
    r"(?:\b(?:en|de|del|los|las|el|la|municipios?)\b\s*)*"
)


def _misma_lista(entre: str) -> bool:
    return len(entre) < 40 and _ENTRE_LUGARES.fullmatch(entre) is not None


def _fuera_de_periodo(sucesos: list[Suceso], periodo: tuple[int, int] | None) -> list[int]:
    if periodo is None:
        return []
    fuera: list[int] = []
    for suceso in list(sucesos):
        if suceso.clase != "anio":
            continue
        dentro = tuple(a for a in suceso.anios if periodo[0] <= a <= periodo[1])
        fuera += [a for a in suceso.anios if a not in dentro]
        if dentro:
            suceso.anios = dentro
        else:
            sucesos.remove(suceso)
    return fuera


_PEGADO = re.compile(r"\s*(?:en|para|durante|de|del)?\s*(?:el|la|los|las)?\s*\(?\s*")


def _asignar_anios(bajo: str, sucesos: list[Suceso], heredado: tuple[int, ...]) -> None:
    """Da a cada lista el año que le toca en la oración."""
    lugares = [s for s in sucesos if s.clase in ("lista", "todo", "anterior")]
    vigente = heredado
    for k, suceso in enumerate(sucesos):
        if suceso.clase in ("lista", "todo", "anterior"):
            suceso.asignados = vigente
            continue
        if suceso.clase != "anio":
            continue
        previos = [s for s in lugares if s.inicio < suceso.inicio]
        siguientes = [s for s in lugares if s.inicio > suceso.inicio]
        # «A, B y C en 2020 y D en 2021»: pegado a su lista y con otra lista después.
        pegado = bool(previos) and bool(_PEGADO.fullmatch(bajo[previos[-1].fin : suceso.inicio]))
        atras = not siguientes or (pegado and _abre_otra(bajo, suceso, siguientes[0]))
        if atras and previos:
            _hacia_atras(sucesos, k, previos, suceso.anios)
            if siguientes:
                vigente = ()
        else:
            vigente = suceso.anios


def _abre_otra(bajo: str, anio: Suceso, siguiente: Suceso) -> bool:
    """Si entre el año y la lista siguiente hay una pausa: el año cierra la lista anterior."""
    entre = bajo[anio.fin : siguiente.inicio]
    return re.match(r"\s*[,;.)]|\s+(?:y|e)\s", entre) is not None


def _hacia_atras(
    sucesos: list[Suceso], k: int, previos: list[Suceso], anios: tuple[int, ...]
) -> None:
    con_lista = [s for s in previos if s.clase != "todo"]
    for suceso in reversed(con_lista or previos):
        if suceso.asignados:
            break
        suceso.asignados = anios
        if suceso.excepcion:
            break
        # Otro año entre esta lista y la anterior ya dijo lo suyo.
        puesto = sucesos.index(suceso)
        if any(s.clase == "anio" for s in sucesos[:puesto]):
            break


def _filas(
    suceso: Suceso,
    linea: int,
    municipios: Municipios,
    ultima: list[Mencion],
    ultimo_anio: tuple[int, ...],
    lectura: Lectura,
) -> tuple[list[Fila], list[Mencion], tuple[int, ...]]:
    anios = [str(a) for a in suceso.asignados] or [""]
    if suceso.clase == "negado":
        for mencion in suceso.menciones:
            lectura.sin_leer.append((linea, mencion.nombre, "la oración niega que se llegara allí"))
        if not suceso.menciones:
            lectura.sin_leer.append((linea, suceso.texto, "la oración lo niega"))
        return [], ultima, ultimo_anio
    if suceso.clase == "todo":
        if not municipios.departamento:
            lectura.sin_leer.append(
                (linea, suceso.texto, "la lista de municipios es de varios departamentos")
            )
            return [], ultima, ultimo_anio
        filas = [
            Fila(suceso.texto, municipios.departamento, anio, DEPARTAMENTAL, linea, 0.85)
            for anio in anios
        ]
        return filas, ultima, suceso.asignados or ultimo_anio
    if suceso.clase == "anterior":
        if not ultima:
            lectura.sin_leer.append((linea, "", "remite a una lista anterior que no se halló"))
            return [], ultima, ultimo_anio
        nota = "El texto remite a la lista anterior sin repetir los nombres."
        filas = [
            Fila(m.nombre, m.divipola, anio, NOMBRADO, linea, 0.7, nota)
            for anio in anios
            for m in ultima
        ]
        return filas, ultima, suceso.asignados or ultimo_anio
    if suceso.clase != "lista":
        return [], ultima, ultimo_anio
    tipo = EXCEPCION if suceso.excepcion else NOMBRADO
    filas = []
    for mencion in suceso.menciones:
        nota = ""
        if mencion.confianza < 0.95:
            oficial = municipios.nombres[mencion.divipola]
            nota = f"«{mencion.nombre}» se leyó como {oficial}."
        filas += [
            Fila(mencion.nombre, mencion.divipola, anio, tipo, linea, mencion.confianza, nota)
            for anio in anios
        ]
    if tipo == EXCEPCION:
        return filas, ultima, ultimo_anio
    return filas, list(suceso.menciones), suceso.asignados or ultimo_anio


def _sin_repetir(filas: list[Fila]) -> list[Fila]:
    """Una fila por municipio, año y tipo: queda la primera, salvo que otra sea más segura."""
    unicas: dict[tuple[str, str, str], Fila] = {}
    for fila in filas:
        clave = (fila.divipola, fila.anio, fila.tipo)
        previa = unicas.get(clave)
        if previa is None:
            unicas[clave] = fila
        elif previa.confianza < fila.confianza and not fila.nota:
            previa.confianza = fila.confianza
            previa.nota = ""
            previa.nombre = fila.nombre
    return list(unicas.values())
