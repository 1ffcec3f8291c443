/** The heap that a memory store takes, against its `maxBytes`: after a million inserts, and behind a cache. */
import { cache, createGateway, memoryStore } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { collectGarbage } from './rounds.mjs'

const INSERTS = 1_000_000
const MISSES = 100_000
const MAX_BYTES = 32 * 1024 * 1024

const LONGEST = 2_000

/** A letter of Latin-1 takes one byte, others take two: `maxBytes` counts two. */
const encodings = { 'Latin-1': ['latin1', 1], 'any letters': ['utf16le', 2] }

export async function memoryOfCacheFigures({ quick, random }) {
  const inserts = quick ? INSERTS / 5 : INSERTS
  const misses = quick ? MISSES / 5 : MISSES
  const figures = []
  for (const [what, [encoding, width]] of Object.entries(encodings)) {
    const letters = Buffer.alloc(LONGEST * width, Buffer.from('жзийклмн', 'utf16le'))
    const textOf = () => letters.toString(encoding, 0, width * (100 + Math.floor(random() * (LONGEST - 100))))
    const name = `heap of a memory store after ${inserts.toLocaleString('en')} inserts, text of ${what}`
    figures.push(figure(name, await filled(async (store) => {
      for (let n = 0; n < inserts; n++) await store.set(`zerohop:cache:all:${n}`, textOf(), 3_600_000)
    })))
  }
  const name = `heap of a memory store behind a cache after ${misses.toLocaleString('en')} misses`
  figures.push(figure(name, await filled(async (store) => {
    const gateway = createGateway({ providers: { one: instantProvider(1) }, use: [cache({ store })] })
    for (let n = 0; n < misses; n++) await gateway.chat.completions.create({ model: 'one/m', messages, seed: n })
  })))
  return figures
}

/** What a store holds when `fill` is done with it; the one before is garbage by then. */
async function filled(fill) {
  await fill(memoryStore({ maxBytes: 1024 })) // code that is compiled and caches that are filled are not the store's
  const before = heap()
  const store = memoryStore({ maxEntries: INSERTS, maxBytes: MAX_BYTES })
  await fill(store)
  const { entries, bytes } = store
  return { grown: heap() - before, entries, bytes, left: store.entries - entries }
}

function heap() {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function figure(name, { grown, entries, bytes, left }) {
  if (left !== 0) throw new Error('entries went without a write')
  return { name, limit: 1, unit: '×', median: grown / MAX_BYTES, note: `of maxBytes, ${mib(MAX_BYTES)} MiB: ${mib(grown)} MiB, by its own count ${mib(bytes)} in ${entries.toLocaleString('en')} entries` }
}

function mib(bytes) {
  return (bytes / 1024 / 1024).toFixed(1)
}
