/** Cache breakpoints: what one looks like, how many there may be, and in which order their lifetimes may come. */
import { type Faults, isGiven, isObject, type Json, listOf } from './json.ts'

export function* cacheControlFaults(control: unknown, path: string): Faults {
  if (!isGiven(control)) return
  if (!isObject(control)) return yield `${path}: Input should be an object`
  if (control.type !== 'ephemeral') {
    return yield `${path}: Input tag '${String(control.type)}' found using 'type' does not match any of the expected tags: 'ephemeral'`
  }
  if (isGiven(control.ttl) && control.ttl !== '5m' && control.ttl !== '1h') yield `${path}.ephemeral.ttl: Input should be '5m' or '1h'`
  for (const field of Object.keys(control)) {
    if (field !== 'type' && field !== 'ttl') yield `${path}.ephemeral.${field}: Extra inputs are not permitted`
  }
}

/** The whole request's breakpoints. */
export function* cacheFaults(body: Json): Faults {
  yield* cacheControlFaults(body.cache_control, 'cache_control')
  const found = [...breakpoints(body)]
  const count = found.length + (isGiven(body.cache_control) ? 1 : 0)
  if (count > 4) yield `A maximum of 4 blocks with cache_control may be provided. Found ${count}.`
  let hasShort = false
  for (const { path, ttl } of found) {
    if (ttl === '1h' && hasShort) {
      yield `${path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`
    }
    hasShort ||= ttl !== '1h'
  }
}

interface Breakpoint {
  readonly path: string
  readonly ttl: unknown
}

function* breakpoints({ tools, system, messages }: Json): Generator<Breakpoint, void, undefined> {
  yield* breakpointsIn(tools, 'tools')
  yield* breakpointsIn(system, 'system')
  for (const [at, message] of listOf(messages).entries()) if (isObject(message)) yield* breakpointsIn(message.content, `messages.${at}.content`)
}

function* breakpointsIn(blocks: unknown, path: string): Generator<Breakpoint, void, undefined> {
  for (const [at, block] of listOf(blocks).entries()) {
    if (!isObject(block)) continue
    if (block.type === 'tool_result') yield* breakpointsIn(block.content, `${path}.${at}.content`)
    if (isObject(block.cache_control)) yield { path: `${path}.${at}`, ttl: block.cache_control.ttl }
  }
}
