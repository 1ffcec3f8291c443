/** The guardrails against the clock: ordinary and hostile texts, a call, and a stream with and without them. */
import { createGateway, guardrails, injection, pii, secrets } from 'zerohop'
import { messages } from '../answers.mjs'
import { cpuOf, interleave } from '../rounds.mjs'
import { differences, ratios, summary } from '../stats.mjs'
import { hostileTexts } from './hostile-texts.mjs'
import { judging } from './judging.mjs'
import { ordinary } from './ordinary.mjs'

const EVENTS = 2_000
const HOSTILE_ROUNDS = 5

export async function speedFigures({ random, quick, piiKinds }) {
  const finders = { pii: pii({ kinds: piiKinds }).finder, secrets: secrets().finder }
  const rounds = { rounds: quick ? 10 : 40, warmUp: quick ? 5 : 10, random }
  return [...(await ordinaryFigures(finders, rounds)), ...hostileFigures(finders), ...(await gatewayFigures(rounds)), ...heldFigures(finders)]
}

async function ordinaryFigures(finders, rounds) {
  const texts = ordinary.map((text) => text.slice(0, 1_024))
  const search = Object.fromEntries(Object.entries(finders).map(([name, finder]) => [name, () => texts.forEach((text) => finder.find(text))]))
  const all = { ...search, 'pii and secrets': () => Object.values(search).forEach((run) => run()) }
  const measured = await interleave(all, async (run) => (await cpuOf(run, 100)) / texts.length, rounds)
  return Object.entries(measured).map(([name, values]) => ({ name: `${name}, 1 KB of ordinary text`, limit: name === 'pii and secrets' ? 50 : undefined, unit: 'µs CPU', ...summary(values) }))
}

/** The slowest of the hostile texts, of each the best of five rounds. */
function hostileFigures(finders) {
  const judge = judging(injection())
  const checks = { ...Object.fromEntries(Object.entries(finders).map(([name, finder]) => [name, (text) => finder.find(text)])), 'pii, what is settled': (text) => finders.pii.settledUntil(text), 'secrets, what is settled': (text) => finders.secrets.settledUntil(text), injection: judge }
  return Object.entries(checks).map(([name, run]) => {
    const times = Object.entries(hostileTexts).map(([kind, text]) => ({ kind, ms: best(() => run(text)) })).sort((a, b) => b.ms - a.ms)
    const slow = times.filter(({ ms }) => ms > 20).map(({ kind, ms }) => `${kind} ${ms.toFixed(0)}`)
    return { name: `${name}, 1 MB of hostile text, the slowest of ${times.length}`, limit: 20, unit: 'ms', median: times[0].ms, note: slow.length === 0 ? times[0].kind : `${slow.length} above: ${slow.slice(0, 6).join(', ')}` }
  })
}

function best(run) {
  let least = Infinity
  for (let round = 0; round < HOSTILE_ROUNDS; round++) {
    const start = performance.now()
    run()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

async function gatewayFigures(rounds) {
  const provider = tellingProvider()
  const gatewayWith = (...use) => createGateway({ providers: { one: provider }, use })
  const gateways = { bare: gatewayWith(), guarded: gatewayWith(guardrails([pii({ redact: true }), secrets({ redact: true })])) }
  const asked = { operation: 'chat', body: { model: 'one/m', messages } }
  const calls = Object.fromEntries(Object.entries(gateways).map(([name, { engine }]) => [name, () => engine.handle(asked)]))
  const streams = Object.fromEntries(Object.entries(gateways).map(([name, { engine }]) => [name, async () => drain(await engine.handle({ ...asked, stream: true }))]))
  const call = await interleave(calls, (run) => cpuOf(run, 2_000), rounds)
  const event = await interleave(streams, async (run) => (await cpuOf(run, 10)) / EVENTS, rounds)
  return [
    { name: 'guardrails([pii, secrets]) over none, a call', limit: 3, unit: 'µs CPU', ...differences(call.guarded, call.bare) },
    { name: 'guardrails([pii, secrets]) over none, an event', limit: 3, unit: 'µs CPU', ...differences(event.guarded, event.bare) },
    { name: 'the same, × none', unit: '×', ...ratios(event.guarded, event.bare) },
  ]
}

/** How much of a growing text waits, a character at a time, against the longest that may. */
function heldFigures(finders) {
  return Object.entries(finders).map(([name, { settledUntil, reach }]) => {
    const held = ordinary.flatMap((text) => Array.from({ length: text.length }, (_, at) => at + 1 - settledUntil(text.slice(0, at + 1))))
    const mean = held.reduce((all, one) => all + one, 0) / held.length
    return { name: `${name}, the longest that was held of ordinary text`, limit: reach, unit: 'characters', median: Math.max(...held), note: `on average ${mean.toFixed(1)}` }
  })
}

async function drain({ events }) {
  let read = 0
  for await (const event of events) read += event.choices.length
  if (read === 0) throw new Error('the stream was empty')
}

/** Says the ordinary texts a few characters at a time. */
function tellingProvider() {
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
  const tokens = ordinary.join('\n').match(/\s?[^\s]{1,6}|\s/g)
  const chunks = Array.from({ length: EVENTS }, (_, at) => {
    const isLast = at === EVENTS - 1
    const delta = isLast ? {} : { ...(at === 0 && { role: 'assistant' }), content: tokens[at % tokens.length] }
    return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: isLast ? 'stop' : null }] }
  })
  const message = { role: 'assistant', content: 'Air scatters short waves of light more than long ones.', refusal: null }
  const value = { ...head, object: 'chat.completion', choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }] }
  const meta = { target: 'one/m', status: 200, headers: {} }
  const done = { done: true, value: undefined }
  return {
    dialect: 'telling',
    operations: ['chat'],
    async ask({ stream }) {
      if (!stream) return { stream: false, value, meta }
      let at = 0
      const events = { next: () => Promise.resolve(at < chunks.length ? { done: false, value: chunks[at++] } : done), return: () => Promise.resolve(done), [Symbol.asyncIterator]: () => events }
      return { stream: true, events, meta }
    },
  }
}
