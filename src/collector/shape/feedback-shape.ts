/** The shape of feedback that somebody sends: what was thought of an answer. */
import { dictionary, json, label, number, object, optional, type Shape } from './shape.ts'

/** Belongs to the record of this id; there may be many for one. */
export interface GivenFeedback {
  readonly callId: string
  readonly score: number
  /** How much it counts beside others. @default 1 */
  readonly weight?: number | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Names this piece of feedback: the same id twice is kept once. Without one each is kept. */
  readonly id?: string | undefined
  /** When it was given, of the Unix epoch in milliseconds. @default when it came */
  readonly at?: number | undefined
}

/** @throws ShapeError that names the field */
export const givenFeedback: Shape<GivenFeedback> = object<GivenFeedback>({
  callId: label(200),
  score: number(-1e9, 1e9),
  weight: optional(number(0, 1e9)),
  metadata: optional(dictionary(json(20_000), 200)),
  id: optional(label(200)),
  at: optional(number(0, 1e14)),
})
