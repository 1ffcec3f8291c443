/** A balance in one gateway, and which of its children may be picked. */
import type { Call } from '../core/call.ts'
import { type Handler, isReady } from '../core/handler.ts'
import type { RouteInput } from '../core/route.ts'
import type { StrategyName } from './pick/index.ts'
import type { Child, Strategy } from './pick/strategy.ts'
import type { WhenNoneReady } from './ready.ts'

export interface BuiltBalance {
  readonly name: StrategyName
  readonly inputs: readonly RouteInput[]
  readonly handlers: readonly Handler[]
  /** The weights of now. */
  readonly state: { readonly weights: readonly number[] }
  readonly seen: readonly Child[]
  readonly strategy: Strategy
  readonly whenNoneReady: WhenNoneReady
}

/** The weights of those that are ready, 0 for the others; `undefined` where none is. Nothing is made while all are. */
export function readyOnly(call: Call, handlers: readonly Handler[], weights: readonly number[], now: number): readonly number[] | undefined {
  if (handlers.every((handler) => isReady(handler, call, now))) return weights
  const open = weights.map((weight, at) => (isReady(handlers[at] as Handler, call, now) ? weight : 0))
  return open.some((weight) => weight > 0) ? open : undefined
}
