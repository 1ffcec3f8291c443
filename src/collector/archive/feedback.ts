/** Feedback: kept beside the call it belongs to, which may come later. */
import { createHash, randomUUID } from 'node:crypto'
import type { GivenFeedback } from '../shape/feedback-shape.ts'
import type { Kept, State } from './archive.ts'
import { placeOf } from './block.ts'
import type { Engine } from './engine.ts'

/** Calls that are judged before their record comes; more are found again only after a restart. */
const MOST_AWAITED = 100_000

/** Within a transaction. */
export function keepFeedback(engine: Engine, { blocks, awaited }: State, feedback: readonly GivenFeedback[], now: number): Kept {
  let accepted = 0
  for (const { callId, score, weight = 1, metadata = {}, id, at } of feedback) {
    const seq = seqOf(engine, callId)
    const body = JSON.stringify({ score, weight, metadata, at: at ?? now })
    // A sink that sends again what was lost on the way names a time, not an id: the same words of the same moment are the same.
    const own = id ?? (at === undefined ? randomUUID() : createHash('sha256').update(`${callId} ${body}`).digest('base64url'))
    if (engine.run(INSERT, own, callId, seq, score, weight, at ?? now, body) === 0) continue
    accepted += 1
    if (seq === null) {
      if (awaited.size < MOST_AWAITED) awaited.add(callId)
      continue
    }
    const { block, row } = placeOf(seq)
    const inMemory = blocks.inMemory(block)
    if (inMemory) inMemory.score[row] = scoreOf(engine, callId)
  }
  return { accepted, duplicates: feedback.length - accepted, expired: 0 }
}

const INSERT = 'INSERT OR IGNORE INTO feedback (id, call, seq, score, weight, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)'
const MEAN = 'SELECT sum(score * weight) / sum(weight) AS score FROM feedback WHERE call = ? AND weight > 0'

/** The mean by the weights; NaN where nobody said anything. */
export function scoreOf(engine: Engine, callId: string): number {
  return Number(engine.get(MEAN, callId)?.['score'] ?? NaN)
}

function seqOf(engine: Engine, callId: string): number | null {
  const seq = engine.get('SELECT seq FROM records WHERE id = ?', callId)?.['seq']
  return seq === undefined ? null : Number(seq)
}
