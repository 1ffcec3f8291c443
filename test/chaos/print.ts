/** `npm run chaos`: plays schedules and says which laws broke; `--seed N` plays one and tells its story, `--count N` so many, `--loopback` over real sockets. */
import { playOverLoopback } from './loopback.ts'
import { type Played, play } from './run.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const option = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}

let unhandled = 0
process.on('unhandledRejection', () => void (unhandled += 1))

const seed = option('seed')
const overLoopback = process.argv.includes('--loopback')
if (overLoopback) await manyOverLoopback(seed ?? 0, seed === undefined ? (option('count') ?? 300) : 1)
else if (seed === undefined) await many(option('count') ?? 10_000)
else tell(await play(seed))
if (unhandled > 0) process.exitCode = 1

async function many(count: number): Promise<void> {
  const ends = new Map<string, number>()
  let attempts = 0
  let broken = 0
  for (let at = 0; at < count; at++) {
    const played = await play(at)
    attempts += played.upstream.served.length
    for (const outcome of played.outcomes) ends.set(endOf(outcome), (ends.get(endOf(outcome)) ?? 0) + 1)
    for (const line of played.broken) say(`seed ${at}: ${line}`)
    if (played.broken.length > 0) broken += 1
  }
  const calls = [...ends.values()].reduce((sum, one) => sum + one, 0)
  say(`${count} schedules, ${calls} calls, ${attempts} attempts; ${broken} schedules broke a law, ${unhandled} rejections unhandled`)
  for (const [end, times] of [...ends].toSorted((a, b) => b[1] - a[1])) say(`${String(times).padStart(7)}  ${end}`)
  if (broken > 0) process.exitCode = 1
}

async function manyOverLoopback(first: number, count: number): Promise<void> {
  let broken = 0
  for (let at = first; at < first + count; at++) {
    const lines = await playOverLoopback(at)
    for (const line of lines) say(`seed ${at}: ${line}`)
    if (lines.length > 0) broken += 1
  }
  say(`${count} schedules over real sockets; ${broken} broke a law, ${unhandled} rejections unhandled`)
  if (broken > 0) process.exitCode = 1
}

function tell({ schedule, outcomes, events, upstream, broken }: Played): void {
  say(JSON.stringify(schedule, null, 1))
  upstream.served.forEach(({ target, fault, text }, at) => say(`request ${at} to t${target}: ${fault}, ${JSON.stringify(text)}`))
  for (const event of events) say(`${String(Math.round('at' in event ? event.at : 0)).padStart(7)}  ${event.type}  ${JSON.stringify({ ...event, type: undefined, at: undefined, attempts: undefined })}`)
  outcomes.forEach((outcome, at) => say(`caller ${at}: ${endOf(outcome)} after ${(outcome.endedAt ?? Infinity) - outcome.startedAt} ms, read ${JSON.stringify(outcome.text)}`))
  say(broken.length === 0 ? 'every law held' : broken.join('\n'))
  if (broken.length > 0) process.exitCode = 1
}

function endOf({ error, finish }: Played['outcomes'][number]): string {
  if (error === undefined) return finish ?? 'ended quietly by its own abort'
  return error instanceof Error && 'reason' in error ? String(error.reason) : 'untyped error'
}
