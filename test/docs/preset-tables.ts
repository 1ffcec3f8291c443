/** The tables of presets, as the README and docs/providers.md must have them: read from the presets' own source. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import * as presets from '../../src/providers/openai-compatible/presets.ts'

interface PresetFacts {
  readonly name: string
  /** What the doc comment calls it. */
  readonly label: string
  readonly baseURL: string
  readonly env: readonly string[]
  readonly quirks: readonly string[]
}

const MACHINE = / on this machine$/

/** Two presets a row: the factory and the variables that may hold its key. */
export function keysTable(): string {
  const cells = [...allPresets().map(({ name, env }) => [`\`${name}()\``, keyOf(env)]), ['`cloudflare()`', keyOf(CLOUDFLARE)]].sort(byFirst)
  const half = Math.ceil(cells.length / 2)
  const rows = cells.slice(0, half).map((cell, at) => row([...cell, ...(cells[half + at] ?? ['', ''])]))
  return ['| preset | key | preset | key |', '|---|---|---|---|', ...rows].join('\n')
}

/** One preset a row: where it is, what it answers, how it differs. */
export function hostsTable(): string {
  const rows = allPresets().map(({ name, label, baseURL, env, quirks }) => {
    const { operations } = presets[name as 'groq']({ apiKey: 'none' })
    const differs = quirks.map((quirk) => `\`${quirk}\``).join(', ')
    return row([`\`${name}()\``, label, `\`${baseURL}\``, keyOf(env), operations.filter((one) => one !== 'passthrough').join(', '), differs || '–'])
  })
  return ['| preset | host | base URL | key | answers, besides passthrough | quirks |', '|---|---|---|---|---|---|', ...rows].join('\n')
}

const CLOUDFLARE = ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY']

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function keyOf(env: readonly string[]): string {
  return env.length === 0 ? 'none' : env.map((name) => `\`${name}\``).join(' or ')
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a.localeCompare(b)
}

/** Every `export const name = preset(dialect, baseURL, env, quirks)` of the source, with its comment. */
function allPresets(): PresetFacts[] {
  const source = readFileSync(new URL('../../src/providers/openai-compatible/presets.ts', import.meta.url), 'utf8')
  const file = ts.createSourceFile('presets.ts', source, ts.ScriptTarget.ES2022, true)
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return []
    const [declaration] = statement.declarationList.declarations
    const made = declaration?.initializer
    if (declaration === undefined || made === undefined || !ts.isCallExpression(made) || made.expression.getText() !== 'preset') return []
    const [, baseURL, env, quirks] = made.arguments
    const comment = ts.getJSDocCommentsAndTags(statement).map((doc) => String(doc.comment)).join('')
    return [
      {
        name: declaration.name.getText(),
        label: (comment.split(/[,;.](?:\s|$)/)[0] ?? '').replace(MACHINE, ', on this machine'),
        baseURL: baseURL && ts.isStringLiteral(baseURL) ? baseURL.text : '',
        env: env && ts.isArrayLiteralExpression(env) ? env.elements.map((one) => (ts.isStringLiteral(one) ? one.text : '')) : [],
        quirks: quirks && ts.isObjectLiteralExpression(quirks) ? namesIn(quirks) : [],
      },
    ]
  })
}

function namesIn(quirks: ts.ObjectLiteralExpression): string[] {
  return quirks.properties.map((property) => property.name?.getText() ?? '').filter((name) => name !== 'operations')
}
