// Las flechas pasan de vista y Escape sale; además dice cuánto mide la pantalla, para que el dibujo
// la llene. Los números son los de la ventana del navegador.
let quitar = () => {}

const PASOS = {
  ArrowRight: "siguiente", PageDown: "siguiente", ArrowLeft: "anterior", PageUp: "anterior",
  Home: "primera", End: "ultima", Escape: "salir",
}

export default function ({ parentElement, setTriggerValue, setStateValue, data }) {
  const alOprimir = (tecla) => {
    const campo = tecla.composedPath()[0]
    const escribe = campo?.closest?.("input, textarea, select, [contenteditable]")
    const paso = PASOS[tecla.key]
    if (!paso || escribe || tecla.ctrlKey || tecla.altKey || tecla.metaKey) return
    tecla.preventDefault()
    setTriggerValue("paso", paso)
  }
  const medir = () => {
    const mide = `${window.innerWidth}x${window.innerHeight}`
    if (mide !== data.pantalla) setStateValue("pantalla", mide)
  }
  // Cada vez que la página se redibuja se llama otra vez: sin esto, una flecha pasaría dos vistas.
  quitar()
  document.addEventListener("keydown", alOprimir)
  window.addEventListener("resize", medir)
  medir()
  quitar = () => {
    document.removeEventListener("keydown", alOprimir)
    window.removeEventListener("resize", medir)
  }
  return quitar
}
