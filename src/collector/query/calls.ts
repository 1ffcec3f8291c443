/** Calls in a list, the newest first, and one of them opened. */
import { valueOf } from '../../core/quantiles.ts'
import type { CallLine, Calls, OpenedCall, Question } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import { type Block, BUCKET_SHIFT, cacheStates, outcomes, placeOf, ROWS } from '../archive/block.ts'
import type { Terms } from '../archive/terms.ts'
import { scan } from './scan.ts'

/** Those that came before `before`. */
export function calls(archive: Archive, question: Question, before: number, limit: number): Omit<Calls, 'tookMs'> {
  const seqs: number[] = []
  scan(archive, question, ({ number }, rows, length) => {
    for (let at = length - 1; at >= 0; at--) {
      const seq = number * ROWS + (rows[at] as number)
      if (seq >= before) continue
      seqs.push(seq)
      if (seqs.length > limit) return false
    }
    return undefined
  })
  const page = seqs.slice(0, limit)
  return { calls: lines(archive, page), before: seqs.length > limit ? (page.at(-1) ?? null) : null }
}

/** The lines of these records, as far as they are there. */
export function lines({ engine, state }: Archive, seqs: readonly number[]): CallLine[] {
  const blocks = new Map<number, Block>()
  return seqs.flatMap((seq) => {
    const { block: number, row } = placeOf(seq)
    const block = blocks.get(number) ?? state.blocks.inMemory(number)
    const id = engine.get('SELECT id FROM records WHERE seq = ?', seq)?.['id']
    if (!block || typeof id !== 'string') return []
    blocks.set(number, block)
    return [lineOf(block, row, seq, id, state.terms)]
  })
}

/** `undefined` where there is none of this id. */
export function openedCall({ engine, state, cutoff }: Archive, id: string): OpenedCall | undefined {
  const found = engine.get('SELECT page, place FROM records WHERE id = ?', id)
  const record = found && state.pages.read(Number(found['page']))[Number(found['place'])]
  if (!record || record.startedAt < cutoff) return undefined
  const feedback = engine.all('SELECT body FROM feedback WHERE call = ? ORDER BY at LIMIT 100', id)
  return { record, feedback: feedback.map(({ body }) => JSON.parse(String(body)) as OpenedCall['feedback'][number]) }
}

function lineOf(block: Block, row: number, seq: number, id: string, terms: Terms): CallLine {
  const at = (column: ArrayLike<number>): number => column[row] ?? 0
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
  const tags = terms.of(at(block.tags)).map((term) => [terms.dimension(term).slice('tag:'.length), terms.value(term) ?? ''])
  return {
    seq,
    id,
    startedAt: at(block.time),
    durationMs: at(block.durationMs),
    firstTokenMs: at(block.firstBucket) === 0 ? null : valueOf(at(block.firstBucket) - BUCKET_SHIFT),
    outcome: outcomes[at(block.outcome)] ?? 'ok',
    reason: terms.value(at(block.reason)),
    operation: terms.value(at(block.operation)) ?? '',
    route: terms.value(at(block.route)),
    target: terms.value(at(block.target)),
    model: terms.value(at(block.model)),
    key: terms.value(at(block.key)),
    cache: cacheStates[at(block.cache)] ?? 'none',
    attempts: at(block.attempts),
    inputTokens: at(block.input),
    outputTokens: at(block.output),
    cost: known(at(block.cost)),
    score: known(at(block.score)),
    tags: Object.fromEntries(tags) as Record<string, string>,
  }
}
