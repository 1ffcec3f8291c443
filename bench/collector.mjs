/** `npm run bench:collector`: how many records a second the collector keeps, and how fast it answers over a million of them. */
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildCollector } from '../scripts/collector.mjs'
import { seeded, syntheticRecord } from './collector-records.mjs'

const ASKED_RATE = 5_000
const ASKED_MS = 300
const BATCH = 500
const AT_ONCE = 4
/** Made and encoded before they are timed: the sender is no part of what is measured. */
const ROUND = 20 * BATCH
const DAY_MS = 86_400_000

const records = Math.ceil(Number(process.argv[2] ?? 1_000_000) / ROUND) * ROUND
const random = seeded(7)
const folder = mkdtempSync(join(tmpdir(), 'zerohop-bench-'))

/** 20,000 different calls, over and over with ids and times of their own: to make each anew would take longer than to keep it. */
const patterns = Array.from({ length: 20_000 }, (_, number) => {
  const record = { ...syntheticRecord(random, number, 0), id: undefined, traceId: undefined, startedAt: undefined }
  return JSON.stringify(record).slice(1)
})

function recordText(number, startedAt) {
  const hex = () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')
  return `{"id":"${hex()}-${number}","traceId":"${hex()}${hex()}${hex()}${hex()}","startedAt":${startedAt},${patterns[number % patterns.length]}`
}

try {
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction')
  await buildCollector(join(folder, 'dist'))
  const { startCollector } = await import(pathToFileURL(join(folder, 'dist/collector.js')).href)
  const path = join(folder, 'records.db')
  const options = { path, port: 0, maxBytes: 64 * 1024 ** 3 }
  const first = await startCollector(options)
  await fill(first.url)
  console.log(`file: ${(statSync(path).size / records).toFixed(0)} bytes a record, ${(statSync(path).size / 2 ** 20).toFixed(0)} MB`)
  await first.close()

  const opening = performance.now()
  const second = await startCollector(options)
  console.log(`opened again in ${Math.round(performance.now() - opening)} ms`)
  const missed = await askAll(second.url)
  console.log(`memory: ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`)
  await second.close()
  if (missed > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function fill(url) {
  const now = Date.now()
  let spentMs = 0
  let cpuMs = 0
  let kept = 0
  const rates = []
  for (let made = 0; made < records; made += ROUND) {
    const bodies = Array.from({ length: ROUND / BATCH }, (_, batch) => {
      const numbers = Array.from({ length: BATCH }, (_, at) => made + batch * BATCH + at)
      return `[${numbers.map((number) => recordText(number, now - 7 * DAY_MS * (1 - number / records))).join(',')}]`
    })
    const cpu = process.cpuUsage()
    const began = performance.now()
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const { accepted } = await post(`${url}/v1/records`, body)
        kept += accepted
      }
    }))
    const ms = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    spentMs += ms
    cpuMs += (user + system) / 1000
    rates.push((ROUND / ms) * 1000)
  }
  if (kept !== records) throw new Error(`${kept} of ${records} records were kept`)
  rates.sort((one, other) => one - other)
  const rate = (records / spentMs) * 1000
  console.log(`kept: ${Math.round(rate)} records a second over ${Math.round(spentMs / 1000)} s, each batch of ${BATCH} on the disk before it is answered; asked ≥ ${ASKED_RATE}`)
  console.log(`      rounds from ${Math.round(rates[0])} to ${Math.round(rates.at(-1))}, ${Math.round((cpuMs / records) * 1000)} µs of CPU a record, both threads and the sender`)
}

async function askAll(url) {
  const now = Date.now()
  const week = `from=${now - 7 * DAY_MS - 60_000}&to=${now}`
  const smart = 'where=route%3Dsmart'
  const { calls } = await (await fetch(`${url}/api/calls?${week}&limit=1`)).json()
  const asked = {
    'overview, a week': `overview?${week}`,
    'overview, a day': `overview?from=${now - DAY_MS}&to=${now}`,
    'overview of one route': `overview?${week}&${smart}`,
    'overview of a search': `overview?${week}&search=claude`,
    'by model': `breakdown?${week}&by=model`,
    'by key of one route': `breakdown?${week}&by=key&${smart}`,
    'by a tag of 4,000 values': `breakdown?${week}&by=tag%3Auser`,
    'compare two models': `compare?${week}&by=model&baseline=gpt-5&candidate=claude-sonnet-5-5`,
    'values of a filter': `values?${week}&by=target`,
    'the newest calls': `calls?${week}&limit=50`,
    'failed calls of a tag': `calls?${week}&limit=50&where=outcome%3Dfailed&where=tag%3Auser%3Du7`,
    'search for an id': `calls?${week}&search=${calls[0].id}`,
    'search that finds nothing': `calls?${week}&search=nothing-like-it`,
    'one call': `calls/${calls[0].id}`,
    status: 'status',
  }
  console.log(`query over ${records.toLocaleString('en')} records, asked < ${ASKED_MS} ms     first    median     worst of 9`)
  let missed = 0
  for (const [name, query] of Object.entries(asked)) {
    const first = await timed(`${url}/api/${query}`)
    const times = []
    for (let round = 0; round < 9; round++) times.push(await timed(`${url}/api/${query}`))
    times.sort((one, other) => one - other)
    const median = times[4]
    if (median >= ASKED_MS) missed += 1
    const cell = (ms) => `${ms.toFixed(1)} ms`.padStart(10)
    console.log(`  ${name.padEnd(48)}${cell(first)}${cell(median)}${cell(times.at(-1))}${median >= ASKED_MS ? '  MISSED' : ''}`)
  }
  return missed
}

async function timed(url) {
  const began = performance.now()
  const response = await fetch(url)
  await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return performance.now() - began
}

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}
