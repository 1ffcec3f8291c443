/** The types of rules, as an editor and a compiler see them. */
import { describe, expect, it, vi } from 'vitest'
import { completions, problems } from './compiler.ts'

vi.setConfig({ testTimeout: 60_000 }) // each asks the compiler, and the first makes it read the SDK's types

const rule = (condition: string): string => `import { when } from 'zerohop'\nexport const route = when([{ if: ${condition}, to: 'a/m' }], { otherwise: 'b/m' })`

describe('a rule', () => {
  it.each([
    "{ 'metadata.plan': 'paid', inputTokens: { $gt: 5 } }",
    "{ $or: [{ 'body.messages.0.role': 'user' }, { $not: { stream: true } }], 'tools.length': { $not: { $in: [1, 2] } } }",
    "({ metadata, modalities }) => metadata.plan === 'paid' && modalities.includes('image')",
  ])('compiles: %s', (condition) => {
    expect(problems(rule(condition))).toEqual([])
  })

  it.each([
    ["{ 'metadata.plan': { $gtt: 5 } }", /\$gtt/],
    ["{ 'metdata.plan': 'paid' }", /metdata/],
    ['{ inputTokens: { $in: 5 } }', /number/],
    ['{ $or: { stream: true } }', /\$or|stream/],
    ['({ modalities }) => modalities', /boolean/],
  ])('does not compile: %s', (condition, problem) => {
    expect(problems(rule(condition)).join(' ')).toMatch(problem)
  })

  it('completes operators and facts', () => {
    expect(completions(rule("{ 'metadata.plan': { $| } }"))).toEqual(expect.arrayContaining(['$eq', '$regex', '$exists']))
    expect(completions(rule("{ '|': 1 }"))).toEqual(expect.arrayContaining(['inputTokens', 'stream', 'weekday', '$or']))
  })

  it('needs a place to go otherwise', () => {
    expect(problems("import { when } from 'zerohop'\nwhen([{ if: { stream: true }, to: 'a/m' }], {})").join(' ')).toMatch(/otherwise/)
  })
})
