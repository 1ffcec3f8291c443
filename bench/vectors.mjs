/** What the semantic cache's index of vectors costs: a search of all it holds, and an addition when it is full. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { cpuOf, interleave } from './rounds.mjs'
import { summary } from './stats.mjs'

const ENTRIES = 10_000
const DIMENSIONS = 384
const PARTITIONS = 100

export async function vectorFigures({ quick, random }) {
  const vectorIndex = await loadVectorIndex()
  const vectors = Array.from({ length: ENTRIES }, () => Array.from({ length: DIMENSIONS }, () => random() - 0.4)) // off centre, as embeddings are
  const filled = (partitionOf) => {
    const index = vectorIndex({ maxEntries: ENTRIES })
    vectors.forEach((vector, at) => index.add({ partition: partitionOf(at), id: String(at), vector, payload: at }))
    return index
  }
  const one = filled(() => 'all')
  const many = filled((at) => String(at % PARTITIONS))
  const full = filled(() => 'all')
  const plain = withoutWebAssembly(() => filled(() => 'all'))

  let asked = 0
  let added = 0
  const search = (index, partitionOf) => () => {
    const at = (asked += 1) % ENTRIES
    const [hit] = index.search(partitionOf(at), vectors[at], { k: 1, threshold: 0.9 })
    if (hit?.payload !== at) throw new Error(`${hit?.payload} was found for ${at}`)
  }
  const measures = {
    ...(await measured({ one: search(one, () => 'all'), plain: search(plain, () => 'all') }, quick ? 20 : 100)),
    ...(await measured(
      {
        many: search(many, (at) => String(at % PARTITIONS)),
        add: () => full.add({ partition: 'all', id: `new ${(added += 1)}`, vector: vectors[added % ENTRIES], payload: added }),
      },
      quick ? 200 : 1_000,
    )),
  }
  if (full.size !== ENTRIES) throw new Error(`${full.size} entries`)
  const size = `${ENTRIES.toLocaleString('en')} × ${DIMENSIONS}`
  return [
    { name: `the nearest of ${size} vectors`, limit: 0.5, unit: 'ms CPU', ...inMs(measures.one) },
    { name: 'the same without WebAssembly', unit: 'ms CPU', ...inMs(measures.plain) },
    { name: `the nearest in one of ${PARTITIONS} partitions of these`, unit: 'µs CPU', ...summary(measures.many) },
    { name: `a vector added to ${size}, for which another goes`, limit: 50, unit: 'µs CPU', ...summary(measures.add) },
  ]

  function measured(contestants, count) {
    return interleave(contestants, (run) => cpuOf(run, count), { rounds: quick ? 10 : 40, warmUp: quick ? 3 : 10, random })
  }
}

function inMs(microseconds) {
  return summary(microseconds.map((value) => value / 1000))
}

/** From the sources: no entry of the package exports it. */
async function loadVectorIndex() {
  const entry = fileURLToPath(new URL('../src/vectors/vector-index.ts', import.meta.url))
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm', target: 'es2022', tsconfigRaw: {}, logLevel: 'silent' })
  const { vectorIndex } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  return vectorIndex
}

function withoutWebAssembly(make) {
  const { WebAssembly } = globalThis
  globalThis.WebAssembly = undefined
  try {
    return make()
  } finally {
    globalThis.WebAssembly = WebAssembly
  }
}
