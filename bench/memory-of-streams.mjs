/** Memory of 2,000 streams that are open at once, in a fresh process for each contestant. */
import { startContestant } from './contestant-child.mjs'
import { EVERYTHING_ON, NOTHING_ON, SDK } from './contestants.mjs'

const FEW = 500
const MANY = 2_000
const EVENTS = 50

export async function openStreamFigures({ upstream }) {
  const figures = []
  for (const name of [SDK, NOTHING_ON, EVERYTHING_ON]) {
    const child = await startContestant(name, upstream.origin)
    const { each, grown } = await child.order('openStreams', { path: '/held', counts: [FEW, MANY], rounds: EVENTS })
    await child.stop()
    const [few, many] = each
    figures.push(
      { name: `an open stream, ${name}, ${MANY} at once`, unit: 'KiB', median: many.held, note: `${few.held.toFixed(1)} with ${FEW}; resident ${many.rss.toFixed(1)}` },
      { name: `growth of it over ${EVENTS} further events`, unit: 'KiB', median: grown.held },
    )
  }
  return figures
}
