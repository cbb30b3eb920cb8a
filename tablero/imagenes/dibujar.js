// Dibuja la imagen que el servidor compuso y la baja. Sólo corre al pulsar PNG o SVG.
const hechas = new Set()

const dibujar = async ({ figura, formato, ancho, alto, escala, archivo }) => {
  // Lo deja puesto el guion con que Streamlit dibuja los gráficos de la página.
  const { Plotly } = window
  if (!Plotly?.downloadImage) throw new Error("la página no terminó de cargar")
  const { data, layout } = JSON.parse(figura)
  await Plotly.downloadImage(
    { data, layout, config: { staticPlot: true } },
    {
      format: formato, width: ancho, height: alto, scale: escala,
      filename: archivo.slice(0, -formato.length - 1),
    },
  )
}

export default function ({ data, parentElement }) {
  // Se llama otra vez si cambia el tema: la imagen ya se bajó.
  if (!data || hechas.has(data.pedido)) return
  hechas.add(data.pedido)
  const estado = parentElement.querySelector("[role=status]")
  estado.textContent = "Dibujando la imagen…"
  dibujar(data).then(
    () => { estado.textContent = `Imagen bajada: ${data.archivo}` },
    (error) => {
      estado.textContent = `No se pudo dibujar la imagen: ${error.message}. Vuelva a intentarlo.`
    },
  )
}
