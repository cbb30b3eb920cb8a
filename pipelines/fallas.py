"""Lo que una revisión encuentra: fuente, lugar, regla y detalle, y la cuenta de lo revisado."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipelines.errores import ErrorDeValidacion


@dataclass(frozen=True)
class Falla:
    """Una fila (o archivo) que incumple una regla."""

    fuente: str
    lugar: str
    regla: str
    detalle: str

    def __str__(self) -> str:
        return f"[{self.fuente}] {self.lugar} · {self.regla}: {self.detalle}"


@dataclass
class Revision:
    """Acumula comprobaciones y fallas de una construcción; se lanza una sola vez, al final."""

    comprobaciones: Counter[str] = field(default_factory=Counter)
    fallas: list[Falla] = field(default_factory=list)

    def anotar(self, clase: str, fallas: list[Falla] | None = None, cuantas: int = 1) -> None:
        """Cuenta ``cuantas`` comprobaciones de una ``clase`` y guarda sus fallas."""
        self.comprobaciones[clase] += cuantas
        self.fallas.extend(fallas or [])

    @property
    def total(self) -> int:
        return sum(self.comprobaciones.values())

    def exigir(self, maximo: int = 20) -> None:
        """Lanza ``ErrorDeValidacion`` si hubo fallas, con las primeras ``maximo``."""
        if not self.fallas:
            return
        muestra = [f"- {falla}" for falla in self.fallas[:maximo]]
        if len(self.fallas) > maximo:
            muestra.append(f"- … y {len(self.fallas) - maximo} fallas más")
        cuantas = "1 falla" if len(self.fallas) == 1 else f"{len(self.fallas)} fallas"
        raise ErrorDeValidacion(
            que=f"{cuantas} en la revisión de los datos:\n" + "\n".join(muestra),
            hacer=(
                "Corrija la fuente o, si el cambio es correcto y revisado, vuelva a declararla con "
                "«python -m pipelines firmar --fuente …». El mart publicado no se tocó."
            ),
        )
