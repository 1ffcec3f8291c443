/** What an application's bundle grows by: ES modules bundled and minified by esbuild, then gzipped. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const GATEWAY = "import { createGateway, openai } from 'zerohop'; export default createGateway({ providers: { openai: openai() } })"
const ENGINE = "import { createEngine, openai } from 'zerohop/core'; export default createEngine({ providers: { openai: openai() } })"
const BALANCED = "import { balance, createGateway, fallback, openai, retry } from 'zerohop'; export default createGateway({ providers: { openai: openai() }, routes: { smart: fallback([balance(['openai/a', 'openai/b']), 'openai/c']) }, use: [retry()] })"

const onNode = { platform: 'node', conditions: ['node', 'import'] }
const onEdge = { platform: 'neutral', conditions: ['workerd', 'import'], mainFields: ['module', 'main'] }

const bundles = [
  { name: 'createGateway with one provider, on an edge', code: GATEWAY, options: onEdge, limit: 25 },
  { name: 'createGateway with one provider, on Node', code: GATEWAY, options: onNode, limit: 25 },
  { name: 'the same with retry, fallback and balance', code: BALANCED, options: onNode },
  { name: 'createEngine of zerohop/core with one provider', code: ENGINE, options: onNode },
  { name: 'all of zerohop/core', code: "export * from 'zerohop/core'", options: onNode },
  { name: 'all of zerohop', code: "export * from 'zerohop'", options: onNode },
]

export async function bundleFigures() {
  return Promise.all(
    bundles.map(async ({ name, code, options, limit }) => {
      const bytes = await bundled(code, options)
      return {
        name: `bundle: ${name}`,
        ...(limit !== undefined && { limit }),
        unit: 'KB gzip',
        median: gzipSync(bytes, { level: 9 }).length / 1000,
        note: `${(bytes.length / 1000).toFixed(1)} KB minified, without openai and undici`,
      }
    }),
  )
}

async function bundled(code, options) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    tsconfigRaw: {}, // the build is measured, not the sources that the paths of our own tsconfig lead to
    external: ['openai', 'undici', 'node:*'],
    logLevel: 'silent',
    ...options,
  })
  return outputFiles[0].contents
}
