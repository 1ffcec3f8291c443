/** Records for people who watch a terminal: a line each. */
import { checkBoolean, checkFunction, checkNumber, checkOptions, checkString } from '../../core/check.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../record.ts'
import { sayFeedback, wordsOf } from './record-words.ts'

export interface ConsoleSinkOptions {
  /** What it is called in errors and counts. @default 'console' */
  readonly name?: string | undefined
  /** Takes each line, without its end. @default console.log */
  readonly write?: ((line: string) => void) | undefined
  /** Colours. @default true where lines go to a terminal and `NO_COLOR` is not set */
  readonly colors?: boolean | undefined
  /** No line is longer, in characters. @default the terminal's width; 1_000 where there is none */
  readonly width?: number | undefined
}

/**
 * Writes a line for every call that is over: when it began (UTC), how it ended, who was asked and answered, how long it took,
 * tokens, cost, and why it failed. What a terminal would obey in somebody's text is made harmless.
 *
 * @throws ConfigError
 * @example
 * import { consoleSink } from 'zerohop'
 *
 * const watched = consoleSink()
 * const plain = consoleSink({ colors: false, width: 120 })
 */
export function consoleSink(options: ConsoleSinkOptions = {}): Sink {
  checkOptions('consoleSink', options, ['name', 'write', 'colors', 'width'])
  const { name = 'console', colors, width } = options
  checkString('consoleSink.name', name)
  checkFunction('consoleSink.write', options.write)
  checkBoolean('consoleSink.colors', colors)
  checkNumber('consoleSink.width', width, { min: 20, integer: true })
  const terminal = options.write === undefined ? terminalNow : () => undefined
  const write = options.write ?? lineTo()

  return {
    name,
    write: (records) => show(records.map(partsOf)),
    feedback: (feedback) => show(feedback.map(feedbackParts)),
  }

  /** The terminal is asked each time: its window changes. */
  function show(lines: ReadonlyArray<readonly Part[]>): void {
    const found = terminal()
    const most = width ?? found?.columns ?? MAX_WIDTH
    const painted = colors ?? (found !== undefined && !refusesColors())
    for (const parts of lines) write(drawn(parts, most, painted))
  }
}

const MAX_WIDTH = 1_000
/** Where the columns behind the names begin. */
const WHO_WIDTH = 44
const TOOK_WIDTH = 9

/** A piece of a line, and its style: SGR codes. */
type Part = readonly [text: string, style?: number]

const BOLD = 1
const DIM = 2
const RED = 31
const endings = { ok: ['✓', 32], failed: ['✗', RED], aborted: ['○', 33] } as const

function partsOf(record: CallRecord): readonly Part[] {
  const { who, took, facts, id, why } = wordsOf(record)
  const parts: Part[] = [[timeOf(record.startedAt), DIM], endings[record.outcome], [fitted(who, WHO_WIDTH), BOLD], [took.padStart(TOOK_WIDTH)]]
  if (facts !== '') parts.push([facts, DIM])
  parts.push([`[${id}]`, DIM])
  if (why !== undefined) parts.push([why, RED])
  return parts
}

function feedbackParts(feedback: FeedbackRecord): readonly Part[] {
  return [[timeOf(feedback.at), DIM], ['·'], [sayFeedback(feedback)]]
}

/** `12:04:31.120`, in UTC: lines of several machines can be compared. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23)
}

/** Cut by whole characters, so that none falls in two; styles take no room. */
function drawn(parts: readonly Part[], width: number, painted: boolean): string {
  let room = width
  let line = ''
  for (const [text, style] of parts) {
    if (line !== '') {
      line += ' '
      room -= 1
    }
    const shown = cut(text, room)
    room -= [...shown].length
    line += painted && style !== undefined ? `\u001b[${style}m${shown}\u001b[0m` : shown
    if (shown !== text || room < 2) break
  }
  return line.trimEnd()
}

function fitted(text: string, width: number): string {
  const shown = cut(text, width)
  return shown + ' '.repeat(width - [...shown].length)
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text
  const chars = [...text]
  return chars.length <= width ? text : `${chars.slice(0, width - 1).join('')}…`
}

interface ProcessLike {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdout?: { readonly isTTY?: boolean; readonly columns?: number | undefined }
}

function terminalNow(): { readonly columns: number | undefined } | undefined {
  const { stdout } = (globalThis as { process?: ProcessLike }).process ?? {}
  return stdout?.isTTY === true ? { columns: stdout.columns || undefined } : undefined
}

/** @see https://no-color.org */
function refusesColors(): boolean {
  try {
    return Boolean((globalThis as { process?: ProcessLike }).process?.env?.['NO_COLOR'])
  } catch {
    return true // Deno, where the environment may not be read
  }
}

function lineTo(out: Pick<Console, 'log'> = console): (line: string) => void {
  return (line) => out.log(line)
}
