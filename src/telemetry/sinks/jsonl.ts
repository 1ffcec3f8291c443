/** Records as lines of JSON in a file. */
import { checkBoolean, checkNumber, checkOptions, checkString } from '../../core/check.ts'
import { type Clock, systemClock } from '../../core/clock.ts'
import { ConfigError } from '../../core/error.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../record.ts'
import { linesFile } from './jsonl-file.ts'
import { needFiles, nodeModules } from './node-module.ts'

export interface JsonlSinkOptions {
  /** Where lines are put; its folder is made. Only one sink may write there, so of several processes each needs a file of its own. */
  readonly file: string
  /** What it is called in errors and counts. @default 'jsonl' */
  readonly name?: string | undefined
  /** A file that would grow beyond this is put away as `….1`, those before it as `….2` and so on. @default 100_000_000 */
  readonly maxBytes?: number | undefined
  /** A file that was begun longer ago, in milliseconds, is put away by the next record. @default Infinity */
  readonly maxAgeMs?: number | undefined
  /** How many files are kept besides the one that is written. @default 5 */
  readonly keep?: number | undefined
  /** True: files that are put away are compressed. @default false */
  readonly gzip?: boolean | undefined
  /** False: what is flushed may still be in the system's memory. @default true */
  readonly fsync?: boolean | undefined
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock | undefined
}

/** The files of this process's sinks. */
const inUse = new Set<string>()

/**
 * Puts every record at the end of a file, a line each, a batch in one write; feedback as well, whose lines have a `callId` and no
 * `version`. New files are for their owner alone to read (0600). A line that a crash left unfinished is ended by the next write. A
 * full disk loses the records of that time, which are counted, and nothing else. A batch is not divided: alone it may be longer
 * than `maxBytes`. Node, Bun and Deno.
 *
 * @throws ConfigError also where the runtime has no files, or another sink has this one
 * @example
 * import { jsonlSink } from 'zerohop'
 *
 * const kept = jsonlSink({ file: 'logs/calls.jsonl', maxAgeMs: 24 * 60 * 60 * 1000, keep: 7, gzip: true })
 */
export function jsonlSink(options: JsonlSinkOptions): Sink {
  checkOptions('jsonlSink', options, ['file', 'name', 'maxBytes', 'maxAgeMs', 'keep', 'gzip', 'fsync', 'clock'])
  const { name = 'jsonl', maxBytes = 100_000_000, maxAgeMs = Infinity, keep = 5, gzip = false, fsync = true, clock = systemClock } = options
  checkString('jsonlSink.file', options.file ?? null)
  checkString('jsonlSink.name', name)
  checkNumber('jsonlSink.maxBytes', maxBytes, { min: 1, integer: true })
  if (maxAgeMs !== Infinity) checkNumber('jsonlSink.maxAgeMs', maxAgeMs, { min: 1 })
  checkNumber('jsonlSink.keep', keep, { max: 10_000, integer: true })
  checkBoolean('jsonlSink.gzip', gzip)
  checkBoolean('jsonlSink.fsync', fsync)
  needFiles('jsonlSink')
  const file = nodeModules('jsonlSink', ['node:path'])('node:path').resolve(options.file)
  const lines = linesFile('jsonlSink', { file, maxBytes, maxAgeMs, keep, gzip, fsync, clock })
  const identity = identityOf(file)
  if (inUse.has(identity)) throw new ConfigError('jsonlSink.file', 'is written by another sink of this process: close that one first')
  inUse.add(identity)
  let isClosed = false

  async function append(all: ReadonlyArray<CallRecord | FeedbackRecord>): Promise<void> {
    if (isClosed) throw new Error('jsonlSink: the sink is closed')
    if (all.length > 0) await lines.append(all.map((one) => `${JSON.stringify(one)}\n`).join(''))
  }

  return {
    name,
    write: append,
    feedback: append,
    flush: () => lines.sync(),
    async close() {
      if (isClosed) return
      isClosed = true
      await lines.sync().finally(() => inUse.delete(identity))
    },
  }
}

/** The same for every way to the same file, as far as it, or its folder, is there. */
function identityOf(file: string): string {
  const modules = nodeModules('jsonlSink', ['node:fs', 'node:path'])
  const { realpathSync } = modules('node:fs')
  const { basename, dirname, join } = modules('node:path')
  for (const [known, rest] of [[file, ''], [dirname(file), basename(file)]] as const) {
    try {
      return join(realpathSync(known), rest)
    } catch {
      // Not there yet.
    }
  }
  return file
}
