/** `npm run bench`: what zerohop costs, beside what its users could do instead, measured in one interleaved run. */
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { VERSION as openai } from 'openai/version'
import { seededRandom } from 'zerohop/core'
import { decodingFigures } from './decoding.mjs'
import { importFigures } from './imports.mjs'
import { inProcessFigures } from './in-process.mjs'
import { loopbackTables } from './loopback.mjs'
import { memoryFigures } from './memory.mjs'
import { readOptions } from './options.mjs'
import { pickFigures } from './picks.mjs'
import { asJson, asMarkdown, asText } from './print.mjs'
import { socketFigures } from './sockets.mjs'
import { figureTable } from './table.mjs'
import { startUpstream } from './upstream.mjs'

const { format, quick, seed } = readOptions(process.argv.slice(2))
const upstream = await startUpstream()
const context = { quick, random: seededRandom(seed), upstream }

const tables = await measured('calls and streams over loopback', loopbackTables)
const figures = [
  ...(await measured('layers without a network', inProcessFigures)),
  ...(await measured('picks of a balance', pickFigures)),
  ...(await measured('decoding of streams', decodingFigures)),
  ...(await measured('imports', importFigures)),
  ...(await measured('memory', memoryFigures)),
  ...(await measured('sockets', socketFigures)),
]
await upstream.stop()

const undici = createRequire(import.meta.url)('undici/package.json').version
const about = {
  node: process.version,
  openai,
  undici,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`,
  platform: `${process.platform} ${process.arch}`,
  mode: quick ? 'quick' : 'full',
  seed,
}
const print = { text: asText, markdown: asMarkdown, json: asJson }[format]
process.stdout.write(print({ about, tables: [...tables, figureTable(figures)] }))

function measured(what, measure) {
  process.stderr.write(`measuring ${what} …\n`)
  return measure(context)
}
