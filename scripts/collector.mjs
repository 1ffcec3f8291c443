/** The build of the collector: `dist/collector.js` with what it needs, its command, its thread, and its page as one file. */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src/collector')

/** Builds into a folder as if it were `dist`; the tests do so, too. */
export async function buildCollector(dist, { sourcemap = true } = {}) {
  const shared = { bundle: true, platform: 'node', target: 'node20', minifySyntax: true, sourcemap, logLevel: 'warning', legalComments: 'none', external: ['#http', '#sha256'] }
  const esm = { ...shared, format: 'esm', outdir: dist }
  await Promise.all([
    build({ ...esm, entryPoints: { collector: join(source, 'index.ts'), 'collector/worker': join(source, 'worker.ts') } }),
    // The command lies one folder deeper than what it starts: it leaves finding the page and the thread to the module.
    build({
      ...esm,
      entryPoints: { 'collector/bin': join(source, 'bin.ts') },
      banner: { js: '#!/usr/bin/env node' },
      plugins: [{ name: 'beside', setup: ({ onResolve }) => onResolve({ filter: /\/start\.ts$/ }, () => ({ path: '../collector.js', external: true })) }],
    }),
    build({
      ...shared,
      format: 'cjs',
      entryPoints: { collector: join(source, 'index.ts') },
      outdir: dist,
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    }),
    buildPage(join(dist, 'collector/page.html')),
  ])
  chmodSync(join(dist, 'collector/bin.js'), 0o755)
}

/** Script and style stand in the page itself: it loads nothing, and its policy names both by their hashes. */
async function buildPage(file) {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'page/main.ts'), join(source, 'page/style.css')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    outdir: 'page',
    write: false,
    logLevel: 'warning',
  })
  const made = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text.trim().replaceAll('</script', '<\\/script')
  const template = readFileSync(join(source, 'page/index.html'), 'utf8')
  const page = template.replace('/* style */', () => made('.css')).replace('/* script */', () => made('.js'))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, page)
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const dist = join(root, 'dist')
  await buildCollector(dist)
  const licences = ['hono', '@hono/node-server'].map((name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`)
  appendFileSync(join(dist, 'LICENSES.txt'), `\n${licences.join('\n')}`)
}
