/** The demo: every claim on the first page of the README, run before your eyes. `npm run demo`, no key needed. */
import { printRecords } from 'zerohop'
import { emulatedHosts, realHost } from './demo/hosts.ts'
import { bold, cyan, dim, yellow } from './demo/paint.ts'
import { play } from './demo/scenes.ts'

process.stdout.on('error', () => process.exit()) // a closed pipe, as in `npm run demo | head`

const begun = performance.now()
const real = realHost()
const hosts = await emulatedHosts()

console.log(`\n ${cyan(bold('zerohop'))}   your process ${cyan('━━━━━━━━━━▶')} provider   ${dim(`the AI gateway with zero hops, on Node ${process.versions.node}`)}`)
if (real === undefined) {
  console.log(dim(' No key is set, so all are emulated on 127.0.0.1: openai and spare by aimock, claude and gemini by'))
  console.log(dim(" zerohop's own strict fakes, which refuse what the real APIs refuse. With OPENAI_API_KEY,"))
  console.log(dim(' ANTHROPIC_API_KEY, GEMINI_API_KEY, GROQ_API_KEY, … the first calls go to the real provider.'))
} else {
  console.log(` ${yellow(`${real.variable} is set: 'main' is ${real.address}, the real one.`)}`)
  console.log(dim(' The others, openai, spare, claude and gemini, are emulated on 127.0.0.1.'))
}

const { ledger, kept } = await play(hosts, real)
await hosts.stop()

console.log(`\n ${bold('Every call of this run')}${dim(', from the events of one hook')}\n`)
for (const row of ledger.table()) console.log(`    ${row}`)
console.log(`\n ${bold('The same calls')}${dim(', from their records: printRecords(gateway.records.recent())')}\n`)
console.log(printRecords(kept))
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
console.log(`\n    ${bold(`${ledger.calls.length} calls, ${ledger.attempts} attempts, 1 process, ${cyan('0 hops')}`)}${dim(`  in ${seconds} s`)}\n`)
