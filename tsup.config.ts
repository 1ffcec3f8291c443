/** The build, first half: ES modules and their types, with every class in one shared chunk, of which bundlers keep what is used. `scripts/chunks.mjs` and `scripts/commonjs.mjs` go on from here. */
import { defineConfig } from 'tsup'
import { pureConstants } from './scripts/pure-constants.ts'

const entry = {
  index: 'src/index.ts',
  core: 'src/core-entry.ts',
  providers: 'src/providers-entry.ts',
  routes: 'src/routes-entry.ts',
  cache: 'src/cache-entry.ts',
  guardrails: 'src/guardrails-entry.ts',
  telemetry: 'src/telemetry-entry.ts',
  testing: 'src/testing/index.ts',
  'transport/http.node': 'src/transport/http.node.ts',
  'transport/http.fetch': 'src/transport/http.fetch.ts',
  'hash/sha256.node': 'src/hash/sha256.node.ts',
  'hash/sha256.web': 'src/hash/sha256.web.ts',
}

export default defineConfig({
  entry,
  format: 'esm', // tsup's own CommonJS is lowered by sucrase: `a?.b` becomes an array of closures, on the hot path
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  removeNodeProtocol: false, // Deno and Workers know Node's modules by it alone
  sourcemap: true,
  clean: true,
  dts: { entry: { ...entry, collector: 'src/collector/index.ts' } }, // `scripts/collector.mjs` builds the collector: apart, so that no chunk is shared with it
  esbuildPlugins: [pureConstants],
  external: ['#http', '#sha256', /^openai(\/|$)/, '@pydantic/genai-prices', 'undici', /^node:/],
  noExternal: ['p-retry', 'is-network-error'], // ES modules only, 4 KB: bundled, CommonJS users need no require(esm)
})
