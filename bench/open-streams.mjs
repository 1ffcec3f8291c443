/** What streams cost that are open at once: memory for each, and whether it stays the same while events come. */
import { collectGarbage } from './rounds.mjs'

/** KiB a stream at each of `counts` (rising), and how many it grows by while `rounds` further events come into each. */
export async function openStreams(contestant, { origin, path, counts, rounds }) {
  const streams = []
  const open = async () => streams.push(await contestant.open(path, 'small'))
  await open() // what is loaded on the first call is no part of a stream
  const empty = memory()
  const each = []
  for (const count of counts) {
    while (streams.length < count) await Promise.all(Array.from({ length: Math.min(50, count - streams.length) }, open))
    each.push(kib(memory(), empty, streams.length - 1))
  }
  const before = memory()
  for (let round = 0; round < rounds; round++) {
    await fetch(`${origin}/release`, { method: 'POST' })
    await Promise.all(streams.map((stream) => stream.next()))
  }
  const grown = kib(memory(), before, streams.length)
  await Promise.all(streams.map((stream) => stream.return?.()))
  return { each, grown }
}

function memory() {
  collectGarbage()
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { held: heapUsed + external, rss }
}

function kib(now, before, streams) {
  return { held: (now.held - before.held) / 1024 / streams, rss: (now.rss - before.rss) / 1024 / streams }
}
