/** What a balance costs above the child it picks, by strategy: with ten children, and with a thousand. */
import { balance, LinkedSignal, systemClock } from 'zerohop'
import { cpuOf, interleave } from './rounds.mjs'
import { differences, ratios } from './stats.mjs'

const FEW = 10
const MANY = 1_000

const strategies = ['weighted_random', 'round_robin', 'least_busy', 'fastest', 'cheapest', 'most_headroom']
const reply = { stream: false, value: {}, meta: { target: 'one/m', status: 200, headers: { 'x-ratelimit-remaining-requests': '5000' } } }
const house = { factsOf: () => ({ price: { input: 1, output: 2 } }) }

export async function pickFigures({ quick, random }) {
  const call = callOf(random)
  const contestants = { child: () => child(call) }
  for (const strategy of strategies) {
    for (const count of [FEW, MANY]) {
      const built = balanceOf(strategy, count)
      contestants[`${strategy} ${count}`] = () => built(call)
    }
  }
  const calls = quick ? 500 : 2_000
  const measures = await interleave(contestants, (run) => cpuOf(run, calls), { rounds: quick ? 10 : 40, warmUp: quick ? 5 : 10, random })
  return strategies.flatMap((strategy) => {
    const [few, many] = [FEW, MANY].map((count) => measures[`${strategy} ${count}`])
    return [
      { name: `balance by ${strategy} over its child, a call, ${FEW} children`, limit: 2, unit: 'µs CPU', ...differences(few, measures.child), note: 'pick and counting' },
      { name: `the same with ${MANY} children, × ${FEW}`, limit: MANY / FEW, unit: '×', ...ratios(many, few) },
    ]
  })
}

function balanceOf(strategy, count) {
  const addresses = Array.from({ length: count }, (_, at) => `one/m${at}`)
  return balance(addresses, { strategy }).build(addresses.map(() => async () => reply), house)
}

async function child() {
  return reply
}

function callOf(random) {
  const scope = { clock: systemClock, random, emit: undefined, attempts: [], maxAttempts: 1, deadline: Infinity, strict: false }
  const body = { model: 'one/m', messages: [{ role: 'user', content: 'Why is the sky blue?' }] }
  return { id: 'bench', operation: 'chat', body, stream: false, signal: new LinkedSignal(), options: {}, scope }
}
