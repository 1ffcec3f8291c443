/** `npm run bench`: what zerohop costs, beside what its users could do instead, measured in one interleaved run. */
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { VERSION as openai } from 'openai/version'
import { seededRandom } from 'zerohop/core'
import { askedFigures } from './asked.mjs'
import { bundleFigures } from './bundles.mjs'
import { misses } from './check.mjs'
import { cacheFigures } from './cache.mjs'
import { decodingFigures } from './decoding.mjs'
import { importFigures } from './imports.mjs'
import { inProcessFigures } from './in-process.mjs'
import { loopbackTables } from './loopback.mjs'
import { memoryFigures } from './memory.mjs'
import { memoryOfCacheFigures } from './memory-of-cache.mjs'
import { openStreamFigures } from './memory-of-streams.mjs'
import { readOptions } from './options.mjs'
import { peerVersions } from './peers.mjs'
import { pickFigures } from './picks.mjs'
import { asJson, asMarkdown, asText } from './print.mjs'
import { recordFigures } from './records.mjs'
import { socketFigures } from './sockets.mjs'
import { figureTable } from './table.mjs'
import { storeKilledFigures } from './store-killed.mjs'
import { startUpstream } from './upstream.mjs'
import { vectorFigures } from './vectors.mjs'

const { check, format, quick, seed } = readOptions(process.argv.slice(2))
const upstream = await startUpstream()
const context = { check, quick, random: seededRandom(seed), upstream }

const tables = await measured('calls and streams over loopback', loopbackTables)
const figures = [
  ...askedFigures(tables),
  ...(await measured('layers without a network', inProcessFigures)),
  ...(await measured('picks of a balance', pickFigures)),
  ...(await measured('hits of the cache', cacheFigures)),
  ...(await measured('a store that is killed', storeKilledFigures)),
  ...(await measured('memory of the cache', memoryOfCacheFigures)),
  ...(await measured('vectors of the semantic cache', vectorFigures)),
  ...(await measured('decoding of streams', decodingFigures)),
  ...(await measured('records', recordFigures)),
  ...(await measured('imports', importFigures)),
  ...(await measured('bundles', bundleFigures)),
  ...(check ? [] : await measured('memory', memoryFigures)),
  ...(check ? [] : await measured('open streams', openStreamFigures)),
  ...(await measured('sockets', socketFigures)),
]
await upstream.stop()

const undici = createRequire(import.meta.url)('undici/package.json').version
const about = {
  node: process.version,
  openai,
  undici,
  peers: peerVersions(),
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`,
  platform: `${process.platform} ${process.arch}`,
  mode: quick ? 'quick' : 'full',
  seed,
}
const print = { text: asText, markdown: asMarkdown, json: asJson }[format]
process.stdout.write(print({ about, tables: [...tables, figureTable(figures)] }))

function measured(what, measure) {
  const seconds = Math.round(performance.now() / 1000)
  process.stderr.write(`measuring ${what} … (at ${seconds} s)\n`)
  return measure(context)
}

if (check) {
  const missed = misses(figures, { quick })
  for (const { line, isKnown } of missed) process.stderr.write(`${isKnown ? 'missed' : 'WORSE '}  ${line}\n`)
  if (missed.some(({ isKnown }) => !isKnown)) process.exitCode = 1
}
