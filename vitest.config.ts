import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: '#http', replacement: at('./src/transport/http.node.ts') },
      { find: '#sha256', replacement: at('./src/hash/sha256.node.ts') },
      { find: /^zerohop$/, replacement: at('./src/index.ts') },
      { find: /^zerohop\/core$/, replacement: at('./src/core-entry.ts') },
      { find: /^zerohop\/(providers|routes|cache)$/, replacement: at('./src/$1-entry.ts') },
      { find: /^zerohop\/guardrails$/, replacement: at('./src/guardrails-entry.ts') },
      { find: /^zerohop\/telemetry$/, replacement: at('./src/telemetry-entry.ts') },
      { find: /^zerohop\/testing$/, replacement: at('./src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/runtimes/**'],
    coverage: { include: ['src/**'], exclude: ['src/index.ts', 'src/*-entry.ts'] },
  },
})
