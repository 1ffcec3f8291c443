/** How a file of the house looks, and that the package offers what the build makes. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import tsup from '../../tsup.config.ts'
import { modules, root } from './modules.ts'

const MAX_LINES = 250
/** Tables of data may be longer. */
const data = ['providers/openai-compatible/presets.ts']

const failing = (rule: (module: (typeof modules)[number]) => boolean): string[] => modules.filter((module) => !rule(module)).map(({ path }) => path)

describe('a file', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    expect(failing(({ path, text }) => data.includes(path) || text.trimEnd().split('\n').length <= MAX_LINES)).toEqual([])
  })

  it('opens with a sentence that says what it is', () => {
    expect(failing(({ text }) => /^\/\*\* [`A-Z](?:(?!\*\/)[\s\S]){10,}[.!?`] \*\/\n|^\/\*\*\n \* [`A-Z]/.test(text))).toEqual([])
  })

  it('is named in kebab-case', () => {
    expect(failing(({ path }) => /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/.test(path))).toEqual([])
  })

  it("has no 'any', no directive that silences the compiler or the linter, and no default export", () => {
    const uses = (node: ts.Node, kind: ts.SyntaxKind): boolean => node.kind === kind || (ts.forEachChild(node, (child) => uses(child, kind) || undefined) ?? false)
    expect(failing(({ syntax }) => !uses(syntax, ts.SyntaxKind.AnyKeyword))).toEqual([])
    expect(failing(({ text }) => !/@ts-(?:ignore|nocheck|expect-error)|(?:eslint|oxlint)-disable/.test(text))).toEqual([])
    expect(failing(({ text }) => !/^export default /m.test(text))).toEqual([])
  })
})

describe('a module', () => {
  it('does nothing when it is loaded but declare, so that bundlers can leave out what nobody uses', () => {
    const runs = (statement: ts.Statement): boolean => ts.isExpressionStatement(statement) || ts.isIterationStatement(statement, false) || ts.isIfStatement(statement) || ts.isTryStatement(statement)
    const scripts = ['collector/bin.ts', 'collector/worker.ts', 'collector/page/main.ts']
    expect(failing(({ path, syntax }) => scripts.includes(path) || !syntax.statements.some(runs))).toEqual([])
  })
})

describe('an entry', () => {
  it('only re-exports', () => {
    const entries = modules.filter(({ path }) => ['index.ts', 'core-entry.ts', 'providers-entry.ts', 'routes-entry.ts', 'cache-entry.ts', 'guardrails-entry.ts', 'telemetry-entry.ts', 'testing/index.ts'].includes(path))
    expect(entries.length).toBe(8)
    for (const { path, syntax } of entries) expect([path, syntax.statements.every(ts.isExportDeclaration)]).toEqual([path, true])
  })
})

interface Package {
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<'import' | 'require', { readonly types: string; readonly default: string }>>>>
  readonly imports: { readonly [Name in '#http' | '#sha256']: Readonly<Record<string, Readonly<Record<'import' | 'require', string>>>> }
  readonly files: readonly string[]
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

describe('the package', () => {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const manifest = JSON.parse(text) as Package
  const { entry } = (tsup as { dts: { entry: Readonly<Record<string, string>> } }).dts // the collector's modules are built by themselves
  const made = new Set(Object.keys(entry).flatMap((name) => ['js', 'cjs', 'd.ts', 'd.cts'].map((end) => `./dist/${name}.${end}`)))
  const strings = (value: unknown): string[] => (typeof value === 'string' ? [value] : Object.values(value as object).flatMap(strings))

  it('exports exactly what the build makes of its entries', () => {
    const offered = [...strings(manifest.exports), ...strings(manifest.imports), manifest.main, manifest.types].filter((path) => path !== './package.json')
    expect(offered.filter((path) => !made.has(path))).toEqual([])
    const unreachable = [...made].filter((path) => !offered.includes(path) && !/^\.\/dist\/(?:transport|hash)\//.test(path))
    expect(unreachable).toEqual([])
  })

  it('gives every entry in both forms, each with its own types, the types first', () => {
    for (const [name, forms] of Object.entries(manifest.exports)) {
      if (typeof forms === 'string') continue
      const base = `./dist/${name === '.' ? 'index' : name.slice(2)}`
      expect(JSON.stringify(forms)).toBe(
        JSON.stringify({
          import: { types: `${base}.d.ts`, default: `${base}.js` },
          require: { types: `${base}.d.cts`, default: `${base}.cjs` },
        }),
      )
    }
  })

  it("chooses undici on Node and fetch elsewhere; runtimes that also call themselves 'node' come first", () => {
    const choices = Object.entries(manifest.imports['#http'])
    expect(choices.map(([condition, { import: path }]) => [condition, path.includes('http.node')])).toEqual([
      ['workerd', false],
      ['edge-light', false],
      ['bun', false],
      ['deno', false],
      ['browser', false],
      ['node', true],
      ['default', false],
    ])
    for (const [, paths] of choices) expect(paths.require).toBe(paths.import.replace(/\.js$/, '.cjs'))
  })

  it("chooses Node's own SHA-256 wherever there is one, and the web's in workers and browsers", () => {
    const choices = Object.entries(manifest.imports['#sha256'])
    expect(choices.map(([condition, { import: path }]) => [condition, path.includes('sha256.node')])).toEqual([
      ['workerd', false],
      ['edge-light', false],
      ['bun', true],
      ['deno', true],
      ['browser', false],
      ['node', true],
      ['default', false],
    ])
    for (const [, paths] of choices) expect(paths.require).toBe(paths.import.replace(/\.js$/, '.cjs'))
  })

  it('builds from sources that exist', () => {
    expect(Object.values(entry).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('depends on one package, and runs no script when it is installed', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['undici'])
    expect(Object.keys(manifest.scripts).filter((name) => /install|prepare/.test(name))).toEqual([])
  })

  it('locks its dependencies without naming a registry', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(lock.match(/"resolved"|https?:\/\/[^"]*\.tgz/)).toBeNull()
  })
})
