/** Where the packed gateway is tried: fresh folders with an SDK beside it, and the binaries of other runtimes. */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startProvider } from './provider.mjs'

const exec = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const platform = `${process.platform}-${process.arch}`

/** Runtimes by their npm packages: nothing is downloaded from anywhere else, and no install script runs. */
const runtimePackages = {
  'node-22': `npm:node-${platform}@22.23.3`,
  'node-24': `npm:node-${platform}@24.9.0`,
  bun: '1.4.5',
  deno: '2.9.6',
  workerd: '1.20261117.1',
}

async function npm(cwd, args) {
  await exec('npm', args, { cwd, maxBuffer: 2 ** 26, env: { ...process.env, npm_config_ignore_scripts: 'true', npm_config_audit: 'false' } })
}

/** The tarball to try: the one in the environment, else packed now from `dist`. */
export async function tarball(folder) {
  if (process.env.ZEROHOP_TARBALL) return resolve(process.env.ZEROHOP_TARBALL)
  const { stdout } = await exec('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root })
  return join(folder, stdout.trim())
}

/** A temporary folder, removed afterwards. */
export async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'zerohop-lab-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A package of a user's: zerohop from its tarball, an SDK, whatever else is named, and the suite. */
export async function userPackage(folder, packed, sdk, ...more) {
  const place = join(folder, [`openai-${sdk}`, ...more].join('-'))
  mkdirSync(place)
  writeFileSync(join(place, 'package.json'), '{ "private": true }')
  await npm(place, ['install', '--no-save', '--no-package-lock', packed, `openai@${sdk}`, ...more])
  cpSync(join(root, 'test/compat'), join(place, 'compat'), { recursive: true })
  cpSync(join(root, 'test/runtimes'), join(place, 'runtimes'), { recursive: true })
  return place
}

/** The path of a runtime's binary, installed once per machine and set of versions. */
export async function runtimes() {
  const versions = createHash('sha256').update(JSON.stringify(runtimePackages)).digest('hex').slice(0, 12)
  const home = join(tmpdir(), `zerohop-runtimes-${versions}`)
  if (!existsSync(home)) {
    const making = mkdtempSync(`${home}-`)
    writeFileSync(join(making, 'package.json'), JSON.stringify({ private: true, dependencies: runtimePackages }))
    await npm(making, ['install', '--no-package-lock'])
    try {
      renameSync(making, home)
    } catch {
      rmSync(making, { recursive: true, force: true }) // someone else was faster
    }
  }
  const at = (path) => join(home, 'node_modules', path)
  return {
    'node-22': [at('node-22/bin/node')],
    'node-24': [at('node-24/bin/node')],
    bun: [at(`@oven/bun-${platform}/bin/bun`)],
    deno: [at('.bin/deno'), 'run', '--allow-all', '--no-lock', '--node-modules-dir=manual'],
    workerd: [at(`@cloudflare/workerd-${platform.replace('x64', '64')}/bin/workerd`)],
  }
}

/** Runs one program of the suite beside a provider of its own; gives its results. */
export async function results([binary, ...args], file, ms = 120_000) {
  const provider = await startProvider()
  const child = spawn(binary, [...args, file, provider.url], { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  let said = ''
  let complained = ''
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (complained += text))
  const code = await new Promise((done) => {
    child.on('error', (error) => {
      complained += String(error)
      done(null)
    })
    child.on('close', done)
  })
  clearTimeout(timer)
  await provider.close()
  try {
    return JSON.parse(said)
  } catch {
    return [{ name: 'runs at all', error: `exit code ${code}\n${said}${complained}` }]
  }
}

/** Runs the jobs two at a time, prints each result, ends with the total alone on a line; the exit code says whether all passed. */
export async function report(jobs) {
  const waiting = [...jobs]
  const total = { passed: 0, failed: 0 }
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const start = performance.now()
      const found = await job.run().catch((error) => [{ name: 'is set up', error: String(error?.stderr || error?.stack || error) }])
      const failures = found.filter(({ error }) => error !== undefined)
      total.passed += found.length - failures.length
      total.failed += failures.length
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${failures.length ? 'FAIL' : 'ok  '} ${job.name}: ${found.length - failures.length} of ${found.length}, ${seconds} s`)
      for (const { name, error } of failures) console.log(`     ✗ ${name}\n${String(error).replace(/^/gm, '       ')}`)
    }
  }
  await Promise.all([work(), work()])
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
