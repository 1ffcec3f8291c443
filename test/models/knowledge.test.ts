/** What is known of models comes with the routes that choose by it, wherever in the trees they stand. */
import { describe, expect, it } from 'vitest'
import { isRoute, type RouteInput } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { balance } from '../../src/routes/balance.ts'
import { canary } from '../../src/routes/canary.ts'
import { experiment } from '../../src/routes/experiment.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { hedge } from '../../src/routes/hedge.ts'
import { shadow } from '../../src/routes/shadow.ts'
import { sticky } from '../../src/routes/sticky.ts'
import { target } from '../../src/routes/target-route.ts'
import { use } from '../../src/routes/use.ts'
import { when } from '../../src/routes/when.ts'
import { answers, scripted } from '../support/provider.ts'

const image = { role: 'user' as const, content: [{ type: 'image_url' as const, image_url: { url: 'https://x/y.png' } }] }

/** Why `gpt-3.5-turbo`, of which the config says nothing, would not do for an image. */
function whyNot(route: RouteInput | undefined): string {
  const engine = createEngine({ providers: { a: scripted(answers()) }, routes: route === undefined ? {} : { route } })
  return engine.explain({ model: 'a/gpt-3.5-turbo', messages: [image] }).why
}

const choosing: readonly RouteInput[] = [
  fallback(['a/m', 'a/n']),
  balance(['a/m', 'a/n']),
  sticky(['a/m', 'a/n'], { by: 'conversation' }),
  hedge(['a/m', 'a/n']),
  when([{ if: { stream: true }, to: 'a/m' }], { otherwise: 'a/n' }),
  shadow('a/m', { to: 'a/n' }),
  experiment({ name: 'e', variants: { one: { to: 'a/m', percent: 50 }, two: { to: 'a/n', percent: 50 } } }),
  canary({ name: 'c', baseline: 'a/m', candidate: 'a/n', percent: 5 }),
]

describe('what is published of models', () => {
  it.each(choosing.map((route) => [isRoute(route) ? route.kind : '', route] as const))('is known where there is a %s', (_, route) => {
    expect(whyNot(route)).toBe('no vision')
  })

  it('is known also where the node that chooses stands deep in a tree', () => {
    expect(whyNot(use(use(fallback(['a/m']), (call, next) => next(call)), (call, next) => next(call)))).toBe('no vision')
  })

  it.each([['there is no route', undefined], ['nothing is chosen', use(target('a/m', { as: 'n' }), (call, next) => next(call))]] as const)('is not asked for where %s', (_, route) => {
    expect(whyNot(route)).toBe('')
  })
})
