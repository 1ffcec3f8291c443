/** What an import costs, in fresh processes, and which of the heavy packages it brings along. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { interleave } from './rounds.mjs'
import { differences } from './stats.mjs'

const cwd = fileURLToPath(new URL('..', import.meta.url)) // inside the package, whose own name then resolves to its build

export async function importFigures({ quick, random }) {
  const scripts = { nothing: '', 'zerohop/core': "import 'zerohop/core'", zerohop: "import 'zerohop'", openai: "import 'openai'" }
  const measures = await interleave(scripts, timesOf, { rounds: quick ? 9 : 15, warmUp: 1, random })
  const over = (name, what) => {
    const times = (script) => measures[script].map((measure) => measure[what])
    return differences(times(name), times('nothing'))
  }
  return Object.keys(scripts).slice(1).map((name) => ({
    name: `import '${name}', over an empty script`,
    ...(name === 'zerohop/core' && { limit: 20 }),
    unit: 'ms',
    ...over(name, 'wall'),
    note: `${over(name, 'cpu').median.toFixed(1)} ms CPU, loads ${loadedBy(name)}`,
  }))
}

/** A whole process: milliseconds from its start to its end, and of CPU. */
function timesOf(script) {
  const start = performance.now()
  const { user, system } = JSON.parse(run(`${script}\nconsole.log(JSON.stringify(process.cpuUsage()))`))
  return { wall: performance.now() - start, cpu: (user + system) / 1000 }
}

/** The debugger knows every script of a process, ES modules too. */
function loadedBy(name) {
  const scripts = JSON.parse(
    run(`
      import { Session } from 'node:inspector'
      await import('${name}')
      const session = new Session()
      session.connect()
      const urls = []
      session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url))
      session.post('Debugger.enable')
      console.log(JSON.stringify(urls))
    `),
  )
  const loaded = ['openai', 'undici'].filter((heavy) => scripts.some((url) => url.includes(`/node_modules/${heavy}/`)))
  return loaded.length === 0 ? 'neither openai nor undici' : loaded.join(' and ')
}

function run(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
