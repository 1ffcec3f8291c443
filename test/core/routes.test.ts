import { describe, expect, it } from 'vitest'
import type { RouteInput } from '../../src/core/route.ts'
import { routesOf } from '../../src/core/routes.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'

const routes = { mini: balance([{ to: 'a/m', weight: 3 }, 'b/m']), smart: fallback(['mini', 'c/m']) }

describe('the routes of a config', () => {
  it('are printed as trees', () => {
    expect(String(routesOf(routes))).toBe('mini: balance (weighted_random)\n├─ weight 3 → a/m\n└─ weight 1 → b/m\nsmart: fallback\n├─ mini\n└─ c/m')
    expect(routesOf(routes).names).toEqual(['mini', 'smart'])
  })

  it('are drawn as a flowchart, a named route once', () => {
    expect(routesOf(routes).toMermaid().split('\n')).toEqual([
      'flowchart LR',
      '  r0(["mini"])',
      '  n0["balance (weighted_random)"]',
      '  n1["a/m"]',
      '  n0 -->|"weight 3"| n1',
      '  n2["b/m"]',
      '  n0 -->|"weight 1"| n2',
      '  r0 --> n0',
      '  r1(["smart"])',
      '  n3["fallback"]',
      '  n3 --> r0',
      '  n4["c/m"]',
      '  n3 --> n4',
      '  r1 --> n3',
    ])
  })

  it.each(['"]; click n0 "javascript:alert(1)', '<script>alert(1)</script>', 'a`b`', 'a\n  b --> c', '#quot;', '%%{init: {}}%%', '𝕒🙂', 'end'])('keep names as names: %s', (name) => {
    const odd: Record<string, RouteInput> = { [name]: `p/${name}` }
    const lines = routesOf(odd).toMermaid().split('\n')
    expect(lines).toHaveLength(4)
    for (const line of [lines[1], lines[2]]) expect(line).toMatch(/^ {2}[rn]\d+\(?\["(?:[\p{L}\p{N} _./:,()-]|#\d+;)*"\]\)?$/u)
  })
})
