/** The build, second half, after tsup: every ES module of `dist` once more as CommonJS, file by file, so that both halves have one shape. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const files = readdirSync(dist, { recursive: true }).map((name) => join(dist, String(name)))
const modules = files.filter((file) => file.endsWith('.js'))

const { outputFiles } = await build({
  entryPoints: modules,
  outbase: dist,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  target: 'es2022',
  platform: 'node',
  sourcemap: true,
  sourcesContent: true,
  supported: { 'dynamic-import': false }, // `require` instead: test runners without `import()` in CommonJS can load it
  write: false,
})
for (const { path, text } of outputFiles) {
  writeFileSync(path, path.endsWith('.map') ? text : text.replaceAll(/require\("(\.[^"]+)\.js"\)/g, 'require("$1.cjs")'))
}

for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
  const text = readFileSync(file, 'utf8').replaceAll("'#http'", "'./transport/http.node.js'") // both transports have one type
  writeFileSync(file, text)
  writeFileSync(file.replace(/\.d\.ts$/, '.d.cts'), text.replaceAll(/(from|import\()\s*'(\.[^']+)\.js'/g, "$1 '$2.cjs'"))
}

const bundled = ['p-retry', 'is-network-error']
const licences = bundled.map((name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'license'), 'utf8')}`)
writeFileSync(join(dist, 'LICENSES.txt'), `zerohop's files in this folder contain these packages:\n\n${licences.join('\n')}`)
