/** Records as a table of text, narrow enough for a terminal. */
import type { CallRecord } from '../core/record.ts'

/** The widest line. */
const WIDTH = 100

/**
 * One line a call, after a line of names, none longer than 100 characters: what was asked, how it ended, who answered in how many
 * attempts, how long it took, the tokens and what they cost. What is unknown is `?`.
 *
 * @example
 * import { createGateway, openai, printRecords, records } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, records: records() })
 * console.log(printRecords(gateway.records.recent(20)))
 */
export function printRecords(records: readonly CallRecord[]): string {
  const rows = [HEAD, ...records.map(rowOf)]
  const widths = HEAD.map((_, column) => Math.min(MOST[column] ?? WIDTH, Math.max(...rows.map((row) => (row[column] ?? '').length))))
  return rows.map((row) => lineOf(row, widths)).join('\n')
}

const HEAD = ['asked', 'outcome', 'answered by', 'try', 'cache', 'ms', 'first', 'tokens', 'dollars']
/** Together with two blanks between them, no more than {@link WIDTH}. */
const MOST = [12, 12, 20, 3, 7, 6, 5, 10, 9] as const
/** Numbers stand at the right. */
const FIRST_NUMBER = 5

function rowOf({ address, outcome, error, target, attempts, cache, durationMs, timing, usage, cost, stream }: CallRecord): string[] {
  const first = stream ? timing.timeToFirstTokenMs : null
  return [
    address,
    outcome === 'ok' ? 'ok' : (error?.reason ?? outcome),
    target ?? '-',
    String(attempts.length),
    cache?.state ?? '-',
    String(Math.round(durationMs)),
    first === null ? '-' : String(Math.round(first)),
    usage === null ? (attempts.length === 0 ? '-' : '?') : `${usage.inputTokens}+${usage.outputTokens}`,
    cost.total === null ? '?' : `${cost.total.toFixed(6)}${cost.isPartial ? '+' : ''}`,
  ]
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((text, column) => {
    const width = widths[column] ?? 0
    const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    const cut = clean.length > width ? `${clean.slice(0, width - 1)}…` : clean
    return column < FIRST_NUMBER ? cut.padEnd(width) : cut.padStart(width)
  })
  return cells.join('  ').trimEnd()
}
