/** Middleware on one route or target only. */
import { checkMade, middlewareFactories } from '../core/check.ts'
import { compose, type Middleware } from '../core/handler.ts'
import { checkChildren, type Route, type RouteInput } from '../core/route.ts'

/**
 * Puts middleware around one route. The first listed is the outermost.
 *
 * @example
 * import { fallback, retry, use } from 'zerohop'
 *
 * const smart = fallback([use('openai/gpt-5', retry({ maxAttempts: 2 })), 'groq/llama-3.3-70b-versatile'])
 */
export function use(route: RouteInput, ...middleware: readonly Middleware[]): Route {
  return {
    kind: 'use',
    children: [route],
    middleware,
    detail: middleware.map((one) => one?.label || one?.name || 'middleware').join(', '),

    check(path) {
      checkChildren(path, [route])
      middleware.forEach((one, at) => checkMade(`${path}.middleware[${at}]`, one, middlewareFactories))
    },

    build: ([handler]) => compose(middleware, handler as ReturnType<Route['build']>),
  }
}
