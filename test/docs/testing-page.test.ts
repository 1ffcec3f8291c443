/** Every block of docs/testing.md runs, and its assertions hold. */
import { strictEqual } from 'node:assert'
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as zerohop from 'zerohop'
import * as testing from 'zerohop/testing'

const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^## (.*)\n|^```ts\n([\s\S]*?)^```$/gm)]
const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...values: unknown[]) => Promise<void>

describe('docs/testing.md', () => {
  let heading = ''
  for (const [, title, code] of blocks) {
    heading = title ?? heading
    if (code === undefined) continue
    it(`${heading}: its code holds`, async () => {
      const cases: string[] = []
      const scope = { ...zerohop, ...testing, strictEqual, messages: [{ role: 'user', content: 'Hello' }], it: (name: string) => cases.push(name) }
      const { outputText } = ts.transpileModule(code.replaceAll(/^import .*$/gm, ''), { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
      await new AsyncFunction(...Object.keys(scope), `{${outputText}}`)(...Object.values(scope))
      expect(code.includes('strictEqual') || cases.length > 10).toBe(true)
    })
  }
})
