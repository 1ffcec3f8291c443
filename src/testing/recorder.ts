/** A hook that keeps every event, for tests to look at. */
import type { GatewayEvent } from '../core/event.ts'

type EventType = GatewayEvent['type']
type EventOf<Type extends EventType> = Extract<GatewayEvent, { readonly type: Type }>

/** Given as `on`; then asked. */
export interface Recorder {
  (event: GatewayEvent): void
  /** Every event so far, in order. */
  readonly events: readonly GatewayEvent[]
  /** The types of every event so far, in order: the shape of a call in one assertion. */
  types(): readonly EventType[]
  /** Every event of one type so far, in order. */
  of<Type extends EventType>(type: Type): ReadonlyArray<EventOf<Type>>
  /** Forgets what was seen. */
  clear(): void
}

/**
 * Collects events.
 *
 * @example
 * import { createGateway } from 'zerohop'
 * import { fakeProvider, recorder } from 'zerohop/testing'
 *
 * const seen = recorder()
 * const gateway = createGateway({ providers: { fake: fakeProvider('Hello') }, on: seen })
 * await gateway.chat.completions.create({ model: 'fake/any', messages: [{ role: 'user', content: 'Hi' }] })
 * console.log(seen.of('attempt.end')[0]?.usage)
 */
export function recorder(): Recorder {
  const events: GatewayEvent[] = []
  const record = (event: GatewayEvent): void => void events.push(event)
  return Object.assign(record, {
    events,
    types: () => events.map(({ type }) => type),
    of: <Type extends EventType>(type: Type) => events.filter((event): event is EventOf<Type> => event.type === type),
    clear: (): void => void (events.length = 0),
  })
}
