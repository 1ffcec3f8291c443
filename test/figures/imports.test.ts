import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Built, built } from './built.ts'

let build: Built

beforeAll(async () => {
  build = await built()
}, 30_000)

afterAll(() => build.remove())

/** Which packages a fresh process has loaded after the import; the debugger knows every script, ES modules too. */
async function packagesLoadedBy(entry: 'index' | 'core'): Promise<string[]> {
  const output = await build.run(`
    import { Session } from 'node:inspector'
    await import('${build.url(entry)}')
    const session = new Session()
    session.connect()
    const packages = new Set()
    session.on('Debugger.scriptParsed', ({ params }) => packages.add(/node_modules\\/([a-z][^/]*)\\//.exec(params.url)?.[1]))
    session.post('Debugger.enable')
    console.log(JSON.stringify([...packages].filter(Boolean)))
  `)
  return JSON.parse(output) as string[]
}

describe('importing', () => {
  it('zerohop/core loads neither openai nor undici', async () => {
    const loaded = await packagesLoadedBy('core')
    expect(loaded).not.toContain('openai')
    expect(loaded).not.toContain('undici')
  })

  it('zerohop loads openai, whose client it is, and undici only at the first call', async () => {
    const loaded = await packagesLoadedBy('index')
    expect(loaded).toContain('openai')
    expect(loaded).not.toContain('undici')
  })
})
