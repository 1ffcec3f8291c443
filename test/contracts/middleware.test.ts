import { describe, it } from 'vitest'
import { type Middleware, retry } from 'zerohop'
import { middlewareContract } from 'zerohop/testing'

describe('a middleware that passes everything on', () => {
  const passOn: Middleware = (call, next) => next(call)
  for (const { name, run } of middlewareContract(() => passOn)) it(name, run)
})

describe('retry', () => {
  for (const { name, run } of middlewareContract(() => retry())) it(name, run)
})
