/** The packed gateway on the other runtimes: newer Nodes, Bun, Deno and an edge worker. `npm run check:runtimes`, after a build. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { inFolder, report, results, runtimes, tarball, userPackage } from '../compat/lab.mjs'
import { startProvider } from '../compat/provider.mjs'

const SDK = '7.57.0'
const UNDICI_8 = 'undici@8.12.4' // asks for Node 22, so that an install by Node 20 takes the 7 of the range

await inFolder(async (folder) => {
  const packed = await tarball(folder)
  const binaries = await runtimes()
  const place = await userPackage(folder, packed, SDK)
  const withUndici8 = await userPackage(folder, packed, SDK, UNDICI_8)
  const on = (name, from = place) => ({
    name: from === place ? name : `${name}, ${UNDICI_8}`,
    run: async () => (await Promise.all(['esm.mjs', 'cjs.cjs'].map((file) => results(binaries[name], join(from, 'compat', file))))).flat(),
  })
  await report([
    on('node-22'),
    on('node-24'),
    on('node-22', withUndici8),
    on('node-24', withUndici8),
    on('bun'),
    on('deno'),
    { name: 'workerd', run: () => inWorker(place, binaries.workerd) },
  ])
})

/** Bundles as an edge deployment does, by the `workerd` condition and without Node's modules, and serves it on a free port. */
async function inWorker(place, [binary]) {
  await build({
    entryPoints: [join(place, 'runtimes/worker.mjs')],
    outfile: join(place, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    external: ['node:*'],
    logLevel: 'silent',
  })
  const provider = await startProvider()
  writeFileSync(
    join(place, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      bindings = [(name = "PROVIDER", text = "${provider.url}")],
      globalOutbound = "outside",
    )),
    (name = "outside", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  )
  const child = spawn(binary, ['serve', '--control-fd=3', 'worker.capnp'], { cwd: place, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  let complained = ''
  child.stderr.on('data', (text) => (complained += text))
  try {
    const port = await new Promise((resolve, reject) => {
      child.stdio[3].on('data', (line) => {
        const { event, port } = JSON.parse(line)
        if (event === 'listen') resolve(port)
      })
      child.on('error', reject)
      child.on('close', () => reject(new Error(complained)))
    })
    const response = await fetch(`http://127.0.0.1:${port}/`)
    if (!response.ok) throw new Error(`${response.status} ${await response.text()} ${complained}`)
    return await response.json()
  } finally {
    child.kill()
    await provider.close()
  }
}
