/** The build, between its halves: what `zerohop/core` loads is put together in few files, for each file costs as much as 15 KB of code. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const chunks = readdirSync(dist).filter((name) => /^chunk-.*\.js$/.test(name))
const entries = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js') && !chunks.includes(name))
const core = closureOf('core.js')
/** Behind `#http`, which the core imports: apart from the core, or each would wait for the other. */
const wire = new Set(entries.filter((name) => name.startsWith('transport')).flatMap((name) => [...closureOf(name)]))

const bundle = await rollup({
  input: Object.fromEntries(entries.map((name) => [name.slice(0, -3), join(dist, name)])),
  treeshake: false, // done before; marks of purity stay for the bundlers of those who use this
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith(dist),
  plugins: [{ name: 'maps', load: (id) => ({ code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) }) }],
})
const { output } = await bundle.generate({
  format: 'es',
  sourcemap: true,
  minifyInternalExports: false,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunk-[hash].js',
  manualChunks(id) {
    const name = basename(id)
    return !chunks.includes(name) ? undefined : wire.has(name) ? 'wire' : core.has(name) ? 'core' : undefined
  },
})
for (const name of chunks) for (const end of ['', '.map']) rmSync(join(dist, name + end))
for (const file of output) writeFileSync(join(dist, file.fileName), file.type === 'chunk' ? file.code : file.source)

/** The chunks that are loaded with a file. */
function closureOf(name, known = new Set()) {
  for (const [, chunk] of readFileSync(join(dist, name), 'utf8').matchAll(/^(?:import|\} from) "[./]*\/(chunk-[^"]+)";$/gm)) {
    if (known.has(chunk)) continue
    known.add(chunk)
    closureOf(chunk, known)
  }
  return known
}
