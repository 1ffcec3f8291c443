/** Every `@example` in a doc comment compiles: what an editor shows on hover can be copied. */
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import { modules } from '../house/modules.ts'
import { problems } from './compiler.ts'

vi.setConfig({ testTimeout: 60_000 }) // each asks the compiler, and the first makes it read the SDK's types

const examples = modules.flatMap(({ path, syntax }) => {
  const found: Array<[where: string, code: string]> = []
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== 'example' || tag.parent.parent !== node) continue
      const { line } = syntax.getLineAndCharacterOfPosition(tag.getStart())
      found.push([`${path}:${line + 1}`, codeOf(tag.getText())])
    }
    ts.forEachChild(node, visit)
  }
  visit(syntax)
  return found
})

/** Without the tag, the stars and a fence. */
function codeOf(tag: string): string {
  return tag
    .replace(/^@example/, '')
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .replaceAll(/^```.*$/gm, '')
}

describe('@example', () => {
  it('is found in the sources', () => {
    expect(examples.length).toBeGreaterThan(10)
  })

  it.each(examples)('compiles: %s', (_, code) => {
    expect(code).toMatch(/^(?:import|declare module) /m)
    expect(problems(code)).toEqual([])
  })
})
