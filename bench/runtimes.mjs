/** `npm run bench:runtimes`: the gateway over each platform's own `fetch`, beside the openai SDK there. Node, Bun and Deno, after a build. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { runtimes } from '../test/compat/lab.mjs'
import { startUpstream } from './upstream.mjs'

const program = fileURLToPath(new URL('./runtime-process.mjs', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))

const upstream = await startUpstream()
const installed = await runtimes()
// Bun reads the paths of tsconfig.json, and by them would run the sources with Node's transport: it is given a file that has none.
const bun = [...installed.bun, '--tsconfig-override=package.json']
const binaries = { 'Node, fetch': [process.execPath], 'Bun, fetch': bun, 'Deno, fetch': installed.deno }
const lines = []
for (const [name, command] of Object.entries(binaries)) {
  process.stderr.write(`measuring ${name} …\n`)
  for (const [what, { own, sdk, ratio }] of Object.entries(await measuredBy(command))) {
    lines.push([name, what, own.toFixed(2), sdk.toFixed(2), `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`])
  }
}
await upstream.stop()

const table = [['', 'per', 'zerohop, CPU µs', 'openai SDK, CPU µs', '× openai SDK'], ...lines]
const widths = table[0].map((_, at) => Math.max(...table.map((line) => line[at].length)))
process.stdout.write(table.map((line) => `${line.map((cell, at) => cell.padEnd(widths[at])).join('   ').trimEnd()}\n`).join(''))

async function measuredBy([binary, ...args]) {
  const child = spawn(binary, [...args, program, upstream.origin], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${binary} ended with ${code}`)
  return JSON.parse(said)
}
