import { describe, it } from 'vitest'
import { hedge, type Middleware, retry } from 'zerohop'
import { middlewareContract } from 'zerohop/testing'
import { house } from '../support/call.ts'

describe('a middleware that passes everything on', () => {
  const passOn: Middleware = (call, next) => next(call)
  for (const { name, run } of middlewareContract(() => passOn)) it(name, run)
})

describe('retry', () => {
  for (const { name, run } of middlewareContract(() => retry())) it(name, run)
})

describe('a hedge of one child, as a middleware', () => {
  const hedging: Middleware = (call, next) => hedge('fake/fake', { delayMs: 0, maxExtra: 1 }).build([next], house)(call)
  for (const { name, run } of middlewareContract(() => hedging)) it(name, run)
})
