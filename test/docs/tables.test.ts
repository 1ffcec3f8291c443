/** The tables of the docs say what the code does. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isGatewayError, createGateway } from 'zerohop'
import { fakeProvider } from '../../src/testing/fake-provider.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'
import { hostsTable, keysTable } from './preset-tables.ts'

const page = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const rows = (text: string) => [...text.matchAll(/^\| (`\w.*) \|$/gm)].map(([, cells = '']) => cells.split(' | '))
const plain = (cell = '') => cell.replaceAll('`', '')

const ALL = Object.keys(meanings) as FailureReason[]

describe('the tables of the docs', () => {
  it('README.md lists every preset and its key', () => {
    expect(between(page('README.md'), 'presets')).toBe(keysTable())
  })

  it('docs/providers.md lists every preset, its place and its quirks', () => {
    expect(between(page('docs/providers.md'), 'presets')).toBe(hostsTable())
  })

  it('docs/providers.md explains every quirk', () => {
    const source = page('src/providers/openai-compatible/quirks.ts')
    const quirks = [...source.matchAll(/readonly (\w+)\?:/g)].map(([, name]) => name)
    const explained = rows(section(page('docs/providers.md'), '## Quirks')).map(([name]) => plain(name))
    expect(explained.sort()).toEqual(quirks.sort())
  })

  it('docs/reliability.md says which reasons are retried and which fall back', () => {
    const told = rows(section(page('docs/reliability.md'), '## What each reason does')).map(([reason, retry, fallback]) => [
      plain(reason),
      { retry: retry === 'yes', fallback: fallback === 'yes' },
    ])
    const known = Object.entries(meanings).map(([reason, { retry, fallback }]) => [reason, { retry, fallback }])
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known))
  })

  it('docs/errors.md has a row for every reason', () => {
    const told = rows(section(page('docs/errors.md'), '## Every reason')).map(([reason]) => plain(reason))
    expect(told.sort()).toEqual(ALL.toSorted())
  })

  it.each(ALL)('docs/errors.md knows the class and status of %s', async (reason) => {
    const [, , name, status] = rows(section(page('docs/errors.md'), '## Every reason')).find(([first]) => plain(first) === reason) ?? []
    const gateway = createGateway({ providers: { fake: fakeProvider({ error: reason }) } })
    const failing = gateway.chat.completions.create({ model: 'fake/any', messages: [{ role: 'user', content: 'Hello' }] })
    const error: unknown = await failing.catch((thrown: unknown) => thrown)
    expect(isGatewayError(error) && error.reason).toBe(reason)
    expect((error as Error).constructor.name).toBe(plain(name))
    expect((error as { status?: number }).status).toBe(status === '–' ? undefined : Number(status))
  })

  it('docs/observability.md has a row for every event', () => {
    const source = page('src/core/event.ts') + page('src/core/cache-event.ts') + page('src/core/flow-event.ts')
    const types = [...source.matchAll(/readonly type: (.+)/g)].flatMap(([, union = '']) => [...union.matchAll(/'([\w.]+)'/g)].map(([, type]) => type))
    const told = rows(section(page('docs/observability.md'), '## Events')).map(([type]) => plain(type))
    expect(told.sort()).toEqual(types.sort())
  })

  it('docs/getting-started.md has a row for every field of the configuration', () => {
    const source = page('src/config.ts')
    const [declared = ''] = /interface GatewayConfig<[\s\S]*?\n\}/.exec(source) ?? []
    const fields = [...declared.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name)
    const told = rows(section(page('docs/getting-started.md'), '## What a configuration takes')).flatMap(([names = '']) =>
      names.split(', ').map(plain),
    )
    expect(told.sort()).toEqual(fields.sort())
  })
})

/** A section: from its heading to the next one. */
function section(text: string, heading: string): string {
  const start = text.indexOf(`${heading}\n`)
  if (start === -1) throw new Error(`no section '${heading}'`)
  const end = text.indexOf('\n## ', start + heading.length)
  return text.slice(start, end === -1 ? undefined : end)
}

function between(text: string, name: string): string {
  return (text.split(`<!-- ${name}:start -->\n`)[1] ?? '').split(`\n<!-- ${name}:end -->`)[0] ?? ''
}
